"""Runs of the engine as JSON."""

from datetime import datetime

from proxlb_ui.domain.model.runs.document import EngineDocument
from proxlb_ui.domain.model.runs.move_comparison import ComparedMove
from proxlb_ui.domain.model.runs.result import RunMigration, RunResult
from proxlb_ui.domain.model.runs.run import Progress, Run
from proxlb_ui.entrypoints.web.kit.encoding import figure, iso
from proxlb_ui.entrypoints.web.runs.shapes import (
    ProgressShape,
    RunDetailShape,
    RunMigrationShape,
    RunMoveShape,
    RunResultShape,
    RunShape,
    RunSummaryShape,
)
from proxlb_ui.entrypoints.web.runs.solver import solver_payload


def run_row(run: Run) -> RunShape:
    """One run, as the list and the deltas have it."""
    result = run.result or RunResult()
    asked = bool(result.migrations)
    return {
        "id": run.id,
        "kind": run.kind.value,
        "state": run.state.value,
        "cancelling": run.cancelling,
        "started_at": iso(run.started_at),
        "ended_at": iso(run.ended_at),
        "progress": _progress(run.progress) if run.progress else None,
        "message": run.doing,
        "hint": run.hint,
        "exit_code": run.exit_code,
        "moves": result.engine_moves,
        "differences": result.differences,
        "migrated": result.migrated if asked else None,
        "failed": result.failed if asked else None,
        "best_node": result.best_node,
    }


def run_payload(run: Run, now: datetime) -> RunDetailShape:
    """One run with everything that is known of it."""
    return {
        **run_row(run),
        "elapsed_seconds": round(run.elapsed_seconds(now), 1),
        "overrides": dict(run.overrides),
        "last_words": list(run.last_words),
        "result": result_payload(run.result) if run.result else None,
        "solver": solver_payload(run.solver, run.kind) if run.solver else None,
    }


def result_payload(result: RunResult) -> RunResultShape:
    """What a run came to."""
    document = result.document
    return {
        "moves": [_move(move) for move in result.moves],
        "migrations": [_migration(migration) for migration in result.migrations],
        "nodes": [
            {
                "name": node.name,
                "maintenance": node.maintenance,
                "cpu_percent": figure(node.cpu_percent),
                "memory_percent": figure(node.memory_percent),
                "disk_percent": figure(node.disk_percent),
            }
            for node in (document.nodes if document else ())
        ],
        "summary": _summary(document) if document else None,
        "best_node": result.best_node,
    }


def _progress(progress: Progress) -> ProgressShape:
    return {"done": progress.done, "total": progress.total, "unit": progress.unit.value, "item": progress.item}


def _summary(document: EngineDocument) -> RunSummaryShape:
    return {
        "guests": document.guests,
        "nodes": len(document.nodes),
        "affinity_groups": document.affinity_groups,
        "anti_affinity_groups": document.anti_affinity_groups,
        "document": "flat" if document.flat else "nested",
    }


def _move(move: ComparedMove) -> RunMoveShape:
    return {
        "guest": move.guest,
        "vmid": move.vmid,
        "type": move.kind and move.kind.value,
        "source": move.source,
        "target": move.target,
        "executed": move.executed,
        "reason": move.reason,
        "comparison": move.comparison and move.comparison.value,
        "planned_target": move.planned_target,
    }


def _migration(migration: RunMigration) -> RunMigrationShape:
    return {
        "guest": migration.guest,
        "vmid": migration.vmid,
        "type": migration.kind.value,
        "source": migration.source,
        "target": migration.target,
        "state": migration.outcome.value,
        "reason": migration.reason,
        "started_at": iso(migration.started_at),
        "ended_at": iso(migration.ended_at),
        "ha": migration.ha,
        "upid": migration.upid,
    }
