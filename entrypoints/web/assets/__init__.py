"""The page's files; knows only the kit."""
