"""Runs of the unit's program beside the service; knows what systemd says of the unit, not the service."""
