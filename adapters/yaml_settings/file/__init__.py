"""The settings as a file: read, replaced as a whole, kept as backups; does not know what it means."""
