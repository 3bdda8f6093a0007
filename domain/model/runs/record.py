"""A run with its log, as it is kept."""

from dataclasses import dataclass

from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.model.runs.run import Run


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What is remembered of one run."""

    run: Run
    lines: tuple[LogLine, ...] = ()
