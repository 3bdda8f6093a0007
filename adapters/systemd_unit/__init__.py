"""The `systemd` runtime: one unit steered over D-Bus, its log in the journal, its program for extra runs."""

from proxlb_ui.adapters.systemd_unit.dbus.unit import SystemdUnit
from proxlb_ui.adapters.systemd_unit.journal.source import JournalLogSource, journal_of
from proxlb_ui.adapters.systemd_unit.runs.engine_runner import UnitEngineRunner
from proxlb_ui.adapters.systemd_unit.runtime import systemd_runtime
from proxlb_ui.adapters.systemd_unit.service.service_control import SystemdServiceControl

__all__ = [
    "JournalLogSource",
    "SystemdServiceControl",
    "SystemdUnit",
    "UnitEngineRunner",
    "journal_of",
    "systemd_runtime",
]
