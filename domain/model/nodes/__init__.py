"""What a person may ask for a node."""
