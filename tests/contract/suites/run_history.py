"""What every RunHistory does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine
from proxlb_ui.domain.model.runs.document import EngineDocument, ProjectedNode
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.move_comparison import ComparedMove, Comparison
from proxlb_ui.domain.model.runs.record import RunRecord
from proxlb_ui.domain.model.runs.result import Outcome, RunMigration, RunResult
from proxlb_ui.domain.model.runs.run import Progress, ProgressUnit, Run, RunState
from proxlb_ui.domain.model.runs.solver.report import Fallback, SolverReport
from proxlb_ui.domain.ports.run_history import RunHistory

from tests.unit.domain.examples import NOON

LINES = (
    LogLine("1", NOON, LogLevel.INFO, "API connection to host pve1:8006 succeeded."),
    LogLine("2", NOON, LogLevel.ERROR, "ünïcode '; DROP TABLE run \u202e", LineKind.CONTINUATION),
)
MOVE = ComparedMove("web", 101, GuestKind.VM, "pve1", "pve2", True, Comparison.DIFFERENT_TARGET, "pve3", "resources")
MOVED = RunMigration("web", 101, GuestKind.CT, "pve1", "pve2", Outcome.FAILED, "no", NOON, NOON, True, "UPID:x:")
SOLVED = SolverReport("active", "OPTIMAL", 9, 6, 285.4, {"agree": 2, "differ": 3, "solver_only": 4, "proxlb_only": 1})
TRIED = replace(SOLVED, blocking=("a",), arrived=1, missed=("b",), fallback=Fallback.GREEDY, warnings=("w",), file="f")
DOCUMENT = EngineDocument((), (ProjectedNode("pve1", True, 1.5, None, 90.25),), 12, 1, 2, False)


def run(name: str, *, at: int = 0, **changes: Any) -> Run:
    """A run that began `at` seconds past noon and went well."""
    began = NOON + timedelta(seconds=at)
    known = Run(name, RunKind.DRY_RUN, began, RunState.DONE, ended_at=began + timedelta(seconds=5), message="Well.")
    return replace(known, **changes)


class RunHistoryContract:
    """Subclasses supply the fixture `history`, empty and at noon."""

    async def test_it_begins_empty(self, history: RunHistory) -> None:
        assert await history.recent(50) == ()
        assert await history.read("a") is None

    async def test_every_field_survives(self, history: RunHistory) -> None:
        whole = run(
            "a",
            kind=RunKind.REBALANCE,
            state=RunState.MIGRATING,
            overrides={"balancing": {"method": "cpu", "balanciness": 5, "balance_types": ["vm"], "psi": None}},
            cancelling=True,
            ended_at=None,
            progress=Progress(1, None, ProgressUnit.MIGRATION, "web"),
            hint="Look.",
            exit_code=-9,
            last_words=("Traceback", "KeyError"),
            result=RunResult(DOCUMENT, (MOVE,), True, (MOVED,), "pve2"),
            solver=TRIED,
        )
        await history.record(whole, LINES)
        assert await history.read("a") == RunRecord(whole, LINES)
        assert await history.recent(1) == (whole,)

    async def test_a_later_state_replaces_the_earlier_one(self, history: RunHistory) -> None:
        await history.record(run("a", state=RunState.STARTING, ended_at=None), ())
        await history.record(run("a"), LINES)
        assert await history.recent(50) == (run("a"),)
        assert await history.read("a") == RunRecord(run("a"), LINES)

    async def test_the_newest_come_first_and_no_more_than_asked_for(self, history: RunHistory) -> None:
        for name, at in (("b", 20), ("a", 10), ("c", 30)):
            await history.record(run(name, at=at), ())
        assert [one.id for one in await history.recent(2)] == ["c", "b"]
        assert await history.recent(0) == ()

    async def test_closing_twice_is_fine(self, history: RunHistory) -> None:
        await history.record(run("a"), ())
        await history.close()
        await history.close()
