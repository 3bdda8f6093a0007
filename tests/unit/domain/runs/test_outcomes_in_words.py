"""What a run came to, or why it failed: every sentence with its hint."""

from collections.abc import Sequence

import pytest
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.log.failure_lines import (
    MOST_FAILURE_LINES,
    SENTENCE_CHARACTERS,
    ending,
    failure_lines,
    reason,
)
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.failure import EngineEnd, trouble_of
from proxlb_ui.domain.model.runs.outcome import outcome_of
from proxlb_ui.domain.model.runs.result import Outcome, RunMigration, RunResult
from proxlb_ui.domain.model.runs.run import RunState

from tests.unit.domain.examples import NOON

LOOK = "Look at the run's log."
GO_ON = "Migrations that Proxmox had begun go on; the table of migrations says how they end."


def ended(*outcomes: Outcome) -> RunResult:
    moves = [RunMigration(f"vm{at}", at, GuestKind.VM, "pve1", "pve2", one) for at, one in enumerate(outcomes)]
    return RunResult(migrations=tuple(moves))


def line(text: str, level: LogLevel = LogLevel.ERROR, kind: LineKind = LineKind.RECORD) -> LogLine:
    return LogLine("c", NOON, level, text, kind)


OK, WARNED, FAILED, RUNNING = Outcome.OK, Outcome.WARNINGS, Outcome.FAILED, Outcome.RUNNING


@pytest.mark.parametrize(
    ("outcomes", "message", "hint"),
    [
        ([], "No guest had to be moved.", ""),
        ([OK], "1 guest moved.", ""),
        ([OK, OK], "2 guests moved.", ""),
        ([OK, WARNED], "2 guests moved, 1 with warnings.", ""),
        ([OK, RUNNING], "1 guest moved, 1 still on the way.", "Look at the migrations."),
        ([FAILED], "1 of 1 migration failed.", "The table gives Proxmox' own reasons."),
        ([OK, FAILED, RUNNING], "1 of 3 migrations failed.", "The table gives Proxmox' own reasons."),
        ([Outcome.REFUSED, Outcome.UNKNOWN], "2 of 2 migrations failed.", "The table gives Proxmox' own reasons."),
    ],
)
def test_a_rebalance(outcomes: list[Outcome], message: str, hint: str) -> None:
    assert outcome_of(RunKind.REBALANCE, RunState.DONE, ended(*outcomes)) == (message, hint)


@pytest.mark.parametrize(
    ("outcomes", "message", "hint"),
    [
        ([], "Cancelled before any guest was moved.", ""),
        ([OK, RUNNING], "Cancelled; Proxmox goes on with 1 migration that had begun.", ""),
        ([RUNNING, RUNNING], "Cancelled; Proxmox goes on with 2 migrations that had begun.", ""),
        ([OK], "Cancelled; 1 guest had been moved.", ""),
        ([OK, WARNED, FAILED], "Cancelled; 2 guests had been moved.", "1 migration failed."),
        ([FAILED, FAILED], "Cancelled; 0 guests had been moved.", "2 migrations failed."),
    ],
)
def test_a_cancelled_rebalance(outcomes: list[Outcome], message: str, hint: str) -> None:
    assert outcome_of(RunKind.REBALANCE, RunState.CANCELLED, ended(*outcomes)) == (message, hint)


def test_the_best_node() -> None:
    found = outcome_of(RunKind.BEST_NODE, RunState.DONE, RunResult(best_node="pve2"))
    assert found == ("pve2 is the best node.", "")


def test_a_dry_run_without_a_plan() -> None:
    assert outcome_of(RunKind.DRY_RUN, RunState.DONE, RunResult()) == ("No guest would move.", "")
    same = RunResult(compared=True)
    assert outcome_of(RunKind.DRY_RUN, RunState.DONE, same) == ("No guest would move; the planner says the same.", "")


@pytest.mark.parametrize(
    ("kind", "end", "lines", "message", "hint", "last"),
    [
        (
            RunKind.DRY_RUN,
            EngineEnd(2),
            [line("bad key")],
            "ProxLB ended with exit code 2: bad key",
            LOOK,
            ("bad key",),
        ),
        (RunKind.DRY_RUN, EngineEnd(1), [], "ProxLB ended with exit code 1.", LOOK, ()),
        (
            *(RunKind.BEST_NODE, EngineEnd(-9), [], "ProxLB ended with signal SIGKILL."),
            *("Run it again; the machine may have been short of memory.", ()),
        ),
        (RunKind.REBALANCE, EngineEnd(-9), [], "ProxLB ended with signal SIGKILL.", GO_ON, ()),
        (
            *(RunKind.DRY_RUN, EngineEnd(0, broken_off=True), [line("broken pipe")]),
            *("ProxLB's JSON document breaks off before its end.", LOOK, ("broken pipe",)),
        ),
        (
            *(RunKind.DRY_RUN, EngineEnd(0), [line("odd")], "ProxLB ended well but printed no JSON document."),
            "Is what the settings or the container start really ProxLB? The run's log shows what it printed.",
            ("odd",),
        ),
        (
            *(RunKind.REBALANCE, EngineEnd(0, ("{}", "{}")), []),
            "ProxLB printed 2 JSON documents where one was expected.",
            "The last one is shown. Is what is started really one ProxLB, and does it end by itself?",
            (),
        ),
        (
            *(RunKind.BEST_NODE, EngineEnd(0), [line("No suitable target node found.", LogLevel.WARNING)]),
            *("No node can take a guest: all are in maintenance, ignored or offline.", "Look at the nodes.", ()),
        ),
        (RunKind.BEST_NODE, EngineEnd(0), [line("odd")], "ProxLB ended well but named no node.", LOOK, ("odd",)),
    ],
)
def test_trouble(
    kind: RunKind, end: EngineEnd, lines: Sequence[LogLine], message: str, hint: str, last: tuple[str, ...]
) -> None:
    found = trouble_of(kind, end, lines)
    assert found is not None
    assert (found.message, found.hint, found.last_words) == (message, hint, last)


def test_what_was_asked_for_is_no_trouble() -> None:
    assert trouble_of(RunKind.DRY_RUN, EngineEnd(0, ("{}",)), []) is None
    assert trouble_of(RunKind.BEST_NODE, EngineEnd(0, best_node="pve1"), []) is None


def test_the_failure_lines_are_the_newest_block_of_grave_lines() -> None:
    info, note = line("calm", LogLevel.INFO), line("ended", kind=LineKind.NOTE)
    assert failure_lines([line("old"), info, line("one"), line(" "), line("two"), note, info]) == ("one", "two")
    assert failure_lines([info, note]) == ()
    many = [line(str(number)) for number in range(MOST_FAILURE_LINES + 1)]
    assert failure_lines(many) == tuple(str(number) for number in range(1, MOST_FAILURE_LINES + 1))


def test_the_reason_is_the_last_grave_record_or_the_end_of_a_traceback() -> None:
    info = line("going on", LogLevel.INFO)
    plain = [line("Traceback", kind=LineKind.PLAIN), line(" KeyError: 'x' ", kind=LineKind.PLAIN)]
    assert reason([line("first"), line("  second "), info]) == "second"
    assert reason([line("first"), *plain]) == "KeyError: 'x'"
    assert reason([info, line("ended", kind=LineKind.NOTE)]) == "going on"
    assert reason([line("ended", kind=LineKind.NOTE), line("  ")]) == ""
    assert len(reason([line("x" * 999)])) == SENTENCE_CHARACTERS
    assert reason([line("long ago"), *[info] * 100]) == "going on"


@pytest.mark.parametrize(
    ("code", "words"), [(0, "exit code 0"), (3, "exit code 3"), (-15, "signal SIGTERM"), (-99, "signal 99")]
)
def test_endings(code: int, words: str) -> None:
    assert ending(code) == words
