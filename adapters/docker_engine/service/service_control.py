"""ProxLB as a container that somebody else has created."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime

from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.engine.facts import ContainerFacts, not_proxlb
from proxlb_ui.adapters.docker_engine.log.source import DockerLogSource
from proxlb_ui.adapters.docker_engine.runs.engine_runner import version_of
from proxlb_ui.adapters.docker_engine.service.capabilities import capabilities_of
from proxlb_ui.adapters.docker_engine.service.status import ContainerVerdict, verdict_on
from proxlb_ui.adapters.shared.last_lines import LastLines
from proxlb_ui.adapters.shared.status_watch import StatusWatch
from proxlb_ui.domain.background import begin
from proxlb_ui.domain.errors import Conflict, Denied, NotFound, ProxlbUiError
from proxlb_ui.domain.model.log.failure_lines import reason
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.model.service.service import (
    NOTHING_TO_RELOAD,
    Capability,
    ServiceAction,
    ServiceState,
    ServiceStatus,
    refused_by,
)

LOOK_SECONDS = 1.0
# After an action, and while ProxLB comes up, a person is watching.
CLOSE_LOOK_SECONDS = 0.2
LAST_LINES = 20
CAPABILITIES_SECONDS = 300.0

_PASSING = (ServiceState.STARTING, ServiceState.STOPPING)


class DockerServiceControl:
    """Looks at the container every second while somebody watches: a socket proxy seldom lets events through."""

    def __init__(self, container: DockerContainer, redact: Callable[[str], str]) -> None:
        self._container = container
        self._watch = StatusWatch(self.status, self._look_on, "look at ProxLB's Docker container")
        self._look = asyncio.Lock()
        self._look_now = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None
        self._probing: asyncio.Task[None] | None = None
        self._asked: ServiceAction | None = None
        self._failure: ProxlbUiError | None = None
        self._failed_as: tuple[str, str] | None = None
        self._version: tuple[str, str | None] = ("", None)
        self._capabilities: dict[Capability, str] = {}
        self._tried_at = -CAPABILITIES_SECONDS
        self._last_lines = LastLines(DockerLogSource(container, redact))

    async def status(self) -> ServiceStatus:
        # One look at a time: between its answer and what is shown lie further calls, and of two looks side by side the
        # one from before an action may come back last and show ProxLB as it was.
        async with self._look:
            try:
                facts = await self._container.inspect()
                verdict = verdict_on(facts, self._container.name, datetime.now(UTC))
                if not verdict.refuses_all:
                    await self._look_up_abilities(facts)
                status = await self._status_of(facts, verdict)
            except ProxlbUiError as error:
                # Whatever is not known now cannot be trusted when the engine is back: it may be another one.
                self._tried_at = -CAPABILITIES_SECONDS
                status = self._unreachable(error)
            self._watch.show(status)
            return status

    async def perform(self, action: ServiceAction) -> None:
        facts = await self._container.inspect()
        verdict = verdict_on(facts, self._container.name, datetime.now(UTC))
        if (problem := not_proxlb(facts, self._container.name)) is not None:
            raise NotFound(*problem)
        if verdict.refuses_all:
            raise Conflict(verdict.message, verdict.hint)
        if (refused := refused_by(self._capabilities).get(action)) is not None:
            raise Denied(refused, "Allow it in the socket proxy.")
        # Nothing is awaited between this and asking, so that of two who ask at once only one gets through.
        if self._asked is not None:
            raise Conflict("ProxLB is being started or stopped.", "Wait a few seconds and try again.")
        await self._act(action, facts, verdict)
        self._look_now.set()

    def watch(self) -> AsyncGenerator[ServiceStatus, None]:
        return self._watch.watch()

    async def close(self) -> None:
        await self._watch.close()
        tasks = {task for task in (self._asking, self._probing) if task is not None}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _act(self, action: ServiceAction, facts: ContainerFacts, verdict: ContainerVerdict) -> None:
        running = facts.phase == "running"
        match action:
            case ServiceAction.START:
                if running or facts.phase == "restarting":
                    raise Conflict("ProxLB is running already.", "Restart it instead.")
                await self._container.start()
            case ServiceAction.STOP:
                if facts.phase in ("running", "restarting"):
                    self._ask(action, lambda: self._container.stop(facts.stop_seconds))
            case ServiceAction.RESTART:
                self._ask(action, lambda: self._container.restart(facts.stop_seconds))
            case ServiceAction.RELOAD:
                if not running:
                    raise Conflict(NOTHING_TO_RELOAD, "Start ProxLB.")
                if verdict.state is ServiceState.STARTING:
                    raise Conflict("ProxLB is just starting or stopping.", "Wait a moment and try again.")
                await self._container.hang_up()

    def _ask(self, action: ServiceAction, call: Callable[[], Awaitable[None]]) -> None:
        """Docker answers when the container has ended, which may take as long as its patience."""
        self._asked, self._failure, self._failed_as = action, None, None

        async def wait() -> None:
            try:
                await call()
            except ProxlbUiError as error:
                self._failure = error
            finally:
                self._asked = None
                self._look_now.set()

        self._asking = begin(wait(), f"{action} ProxLB's Docker container")

    async def _look_on(self) -> None:
        while True:
            last = self._watch.last
            passing = self._asked is not None or (last is not None and last.state in _PASSING)
            self._look_now.clear()
            try:
                async with asyncio.timeout(CLOSE_LOOK_SECONDS if passing else LOOK_SECONDS):
                    await self._look_now.wait()
            except TimeoutError:
                pass
            await self.status()

    async def _look_up_abilities(self, facts: ContainerFacts) -> None:
        """What costs more than a look and seldom changes."""
        now = asyncio.get_running_loop().time()
        running = facts.phase == "running"
        untried_start = running and Capability.START not in self._capabilities
        if now - self._tried_at > CAPABILITIES_SECONDS or untried_start:
            self._tried_at = now
            self._capabilities = await capabilities_of(self._container, running=running)
        if self._version[0] != facts.id and running and not self._capabilities.get(Capability.RUN_ENGINE):
            self._version = (facts.id, facts.version)
            if self._probing is not None:
                self._probing.cancel()  # it asks a container that is gone
            self._probing = begin(self._probe_version(facts), "ask ProxLB's version")

    async def _probe_version(self, facts: ContainerFacts) -> None:
        found = await version_of(self._container, facts)
        if self._version[0] == facts.id:
            self._version = (facts.id, found)
            self._look_now.set()

    async def _status_of(self, facts: ContainerFacts, verdict: ContainerVerdict) -> ServiceStatus:
        state, message, hint = verdict.state, verdict.message, verdict.hint
        lines: tuple[str, ...] = ()
        if verdict.failed_run:
            # A container that restarts in a loop has started again already; the words before that are the ones wanted.
            began = facts.started_at if facts.phase == "exited" else None
            found = await self._last_lines.of(f"{facts.instance} {facts.finished_at}", began)
            lines = tuple(line.text for line in found[-LAST_LINES:])
            message += f": {why}" if (why := reason(found)) else "."
        if self._asked is not None and (self._asked is ServiceAction.STOP or facts.phase == "running"):
            state, message = ServiceState.STOPPING, ""
        elif (failure := self._failure_of(facts)) is not None:
            message, hint = failure.message, failure.hint
        failed = state is ServiceState.FAILED or (state is ServiceState.STOPPED and facts.exit_code)
        alive = facts.phase in ("running", "restarting")
        return ServiceStatus(
            state,
            RuntimeKind.DOCKER,
            since=facts.started_at if alive else facts.finished_at,
            version=self._version[1] or facts.version,
            instance=facts.instance,
            pid=facts.pid or None,
            exit_code=facts.exit_code if failed or (not alive and facts.finished_at) else None,
            message=message,
            hint=hint if message else "",
            last_lines=lines,
            refused=self._refused(facts, verdict),
            details=self._details(facts),
            capabilities=dict(self._capabilities),
        )

    def _failure_of(self, facts: ContainerFacts) -> ProxlbUiError | None:
        """What went wrong with the last action, until the container has moved on."""
        standing = (facts.instance, facts.phase)
        if self._failed_as not in (None, standing):
            self._failure = None
        self._failed_as = standing
        return self._failure

    def _refused(self, facts: ContainerFacts, verdict: ContainerVerdict) -> dict[ServiceAction, str]:
        if verdict.refuses_all:
            return dict.fromkeys(ServiceAction, verdict.message)
        refused = refused_by(self._capabilities)
        if facts.phase != "running":
            refused.setdefault(ServiceAction.RELOAD, NOTHING_TO_RELOAD)
        if facts.phase == "restarting":
            refused.setdefault(ServiceAction.START, "Docker is starting ProxLB again and again already.")
        return refused

    def _details(self, facts: ContainerFacts) -> tuple[tuple[str, str], ...]:
        found = (
            ("Docker container", self._container.name),
            ("Image", facts.image),
            ("Health", facts.health if facts.health != "none" else ""),
            ("Restarts by Docker", str(facts.restarts)),
            ("Stop signal", facts.stop_signal),
        )
        return tuple((name, value) for name, value in found if value)

    def _unreachable(self, error: ProxlbUiError) -> ServiceStatus:
        return ServiceStatus(
            ServiceState.UNKNOWN,
            RuntimeKind.DOCKER,
            version=self._version[1],
            message=error.message,
            hint=error.hint,
            refused=dict.fromkeys(ServiceAction, error.message),
            details=(("Docker container", self._container.name),),
        )
