"""The log of ProxLB's Docker container, as pages and as a stream; knows the way to the engine, not the service."""
