"""Running the engine, following it to its true end, and remembering what came of it."""
