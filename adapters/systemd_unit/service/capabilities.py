"""Finding out what this user may do, without doing any of it."""

from proxlb_ui.adapters.shared.threads import in_thread
from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts
from proxlb_ui.adapters.systemd_unit.dbus.unit import SystemdUnit
from proxlb_ui.adapters.systemd_unit.journal.access import require_journal
from proxlb_ui.adapters.systemd_unit.runs.engine_runner import engine_problem
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.service.service import Capability, ServiceAction


async def capabilities_of(unit: SystemdUnit, facts: UnitFacts) -> dict[Capability, str]:
    """Why each is not allowed, or an empty text."""
    found = {Capability(action.value): await unit.refusal(action) for action in ServiceAction}
    found[Capability.READ_LOG] = await in_thread(_journal)
    found[Capability.RUN_ENGINE] = await in_thread(lambda: engine_problem(facts))
    return found


def _journal() -> str:
    try:
        require_journal()
    except ProxlbUiError as problem:
        return problem.message
    return ""
