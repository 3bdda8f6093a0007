"""What the solver said: from the engine's lines, from its file, and as sentences."""

import pytest
from proxlb_ui.domain.model.log.engine_log import EngineLogParser
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.solver.consequence import consequence, fell_back
from proxlb_ui.domain.model.runs.solver.file import told_by_file
from proxlb_ui.domain.model.runs.solver.log import KEPT_WARNINGS, SolverLog
from proxlb_ui.domain.model.runs.solver.report import Fallback, SolverReport
from proxlb_ui.domain.model.settings.values.settings import Solver

from tests.recordings import recordings
from tests.samples import SAMPLES
from tests.unit.domain.examples import NOON
from tests.unit.domain.runs.engine_bench import PREFIX

FILE = "solver_run_20261124_022056.jsonl"
STARTING = "INFO - [solver] starting — mode={}  log_dir=/x  use_reservations=True  timeout=30.0s"
SOLVED = "INFO - [solver] run=/a b/" + FILE + " status={} migrations={} gap=0.156 time=285ms"
REBALANCE, DRY_RUN = RunKind.REBALANCE, RunKind.DRY_RUN


def heard(*lines: str) -> SolverReport | None:
    talk, parser = SolverLog(), EngineLogParser()
    for line in lines:
        for parsed in parser.feed(line, NOON):
            if parsed.text.startswith("[solver] "):
                talk.follow(parsed)
    return talk.report


def said(*lines: str) -> SolverReport:
    report = heard(*(f"{PREFIX}{line}" for line in lines))
    assert report is not None
    return report


def active(*lines: str) -> SolverReport:
    return said(STARTING.format("active"), *lines)


def file_of(name: str) -> SolverReport:
    return told_by_file(SolverReport(), recordings()[f"2.3.0/{name}"].beside(".jsonl"))


def log_of(name: str) -> SolverReport:
    report = heard(*recordings()[f"2.3.0/{name}"].out.splitlines())
    assert report is not None
    return report


@pytest.mark.parametrize(
    ("name", "arrived", "missed"),
    [
        ("solver_shadow", None, ()),
        ("solver_active", 1, ()),
        ("solver_fails", 0, ("git-01", "dns-01", "app-01", "mail-01")),
    ],
)
def test_a_recorded_file_of_a_plan_is_understood(name: str, arrived: int | None, missed: tuple[str, ...]) -> None:
    report = file_of(name)
    assert (report.status, report.migrations, report.steps) == ("OPTIMAL", 1, 1)
    assert report.agreement == {"agree": 0, "differ": 0, "solver_only": 1, "proxlb_only": 2}
    assert (report.arrived, report.missed) == (arrived, missed)
    assert report.message == "The solver found the best plan: 1 migration in 1 step."


def test_a_recorded_file_without_a_plan_names_the_rule() -> None:
    report = file_of("solver_infeasible")
    assert (report.status, report.steps, report.agreement) == ("INFEASIBLE", 0, None)
    assert report.nowhere == ("dns-01 is pinned to pve1:1, pve2:1, pve3:1, which ProxLB knows as no node.",)


def test_every_sample_of_a_file_is_understood() -> None:
    for path in sorted((SAMPLES / "proxlb").glob("solver_*_logs/*.jsonl")) if SAMPLES else ():
        report = told_by_file(SolverReport(), path.read_text())
        assert (report.status, report.migrations, report.steps) == ("OPTIMAL", 9, 6)
        assert report.agreement == {"agree": 2, "differ": 3, "solver_only": 4, "proxlb_only": 1}
        assert report.arrived == (9 if "active" in path.parent.name else None)


def test_recorded_logs_are_understood() -> None:
    shadow, active, fails = map(log_of, ("solver_shadow", "solver_active", "solver_fails"))
    assert (shadow.mode, shadow.status, shadow.migrations, shadow.steps) == ("shadow", "OPTIMAL", 1, None)
    assert shadow.file.startswith("solver_run_") and shadow.milliseconds
    assert (active.mode, active.steps, active.arrived, active.warnings) == ("active", 1, 1, ())
    assert (fails.arrived, fails.resolves, len(fails.warnings)) == (0, 3, 6)
    assert fails.warnings[0] == "active: step 1 failed — ['git-01'] did not reach expected node"
    assert (log_of("solver_infeasible").fallback, log_of("solver_skipped").fallback) == (None, Fallback.SKIPPED)
    refused = log_of("solver_baddir")
    assert refused.message == "The solver came to no answer."
    assert refused.warnings == (
        "cannot create log_dir='/proc/nope': [Errno 2] No such file or directory: '/proc/nope'",
    )
    assert heard(*recordings()["2.3.0/real_run"].out.splitlines()) is None


def test_the_log_tells_what_was_carried_out() -> None:
    report = active(
        SOLVED.format("FEASIBLE", 3),
        "INFO - [solver] active: executing plan — 2 step(s), 3 VM(s), max_step_retries=3",
        "INFO - [solver] active: step 1 (retry=0) — a pve1→pve2, b pve1→pve3",
        "INFO - [solver] active: step 1 succeeded (2 VM(s) migrated)",
        "WARNING - [solver] active: step 2 failed — ['c'] did not reach expected node",
        "INFO - [solver] active: re-solving (step_retry=1) with 1 VM(s) pinned: ['c']",
    )
    assert (report.mode, report.file, report.steps, report.arrived, report.resolves) == ("active", FILE, 2, 2, 1)
    assert report.warnings == ("active: step 2 failed — ['c'] did not reach expected node",)
    assert report.message == "The solver found a plan, perhaps not the best one: 3 migrations in 2 steps."


def test_warnings_are_bounded() -> None:
    report = active(*["WARNING - [solver] " + "x" * 5000] * 100)
    assert len(report.warnings) == KEPT_WARNINGS and len(report.warnings[0]) == 300


@pytest.mark.parametrize(
    ("lines", "greedy", "expected"),
    [
        ((SOLVED.format("INFEASIBLE", 0),), True, Fallback.GREEDY),
        ((SOLVED.format("INFEASIBLE", 0),), False, Fallback.SKIPPED),
        (("WARNING - [solver] cannot create log_dir='/x': no",), True, Fallback.GREEDY),
        ((SOLVED.format("OPTIMAL", 1),), True, None),
        (
            (SOLVED.format("OPTIMAL", 1), "WARNING - [solver] active execution failed, falling back to ProxLB plan: x"),
            True,
            Fallback.GREEDY,
        ),
        (
            (
                SOLVED.format("OPTIMAL", 1),
                "WARNING - [solver] active execution failed, skipping greedy fallback (fallback_to_greedy=False): x",
            ),
            False,
            Fallback.SKIPPED,
        ),
    ],
)
def test_what_proxlb_did_without_a_plan(lines: tuple[str, ...], greedy: bool, expected: Fallback | None) -> None:
    solver = Solver(enable=True, mode="active", fallback_to_greedy=greedy)
    assert fell_back(active(*lines), REBALANCE, solver) is expected
    assert fell_back(active(*lines), DRY_RUN, solver) is None
    assert fell_back(said(STARTING.format("shadow"), *lines), REBALANCE, solver) is None


def test_an_infeasible_cluster_names_who_is_in_the_way() -> None:
    text = '{"event": "solver_run", "status": "INFEASIBLE", "migrations": 0, "feasible": false}\n'
    report = told_by_file(SolverReport("active"), text + '{"event": "infeasible", "blocking_vms": ["db01", "db02"]}')
    assert report.message == "The solver found no plan that keeps every rule; in the way: db01, db02."
    assert (report.blocking, report.steps, report.agreement) == (("db01", "db02"), 0, None)


@pytest.mark.parametrize(
    ("report", "kind", "expected"),
    [
        (SolverReport("shadow", "OPTIMAL"), REBALANCE, "It only watches: ProxLB carries out its own plan."),
        (
            SolverReport("active", "OPTIMAL"),
            DRY_RUN,
            "A rebalance carries out the solver's plan; the moves of this dry run are ProxLB's own.",
        ),
        (SolverReport("active", "UNKNOWN"), DRY_RUN, "A rebalance would not have a plan of the solver."),
        (SolverReport("active", "OPTIMAL"), REBALANCE, "ProxLB carried out the solver's plan in place of its own."),
        (SolverReport("active", fallback=Fallback.GREEDY), REBALANCE, "ProxLB fell back to its own plan."),
        (SolverReport("active", fallback=Fallback.SKIPPED), REBALANCE, "ProxLB did not fall back to its own plan."),
        (SolverReport("active"), REBALANCE, ""),
    ],
)
def test_whose_plan_it_was(report: SolverReport, kind: RunKind, expected: str) -> None:
    assert consequence(report, kind) == expected


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    lines = [
        '{"event": "active_step_result", "vm": "db01", "success": true}',
        '{"event": "active_step_result", "vm": "db02", "success": false}',
        "[1, 2]",
        "[" * 100_000,
        '{"event": "infeasible", "blocking_vms": "db01"}',
        '{"event": "cluster_state", "nodes": {"pve1": {}}}',
        '{"event": "constraint", "type": "pin", "vm": "db01", "nodes": "pve2"}',
        '{"event": "constraint", "type": "pin", "vm": "db01", "nodes": ["pve1", {}]}',
        '{"event": "compare", "vm": "x", "result": ["agree"]}',
        '{"event": "solver_run", "status": "OPT',
    ]
    report = told_by_file(SolverReport("active", "OPTIMAL", 2, 1, 5.0), "\n".join(lines))
    assert report == SolverReport("active", "OPTIMAL", 2, 1, 5.0, arrived=1, missed=("db02",))
