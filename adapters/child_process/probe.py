"""Asking a Python once whether it has ProxLB, and which."""

import asyncio
from dataclasses import dataclass

from proxlb_ui.adapters.child_process.program import EngineProgram, require_python
from proxlb_ui.adapters.shared.engine_version import answer_of, version_in
from proxlb_ui.domain.errors import NotFound, Unavailable

_HAS_JOURNAL = "import systemd.journal"


@dataclass(frozen=True, slots=True)
class ProbedEngine:
    """The engine's version, and whether it will log to the systemd journal only."""

    version: str
    logs_to_journal: bool


async def probe_engine(program: EngineProgram) -> ProbedEngine:
    """Raises NotFound when ProxLB is not installed, TimedOut when it does not answer."""
    await require_python(program)
    (code, lines), (journal_code, _) = await asyncio.gather(
        answer_of(program.command("--version"), program.full_environment),
        answer_of((program.python, "-c", _HAS_JOURNAL), program.full_environment),
    )
    version = version_in(lines)
    if version is not None and code == 0:
        return ProbedEngine(version, logs_to_journal=journal_code == 0)
    if any("No module named proxlb" in line for line in lines):
        raise NotFound(f"ProxLB is not installed for {program.python}.", "Run: pip install proxlb")
    last = next((program.redact(line) for line in reversed(lines) if line.strip()), "it printed nothing")
    raise Unavailable(f"ProxLB does not tell its version: {last}", "Run it with --version to see why.")
