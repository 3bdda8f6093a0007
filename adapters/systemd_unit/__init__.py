"""The `systemd` runtime: one unit steered over D-Bus, its log in the journal, its program for extra runs."""

from adapters.systemd_unit.engine_runner import UnitEngineRunner
from adapters.systemd_unit.journal_way import journal_of
from adapters.systemd_unit.log_source import JournalLogSource
from adapters.systemd_unit.service_control import SystemdServiceControl
from adapters.systemd_unit.unit import SystemdUnit

__all__ = ["JournalLogSource", "SystemdServiceControl", "SystemdUnit", "UnitEngineRunner", "journal_of"]
