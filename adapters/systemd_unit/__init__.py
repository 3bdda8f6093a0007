"""The `systemd` runtime: one unit steered over D-Bus, its log in the journal, its program for extra runs."""

from proxlb_ui.adapters.systemd_unit.engine_runner import UnitEngineRunner
from proxlb_ui.adapters.systemd_unit.journal.choose_journal import journal_of
from proxlb_ui.adapters.systemd_unit.journal.source import JournalLogSource
from proxlb_ui.adapters.systemd_unit.runtime import systemd_runtime
from proxlb_ui.adapters.systemd_unit.service_control import SystemdServiceControl
from proxlb_ui.adapters.systemd_unit.unit import SystemdUnit

__all__ = [
    "JournalLogSource",
    "SystemdServiceControl",
    "SystemdUnit",
    "UnitEngineRunner",
    "journal_of",
    "systemd_runtime",
]
