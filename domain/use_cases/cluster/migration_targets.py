"""Learning where migrations go while Proxmox only lists where they come from."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from proxlb_ui.domain.errors import ProxlbUiError, TimedOut
from proxlb_ui.domain.model.cluster.task import Task, TaskState
from proxlb_ui.domain.model.migrations.from_tasks import REQUEST, is_migration, target_in
from proxlb_ui.domain.ports.cluster_reader import ClusterReader

_Value = TypeVar("_Value", int, str)

_REMEMBERED = 500
_CALLS_PER_TICK = 3
_TRIES = 3
_FIRST_LINES = 20


class MigrationTargets:
    """Targets of running and failed migrations, read from their logs, few at a time and each once."""

    def __init__(self, reader: ClusterReader) -> None:
        self._reader = reader
        self._found: OrderedDict[str, str] = OrderedDict()
        self._tries: OrderedDict[str, int] = OrderedDict()

    @property
    def known(self) -> Mapping[str, str]:
        """Target node by UPID."""
        return self._found

    async def learn(self, tasks: Iterable[Task]) -> bool:
        """Read a few logs, running tasks first; True when a target was found."""
        wanted = [task for task in tasks if self._is_wanted(task)]
        wanted.sort(key=lambda task: (task.state is TaskState.RUNNING, task.started_at), reverse=True)
        found = False
        for task in wanted[:_CALLS_PER_TICK]:
            try:
                found = await self._read(task) or found
            except TimedOut:
                break  # The others would only make the next tick later still.
        return found

    def _is_wanted(self, task: Task) -> bool:
        # The target of a finished one that went well is where its guest is now.
        if not is_migration(task) or (task.kind != REQUEST and task.state in (TaskState.OK, TaskState.WARNINGS)):
            return False
        return task.upid not in self._found and self._tries.get(_attempt(task), 0) < _TRIES

    async def _read(self, task: Task) -> bool:
        tries = self._tries.get(_attempt(task), 0) + 1
        _remember(self._tries, _attempt(task), tries)
        try:
            lines = await self._reader.read_task_log(task.upid, _FIRST_LINES)
        except TimedOut:
            raise
        except ProxlbUiError:
            return False
        target = target_in(lines)
        if target is not None:
            _remember(self._found, task.upid, target)
        elif task.state is not TaskState.RUNNING:
            _remember(self._tries, _attempt(task), _TRIES)
        return target is not None


def _attempt(task: Task) -> str:
    # A CT is shut down before its log names the target: what was not there while it ran may be once it has ended.
    return f"{task.upid} {task.state}"


def _remember(cache: OrderedDict[str, _Value], key: str, value: _Value) -> None:
    cache[key] = value
    cache.move_to_end(key)
    while len(cache) > _REMEMBERED:
        cache.popitem(last=False)
