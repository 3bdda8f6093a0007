"""The log over HTTP and its live socket."""
