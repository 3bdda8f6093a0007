"""`python -m tests.differential.recorded`: ask the real ProxLB anew and keep a few cases of all that happens."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from proxlb_ui.domain.model.cluster.history import CALM, MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Mode
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan

from tests.differential.clusters import random_input
from tests.differential.engine import Engine, running_engine
from tests.differential.recorded import FILE, PLAN_INPUT
from tests.differential.tally import tally

SEEDS = range(2500)
OF_EACH = 5
MOST_NODES, MOST_GUESTS = 5, 12


def main() -> None:
    """Write the file."""
    with running_engine() as engine:
        lines = list(_lines(engine))
    FILE.write_text("".join(f"{line}\n" for line in lines))
    print(f"{len(lines)} calculations, {FILE.stat().st_size / 1e3:.0f} kB")


def _lines(engine: Engine) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        drawn = random_input(seed)
        case = _rounded(drawn, calm=drawn.balancing.mode is not Mode.PSI)
        if len(case.nodes) > MOST_NODES or len(case.guests) > MOST_GUESTS:
            continue
        features = set(_features(case, make_plan(case)))
        if all(seen[feature] >= OF_EACH for feature in features):
            continue
        answer = _answer(engine, case)
        if answer is not None:
            seen.update(features)
            given = PLAN_INPUT.dump_python(case, mode="json", exclude_defaults=True)
            yield json.dumps({"seed": seed, "input": given, "answer": answer}, separators=(",", ":"))


def _answer(engine: Engine, case: PlanInput) -> dict[str, Any] | None:
    try:
        answer = engine.ask(case)
    except StopIteration:  # no share of the cores gives exactly this number of them
        return None
    return {name: value for name, value in answer.items() if name != "seconds"}


def _features(case: PlanInput, plan: Plan) -> Iterator[str]:
    yield from (+tally(case, plan)).elements()
    yield f"{case.balancing.method} {case.balancing.mode}"
    for one in (*plan.moves, *plan.stays):
        yield f"{type(one).__name__} {one.reason}"
    for trigger in plan.triggers:
        yield f"trigger {trigger}"
    for warning in plan.warnings:
        yield f"warning {warning.kind}"


def _rounded(value: Any, calm: bool) -> Any:
    """The same with few digits, and without pressure where nobody reads it, which keeps the file small."""
    if isinstance(value, MeasuredPressure) and calm:
        return CALM
    if isinstance(value, float):
        return float(round(value)) if value > 1000 else round(value, 2)
    if isinstance(value, tuple):
        return tuple(_rounded(each, calm) for each in value)
    if is_dataclass(value) and not isinstance(value, type | Enum):
        return replace(value, **{field.name: _rounded(getattr(value, field.name), calm) for field in fields(value)})
    return value


if __name__ == "__main__":
    main()
