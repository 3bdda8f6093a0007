"""The journal through systemd's own library."""

import errno
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from proxlb_ui.adapters.systemd_unit.journal.entry import Entry, level_of, text_of
from systemd import journal

BATCH_ENTRIES = 500
# journald tells readers of new entries a quarter of a second late or more; the entries themselves are there at once.
LOOK_SECONDS = 0.05

_DAMAGED = (errno.EBADMSG, errno.EIO, errno.ENODATA, errno.EPROTONOSUPPORT, errno.ESTALE)


class _Reader(Protocol):
    """The part of systemd-python's journal.Reader that is used; the library comes without types."""

    def add_match(self, *matches: str) -> None: ...
    def add_disjunction(self) -> None: ...
    def seek_head(self) -> None: ...
    def seek_tail(self) -> None: ...
    def seek_cursor(self, cursor: str) -> None: ...
    def get_next(self) -> dict[str, Any]: ...
    def get_previous(self) -> dict[str, Any]: ...
    def wait(self, seconds: float) -> int: ...
    def close(self) -> None: ...


class NativeJournal:
    """Reads through systemd-python."""

    def __init__(self, unit: str) -> None:
        self._unit = unit

    @contextmanager
    def forward(self, start: str | None) -> Generator[Iterator[Entry], None, None]:
        with self._reader() as reader:
            _place(reader, start)
            yield _entries(reader.get_next)

    @contextmanager
    def backward(self, start: str | None) -> Generator[Iterator[Entry], None, None]:
        with self._reader() as reader:
            if start is None:
                reader.seek_tail()
            else:
                reader.seek_cursor(start)
            yield _entries(reader.get_previous)

    def follow(self, start: str | None, wanted: Callable[[], bool]) -> Generator[list[Entry], None, None]:
        with self._reader() as reader:
            _place(reader, start)
            while wanted():
                batch = []
                for entry in _entries(reader.get_next):
                    batch.append(entry)
                    if len(batch) == BATCH_ENTRIES:
                        break
                if batch:
                    yield batch
                else:
                    reader.wait(LOOK_SECONDS)

    @contextmanager
    def _reader(self) -> Generator[_Reader, None, None]:
        reader: _Reader = journal.Reader(flags=journal.LOCAL_ONLY | journal.SYSTEM_ONLY)
        try:
            reader.add_match(f"_SYSTEMD_UNIT={self._unit}")
            reader.add_disjunction()
            reader.add_match("_PID=1", f"UNIT={self._unit}")
            yield reader
        finally:
            reader.close()


def _place(reader: _Reader, start: str | None) -> None:
    if start is None:
        reader.seek_head()
    else:
        reader.seek_cursor(start)


def _entries(step: Callable[[], dict[str, Any]]) -> Iterator[Entry]:
    while fields := _step(step):
        yield Entry(
            cursor=fields["__CURSOR"],
            time=fields["__REALTIME_TIMESTAMP"],
            message=text_of(fields.get("MESSAGE")),
            level=level_of(fields.get("PRIORITY")),
            by_systemd=fields.get("_PID") == 1,
        )


def _step(step: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return step()
    except OSError as problem:
        # A damaged file ends here; what other files hold was given before or comes with the next look.
        if problem.errno in _DAMAGED:
            return {}
        raise
