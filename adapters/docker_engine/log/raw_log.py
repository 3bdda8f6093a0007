"""From the engine's frames to whole lines with the time of each, and cursors to find them again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from proxlb_ui.adapters.docker_engine.engine.facts import nanoseconds_of
from proxlb_ui.adapters.docker_engine.engine.frames import Frame
from proxlb_ui.adapters.shared.cursor import Cursor, CursorReader
from proxlb_ui.domain.model.log.line_splitter import LineSplitter

_STAMPED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00) ")


class ContainerLogPosition(NamedTuple):
    """Where a line is in the log: nanoseconds since 1970, and its place among those of the same moment."""

    nanoseconds: int
    place: int = 0


# The engine refuses times beyond this.
_LAST_NANOSECOND = 2**63 - 1
_READER = CursorReader(r"\d{1,20}", lambda mark, place: ContainerLogPosition(int(mark), place))


def cursor_from(text: str) -> Cursor[ContainerLogPosition] | None:
    """The cursor in a text; None if it is none of ours."""
    found = _READER.read(text)
    if found is None or max(found.first.nanoseconds, found.last.nanoseconds) > _LAST_NANOSECOND:
        return None
    return found


@dataclass(frozen=True, slots=True)
class ContainerLogLine:
    """One line as the engine kept it."""

    position: ContainerLogPosition
    text: str

    @property
    def time(self) -> datetime:
        return datetime.fromtimestamp(self.position.nanoseconds // 1000 / 1e6, UTC)


class RawLines:
    """Puts lines together again: the engine cuts long ones and stamps every piece."""

    def __init__(self) -> None:
        self._splitters = {False: LineSplitter(), True: LineSplitter()}
        self._last = ContainerLogPosition(0)

    def feed(self, frames: Sequence[Frame]) -> list[ContainerLogLine]:
        """The lines these frames complete."""
        return [self._stamped(text) for frame in frames for text in self._splitters[frame.error].feed(frame.data)]

    def flush(self) -> list[ContainerLogLine]:
        """The last lines, if they had no end."""
        return [self._stamped(text) for splitter in self._splitters.values() for text in splitter.flush()]

    def _stamped(self, text: str) -> ContainerLogLine:
        found = _STAMPED.match(text)
        if found is None:
            self._last = ContainerLogPosition(self._last.nanoseconds, self._last.place + 1)
            return ContainerLogLine(self._last, text.removesuffix("\r"))
        # Later pieces of a long line carry the time of its first one, in their midst.
        content = text[found.end() :].replace(found[0], "") if len(text) > 16_000 else text[found.end() :]
        moment = nanoseconds_of(found[1], found[2] or "")
        self._last = ContainerLogPosition(moment, self._last.place + 1 if moment == self._last.nanoseconds else 0)
        return ContainerLogLine(self._last, content.removesuffix("\r"))
