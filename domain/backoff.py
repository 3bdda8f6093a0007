"""How long to wait before the next try, after one failure or several in a row."""


class Backoff:
    """Pauses in seconds from a first to a longest, each twice the one before; a success begins anew."""

    def __init__(self, first_seconds: float, longest_seconds: float) -> None:
        self.failures = 0
        self._first_seconds = first_seconds
        self._longest_seconds = longest_seconds
        self._next_seconds = first_seconds

    @property
    def exhausted(self) -> bool:
        """Whether the pauses have reached the longest, which says that trying again did not help."""
        return self.failures > 0 and self._next_seconds >= self._longest_seconds

    def failed(self) -> float:
        """Count one more failure in a row: the pause that it calls for."""
        pause_seconds = self._next_seconds
        self.failures += 1
        self._next_seconds = min(2 * pause_seconds, self._longest_seconds)
        return pause_seconds

    def succeeded(self) -> None:
        """The next failure is a first one again."""
        self.failures = 0
        self._next_seconds = self._first_seconds
