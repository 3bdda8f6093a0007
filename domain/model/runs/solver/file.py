"""The file the solver writes, one JSON event per line, added to what the engine's log said."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from proxlb_ui.domain.model.runs.solver.report import AGREEMENT, SolverReport
from proxlb_ui.domain.model.wording import listed

KEPT_NAMES = 100
NAME_CHARACTERS = 128

_Event = Mapping[str, Any]


def told_by_file(report: SolverReport, text: str) -> SolverReport:
    """The report with what the file knows better; what is no event is passed over."""
    events = list(_events(text))
    plan = [event for event in events if event["event"] == "plan_step"]
    solved = _last(events, "solver_run")
    feasible = solved.get("feasible") is True
    compared = [event.get("result") for event in events if event["event"] == "compare"]
    blocked = _last(events, "infeasible").get("blocking_vms")
    return _carried_out(
        events,
        replace(
            report,
            status=report.status or str(solved.get("status", ""))[:NAME_CHARACTERS],
            migrations=_number(solved.get("migrations"), report.migrations),
            steps=len({str(event.get("step")) for event in plan}) if solved else report.steps,
            milliseconds=_figure(solved.get("wall_time_ms"), report.milliseconds),
            agreement=_agreement(compared) if feasible else None,
            blocking=_names(blocked if isinstance(blocked, list) else ()),
            nowhere=() if feasible else tuple(islice(_nowhere(events), KEPT_NAMES)),
        ),
    )


def _carried_out(events: list[_Event], report: SolverReport) -> SolverReport:
    results = {str(event.get("vm")): event.get("success") for event in events if event["event"] == "active_step_result"}
    if not results:
        return report
    missed = _names(guest for guest, success in results.items() if success is not True)
    resolves = _number(_last(events, "active_complete").get("step_retries"), report.resolves)
    return replace(report, arrived=len(results) - len(missed), missed=missed, resolves=resolves or 0)


def _nowhere(events: list[_Event]) -> Iterator[str]:
    """The solver takes a node of an HA rule with its priority, as pve2:1, for a node's whole name."""
    nodes = _last(events, "cluster_state").get("nodes")
    for event in events:
        if event["event"] != "constraint" or event.get("type") != "pin" or not isinstance(nodes, dict):
            continue
        pins = _names(event.get("nodes") if isinstance(event.get("nodes"), list) else ())
        if pins and nodes.keys().isdisjoint(pins):
            yield f"{_names([event.get('vm')])[0]} is pinned to {listed(pins)}, which ProxLB knows as no node."


def _events(text: str) -> Iterator[_Event]:
    for line in text.splitlines():
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict) and isinstance(event.get("event"), str):
            yield event


def _last(events: list[_Event], kind: str) -> _Event:
    return next((event for event in reversed(events) if event["event"] == kind), {})


def _agreement(results: list[Any]) -> dict[str, int]:
    counts = Counter(word for word in results if isinstance(word, str))
    return {word: counts[word] for word in AGREEMENT}


def _names(names: Any) -> tuple[str, ...]:
    return tuple(str(name)[:NAME_CHARACTERS] for name in names)[:KEPT_NAMES]


def _number(value: Any, otherwise: int | None) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _figure(value: Any, otherwise: float | None) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise
