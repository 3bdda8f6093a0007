"""Whether what ProxLB decides does any good: its claims beside the truth, the effect, and what drives it."""
