"""One package per technology; each turns its vendor's words and errors into the domain's."""
