"""Rules and their conflicts over HTTP; knows no other subject."""
