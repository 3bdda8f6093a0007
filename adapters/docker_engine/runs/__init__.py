"""One run of the engine inside ProxLB's Docker container."""
