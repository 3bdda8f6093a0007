"""How far a running migration is, read from its task log."""

import re
from collections.abc import Iterable

_UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_AMOUNT = r"([\d.]+) (B|KiB|MiB|GiB|TiB)"
_MEMORY = re.compile(rf"migration active, transferred {_AMOUNT} of {_AMOUNT} VM-state")
_DISK = re.compile(rf"transferred {_AMOUNT} of {_AMOUNT} \(([\d.]+)%\)")


def progress_in(lines: Iterable[str]) -> float | None:
    """Percent of the newest line that tells it, 0 to 100; None when no line does."""
    found = None
    for line in lines:
        if match := _MEMORY.search(line):
            total = float(match[3]) * _UNITS[match[4]]
            # Pages that are written again while they travel are sent twice.
            found = min(100.0, float(match[1]) * _UNITS[match[2]] / total * 100) if total else found
        elif match := _DISK.search(line):
            found = min(100.0, float(match[5]))
    return found
