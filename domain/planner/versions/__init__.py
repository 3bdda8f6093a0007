"""What differs between the versions of ProxLB, and an input as one of them reads it."""
