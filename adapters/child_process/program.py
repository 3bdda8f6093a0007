"""Which engine is run."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from proxlb_ui.adapters.shared.threads import in_thread
from proxlb_ui.domain.errors import Denied, NotFound


@dataclass(frozen=True, slots=True)
class EngineProgram:
    """The Python that has ProxLB, its settings file, the environment it gets, and what hides secrets in its output."""

    python: str
    config_path: str
    environment: Mapping[str, str] = field(repr=False)
    redact: Callable[[str], str] = field(repr=False)

    @property
    def full_environment(self) -> dict[str, str]:
        # Without it print() would sit in a buffer until the next log record.
        return {**self.environment, "PYTHONUNBUFFERED": "1"}

    def command(self, *arguments: str) -> tuple[str, ...]:
        return (self.python, "-m", "proxlb", *arguments)


async def require_python(program: EngineProgram) -> None:
    """Say in plain words what exec would only number."""
    await in_thread(lambda: _require_python(program))


def _require_python(program: EngineProgram) -> None:
    if not Path(program.python).exists():
        raise NotFound(f"There is no Python at {program.python}.", "Name the Python that ProxLB is installed in.")
    if not os.access(program.python, os.X_OK):
        raise Denied(f"{program.python} may not be executed.", "Name the Python that ProxLB is installed in.")
