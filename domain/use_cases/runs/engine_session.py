"""One process of the engine, from its first line to its exit."""

import re
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.log.engine_log import EngineLogParser, ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind
from proxlb_ui.domain.model.runs.engine_run import EngineExit, EngineOutput, RunKind
from proxlb_ui.domain.model.runs.failure import EngineEnd
from proxlb_ui.domain.model.runs.log import RunLog
from proxlb_ui.domain.model.runs.tracker import RunTracker
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.engine_runner import EngineRunner

MOST_DOCUMENTS = 5
_NODE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class EngineSession:
    """Reads both of the engine's streams into the log and the tracker, and remembers what it was asked for."""

    def __init__(self, clock: Clock, redact: Callable[[str], str], log: RunLog, tracker: RunTracker) -> None:
        self._clock = clock
        self._redact = redact
        self._log = log
        self._tracker = tracker
        # A traceback on the second stream must not end up inside a document on the first.
        self._parsers = {False: EngineLogParser(), True: EngineLogParser()}
        self._documents: list[str] = []
        self._best_node: str | None = None

    async def run(self, runner: EngineRunner, kind: RunKind, settings: str, moved: Callable[[], None]) -> EngineEnd:
        """Run to the end; whoever cancels this ends the engine. moved is called after each line."""
        code: int | None = None
        async with aclosing(runner.run(kind, settings)) as events:
            async for event in events:
                if isinstance(event, EngineExit):
                    code = event.code
                    continue
                self._read_line(event)
                moved()
        if code is None:
            raise Unavailable("The runtime does not say how ProxLB ended.", "Look at the run's log.")
        broken_off = self._rest()
        return EngineEnd(code, tuple(self._documents), broken_off, self._best_node)

    def _read_line(self, event: EngineOutput) -> None:
        for line in self._parsers[event.error].feed(self._redact(event.text), self._clock.now()):
            self._keep(line)
            bare = line.kind in (LineKind.PLAIN, LineKind.CONTINUATION) and not event.error
            if bare and _NODE_NAME.fullmatch(line.text.strip()):
                self._best_node = line.text.strip()

    def _keep(self, line: ParsedLine) -> None:
        self._log.add(line)
        self._tracker.follow(line)
        if line.document is not None:
            self._documents = [*self._documents, line.document][-MOST_DOCUMENTS:]

    def _rest(self) -> bool:
        broken_off = False
        for error, parser in self._parsers.items():
            lines = parser.flush()
            broken_off = broken_off or (bool(lines) and not error)
            for line in lines:
                # Half a document is kept, but says nothing of why the engine ended.
                self._keep(line if error else replace(line, kind=LineKind.NOTE))
        return broken_off
