"""The steps of ProxLB's calculation, in its own order and with its own quirks."""
