"""Guests over HTTP; knows no other subject."""
