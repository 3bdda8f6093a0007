"""The ProxLB service: its state, the actions on it, and what its log tells of its runs."""
