"""Choosing how the journal is read."""

from proxlb_ui.adapters.systemd_unit.journal.entry import Journal
from proxlb_ui.adapters.systemd_unit.journal.journalctl import Journalctl


def journal_of(unit: str) -> Journal:
    """systemd's own library where this Python has it, and the program journalctl elsewhere."""
    try:
        from proxlb_ui.adapters.systemd_unit.journal.native import NativeJournal
    except ImportError:
        return Journalctl(unit)
    return NativeJournal(unit)
