"""Steering the ProxLB service and knowing what it does."""
