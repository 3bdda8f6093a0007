"""The fakes of the runtime ports keep the contracts."""

from datetime import UTC, datetime

import pytest
from proxlb_ui.adapters.in_memory.engine_runner import InMemoryEngineRunner
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.domain.errors import Denied, NotFound, Unavailable
from proxlb_ui.domain.model.log.engine_log import EngineLogParser
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.service.service import ServiceAction

from tests.contract.suites.engine_runner import EngineRunnerContract, Script, events_of
from tests.contract.suites.log_source import LogSourceContract, Print
from tests.contract.suites.service_control import ServiceControlContract, ServiceSideDoor


class _MemorySideDoor:
    def __init__(self, control: InMemoryServiceControl) -> None:
        self._control = control

    async def crash(self, exit_code: int, last_words: str) -> None:
        self._control.crash(exit_code, (last_words,))


class TestInMemoryServiceControl(ServiceControlContract):
    @pytest.fixture
    def control(self) -> InMemoryServiceControl:
        return InMemoryServiceControl()

    @pytest.fixture
    def side_door(self, control: InMemoryServiceControl) -> ServiceSideDoor:
        return _MemorySideDoor(control)

    async def test_trouble_is_raised_everywhere(self, control: InMemoryServiceControl) -> None:
        control.break_down(Unavailable("The runtime is away."))
        with pytest.raises(Unavailable):
            await control.status()
        with pytest.raises(Unavailable):
            await control.perform(ServiceAction.START)
        with pytest.raises(Unavailable):
            await anext(control.watch())


class TestInMemoryLogSource(LogSourceContract):
    @pytest.fixture
    def source(self) -> InMemoryLogSource:
        return InMemoryLogSource()

    @pytest.fixture
    def engine_prints(self, source: InMemoryLogSource) -> Print:
        async def write(*blocks: str) -> None:
            parser = EngineLogParser()
            for raw in "\n".join(blocks).split("\n"):
                for line in parser.feed(raw, datetime.now(UTC)):
                    number = len((await source.read(limit=10_000)).lines)
                    source.write(LogLine(f"m-{number}", line.time, line.level, line.text, line.kind, line.document))

        return write

    async def test_forgotten_lines_leave_a_gap(self, source: InMemoryLogSource) -> None:
        lines = source.say("line 1", "line 2", "line 3")
        source.forget(2)
        page = await source.read(after=lines[0].cursor)
        assert page.gap
        assert [line.text for line in page.lines] == ["line 3"]

    async def test_trouble_is_raised(self, source: InMemoryLogSource) -> None:
        source.break_down(Denied("No."))
        with pytest.raises(Denied):
            await source.read()
        with pytest.raises(Denied):
            await anext(source.follow())


class TestInMemoryEngineRunner(EngineRunnerContract):
    @pytest.fixture
    def runner(self) -> InMemoryEngineRunner:
        return InMemoryEngineRunner()

    @pytest.fixture
    def script(self, runner: InMemoryEngineRunner) -> Script:
        def learn(kind: RunKind, lines: list[str], **how: object) -> str:
            runner.learn(kind, lines, **how)
            return "{}"

        return learn

    async def test_trouble_is_raised(self, runner: InMemoryEngineRunner) -> None:
        runner.break_down(NotFound("No engine."))
        with pytest.raises(NotFound):
            await events_of(runner, RunKind.DRY_RUN, "{}")
        assert runner.running == 0
