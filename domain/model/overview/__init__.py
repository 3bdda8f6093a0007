"""What a person should know first about the whole."""
