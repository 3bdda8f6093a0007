"""Small changes to the domain that some test should notice: `make mutants`."""
