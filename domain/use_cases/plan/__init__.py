"""Asking what ProxLB would do."""
