"""The way to the Docker engine and what it says of one container; knows nothing of ProxLB's service, log or runs."""
