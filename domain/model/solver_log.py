"""What ProxLB's solver writes: one JSON event per line, read into a summary."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.model.move_comparison import PlannedMove

READ_EVENTS = 200_000


@dataclass(frozen=True, slots=True)
class SolverSummary:
    """One run of the solver: its plan beside ProxLB's own moves, and how the steps it carried out went.

    agreement counts how both compare, by the solver's words: agree, differ, solver_only, proxlb_only.
    """

    mode: str = ""
    status: str = ""
    feasible: bool | None = None
    milliseconds: float | None = None
    steps: int = 0
    moves: tuple[PlannedMove, ...] = ()
    proxlb_moves: tuple[PlannedMove, ...] = ()
    agreement: Mapping[str, int] | None = None
    constraints: int = 0
    blocking: tuple[str, ...] = ()
    arrived: int = 0
    missed: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    unreadable_lines: int = 0


def read_solver_log(lines: Iterable[str]) -> SolverSummary:
    """Read the lines of one solver_run file; what is no event is counted and passed over."""
    events: list[Mapping[str, Any]] = []
    unreadable = 0
    for number, line in enumerate(lines):
        if number == READ_EVENTS:
            break
        if not line.strip():
            continue
        event = _event(line)
        if event is None:
            unreadable += 1
        else:
            events.append(event)
    return _summary(events, unreadable)


def _event(line: str) -> Mapping[str, Any] | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None


def _summary(events: list[Mapping[str, Any]], unreadable: int) -> SolverSummary:
    def of(kind: str) -> list[Mapping[str, Any]]:
        return [event for event in events if event["event"] == kind]

    solved = of("solver_run")[-1] if of("solver_run") else {}
    results = of("active_step_result")
    feasible, took = solved.get("feasible"), solved.get("wall_time_ms")
    return SolverSummary(
        mode=str(solved.get("mode", "")),
        status=str(solved.get("status", "")),
        feasible=feasible if isinstance(feasible, bool) else None,
        milliseconds=float(took) if isinstance(took, int | float) else None,
        steps=len({event.get("step") for event in of("plan_step")}),
        moves=tuple(_move(event) for event in of("plan_step")),
        proxlb_moves=tuple(_move(event) for event in of("proxlb_action")),
        agreement=dict(Counter(str(event.get("result")) for event in of("compare"))),
        constraints=len(of("constraint")),
        blocking=tuple(str(name) for event in of("infeasible") for name in event.get("blocking_vms") or ()),
        arrived=len({event.get("vm") for event in results if event.get("success") is True}),
        missed=tuple(str(event.get("vm")) for event in results if event.get("success") is not True),
        errors=tuple(str(event.get("error") or event.get("message") or "unknown") for event in of("error")),
        unreadable_lines=unreadable,
    )


def _move(event: Mapping[str, Any]) -> PlannedMove:
    texts = (str(event.get(name, "")) for name in ("vm", "source", "target"))
    guest, source, target = texts
    return PlannedMove(guest, None, None, source, target)
