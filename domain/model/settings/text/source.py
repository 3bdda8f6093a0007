"""The settings as text: what is in the file, what it means, and what became of saving it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from proxlb_ui.domain.errors import Stale
from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.text.difference import DiffLine


@dataclass(frozen=True, slots=True)
class SettingsSource:
    """The text of one file and the digest of its bytes; the text holds secrets."""

    path: str
    digest: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a text, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class TextProblem:
    """Why a text means nothing."""

    message: str
    hint: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class SecretSpan:
    """Where a secret stands in a text, and the name of its placeholder."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class ParsedText:
    """What a text means: its values, or the problem; where each path stands, what is written twice, what is secret."""

    values: Mapping[str, Any] | None = field(repr=False)
    problem: TextProblem | None = None
    places: Mapping[Path, Place] = field(default_factory=dict, repr=False)
    doubled: tuple[tuple[Path, Place], ...] = ()
    secrets: tuple[SecretSpan, ...] = ()

    def place_of(self, path: Path) -> Place | None:
        """The place of a path, or of the nearest section around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path)


@dataclass(frozen=True, slots=True)
class Backup:
    """An earlier version of the file."""

    id: str
    saved_at: datetime
    size_bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a write came to: the new digest, the backup of what was there, and whether the file was overwritten."""

    digest: str
    backup: str | None = None
    in_place: bool = False


class StaleSettings(Stale):
    """The file is not the one that the change was made for; diff leads from it to what was to be saved."""

    def __init__(self, current: SettingsSource, diff: tuple[DiffLine, ...] = ()) -> None:
        super().__init__(
            f"{current.path} has changed since it was read.", "Look at the difference, then make the change again."
        )
        self.current = current
        self.diff = diff
