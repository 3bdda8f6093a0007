"""Switching nodes, and telling beforehand what becomes of their guests."""
