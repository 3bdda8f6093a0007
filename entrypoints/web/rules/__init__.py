"""Rules and their conflicts over HTTP."""
