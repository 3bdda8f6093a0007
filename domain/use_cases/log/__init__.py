"""Reading, following and exporting the engine's log."""
