"""Switching nodes over HTTP."""
