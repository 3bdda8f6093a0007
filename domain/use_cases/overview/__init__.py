"""What the first page says of everything at once."""
