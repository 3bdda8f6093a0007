"""The way to systemd and what it says of one unit; knows nothing of ProxLB's service, log or runs."""
