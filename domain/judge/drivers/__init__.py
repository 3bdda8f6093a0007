"""What keeps ProxLB moving guests, and whether they come back."""
