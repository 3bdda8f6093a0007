"""Runs over HTTP; borrows from log how lines are told."""
