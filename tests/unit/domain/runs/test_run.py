"""What a run says of itself."""

from dataclasses import replace
from datetime import timedelta

from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.run import Run

from tests.unit.domain.examples import NOON


def test_it_takes_time_until_it_has_ended() -> None:
    run = Run("r1", RunKind.DRY_RUN, NOON)
    later = NOON + timedelta(seconds=90)
    assert run.elapsed_seconds(later) == 90
    assert replace(run, ended_at=NOON + timedelta(seconds=5)).elapsed_seconds(later) == 5
    assert run.elapsed_seconds(NOON - timedelta(seconds=5)) == 0, "a clock may be set back"
