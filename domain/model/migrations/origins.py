"""Finding out which run a migration belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.origin import Origin, by_run, by_service
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.run import Run
from proxlb_ui.domain.model.service.moves import ServiceMove

# Log and task are told by two clocks; through the HA manager a migration begins up to two minutes later.
EARLIER = timedelta(seconds=30)
LATER = timedelta(seconds=150)


def with_origins(
    migrations: Iterable[Migration], runs: Sequence[Run], moves: Iterable[ServiceMove]
) -> tuple[Migration, ...]:
    """The migrations, each with its run: named by its task, or begun when the service said so."""
    by_task = _by_task(runs)
    # A run started here may log where the service does, and tells its tasks a moment later.
    waiting = any(run.kind is RunKind.REBALANCE and not run.state.ended for run in runs)
    by_guest: dict[str, list[ServiceMove]] = {}
    for move in () if waiting else moves:
        by_guest.setdefault(move.guest, []).append(move)
    return tuple(_with_origin(migration, by_task, by_guest.get(migration.guest, ())) for migration in migrations)


def _with_origin(migration: Migration, by_task: Mapping[str, str], moves: Sequence[ServiceMove]) -> Migration:
    run_id = by_task.get(migration.upid) or by_task.get(migration.request)
    origin = by_run(run_id) if run_id else _of_service(migration, moves)
    return replace(migration, origin=origin) if origin else migration


def _by_task(runs: Iterable[Run]) -> Mapping[str, str]:
    return {one.upid: run.id for run in runs if run.result for one in run.result.migrations if one.upid}


def _of_service(migration: Migration, moves: Iterable[ServiceMove]) -> Origin | None:
    fitting = [move for move in moves if _fits(migration, move)]
    if not fitting:
        return None
    return by_service(min(fitting, key=lambda move: abs(migration.started_at - move.at)).run_started_at)


def _fits(migration: Migration, move: ServiceMove) -> bool:
    way = migration.source == move.source and migration.target in (None, move.target)
    return way and -EARLIER <= migration.started_at - move.at <= LATER
