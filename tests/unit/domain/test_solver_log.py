"""The solver's event log."""

from pathlib import Path

import pytest

from domain.model.solver_log import SolverSummary, read_solver_log
from tests.samples import SAMPLES, needs_samples


def recorded(mode: str) -> SolverSummary:
    assert SAMPLES is not None
    (path,) = (SAMPLES / "proxlb" / f"solver_{mode}_logs").glob("*.jsonl")
    return read_solver_log(Path(path).read_text().splitlines())


@needs_samples
@pytest.mark.parametrize("mode", ["shadow", "active"])
def test_a_recorded_run_is_summed_up(mode: str) -> None:
    summary = recorded(mode)
    assert (summary.mode, summary.status, summary.feasible) == (mode, "OPTIMAL", True)
    assert summary.unreadable_lines == 0
    assert summary.milliseconds is not None and summary.milliseconds > 0
    assert {move.guest for move in summary.proxlb_moves} == {"ct-dns", "ct-mail", "ct-proxy", "db01", "lic01", "win01"}
    assert summary.agreement is not None
    assert sum(summary.agreement.values()) == len({move.guest for move in (*summary.moves, *summary.proxlb_moves)})
    assert summary.constraints == 8


@needs_samples
def test_only_the_active_solver_moves() -> None:
    active, shadow = recorded("active"), recorded("shadow")
    assert (shadow.arrived, shadow.missed) == (0, ())
    assert (len(active.moves), active.steps) == (9, 6)
    assert active.agreement == {"agree": 2, "differ": 3, "solver_only": 4, "proxlb_only": 1}
    assert (active.arrived, active.missed) == (9, ())


def test_a_log_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    lines = [
        '{"event": "infeasible", "blocking_vms": ["db01"]}',
        '{"event": "error", "error": "no solution"}',
        '{"event": "active_step_result", "vm": "db02", "success": false}',
        "[1, 2]",
        '{"event": "solver_run", "mode": "act',
    ]
    summary = read_solver_log(lines)
    assert (summary.blocking, summary.errors, summary.missed) == (("db01",), ("no solution",), ("db02",))
    assert (summary.mode, summary.feasible, summary.unreadable_lines) == ("", None, 2)
