"""What happens to a journal: each trouble has a sentence of its own, and no line is lost that is still there."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from proxlb_ui.adapters.systemd_unit import JournalLogSource
from proxlb_ui.adapters.systemd_unit.journal.entry import Journal
from proxlb_ui.adapters.systemd_unit.journal.journalctl import Journalctl
from proxlb_ui.adapters.systemd_unit.journal.native import NativeJournal
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine

from tests.contract.child_fixtures import Commands
from tests.contract.suites.log_source import everything, record, said
from tests.systemd.inside.machine import UNIT, change_unit, redact, root

LINES, MOST_SECONDS = 100, 0.25
OUTSIDER = """
import asyncio
from proxlb_ui.adapters.systemd_unit import JournalLogSource, SystemdServiceControl, SystemdUnit, journal_of

async def look():
    log = JournalLogSource(journal_of("proxlb.service"), str)
    control = SystemdServiceControl(SystemdUnit("proxlb.service"), log, {})
    status = await control.status()
    for capability, problem in status.capabilities.items():
        print(capability, problem)
    try:
        await log.read()
    except Exception as problem:
        print(type(problem).__name__, problem, problem.hint)
    await control.close()

asyncio.run(look())
"""

pytestmark = pytest.mark.usefixtures("no_blocking")


@pytest.fixture(params=[NativeJournal, Journalctl])
def journal(request: pytest.FixtureRequest) -> Journal:
    return request.param(UNIT)


@pytest.fixture
def source(engine: Commands, journal: Journal) -> JournalLogSource:
    return JournalLogSource(journal, redact)


@pytest.fixture
def full_disk() -> Iterator[Callable[[], None]]:
    """A small disk of its own for the journal, and filling it."""
    folder = next(Path("/var/log/journal").iterdir())
    root("mount", "-t", "tmpfs", "-o", "size=20M,mode=2755,gid=systemd-journal", "tmpfs", str(folder))
    root("systemctl", "restart", "systemd-journald")
    yield lambda: root("dd", "if=/dev/zero", f"of={folder}/ballast", "bs=1M", check=False) and None
    root("umount", "--lazy", str(folder))
    root("systemctl", "restart", "systemd-journald")


async def texts(source: JournalLogSource, count: int, after: str | None = None) -> list[LogLine]:
    """So many of the lines to come, notes of ours included."""
    seen: list[LogLine] = []
    async with asyncio.timeout(20), aclosing(source.follow(after)) as batches:
        while len(seen) < count:
            seen += [line for line in await anext(batches) if line.text.startswith(("line ", "The journal"))]
    return seen


@pytest.mark.timeout(120)
async def test_a_line_is_there_within_a_quarter_of_a_second(engine: Commands) -> None:
    source = JournalLogSource(NativeJournal(UNIT), redact)
    delays = []
    async with asyncio.timeout(110), aclosing(source.follow()) as batches:
        taking = asyncio.ensure_future(anext(batches))
        await asyncio.sleep(0.5)
        for number in range(LINES):
            given = time.perf_counter()
            engine.give("say", record(f"line {number}"))
            while f"line {number}" not in said(lines := await taking):
                print(number, lines)
                taking = asyncio.ensure_future(anext(batches))
            delays.append(time.perf_counter() - given)
            taking = asyncio.ensure_future(anext(batches))
            await asyncio.sleep(0.05 + number % 7 / 100)
        taking.cancel()
        await asyncio.wait({taking})
    p50, p95 = statistics.median(delays), statistics.quantiles(delays, n=20)[-1]
    print(f"journal line to follow(): p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms over {LINES} lines")
    assert p95 <= MOST_SECONDS


async def test_rotation_and_vacuum_lose_nothing(source: JournalLogSource, engine: Commands) -> None:
    async with asyncio.timeout(30), aclosing(source.follow()) as batches:
        seen: list[str] = []
        taking = asyncio.ensure_future(anext(batches))
        await asyncio.sleep(0.5)
        for number in range(6):
            engine.give("say", record(f"line {number}"))
            while f"line {number}" not in seen:
                seen += said(await taking)
                taking = asyncio.ensure_future(anext(batches))
            arguments = ("--rotate",) if number % 2 else ("--rotate", "--vacuum-size=1K")
            await asyncio.to_thread(root, "journalctl", *arguments)
        taking.cancel()
        await asyncio.wait({taking})
    assert seen == [f"line {number}" for number in range(6)]


async def test_a_cursor_whose_line_was_vacuumed_is_a_gap(source: JournalLogSource, engine: Commands) -> None:
    engine.give("say", record("line 0"))
    cursor = (await everything(source, 1))[-1].cursor
    await asyncio.to_thread(root, "journalctl", "--rotate", "--vacuum-size=1K")
    engine.give("say", record("line 1"))
    await everything(source, 1)
    page = await source.read(after=cursor)
    assert (said(page.lines), page.gap) == (["line 1"], True)
    assert (await source.read(before=cursor)).gap
    note, line = await texts(source, 2, after=cursor)
    assert note.kind is LineKind.NOTE and "no longer has the lines" in note.text
    assert line.text == "line 1"


async def test_paging_goes_over_rotated_files(source: JournalLogSource, engine: Commands) -> None:
    for number in range(4):
        engine.give("say", record(f"line {number}"))
        await everything(source, number + 1)
        await asyncio.to_thread(root, "journalctl", "--rotate")
    page = await source.read(limit=2)
    assert said(page.lines) == ["line 2", "line 3"]
    assert said((await source.read(before=page.lines[0].cursor, limit=2)).lines) == ["line 0", "line 1"]


async def test_a_damaged_file_hides_only_itself(source: JournalLogSource, engine: Commands) -> None:
    engine.give("say", record("line 0"))
    await everything(source, 1)
    await asyncio.to_thread(root, "journalctl", "--rotate")
    engine.give("say", record("line 1"))
    await everything(source, 2)
    archived = root("sh", "-c", "ls /var/log/journal/*/system@*.journal").splitlines()
    for path in archived:
        # Behind the header, where the entries are.
        await asyncio.to_thread(
            root, "sh", "-c", f"head -c 200000 /dev/urandom | dd of={path} bs=4096 seek=1 conv=notrunc"
        )
    try:
        page = await source.read()
        assert said(page.lines)[-1:] == ["line 1"]
    except Unavailable as problem:
        assert "journal" in problem.message and problem.hint
    async with asyncio.timeout(20), aclosing(source.follow()) as batches:
        taking = asyncio.ensure_future(anext(batches))
        await asyncio.sleep(0.5)
        engine.give("say", record("line 2"))
        assert said(await taking) == ["line 2"]


async def test_bytes_that_are_not_utf_8(commands: Commands, journal: Journal) -> None:
    change_unit(r"""ExecStartPre=/bin/sh -c "printf 'line odd \377\376 bytes\\n'" """)
    root("systemctl", "start", UNIT)
    assert said(await everything(JournalLogSource(journal, redact), 1)) == ["line odd �� bytes"]


async def test_levels_come_from_the_journal_and_from_the_line(commands: Commands, journal: Journal) -> None:
    change_unit("""ExecStartPre=/bin/sh -c "echo '<3>line bad'; echo '<4>line odd'; echo '<7>line dull'" """)
    root("systemctl", "start", UNIT)
    commands.give("say", record("line worse", "CRITICAL"))
    lines = await everything(JournalLogSource(journal, redact), 4)
    levels = {line.text: line.level for line in lines if line.kind is not LineKind.NOTE}
    assert levels["line bad"] is LogLevel.ERROR
    assert levels["line odd"] is LogLevel.WARNING
    assert levels["line dull"] is LogLevel.INFO
    assert levels["line worse"] is LogLevel.CRITICAL


async def test_what_systemd_says_about_the_unit_is_a_note(source: JournalLogSource, engine: Commands) -> None:
    engine.give("say", record("line 0"))
    notes = [line for line in await everything(source, 1) if line.kind is LineKind.NOTE]
    assert any(line.text.startswith("Started") for line in notes)


async def test_a_message_of_several_lines(commands: Commands, journal: Journal) -> None:
    """As ProxLB 1.1 logs, which speaks to the journal itself."""
    text = record(r"line bad\\ndetail\\nmore", "ERROR")
    change_unit(f"ExecStartPre=/usr/bin/python3 -c \"from systemd import journal; journal.send('{text}', PRIORITY=3)\"")
    root("systemctl", "start", UNIT)
    source = JournalLogSource(journal, redact)
    everything_said = await everything(source, 1)
    start = next(number for number, line in enumerate(everything_said) if line.text == "line bad")
    lines = everything_said[start : start + 3]
    assert [line.text for line in lines] == ["line bad", "detail", "more"]
    assert {line.level for line in lines} == {LogLevel.ERROR}
    assert len({line.cursor for line in lines}) == 3
    assert (await source.read(after=lines[0].cursor, limit=2)).lines == lines[1:]
    assert (await source.read(before=lines[2].cursor, limit=2)).lines == lines[:2]


async def test_secrets_are_hidden(source: JournalLogSource, engine: Commands) -> None:
    engine.give("say", record("line with hunter2"))
    assert said(await everything(source, 1)) == ["line with [redacted]"]


def test_a_user_outside_the_group_is_told_which(commands: Commands) -> None:
    # sudo hands on no path to import from.
    python = ("env", f"PYTHONPATH={os.environ['PYTHONPATH']}", sys.executable)
    command = ["sudo", "-n", "runuser", "-u", "outsider", "--", *python, "-c", OUTSIDER]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert "read-log The cockpit's user may not read the system's journal" in done.stdout, done.stderr
    assert "Denied The cockpit's user may not read" in done.stdout
    assert "group systemd-journal" in done.stdout
    assert f"start polkit does not let the cockpit's user start {UNIT}" in done.stdout


async def test_a_full_disk_is_told(full_disk: Callable[[], None], engine: Commands, journal: Journal) -> None:
    source = JournalLogSource(journal, redact, quiet_seconds=0.5)
    engine.give("say", record("line 0"))
    await everything(source, 1)
    await asyncio.to_thread(full_disk)
    async with asyncio.timeout(20), aclosing(source.follow()) as batches:
        note = next(line for line in await anext(batches) if line.kind is LineKind.NOTE)
    assert "is full: journald drops" in note.text
    assert said((await source.read()).lines) == ["line 0"]


async def test_no_journalctl_and_no_library(commands: Commands) -> None:
    with pytest.raises(Unavailable, match="journalctl could not be run") as caught:
        await JournalLogSource(Journalctl(UNIT, "/nowhere/journalctl"), redact).read()
    assert "python3-systemd" in caught.value.hint
