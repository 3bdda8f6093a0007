"""From bytes to lines, without ever holding more than one bounded line."""

LINE_BYTES = 256 << 10
_MARK = " … [the rest of this line was left out]"


class LineSplitter:
    """Cuts bytes into lines at newlines only; what exceeds a line's bound is dropped and marked."""

    def __init__(self, line_bytes: int = LINE_BYTES) -> None:
        self._line_bytes = line_bytes
        self._part = bytearray()
        self._overflow = False

    def feed(self, data: bytes) -> list[str]:
        """The lines completed by this data."""
        # Not splitlines(), which also cuts at characters that may stand within a line, such as a carriage return.
        *ends, rest = data.split(b"\n")
        lines = []
        for end in ends:
            self._add(end)
            lines.append(self._finish_line())
        self._add(rest)
        return lines

    def flush(self) -> list[str]:
        """The last line, if it had no end."""
        return [self._finish_line()] if self._part or self._overflow else []

    def _add(self, data: bytes) -> None:
        room = self._line_bytes - len(self._part)
        self._overflow = self._overflow or len(data) > room
        self._part += data[:room]

    def _finish_line(self) -> str:
        text = self._part.decode("utf-8", errors="replace") + (_MARK if self._overflow else "")
        self._part.clear()
        self._overflow = False
        return text
