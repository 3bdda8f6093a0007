"""ProxLB's unit as the service: its state, what may be done with it, and doing it."""
