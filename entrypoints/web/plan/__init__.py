"""Plans and what-ifs over HTTP."""
