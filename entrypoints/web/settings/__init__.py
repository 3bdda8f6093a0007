"""The settings file over HTTP; knows no other subject."""
