"""Wiring: the one place where use cases meet adapters."""
