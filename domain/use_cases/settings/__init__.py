"""Reading, checking and changing ProxLB's settings file."""
