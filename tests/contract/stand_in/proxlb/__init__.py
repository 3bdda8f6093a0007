"""A stand-in for ProxLB that starts fast and behaves on demand; found through PYTHONPATH."""
