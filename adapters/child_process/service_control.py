"""ProxLB as our own child: started, watched, stopped and never left behind."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime

from proxlb_ui.adapters.child_process.probe import Probe, probe_engine
from proxlb_ui.adapters.child_process.program import EngineProgram
from proxlb_ui.adapters.child_process.ring import LogRing
from proxlb_ui.adapters.shared.pipes import OutputPipe
from proxlb_ui.adapters.shared.processes import end, kill_group, send, spawn
from proxlb_ui.domain.background import begin
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import Conflict, ProxlbUiError, Unavailable
from proxlb_ui.domain.model.log.engine_log import EngineLogParser
from proxlb_ui.domain.model.log.failure_lines import ending, reason
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.model.service.service import NOTHING_TO_RELOAD, ServiceAction, ServiceState, ServiceStatus

LAST_LINES = 20
STARTING_SECONDS = 2.0
STOP_PATIENCE_SECONDS = (5.0, 3.0)
CLOSE_PATIENCE_SECONDS = (1.0, 0.5)

_JOURNAL = (
    "ProxLB's Python has python-systemd, so ProxLB logs to the systemd journal only and its log is not shown here."
)
_ALIVE = (ServiceState.STARTING, ServiceState.RUNNING, ServiceState.STOPPING)


class ChildServiceControl:
    """One engine process at a time; its output goes to the ring, its state to the watchers."""

    def __init__(
        self,
        program: EngineProgram,
        ring: LogRing,
        *,
        autostart: bool = False,
        stop_patience_seconds: tuple[float, float] = STOP_PATIENCE_SECONDS,
    ) -> None:
        self._program = program
        self._ring = ring
        self._autostart = autostart
        self._stop_patience_seconds = stop_patience_seconds
        self._change = Change()
        self._acting = asyncio.Lock()
        self._probe: Probe | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._supervision: asyncio.Task[None] | None = None
        self._follow_up: asyncio.Task[None] | None = None
        self._stopping = False
        self._start_again = False
        self._closed = False
        self._starts = 0
        self._first_line = 0
        self._state = ServiceStatus(ServiceState.STOPPED, RuntimeKind.PROCESS, since=datetime.now(UTC))

    async def status(self) -> ServiceStatus:
        if self._probe is None and self._state.state is ServiceState.STOPPED and not self._acting.locked():
            await self._find_engine()
        return self._present()

    async def perform(self, action: ServiceAction) -> None:
        ending = self._stopping and self._process is not None
        if ending or self._start_again or self._acting.locked():
            raise Conflict("ProxLB is being started or stopped.", "Wait a few seconds and try again.")
        async with self._acting:
            match action:
                case ServiceAction.START:
                    await self._start()
                case ServiceAction.STOP:
                    self._begin_stop(start_again=False)
                case ServiceAction.RESTART:
                    if self._process is None:
                        await self._start()
                    else:
                        self._begin_stop(start_again=True)
                case ServiceAction.RELOAD:
                    self._reload()

    async def watch(self) -> AsyncGenerator[ServiceStatus, None]:
        if self._autostart:
            self._autostart = False
            try:
                await self.perform(ServiceAction.START)
            except ProxlbUiError as error:
                self._set(ServiceState.FAILED, message=error.message, hint=error.hint)
        await self.status()
        while True:
            seen = self._change.count
            yield self._present()
            await self._change.wait(seen)

    async def close(self) -> None:
        self._closed = True
        self._stopping = True
        if self._follow_up is not None:
            self._follow_up.cancel()
            await asyncio.wait({self._follow_up})
        if self._process is not None:
            await end(self._process, *CLOSE_PATIENCE_SECONDS)
        if self._supervision is not None:
            await asyncio.wait({self._supervision})

    async def _find_engine(self) -> None:
        try:
            self._probe = await probe_engine(self._program)
        except ProxlbUiError as error:
            if self._state.state is ServiceState.STOPPED:
                self._state = replace(self._state, message=error.message, hint=error.hint)

    async def _start(self) -> None:
        if self._closed:
            raise Unavailable("The cockpit is shutting down.", "Start ProxLB when it is back.")
        if self._process is not None:
            raise Conflict("ProxLB is running already.", "Restart it instead.")
        self._probe = self._probe or await probe_engine(self._program)
        parser = EngineLogParser()
        pipe = await OutputPipe.open(lambda lines: self._receive(parser, lines))
        self._first_line = self._ring.end
        try:
            command = self._program.command("-c", self._program.config_path)
            quiet = asyncio.subprocess.DEVNULL
            environment = self._program.full_environment
            process = await spawn(command, environment, stdin=quiet, stdout=pipe.writer, stderr=pipe.writer)
        except BaseException:
            await pipe.close()
            raise
        pipe.handed_over()
        self._process, self._stopping = process, False
        self._starts += 1
        self._ring.note(f"ProxLB started (pid {process.pid})")
        self._set(ServiceState.STARTING, instance=f"{process.pid}-{self._starts}", pid=process.pid)
        self._supervision = begin(self._supervise(process, pipe, parser), "supervise ProxLB")

    async def _supervise(self, process: asyncio.subprocess.Process, pipe: OutputPipe, parser: EngineLogParser) -> None:
        # Up with its first line, when its signal handlers are in place; a SIGHUP before would kill it.
        silence = asyncio.get_running_loop().call_later(STARTING_SECONDS, self._running)
        try:
            try:
                await process.wait()
                kill_group(process)
                await pipe.drain()
            finally:
                silence.cancel()
                await pipe.close()
            self._ring.add(parser.flush())
        finally:
            # Whatever went wrong with its last lines: a process that is gone must not count as running for ever.
            if (code := process.returncode) is not None:
                self._process = None
                self._ring.note(f"ProxLB ended: {ending(code)}")
                self._ended(code)

    def _receive(self, parser: EngineLogParser, lines: list[str]) -> None:
        now = datetime.now(UTC)
        self._ring.add(parsed for line in lines for parsed in parser.feed(self._program.redact(line), now))
        self._running()

    def _running(self) -> None:
        if self._state.state is ServiceState.STARTING and self._process is not None:
            self._set(ServiceState.RUNNING, instance=self._state.instance, pid=self._state.pid)

    def _ended(self, code: int) -> None:
        instance = self._state.instance
        if self._stopping:
            self._set(ServiceState.STOPPED, instance=instance, exit_code=code)
            return
        lines = [line for line in self._ring.slice(self._first_line, self._ring.end) if line.kind is not LineKind.NOTE]
        texts = tuple(line.text for line in lines[-LAST_LINES:])
        if code == 0:
            message = "ProxLB ended by itself after its run, with exit code 0."
            hint = "With service.daemon turned on it keeps running."
            self._set(ServiceState.STOPPED, instance=instance, exit_code=0, message=message, hint=hint)
            return
        why = reason(lines) if code > 0 else ""
        message = f"ProxLB ended with {ending(code)}" + (f": {why}" if why else ".")
        hint = "Look at the log, correct the cause and start ProxLB again."
        self._set(ServiceState.FAILED, instance=instance, exit_code=code, message=message, hint=hint, last_lines=texts)

    def _begin_stop(self, *, start_again: bool) -> None:
        if self._process is None or self._supervision is None:
            return
        self._stopping, self._start_again = True, start_again
        self._set(ServiceState.STOPPING, instance=self._state.instance, pid=self._state.pid)
        self._follow_up = begin(self._finish_stop(self._process, self._supervision), "stop ProxLB")

    async def _finish_stop(self, process: asyncio.subprocess.Process, supervision: asyncio.Task[None]) -> None:
        try:
            await end(process, *self._stop_patience_seconds)
            await asyncio.wait({supervision})
            if self._start_again:
                await self._start()
        except ProxlbUiError as error:
            self._ring.note(error.message, LogLevel.ERROR)
            self._set(ServiceState.FAILED, message=error.message, hint=error.hint)
        finally:
            # However this ended; else every later action would be refused, as one were under way.
            self._start_again = False

    def _reload(self) -> None:
        if self._process is None:
            raise Conflict(NOTHING_TO_RELOAD, "Start ProxLB.")
        if self._state.state is not ServiceState.RUNNING:
            raise Conflict("ProxLB is just starting or stopping.", "Wait a moment and try again.")
        send(self._process, signal.SIGHUP)

    def _present(self) -> ServiceStatus:
        status = self._state
        refused = {} if status.state in _ALIVE else {ServiceAction.RELOAD: NOTHING_TO_RELOAD}
        message = status.message
        if self._probe is not None and self._probe.logs_to_journal:
            message = f"{message} {_JOURNAL}".strip()
        version = self._probe.version if self._probe is not None else None
        return replace(status, version=version, refused=refused, message=message)

    def _set(self, state: ServiceState, **facts: object) -> None:
        self._state = ServiceStatus(state, RuntimeKind.PROCESS, since=datetime.now(UTC), **facts)  # type: ignore[arg-type]
        self._change.notify()
