"""What browsers see of one topic: encoded once per change, and the difference to what they already have."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from proxlb_ui.entrypoints.web.kit.encoding import compressed, iso, to_json

Row = Mapping[str, Any]
Rows = Mapping[str, Row]
# Lets the difference pass over drifts nobody would see; gives the row that counts as sent.
Settle = Callable[[Row, Row], Row]

SMALLEST_COMPRESSED_BYTES = 1024
# Numbers of an earlier process mean nothing in this one, so its ETags must not match.
BOOT = secrets.token_hex(4)


@dataclass(slots=True)
class Encoded:
    """One answer, ready to be sent; the compressed form is made when first asked for."""

    body: bytes
    etag: str
    as_of: datetime
    _gzip: bytes | None = field(default=None, repr=False)

    async def gzip(self) -> bytes | None:
        """The compressed body, or None when it is not worth it."""
        if self._gzip is None and len(self.body) >= SMALLEST_COMPRESSED_BYTES:
            self._gzip = await asyncio.to_thread(compressed, self.body)
        return self._gzip


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed in one topic since the delta before."""

    topic: str
    seq: int
    as_of: datetime
    set: Mapping[str, Any]
    gone: tuple[str, ...] = ()

    def message(self) -> dict[str, Any]:
        """The delta as docs/api.md shows it."""
        return {
            "type": "delta",
            "topic": self.topic,
            "seq": self.seq,
            "as_of": iso(self.as_of),
            "set": self.set,
            "gone": list(self.gone),
        }


class Table:
    """Rows by key: what a list shows."""

    def __init__(self, name: str, settle: Settle | None = None) -> None:
        self.name = name
        self.seq = 0
        self.rows: Rows | None = None
        self.as_of: datetime | None = None
        self._sent: dict[str, Row] = {}
        self._settle = settle
        self._encoded: Encoded | None = None

    def publish(self, rows: Rows, as_of: datetime) -> Delta | None:
        """Take new rows; gives the delta, or None when nothing worth sending changed."""
        known, self.rows, self.as_of, self._encoded = self.rows or {}, rows, as_of, None
        changed: dict[str, Row] = {}
        for key, row in rows.items():
            if known.get(key) is row:
                continue
            before = self._sent.get(key)
            if before is None:
                changed[key] = self._sent[key] = row
                continue
            now = self._settle(before, row) if self._settle else row
            fields = {name: value for name, value in now.items() if before.get(name) != value}
            if fields:
                changed[key] = fields
                self._sent[key] = now
        gone = tuple(key for key in self._sent if key not in rows)
        for key in gone:
            del self._sent[key]
        if not changed and not gone:
            return None
        self.seq += 1
        return Delta(self.name, self.seq, as_of, changed, gone)

    def encoded(self, now: datetime) -> Encoded | None:
        """The whole list, or None before the first rows."""
        if self.rows is None or self.as_of is None:
            return None
        if self._encoded is None:
            body = to_json(listing(list(self.rows.values()), self.as_of, now, self.seq))
            self._encoded = Encoded(body, f'W/"{BOOT}-{self.name}-{self.seq}-{self.as_of.timestamp():.3f}"', self.as_of)
        return self._encoded


class Document:
    """One object that is shown as a whole."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seq = 0
        self.content: Row | None = None
        self.as_of: datetime | None = None
        self._encoded: Encoded | None = None

    def publish(self, content: Row, as_of: datetime) -> Delta | None:
        """Take the new content; gives the changed top-level fields, or None."""
        before = self.content or {}
        fields = {name: value for name, value in content.items() if name not in before or before[name] != value}
        self.content, self.as_of, self._encoded = content, as_of, None
        if not fields:
            return None
        self.seq += 1
        return Delta(self.name, self.seq, as_of, fields)

    def encoded(self, now: datetime) -> Encoded | None:
        """The whole object, or None before the first content."""
        if self.content is None or self.as_of is None:
            return None
        if self._encoded is None:
            head = {"as_of": iso(self.as_of), "age_seconds": age_seconds(self.as_of, now), "seq": self.seq}
            etag = f'W/"{BOOT}-{self.name}-{self.seq}-{self.as_of.timestamp():.3f}"'
            self._encoded = Encoded(to_json({**head, **self.content}), etag, self.as_of)
        return self._encoded


def listing(items: list[Row], as_of: datetime, now: datetime, seq: int) -> Row:
    """The shape every list has."""
    return {"items": items, "as_of": iso(as_of), "age_seconds": age_seconds(as_of, now), "seq": seq}


def age_seconds(as_of: datetime, now: datetime) -> float:
    """How old the data is; never negative, whatever the wall clock does."""
    return round(max(0.0, (now - as_of).total_seconds()), 1)
