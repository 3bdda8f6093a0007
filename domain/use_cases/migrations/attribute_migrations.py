"""Finding the run to which each migration belongs, among those started here and those of the service."""

from collections.abc import Iterable

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.migrations.origins import with_origins
from proxlb_ui.domain.use_cases.runs.keep_runs import KeepRuns
from proxlb_ui.domain.use_cases.service.track_runs import TrackRuns


class AttributeMigrations:
    """Joins migrations with the runs started here and with the service's log."""

    def __init__(self, runs: KeepRuns, service: TrackRuns) -> None:
        self._runs = runs
        self._service = service

    def __call__(self, migrations: Iterable[Migration]) -> tuple[Migration, ...]:
        return with_origins(migrations, self._runs.runs, self._service.moves)
