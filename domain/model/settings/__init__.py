"""ProxLB's settings: what each value is, the file as text, and what is to be said about it."""
