"""One run of the engine with the program of ProxLB's unit, as the cockpit's own user."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

from proxlb_ui.adapters.shared.engine_command import END_PATIENCE_SECONDS, EngineCommand, run_command
from proxlb_ui.adapters.shared.threads import in_thread
from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts
from proxlb_ui.adapters.systemd_unit.dbus.unit import SystemdUnit
from proxlb_ui.adapters.systemd_unit.service.capabilities import engine_problem
from proxlb_ui.domain.errors import Denied, NotFound
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


def environment_for(facts: UnitFacts, base: Mapping[str, str]) -> dict[str, str]:
    """What the unit's Environment= says, over our own."""
    given = dict(pair.split("=", 1) for pair in facts.environment if "=" in pair)
    # Without the last one print() would sit in a buffer until the next log record.
    return {**base, **given, "PYTHONUNBUFFERED": "1"}
