"""The journal through the program journalctl, for a Python without systemd's library."""

import json
import os
import select
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from proxlb_ui.adapters.systemd_unit.journal.entry import FIELDS, Entry, level_of, text_of
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.log.line_splitter import LineSplitter

ENTRY_BYTES = 1 << 20
CHUNK_BYTES = 64 << 10
LOOK_SECONDS = 0.25
END_SECONDS = 2.0


class Journalctl:
    """Reads what journalctl prints; new entries come as late as journald tells it of them."""

    def __init__(self, unit: str, program: str = "journalctl") -> None:
        self._unit = unit
        self._program = program

    @contextmanager
    def forward(self, start: str | None) -> Generator[Iterator[Entry], None, None]:
        with self._running(*_cursor(start)) as process:
            yield _all_entries(process)

    @contextmanager
    def backward(self, start: str | None) -> Generator[Iterator[Entry], None, None]:
        with self._running("--reverse", *_cursor(start)) as process:
            yield _all_entries(process)

    def follow(self, start: str | None, wanted: Callable[[], bool]) -> Generator[list[Entry], None, None]:
        with self._running("--follow", "--no-tail", *_cursor(start)) as process:
            splitter, output = LineSplitter(ENTRY_BYTES), _output(process)
            while wanted():
                if not select.select([output], [], [], LOOK_SECONDS)[0]:
                    continue
                if not (data := os.read(output, CHUNK_BYTES)):
                    raise _failure(process)
                if batch := [entry for line in splitter.feed(data) if (entry := _entry(line))]:
                    yield batch

    @contextmanager
    def _running(self, *options: str) -> Generator[subprocess.Popen[bytes], None, None]:
        fixed = ("--quiet", "--no-pager", "--system", "--all", "--output=json", f"--output-fields={','.join(FIELDS)}")
        matches = (f"_SYSTEMD_UNIT={self._unit}", "+", "_PID=1", f"UNIT={self._unit}")
        try:
            process = subprocess.Popen(
                [self._program, *fixed, *options, *matches],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as exc:
            raise Unavailable(
                f"journalctl could not be run: {exc.strerror}.", "Install python3-systemd, or systemd's tools."
            ) from exc
        with process:
            try:
                yield process
            finally:
                process.kill()


def _cursor(start: str | None) -> tuple[str, ...]:
    return () if start is None else (f"--cursor={start}",)


def _output(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    return process.stdout.fileno()


def _all_entries(process: subprocess.Popen[bytes]) -> Iterator[Entry]:
    splitter, output = LineSplitter(ENTRY_BYTES), _output(process)
    while data := os.read(output, CHUNK_BYTES):
        yield from (entry for line in splitter.feed(data) if (entry := _entry(line)))
    # Having found nothing is exit code 1, as trouble is; only trouble has something to say.
    if process.wait(END_SECONDS) and process.stderr is not None and (said := process.stderr.read(CHUNK_BYTES).strip()):
        raise _failure(process, said)


def _failure(process: subprocess.Popen[bytes], said: bytes = b"") -> Unavailable:
    if not said and process.stderr is not None:
        process.kill()
        said = process.stderr.read(CHUNK_BYTES).strip()
    words = said.decode("utf-8", errors="replace").splitlines()
    return Unavailable(f"journalctl ended: {words[-1][:300] if words else 'it does not say why'}.", "Run it by hand.")


def _entry(line: str) -> Entry | None:
    try:
        fields = json.loads(line)
        moment = int(fields["__REALTIME_TIMESTAMP"])
        return Entry(
            cursor=str(fields["__CURSOR"]),
            time=datetime.fromtimestamp(moment / 1e6, UTC),
            message=text_of(fields.get("MESSAGE")),
            level=level_of(fields.get("PRIORITY")),
            by_systemd=fields.get("_PID") == "1",
        )
    except (ValueError, KeyError, TypeError):
        return None  # cut because it was too long
