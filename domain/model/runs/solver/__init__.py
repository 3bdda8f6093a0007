"""What ProxLB's solver said in one run, from the log and from its own file."""
