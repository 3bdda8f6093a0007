"""Signing in and out over HTTP."""
