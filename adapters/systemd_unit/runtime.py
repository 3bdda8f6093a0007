"""One unit that runs ProxLB, in one piece."""

from collections.abc import Callable, Mapping

from proxlb_ui.adapters.shared.solver_reports import SolverDirectory
from proxlb_ui.adapters.systemd_unit.dbus.unit import SystemdUnit
from proxlb_ui.adapters.systemd_unit.journal.source import JournalLogSource, journal_of
from proxlb_ui.adapters.systemd_unit.runs.engine_runner import UnitEngineRunner
from proxlb_ui.adapters.systemd_unit.service.service_control import SystemdServiceControl
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.ports.runtime import Probe, Runtime


def systemd_runtime(name: str, environment: Mapping[str, str], redact: Callable[[str], str]) -> Runtime:
    """The unit of this name; environment is what its engine gets beside what the unit itself sets."""
    unit = SystemdUnit(name)
    log = JournalLogSource(journal_of(name), redact)

    async def seek() -> None:
        try:
            await unit.proxlb()
        finally:
            await unit.close()

    return Runtime(
        SystemdServiceControl(unit, log, environment),
        log,
        UnitEngineRunner(unit, environment, redact),
        SolverDirectory(),
        Probe(RuntimeKind.SYSTEMD, f"a systemd unit named {name}", seek),
    )
