"""Cursors of a container's log."""

from proxlb_ui.adapters.docker_engine.raw_log import ContainerLogPosition
from proxlb_ui.adapters.shared.cursor import Cursor, CursorReader

# The engine refuses times beyond this.
_LAST_NANOSECOND = 2**63 - 1
_READER = CursorReader(r"\d{1,20}", lambda mark, place: ContainerLogPosition(int(mark), place))


def cursor_from(text: str) -> Cursor[ContainerLogPosition] | None:
    """The cursor in a text; None if it is none of ours."""
    found = _READER.read(text)
    if found is None or max(found.first.nanoseconds, found.last.nanoseconds) > _LAST_NANOSECOND:
        return None
    return found
