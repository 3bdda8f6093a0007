"""The conversations the use cases hold with the outside, one protocol per file."""
