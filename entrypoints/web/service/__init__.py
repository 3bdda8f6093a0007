"""The service over HTTP; knows no other subject."""
