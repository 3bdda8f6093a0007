"""Migrations as JSON rows."""

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.origin import OriginKind
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.migrations.shapes import MigrationRunShape, MigrationShape


def migration_row(migration: Migration, percent: float | None = None) -> MigrationShape:
    """One migration; percent is how far a running one is."""
    return {
        "id": migration.upid,
        "vmid": migration.vmid,
        "guest": migration.guest,
        "type": migration.kind.value,
        "source": migration.source,
        "target": migration.target,
        "started_at": iso(migration.started_at),
        "ended_at": iso(migration.ended_at),
        "state": migration.state.value,
        "reason": migration.reason,
        "ha": migration.ha,
        "user": migration.user,
        "run": _run(migration),
        "progress_percent": None if percent is None else round(percent),
    }


def _run(migration: Migration) -> MigrationRunShape:
    origin = migration.origin
    if origin.by is OriginKind.RUN:
        return {"by": origin.by.value, "id": origin.run_id}
    if origin.by is OriginKind.SERVICE:
        return {"by": origin.by.value, "started_at": iso(origin.started_at)}
    return {"by": origin.by.value, "user": migration.user}
