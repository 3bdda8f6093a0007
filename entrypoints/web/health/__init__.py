"""Whether the cockpit itself is well, and what it found at start; knows no other subject."""
