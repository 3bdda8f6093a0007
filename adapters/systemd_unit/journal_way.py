"""Choosing how the journal is read."""

from adapters.systemd_unit.journal_entry import Journal
from adapters.systemd_unit.journalctl import Journalctl


def journal_of(unit: str) -> Journal:
    """systemd's own library where this Python has it, and the program journalctl elsewhere."""
    try:
        from adapters.systemd_unit.native_journal import NativeJournal
    except ImportError:
        return Journalctl(unit)
    return NativeJournal(unit)
