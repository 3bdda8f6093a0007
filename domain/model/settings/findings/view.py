"""What the cockpit tells about the settings file: no secret is in any of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from proxlb_ui.domain.model.settings.findings.problem import Problem
from proxlb_ui.domain.model.settings.text.difference import DiffLine
from proxlb_ui.domain.model.settings.text.source import Backup


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save; notes are sentences for whoever saved."""

    changed: bool
    backup: str | None = None
    in_place: bool = False
    notes: tuple[str, ...] = ()
    diff: tuple[DiffLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The file as values and as text, both with placeholders for secrets; values is None when it is no YAML."""

    path: str
    digest: str
    text: str
    values: Mapping[str, Any] | None
    problems: tuple[Problem, ...]
    accepted: bool
    refusal: str = ""
    saved: Saved | None = None


@dataclass(frozen=True, slots=True)
class SettingsPreview:
    """What saving would do; text is the draft with the changes, except those of secrets, where there were any."""

    digest: str
    accepted: bool
    stale: bool
    changed: bool
    problems: tuple[Problem, ...]
    diff: tuple[DiffLine, ...]
    notes: tuple[str, ...] = ()
    text: str | None = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class BackupView:
    """One earlier version, and how it differs from the file now."""

    backup: Backup
    text: str
    problems: tuple[Problem, ...]
    accepted: bool
    diff: tuple[DiffLine, ...]
