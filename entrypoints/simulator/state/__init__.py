"""The simulated cluster itself, as it changes over time."""
