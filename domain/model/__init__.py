"""Values and pure rules: the cluster, its guests, the ProxLB service, its log and its settings."""
