"""What ProxLB's settings hold: every key with its type, default and bounds; knows no file."""
