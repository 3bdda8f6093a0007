"""Whether the running ProxLB is too old for a key."""

import re

from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.values.schema import setting_at


def newer_than(path: Path, version: str | None) -> str | None:
    """The version that brought the key, if the running one is older; None where either is unknown."""
    running = _numbers(version or "")
    setting = setting_at(path) if running else None
    since = setting.since if setting else None
    return since if since is not None and running < _numbers(since) else None


def is_older(version: str | None, than: str) -> bool:
    """True for a version that is known and before the other; a version that nobody knows is taken for the newest."""
    running = _numbers(version or "")
    return bool(running) and running < _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version)
    return tuple(int(part or 0) for part in found.groups()) if found else ()
