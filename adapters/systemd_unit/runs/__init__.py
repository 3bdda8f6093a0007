"""Runs of the unit's program beside the service."""
