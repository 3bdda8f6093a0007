"""Nodes over HTTP: reading, switching and emptying them."""
