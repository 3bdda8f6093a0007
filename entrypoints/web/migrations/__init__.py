"""Migrations over HTTP; knows no other subject."""
