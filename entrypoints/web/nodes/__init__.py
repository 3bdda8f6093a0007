"""Nodes over HTTP: reading, switching and emptying them; borrows answers from plan, settings and service."""
