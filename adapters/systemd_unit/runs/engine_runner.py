"""Runs of the program of ProxLB's unit, as the cockpit's own user: one of the engine, and one for its version."""

import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

from proxlb_ui.adapters.shared.engine_command import END_PATIENCE_SECONDS, EngineCommand, run_command
from proxlb_ui.adapters.shared.engine_version import answer_of, version_in
from proxlb_ui.adapters.shared.threads import in_thread
from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts
from proxlb_ui.adapters.systemd_unit.dbus.unit import SystemdUnit
from proxlb_ui.domain.errors import Denied, NotFound, ProxlbUiError
from proxlb_ui.domain.model.runs.engine_run import EngineEvent, RunKind


class UnitEngineRunner:
    """The unit's ExecStart with `-c /dev/stdin`; secrets touch neither disk nor argv nor environment."""

    def __init__(
        self,
        unit: SystemdUnit,
        environment: Mapping[str, str],
        redact: Callable[[str], str],
        end_patience_seconds: tuple[float, float] = END_PATIENCE_SECONDS,
    ) -> None:
        self._unit = unit
        self._environment = environment
        self._redact = redact
        self._end_patience_seconds = end_patience_seconds

    async def run(self, kind: RunKind, settings_text: str) -> AsyncGenerator[EngineEvent, None]:
        facts = await self._unit.proxlb()
        if not facts.program:
            hint = f"Run: systemctl cat {self._unit.name}"
            raise NotFound("The unit has no ExecStart, so the engine cannot be found.", hint)
        if refused := await in_thread(lambda: engine_problem(facts)):
            raise Denied(refused, "Let everybody read and execute ProxLB's virtual environment.")
        words = (*facts.program, "-c", "/dev/stdin", *kind.arguments)
        command = EngineCommand(words, environment_for(facts, self._environment), self._redact)
        async with aclosing(run_command(command, settings_text, self._end_patience_seconds)) as events:
            async for event in events:
                yield event


class UnitVersion:
    """Asked once for each start of the unit: its package may have been upgraded in between."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._known: tuple[tuple[str, ...], str] | None = None
        self.text: str | None = None

    def is_due(self, facts: UnitFacts) -> bool:
        return bool(facts.program) and self._known != (facts.program, facts.invocation)

    async def learn(self, facts: UnitFacts) -> None:
        self._known = (facts.program, facts.invocation)
        try:
            _, lines = await answer_of((*facts.program, "--version"), environment_for(facts, self._environment))
        except ProxlbUiError:
            lines = []
        self.text = version_in(lines)


def engine_problem(facts: UnitFacts) -> str:
    """Why the unit's program cannot be run by this user, or an empty text."""
    if not facts.program:
        return "The unit has no ExecStart, so the engine cannot be found."
    if not os.access(facts.program[0], os.X_OK):
        return f"The cockpit's user cannot execute {facts.program[0]}, which runs ProxLB."
    return ""


def environment_for(facts: UnitFacts, base: Mapping[str, str]) -> dict[str, str]:
    """What the unit's Environment= says, over our own."""
    given = dict(pair.split("=", 1) for pair in facts.environment if "=" in pair)
    # Without the last one print() would sit in a buffer until the next log record.
    return {**base, **given, "PYTHONUNBUFFERED": "1"}
