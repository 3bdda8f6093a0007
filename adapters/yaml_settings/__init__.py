"""ProxLB's settings file, read with PyYAML."""
