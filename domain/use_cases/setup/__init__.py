"""Telling a person what the cockpit needs and whether it is there."""
