"""What only a parent has to get right: endings, bounds, leftovers."""

# Tests look at /proc and at their children, which does not block.

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from proxlb_ui.adapters.child_process import (
    ChildEngineRunner,
    ChildLogSource,
    ChildServiceControl,
    EngineProgram,
    LogRing,
)
from proxlb_ui.domain.errors import Conflict, NotFound, Unavailable
from proxlb_ui.domain.model.log.engine_log import ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel
from proxlb_ui.domain.model.runs.engine_run import EngineExit, RunKind
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState

from tests.contract.child_fixtures import PREFIX, STAND_IN, Commands
from tests.contract.suites.engine_runner import events_of, printed
from tests.contract.suites.service_control import started, until
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.usefixtures("no_blocking")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


async def gone(pid: int) -> bool:
    for _ in range(100):
        if not alive(pid):
            return True
        await asyncio.sleep(0.05)
    return False


async def log(ring: LogRing) -> list[tuple[LineKind, LogLevel, str]]:
    return [(line.kind, line.level, line.text) for line in (await ChildLogSource(ring).read(limit=9999)).lines]


async def test_a_crash_says_why_and_shows_the_last_lines(
    control: ChildServiceControl, commands: Commands, ring: LogRing
) -> None:
    status = await started(control)
    for number in range(30):
        commands.give("say", f"{PREFIX}INFO - line {number}")
    await commands.crash(2, "Authentication failed. Please check.")
    failed = await until(control, ServiceState.FAILED)
    assert failed.message == "ProxLB ended with exit code 2: Authentication failed. Please check."
    assert failed.hint and failed.pid is None
    assert len(failed.last_lines) == 20 and failed.last_lines[0] == "line 11"
    lines = await log(ring)
    assert lines[0][2] == f"ProxLB started (pid {status.pid})"
    assert lines[-1] == (LineKind.NOTE, LogLevel.INFO, "ProxLB ended: exit code 2")


async def test_a_traceback_is_quoted_by_its_last_line(control: ChildServiceControl, commands: Commands) -> None:
    await started(control)
    commands.give("error", "Traceback (most recent call last):\n  File x\nrequests.Timeout: read timed out")
    commands.give("exit", 1)
    failed = await until(control, ServiceState.FAILED)
    assert failed.message == "ProxLB ended with exit code 1: requests.Timeout: read timed out"


async def test_a_killed_engine_is_a_failure(control: ChildServiceControl) -> None:
    status = await started(control)
    os.kill(status.pid or 0, signal.SIGKILL)
    failed = await until(control, ServiceState.FAILED)
    assert (failed.exit_code, failed.message) == (-9, "ProxLB ended with signal SIGKILL.")


async def test_an_engine_that_is_done_is_stopped_and_not_failed(
    control: ChildServiceControl, commands: Commands
) -> None:
    await started(control)
    commands.give("exit", 0)
    status = await until(control, ServiceState.STOPPED)
    assert (status.exit_code, status.last_lines) == (0, ())
    assert "by itself" in status.message and "daemon" in status.hint


async def test_stopping_interrupts_first(control: ChildServiceControl, ring: LogRing) -> None:
    await started(control)
    await control.perform(ServiceAction.STOP)
    stopped = await until(control, ServiceState.STOPPED)
    assert stopped.exit_code == 0 and stopped.message == ""
    assert " ProxLB has been successfully terminated by user." in [text for _, _, text in await log(ring)]


async def test_a_stubborn_engine_is_killed_in_the_end(
    program: EngineProgram, ring: LogRing, commands: Commands
) -> None:
    commands.script(stubborn=True, endless=True)
    control = ChildServiceControl(program, ring, stop_patience_seconds=(0.2, 0.2))
    running = await started(control)
    await asyncio.sleep(0.1)
    await control.perform(ServiceAction.STOP)
    assert (await control.status()).state is ServiceState.STOPPING
    with pytest.raises(Conflict):
        await control.perform(ServiceAction.START)
    stopped = await until(control, ServiceState.STOPPED)
    assert stopped.exit_code == -9
    assert not alive(running.pid or 0)
    await control.close()


async def test_closing_is_bounded_even_for_a_stubborn_engine(control: ChildServiceControl, commands: Commands) -> None:
    commands.script(stubborn=True, endless=True)
    running = await started(control)
    began = time.monotonic()
    await control.close()
    assert time.monotonic() - began < PATIENCE_SECONDS
    assert not alive(running.pid or 0)
    with pytest.raises(Unavailable):
        await control.perform(ServiceAction.START)


async def test_closing_during_a_restart_leaves_nothing(
    control: ChildServiceControl, left_children: Callable[[], set[int]]
) -> None:
    await started(control)
    await control.perform(ServiceAction.RESTART)
    await control.close()
    assert (await control.status()).state in (ServiceState.STOPPED, ServiceState.STOPPING)
    assert not [pid for pid in left_children() if alive(pid)]


async def test_a_reload_reaches_the_engine_but_not_before_it_can_bear_it(
    control: ChildServiceControl, commands: Commands, ring: LogRing
) -> None:
    await started(control)
    await control.perform(ServiceAction.RELOAD)
    async with asyncio.timeout(PATIENCE_SECONDS), aclosing(ChildLogSource(ring).follow("0-0")) as batches:
        async for lines in batches:
            if any(line.text == "Hangup noted." for line in lines):
                break
    await control.perform(ServiceAction.STOP)
    await until(control, ServiceState.STOPPED)
    commands.script(commands=str(commands.path), mute=True)
    await control.perform(ServiceAction.START)
    assert (await control.status()).state is ServiceState.STARTING
    with pytest.raises(Conflict):
        await control.perform(ServiceAction.RELOAD)


async def test_a_silent_engine_counts_as_running_after_a_moment(
    control: ChildServiceControl, commands: Commands
) -> None:
    commands.script(commands=str(commands.path), mute=True)
    assert (await started(control)).state is ServiceState.RUNNING


async def test_reload_is_refused_with_a_sentence_when_stopped(control: ChildServiceControl) -> None:
    assert ServiceAction.RELOAD in (await control.status()).refused
    assert (await started(control)).refused == {}


async def test_autostart_happens_with_the_first_watcher(program: EngineProgram, ring: LogRing) -> None:
    control = ChildServiceControl(program, ring, autostart=True)
    first = await until(control, ServiceState.RUNNING)
    assert (await until(control, ServiceState.RUNNING)).instance == first.instance
    await control.close()


async def test_a_python_without_proxlb_is_explained(program: EngineProgram, ring: LogRing, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    (empty / "proxlb").mkdir(parents=True)
    (empty / "proxlb" / "__init__.py").touch()
    (empty / "proxlb" / "__main__.py").write_text("import sys; sys.exit('/x/python: No module named proxlb')")
    control = ChildServiceControl(replace(program, environment={"PYTHONPATH": str(empty)}), ring)
    with pytest.raises(NotFound) as caught:
        await control.perform(ServiceAction.START)
    assert "pip install proxlb" in caught.value.hint
    status = await control.status()
    assert (status.state, status.version) == (ServiceState.STOPPED, None)
    assert "not installed" in status.message and "pip install proxlb" in status.hint
    nowhere = ChildServiceControl(replace(program, python=str(tmp_path / "nowhere")), ring, autostart=True)
    failed = await until(nowhere, ServiceState.FAILED)
    assert "nowhere" in failed.message


async def test_a_python_with_journal_bindings_is_warned_about(
    program: EngineProgram, ring: LogRing, tmp_path: Path
) -> None:
    (tmp_path / "systemd").mkdir()
    (tmp_path / "systemd" / "__init__.py").touch()
    (tmp_path / "systemd" / "journal.py").touch()
    environment = {"PYTHONPATH": f"{STAND_IN}:{tmp_path}"}
    status = await ChildServiceControl(replace(program, environment=environment), ring).status()
    assert "journal" in status.message


async def test_secrets_and_control_characters(control: ChildServiceControl, commands: Commands, ring: LogRing) -> None:
    await started(control)
    commands.give("say", f"{PREFIX}INFO - login with hunter2 a\rb\x00c\x1b[31m")
    async with asyncio.timeout(PATIENCE_SECONDS), aclosing(ChildLogSource(ring).follow("0-0")) as batches:
        found = [line.text async for lines in aslice(batches, 3) for line in lines if "login" in line.text]
    assert found == ["login with [redacted] a\rb\x00c\x1b[31m"]


async def aslice(batches, count):
    """Batches until one has the line, at most that many."""
    async for lines in batches:
        yield lines
        count -= 1
        if not count or any("login" in line.text for line in lines):
            return


async def test_a_line_reaches_a_follower_at_once(
    control: ChildServiceControl, commands: Commands, ring: LogRing
) -> None:
    await started(control)
    delays = []
    async with asyncio.timeout(PATIENCE_SECONDS), aclosing(ChildLogSource(ring).follow()) as batches:
        waiting = asyncio.create_task(anext(batches))
        for number in range(20):
            await asyncio.sleep(0.02)
            began = time.monotonic()
            commands.give("say", f"{PREFIX}INFO - line {number}")
            await waiting
            delays.append(time.monotonic() - began)
            waiting = asyncio.create_task(anext(batches))
        waiting.cancel()
        await asyncio.wait({waiting})
    # A quarter of them: a busy machine may be late, but who looks only now and then is not that often on time.
    assert sorted(delays)[5] < 0.05


async def test_a_flood_without_newlines_is_bounded(
    control: ChildServiceControl, commands: Commands, ring: LogRing
) -> None:
    commands.script(flood_bytes=100_000_000)
    await control.perform(ServiceAction.START)
    await until(control, ServiceState.STOPPED)
    lines = await log(ring)
    assert len(lines[-2][2]) < 20_000
    assert "left out" in lines[-2][2]


async def test_what_the_engine_leaves_behind_is_ended_and_does_not_delay(
    control: ChildServiceControl, commands: Commands
) -> None:
    commands.script(orphan_seconds=600)
    await control.perform(ServiceAction.START)
    began = time.monotonic()
    await until(control, ServiceState.STOPPED)
    assert time.monotonic() - began < PATIENCE_SECONDS


async def test_no_file_stays_open_and_no_zombie_remains(
    program: EngineProgram, ring: LogRing, left_children: Callable[[], set[int]]
) -> None:
    control = ChildServiceControl(program, ring)
    runner = ChildEngineRunner(program)
    await control.status()
    before = open_files()
    for _ in range(3):
        await started(control)
        await control.perform(ServiceAction.STOP)
        await until(control, ServiceState.STOPPED)
        await events_of(runner, RunKind.BEST_NODE, '{"lines": ["pve1"]}')
    async with aclosing(runner.run(RunKind.DRY_RUN, '{"lines": ["a"], "endless": true}')) as events:
        await anext(events)
    await control.close()
    await asyncio.sleep(0.05)
    assert open_files() == before
    assert not left_children()


async def test_leaving_a_stubborn_run_kills_it(program: EngineProgram, left_children: Callable[[], set[int]]) -> None:
    runner = ChildEngineRunner(program, end_patience_seconds=(0.2, 0.2))
    began = time.monotonic()
    async with aclosing(runner.run(RunKind.DRY_RUN, '{"stubborn": true, "endless": true}')) as events:
        await anext(events)
        await asyncio.sleep(0.1)
    assert time.monotonic() - began < PATIENCE_SECONDS
    assert not left_children()


async def test_the_settings_are_neither_an_argument_nor_a_file(program: EngineProgram) -> None:
    settings = '{"show_arguments": true, "pass": "hunter2"}'
    for kind in RunKind:
        events = await events_of(ChildEngineRunner(program), kind, settings)
        assert events[-1] == EngineExit(0)
        arguments = " ".join(["-c", "/dev/stdin", *kind.arguments])
        assert printed(events) == [f"{PREFIX}INFO - arguments {arguments}"]


async def test_large_settings_arrive_whole(program: EngineProgram) -> None:
    settings = '{"lines": ["fine"], "padding": "' + "x" * 1_000_000 + '"}'
    assert printed(await events_of(ChildEngineRunner(program), RunKind.DRY_RUN, settings)) == ["fine"]


PARENT = """
import asyncio, sys
from proxlb_ui.adapters.child_process import ChildServiceControl, EngineProgram, LogRing
from proxlb_ui.domain.model.service.service import ServiceAction

async def main():
    program = EngineProgram(sys.executable, sys.argv[1], {"PYTHONPATH": sys.argv[2]}, str)
    control = ChildServiceControl(program, LogRing())
    await control.perform(ServiceAction.START)
    async for status in control.watch():
        if status.state == "running":
            print(status.pid, flush=True)

asyncio.run(main())
"""


async def test_the_engine_dies_with_a_killed_cockpit(settings: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", PARENT, str(settings), str(STAND_IN)]
    parent = await asyncio.create_subprocess_exec(*command, cwd=root, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(await asyncio.wait_for(parent.stdout.readline(), PATIENCE_SECONDS))
    assert alive(pid)
    parent.kill()
    await parent.wait()
    assert await gone(pid)


async def test_an_engine_that_is_gone_is_not_shown_as_running_whatever_its_last_lines_broke(
    program: EngineProgram, commands: Commands
) -> None:
    class BrokenRing(LogRing):
        """Cannot keep what the engine printed."""

        def add(self, parsed: Iterable[ParsedLine]) -> None:
            lines = list(parsed)
            if not any(line.kind is LineKind.NOTE for line in lines):
                raise KeyError("ring")
            super().add(lines)

    escaped: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: escaped.append(context["exception"]))
    control = ChildServiceControl(program, BrokenRing())
    await control.perform(ServiceAction.START)
    commands.give("exit", 3)
    async with aclosing(control.watch()) as statuses:
        async for status in statuses:
            if status.state is ServiceState.FAILED:
                break
    assert (status.exit_code, status.pid) == (3, None)
    await control.close()
