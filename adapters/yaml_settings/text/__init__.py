"""The settings as text: what it means, where everything stands, and changing it in place; touches no file."""
