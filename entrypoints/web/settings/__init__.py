"""The settings file over HTTP."""
