"""Runs of the engine, from the request over its lines and its document to the true result."""
