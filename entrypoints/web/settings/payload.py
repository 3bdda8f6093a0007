"""The settings file, its problems and its backups as JSON."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.settings.findings.problem import Problem, SettingsRefused
from proxlb_ui.domain.model.settings.findings.view import BackupView, Saved, SettingsPreview, SettingsView
from proxlb_ui.domain.model.settings.text.difference import DiffLine
from proxlb_ui.domain.model.settings.text.source import Backup, StaleSettings
from proxlb_ui.domain.model.settings.values.fields import settings_fields
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.kit.errors import Details
from proxlb_ui.entrypoints.web.settings.shapes import (
    BackupRowShape,
    BackupShape,
    DiffLineShape,
    ProblemShape,
    SavedShape,
    SettingsFieldShape,
    SettingsPreviewShape,
    SettingsTextShape,
    SettingsTopicShape,
    SettingsViewShape,
)
from pydantic import BaseModel


def view_payload(view: SettingsView) -> SettingsViewShape:
    """The file as values."""
    told: SettingsViewShape = {
        "path": view.path,
        "etag": view.digest,
        "writable": {"allowed": not view.refusal, "reason": view.refusal},
        "values": plain(view.values),
        "fields": _fields(),
        "problems": problems_payload(view.problems),
        "accepted": view.accepted,
    }
    if view.saved is not None:
        told["saved"] = _saved(view.saved)
    return told


def text_payload(view: SettingsView) -> SettingsTextShape:
    """The file as text."""
    return {
        "path": view.path,
        "etag": view.digest,
        "text": view.text,
        "problems": problems_payload(view.problems),
        "accepted": view.accepted,
    }


def preview_payload(preview: SettingsPreview) -> SettingsPreviewShape:
    """What saving would do."""
    return {
        "accepted": preview.accepted,
        "stale": preview.stale,
        "changed": preview.changed,
        "etag": preview.digest,
        "problems": problems_payload(preview.problems),
        "diff": diff_payload(preview.diff),
        "notes": list(preview.notes),
        "text": preview.text,
        "values": plain(preview.values),
    }


def backup_row(backup: Backup) -> BackupRowShape:
    """One earlier version in the list."""
    return {
        "id": backup.id,
        "saved_at": iso(backup.saved_at),
        "size_bytes": backup.size_bytes,
        "etag": backup.digest,
    }


def backup_payload(view: BackupView) -> BackupShape:
    """One earlier version as a whole."""
    return {
        **backup_row(view.backup),
        "text": view.text,
        "problems": problems_payload(view.problems),
        "accepted": view.accepted,
        "diff": diff_payload(view.diff),
    }


def problems_payload(problems: Sequence[Problem]) -> list[ProblemShape]:
    """What there is to say, in the order of the text."""
    return [
        {
            "severity": one.severity.value,
            "code": one.code,
            "path": list(one.path),
            "line": one.place.line if one.place else None,
            "column": one.place.column if one.place else None,
            "message": one.message,
            "hint": one.hint,
            "suggestion": one.suggestion,
        }
        for one in problems
    ]


def diff_payload(diff: Sequence[DiffLine]) -> list[DiffLineShape]:
    """The lines that differ."""
    return [{"kind": line.kind, "old": line.old, "new": line.new, "text": line.text} for line in diff]


def refused_details(refusal: SettingsRefused) -> dict[str, Any]:
    """What a refusal of ProxLB's carries besides: everything that is wrong."""
    return {"problems": problems_payload(refusal.problems)}


def stale_details(stale: StaleSettings) -> dict[str, Any]:
    """What a change that came too late carries besides: the file's state now, and the difference."""
    return {"etag": stale.current.digest, "diff": diff_payload(stale.diff)}


ERROR_DETAILS: Details = {SettingsRefused: refused_details, StaleSettings: stale_details}


def settings_document(view: ClusterView) -> SettingsTopicShape:
    """Which state of the file is there, so that a page learns that somebody else saved."""
    file, problem = view.settings, view.settings_problem
    return {
        "path": file.path if file else None,
        "etag": file.digest if file else None,
        "readable": file is not None,
        "message": problem.message if problem else "",
    }


def plain(value: Any) -> Any:
    """What JSON can hold of what YAML can."""
    if isinstance(value, BaseModel):
        return plain(value.model_dump(by_alias=True))
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(each) for each in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _saved(saved: Saved) -> SavedShape:
    return {
        "changed": saved.changed,
        "backup": saved.backup,
        "in_place": saved.in_place,
        "notes": list(saved.notes),
        "diff": diff_payload(saved.diff),
    }


@lru_cache(maxsize=1)
def _fields() -> list[SettingsFieldShape]:
    return [
        {
            "path": list(field.path),
            "type": field.kind.value,
            "title": field.declared.title,
            "default": plain(field.default),
            "choices": list(field.choices),
            "minimum": field.declared.minimum,
            "maximum": field.declared.maximum,
            "unit": field.declared.unit,
            "help": field.declared.help,
            "since": field.since,
        }
        for field in settings_fields()
    ]
