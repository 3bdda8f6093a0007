"""The answers of the simulated API, by family."""
