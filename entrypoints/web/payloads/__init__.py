"""Model to JSON, written out field by field; docs/api.md describes the result."""
