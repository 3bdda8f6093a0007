"""What is wrong or doubtful in a settings file, with the place and the remedy."""
