"""What the judge says of plans, and that it is true."""
