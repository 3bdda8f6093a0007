"""The published topics and the socket that streams their changes."""
