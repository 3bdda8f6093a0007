"""What ProxLB 2.3.0 would do with a cluster, computed without asking it."""
