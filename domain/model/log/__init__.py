"""Log lines of the engine: cutting, levels and kinds, filters and pages; knows no run."""
