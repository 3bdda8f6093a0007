"""Migrations beyond the moment: where they come from, how far they are, and which are remembered."""
