"""Small clusters with what the real ProxLB 2.3.0 answered for each, for tests that run without it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proxlb_ui.domain.planner.plan_input import PlanInput
from pydantic import TypeAdapter

FILE = Path(__file__).with_name("calculations.jsonl")
PLAN_INPUT = TypeAdapter(PlanInput)


@dataclass(frozen=True, slots=True)
class Calculation:
    """What one calculation read, and ProxLB's answer as `comparison.compare` takes it."""

    seed: int
    plan_input: PlanInput
    answer: dict[str, Any]


def calculations() -> Iterator[Calculation]:
    """All that were recorded."""
    for line in FILE.read_text().splitlines():
        values = json.loads(line)
        yield Calculation(values["seed"], PLAN_INPUT.validate_python(values["input"]), values["answer"])
