"""Which ProxLB a unit runs."""

from collections.abc import Mapping

from proxlb_ui.adapters.shared.engine_version import answer_of, version_in
from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts
from proxlb_ui.adapters.systemd_unit.runs.engine_runner import environment_for
from proxlb_ui.domain.errors import ProxlbUiError


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
