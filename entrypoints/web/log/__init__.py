"""The log over HTTP and its live socket; the lowest of the subjects, since a run's log is told like it."""
