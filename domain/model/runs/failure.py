"""Why a run failed, in one sentence, from everything the engine left behind."""

from collections.abc import Sequence
from dataclasses import dataclass

from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.failure_lines import ending, failure_lines, reason
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.model.runs.engine_run import RunKind

_GO_ON = "Migrations that Proxmox had begun go on; the table of migrations says how they end."
_LOOK = "Look at the run's log."


@dataclass(frozen=True, slots=True)
class EngineEnd:
    """How the engine ended: its exit code (negative for a signal), the JSON documents it printed, oldest first.

    broken_off says that a document has no end; best_node is the bare name that --best-node prints.
    """

    exit_code: int
    documents: tuple[str, ...] = ()
    broken_off: bool = False
    best_node: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a run failed in one sentence, a hint what to do about it, and the engine's own last lines that tell of it."""

    message: str
    hint: str = ""
    last_words: tuple[str, ...] = ()


def trouble_of(kind: RunKind, end: EngineEnd, lines: Sequence[LogLine]) -> Trouble | None:
    """What went wrong; None when the engine gave what it was asked for."""
    if end.exit_code != 0:
        why = reason(lines)
        message = f"ProxLB ended with {ending(end.exit_code)}" + (f": {why}" if why else ".")
        return Trouble(message, _hint(kind, end), failure_lines(lines))
    if kind is RunKind.BEST_NODE:
        return None if end.best_node else _nameless(lines)
    return _without_answer(end, lines)


def _hint(kind: RunKind, end: EngineEnd) -> str:
    if kind is RunKind.REBALANCE:
        return _GO_ON
    return _LOOK if end.exit_code > 0 else "Run it again; the machine may have been short of memory."


def _without_answer(end: EngineEnd, lines: Sequence[LogLine]) -> Trouble | None:
    if end.broken_off:
        return Trouble("ProxLB's JSON document breaks off before its end.", _LOOK, failure_lines(lines))
    if not end.documents:
        hint = "Is what the settings or the container start really ProxLB? The run's log shows what it printed."
        return Trouble("ProxLB ended well but printed no JSON document.", hint, failure_lines(lines))
    if len(end.documents) > 1:
        # A daemon prints one each interval; ours are told not to be daemons, a wrapper may disagree.
        hint = "The last one is shown. Is what is started really one ProxLB, and does it end by itself?"
        return Trouble(f"ProxLB printed {len(end.documents)} JSON documents where one was expected.", hint)
    return None


def _nameless(lines: Sequence[LogLine]) -> Trouble:
    # Without a node ProxLB goes on as in an ordinary run and ends with 0, so that only the log tells (__main__.py).
    if any(vocabulary.NO_TARGET.match(line.text) for line in lines):
        return Trouble("No node can take a guest: all are in maintenance, ignored or offline.", "Look at the nodes.")
    return Trouble("ProxLB ended well but named no node.", _LOOK, failure_lines(lines))
