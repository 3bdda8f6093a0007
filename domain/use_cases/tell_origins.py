"""Telling of migrations which run they belong to, from everything that is known of runs."""

from collections.abc import Iterable

from domain.model.migration import Migration
from domain.model.migration_origins import with_origins
from domain.use_cases.keep_runs import KeepRuns
from domain.use_cases.track_runs import TrackRuns


class TellOrigins:
    """Joins migrations with the runs started here and with the service's log."""

    def __init__(self, runs: KeepRuns, service: TrackRuns) -> None:
        self._runs = runs
        self._service = service

    def __call__(self, migrations: Iterable[Migration]) -> tuple[Migration, ...]:
        return with_origins(migrations, self._runs.runs, self._service.moves)
