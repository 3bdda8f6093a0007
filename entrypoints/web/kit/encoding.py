"""Python values to bytes on the wire."""

import gzip
import json
from datetime import UTC, datetime
from typing import Any, overload

GZIP_LEVEL = 5


def to_json(value: Any) -> bytes:
    """Compact JSON; ASCII only, because names from outside may hold half a surrogate pair."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def compressed(body: bytes) -> bytes:
    """The body as gzip, without a time stamp so that equal bodies stay equal."""
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


@overload
def iso(moment: datetime) -> str: ...
@overload
def iso(moment: datetime | None) -> str | None: ...
def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@overload
def figure(value: float, digits: int = 3) -> float: ...
@overload
def figure(value: float | None, digits: int = 3) -> float | None: ...
def figure(value: float | None, digits: int = 3) -> float | None:
    """A number as short as JSON can have it: rounded, and whole ones without a decimal point."""
    if value is None:
        return None
    short = round(value, digits)
    return int(short) if short == int(short) else short
