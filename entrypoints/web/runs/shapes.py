"""What runs look like."""

from typing import Annotated, Any, NotRequired, TypedDict

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.move_comparison import Comparison
from proxlb_ui.domain.model.runs.result import Outcome
from proxlb_ui.domain.model.runs.run import ProgressUnit, RunState
from proxlb_ui.domain.model.runs.solver.report import Fallback
from proxlb_ui.entrypoints.web.kit.shapes import HeadShape, OneOf, Time


class ProgressShape(TypedDict):
    """At which one it is, of how many."""

    done: int
    total: int | None
    unit: Annotated[str, OneOf(ProgressUnit)]
    item: str


class RunShape(TypedDict):
    """One row of the topic runs."""

    id: str
    kind: Annotated[str, OneOf(RunKind)]
    state: Annotated[str, OneOf(RunState)]
    cancelling: bool
    started_at: Time
    ended_at: Time | None
    progress: ProgressShape | None
    message: str
    hint: str
    exit_code: int | None
    moves: int | None
    differences: int | None
    migrated: int | None
    failed: int | None
    best_node: str | None


class RunsShape(HeadShape):
    """A list of runs; seq is there without a query, note with one."""

    items: list[RunShape]
    seq: NotRequired[int]
    note: NotRequired[str]


class RunMoveShape(TypedDict):
    """One move of the engine beside the planner's."""

    guest: str
    vmid: int | None
    type: Annotated[str, OneOf(GuestKind)] | None
    source: str
    target: str
    executed: bool
    reason: str | None
    comparison: Annotated[str, OneOf(Comparison)] | None
    planned_target: str | None


class RunMigrationShape(TypedDict):
    """One migration with its true end."""

    guest: str
    vmid: int | None
    type: Annotated[str, OneOf(GuestKind)]
    source: str
    target: str
    state: Annotated[str, OneOf(Outcome)]
    reason: str
    started_at: Time | None
    ended_at: Time | None
    ha: bool
    upid: str | None


class ProjectedNodeShape(TypedDict):
    """A node's loads as ProxLB projects them."""

    name: str
    maintenance: bool
    cpu_percent: float | None
    memory_percent: float | None
    disk_percent: float | None


class RunSummaryShape(TypedDict):
    """How much ProxLB's document holds."""

    guests: int
    nodes: int
    affinity_groups: int
    anti_affinity_groups: int
    document: Annotated[str, OneOf("nested", "flat")]


class RunResultShape(TypedDict):
    """What a run came to."""

    moves: list[RunMoveShape]
    migrations: list[RunMigrationShape]
    nodes: list[ProjectedNodeShape]
    summary: RunSummaryShape | None
    best_node: str | None


class AgreementShape(TypedDict):
    """How the solver's plan compares with ProxLB's own, in guests."""

    agree: int
    differ: int
    solver_only: int
    proxlb_only: int


class SolverReportShape(TypedDict):
    """What the solver said."""

    mode: str
    status: str
    message: str
    consequence: str
    migrations: int | None
    steps: int | None
    milliseconds: float | None
    agreement: AgreementShape | None
    blocking: list[str]
    nowhere: list[str]
    arrived: int | None
    missed: list[str]
    resolves: int
    fallback: Annotated[str, OneOf(Fallback)] | None
    warnings: list[str]
    file: str
    unread: str


class RunDetailShape(RunShape):
    """One run with everything that is known of it."""

    elapsed_seconds: float
    overrides: dict[str, Any]
    last_words: list[str]
    result: RunResultShape | None
    solver: SolverReportShape | None


class RunAnswerShape(TypedDict):
    """A run that was begun, or is asked to end."""

    run: RunDetailShape


class RunBodyShape(TypedDict):
    """What to run; overrides are settings to try."""

    kind: Annotated[str, OneOf(RunKind)]
    overrides: NotRequired[dict[str, Any] | None]
