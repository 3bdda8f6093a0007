"""Why a run failed, in one sentence, from everything the engine left behind."""

from collections.abc import Sequence
from dataclasses import dataclass

from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.failure_lines import ending, reason
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine
from proxlb_ui.domain.model.runs.engine_run import RunKind

LAST_WORDS = 40
_GO_ON = "Migrations that Proxmox had begun go on; the table of migrations says how they end."
_LOOK = "Look at the run's log."


@dataclass(frozen=True, slots=True)
class EngineEnd:
    """How the engine left: its exit code, the JSON documents it printed, whether one broke off, and a bare name."""

    exit_code: int
    documents: tuple[str, ...] = ()
    broken_off: bool = False
    best_node: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """One sentence, what to do, and the engine's last lines about it."""

    message: str
    hint: str = ""
    last_words: tuple[str, ...] = ()


def trouble_of(kind: RunKind, end: EngineEnd, lines: Sequence[LogLine]) -> Trouble | None:
    """What went wrong; None when the engine gave what it was asked for."""
    if end.exit_code != 0:
        why = reason(lines)
        message = f"ProxLB ended with {ending(end.exit_code)}" + (f": {why}" if why else ".")
        return Trouble(message, _hint(kind, end), last_words(lines))
    if kind is RunKind.BEST_NODE:
        return None if end.best_node else _nameless(lines)
    return _without_answer(end, lines)


def _hint(kind: RunKind, end: EngineEnd) -> str:
    if kind is RunKind.REBALANCE:
        return _GO_ON
    return _LOOK if end.exit_code > 0 else "Run it again; the machine may have been short of memory."


def _without_answer(end: EngineEnd, lines: Sequence[LogLine]) -> Trouble | None:
    if end.broken_off:
        return Trouble("ProxLB's JSON document breaks off before its end.", _LOOK, last_words(lines))
    if not end.documents:
        hint = "Is what the settings or the container start really ProxLB? The run's log shows what it printed."
        return Trouble("ProxLB ended well but printed no JSON document.", hint, last_words(lines))
    if len(end.documents) > 1:
        # A daemon prints one each interval; ours are told not to be daemons, a wrapper may disagree.
        hint = "The last one is shown. Is what is started really one ProxLB, and does it end by itself?"
        return Trouble(f"ProxLB printed {len(end.documents)} JSON documents where one was expected.", hint)
    return None


def _nameless(lines: Sequence[LogLine]) -> Trouble:
    # Without a node ProxLB goes on as in an ordinary run and ends with 0, so that only the log tells (__main__.py).
    if any(vocabulary.NO_TARGET.match(line.text) for line in lines):
        return Trouble("No node can take a guest: all are in maintenance, ignored or offline.", "Look at the nodes.")
    return Trouble("ProxLB ended well but named no node.", _LOOK, last_words(lines))


def last_words(lines: Sequence[LogLine]) -> tuple[str, ...]:
    """The newest block of grave lines with what belongs to it: a traceback, or a complaint about the settings."""
    block: list[str] = []
    for line in reversed(lines):
        belongs = line.level.rank >= LogLevel.ERROR.rank and line.kind is not LineKind.NOTE
        if not belongs and block:
            break
        if belongs and line.text.strip():
            block.append(line.text)
        if len(block) == LAST_WORDS:
            break
    return tuple(reversed(block))
