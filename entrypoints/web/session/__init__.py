"""Signing in and out over HTTP; knows only what guards the application."""
