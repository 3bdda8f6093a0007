"""One run of the engine with the Python that the child uses."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from proxlb_ui.adapters.child_process.program import EngineProgram, require_python
from proxlb_ui.adapters.shared.engine_command import END_PATIENCE_SECONDS, EngineCommand, run_command
from proxlb_ui.domain.model.runs.engine_run import EngineEvent, RunKind


class ChildEngineRunner:
    """Runs `python -m proxlb -c /dev/stdin` with the flags of the kind; secrets touch neither disk nor argv."""

    def __init__(
        self, program: EngineProgram, end_patience_seconds: tuple[float, float] = END_PATIENCE_SECONDS
    ) -> None:
        self._program = program
        self._end_patience_seconds = end_patience_seconds

    async def run(self, kind: RunKind, settings_text: str) -> AsyncGenerator[EngineEvent, None]:
        program = self._program
        await require_python(program)
        words = program.command("-c", "/dev/stdin", *kind.arguments)
        command = EngineCommand(words, program.full_environment, program.redact)
        async with aclosing(run_command(command, settings_text, self._end_patience_seconds)) as events:
            async for event in events:
                yield event
