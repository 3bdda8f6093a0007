"""One thing to say about the settings, and refusing to save them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from proxlb_ui.domain.errors import Refused
from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.text.source import Place


class Severity(StrEnum):
    """From what keeps ProxLB from starting to what is only worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where, and what to do; code names the cause and never changes."""

    severity: Severity
    code: str
    path: Path
    message: str
    hint: str = ""
    suggestion: str | None = None
    place: Place | None = field(default=None, compare=False)


class SettingsRefused(Refused):
    """ProxLB would not start with these settings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [one for one in self.problems if one.severity is Severity.ERROR]
        rest = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        super().__init__(
            f"ProxLB would not start with these settings: {errors[0].message.rstrip('.')}{rest}.",
            "Correct what is marked; nothing was saved.",
        )
