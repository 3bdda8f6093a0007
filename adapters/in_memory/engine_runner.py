"""An engine that only recites."""

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.runs.engine_run import EngineEvent, EngineExit, EngineOutput, RunKind


@dataclass(frozen=True, slots=True)
class Recital:
    """What a run prints and how it ends; an endless one waits to be closed before its exit."""

    lines: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    exit_code: int = 0
    endless: bool = False


class InMemoryEngineRunner:
    """Recites what the test wrote for a kind of run, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[RunKind, str]] = []
        self.running = 0
        self._recitals: dict[RunKind, Recital] = {}
        self._trouble: ProxlbUiError | None = None
        self._release = Change()

    async def run(self, kind: RunKind, settings_text: str) -> AsyncGenerator[EngineEvent, None]:
        self.asked.append((kind, settings_text))
        if self._trouble is not None:
            raise self._trouble
        recital = self._recitals.get(kind, Recital())
        seen = self._release.count
        self.running += 1
        try:
            for event in _events(recital):
                yield event
            if recital.endless:
                await self._release.wait(seen)
            yield EngineExit(recital.exit_code)
        finally:
            self.running -= 1

    def learn(
        self,
        kind: RunKind,
        lines: Iterable[str] = (),
        *,
        errors: Iterable[str] = (),
        exit_code: int = 0,
        endless: bool = False,
    ) -> None:
        """From now on a run of this kind goes like that."""
        self._recitals[kind] = Recital(tuple(lines), tuple(errors), exit_code, endless)

    def release(self) -> None:
        """Let endless runs end."""
        self._release.notify()

    def break_down(self, trouble: ProxlbUiError | None) -> None:
        """Runs cannot begin, until called with None."""
        self._trouble = trouble


def _events(recital: Recital) -> Iterable[EngineOutput]:
    yield from (EngineOutput(text) for text in recital.lines)
    yield from (EngineOutput(text, error=True) for text in recital.errors)
