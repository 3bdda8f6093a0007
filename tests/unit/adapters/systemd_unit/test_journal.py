"""Reading the journal without one."""

from pathlib import Path

import pytest
from proxlb_ui.adapters.shared.cursor import Cursor
from proxlb_ui.adapters.systemd_unit.journal.access import require_journal
from proxlb_ui.adapters.systemd_unit.journal.cursor import cursor_from
from proxlb_ui.adapters.systemd_unit.journal.entry import JournalPosition, level_of, text_of
from proxlb_ui.domain.errors import NotFound
from proxlb_ui.domain.model.log.lines import LogLevel

ENTRY = f"s={'a' * 32};i=4b;b={'b' * 32};m=2b6daeec;t=6610f98f2b203;x=19f6bf0ee925208a"


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor(JournalPosition(ENTRY), JournalPosition(ENTRY)),
        Cursor(JournalPosition(ENTRY, 3), JournalPosition(ENTRY, 3), LogLevel.ERROR),
        Cursor(JournalPosition(ENTRY), JournalPosition(ENTRY.replace("i=4b", "i=9c"), 12), LogLevel.CRITICAL),
    ],
)
def test_a_cursor_survives_being_text(cursor: Cursor) -> None:
    assert cursor_from(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "-1", "\x00", "x" * 1000, ENTRY, f"{ENTRY}.1X", f"{ENTRY}.1\n"])
def test_what_is_no_cursor_of_ours(text: str) -> None:
    assert cursor_from(text) is None


def test_priorities_and_messages_in_every_shape() -> None:
    shapes = [level_of(priority) for priority in ("0", 3, "4", 5, 7, None, "9", "x")]
    expected = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "INFO", "INFO", "INFO"]
    assert shapes == [LogLevel(name) for name in expected]
    assert [text_of(message) for message in (None, "plain", b"od\xff", [111, 100, 255], ["one", "two"])] == [
        *("", "plain", "od\ufffd", "od\ufffd", "one"),
    ]


def test_a_machine_without_a_journal(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        require_journal((tmp_path, tmp_path / "nowhere"))
    assert "no system journal" in caught.value.message and "systemd-journald" in caught.value.hint
