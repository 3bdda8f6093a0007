"""The log of ProxLB's Docker container, as pages and as a stream."""
