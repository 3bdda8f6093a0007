"""Runs of the engine inside ProxLB's Docker container; knows the way to the engine, not the service nor the log."""
