"""The cockpit's own log: one line per event on stderr, in UTC, safe to show on a terminal."""

import json
import logging
import sys
from datetime import UTC, datetime

OURS = __name__.partition(".")[0]
_ESCAPES = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160))} | {
    number: f"\\u{number:04x}" for number in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
}


class LineFormatter(logging.Formatter):
    """Time, level, logger and message as text; control characters cannot forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_time(record)} {record.levelname:<8} {record.name}: {record.getMessage()}".translate(_ESCAPES)
        if record.exc_info:
            # A traceback is ours and has lines on purpose; what it quotes is escaped line by line.
            trace = self.formatException(record.exc_info).splitlines()
            line = "\n".join([line, *(f"    {part.translate(_ESCAPES)}" for part in trace)])
        return line


class JsonFormatter(logging.Formatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)


class _ShutdownNoise(logging.Filter):
    """Hypercorn reports the cancellation of a WebSocket at shutdown as an error; it is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return kind is None or kind.__name__ != "CancelledError"


def set_up_logging(log_format: str, level: str) -> None:
    """Everything to stderr; libraries only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if log_format == "json" else LineFormatter())
    handler.addFilter(_ShutdownNoise())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
