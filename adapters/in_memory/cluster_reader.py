"""A cluster that is whatever it was told to be."""

import asyncio
from collections.abc import Mapping, Sequence

from proxlb_ui.domain.errors import Invalid, ProxlbUiError, Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot, Node
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.history import History, Subject
from proxlb_ui.domain.model.cluster.task import TaskOutcome, is_upid


class InMemoryClusterReader:
    """Answers from its attributes; set `problem` to make every call fail, and read `calls` to see what was asked."""

    def __init__(
        self,
        snapshot: ClusterSnapshot,
        facts: ClusterFacts | None = None,
        task_logs: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.facts = facts or ClusterFacts()
        self.task_logs = dict(task_logs or {})
        self.ha_rules: tuple[HaRule, ...] = ()
        self.histories: dict[Subject, History] = {}
        self.task_outcomes: dict[str, TaskOutcome] = {}
        self.problem: ProxlbUiError | None = None
        self.calls: list[str] = []
        self.closed = False

    async def read_snapshot(self) -> ClusterSnapshot:
        """The snapshot it holds."""
        await self._ask("snapshot")
        return self.snapshot

    async def read_facts(self) -> ClusterFacts:
        """The facts it holds."""
        await self._ask("facts")
        return self.facts

    async def read_ha_rules(self) -> tuple[HaRule, ...]:
        """The rules it holds."""
        await self._ask("ha rules")
        return self.ha_rules

    async def read_histories(self, subjects: Sequence[Node | Guest], *, spikes: bool) -> Mapping[Subject, History]:
        """The histories it holds."""
        await self._ask(f"histories {len(subjects)}{' with spikes' if spikes else ''}")
        keys = (one.name if isinstance(one, Node) else one.vmid for one in subjects)
        return {key: self.histories[key] for key in keys if key in self.histories}

    async def read_task_log(self, upid: str, limit: int = 50, start: int = 0) -> tuple[str, ...]:
        """Lines of a log it holds."""
        await self._ask_about(upid, "log")
        if upid not in self.task_logs:
            raise Unavailable("Proxmox does not know this task any more.", "Old tasks are removed after a while.")
        return self.task_logs[upid][start : start + limit]

    async def read_task_outcome(self, upid: str) -> TaskOutcome | None:
        """An outcome it holds; a task with a log and without one runs."""
        await self._ask_about(upid, "outcome")
        if upid not in self.task_outcomes and upid not in self.task_logs:
            raise Unavailable("Proxmox does not know this task any more.", "Old tasks are removed after a while.")
        return self.task_outcomes.get(upid)

    async def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    async def _ask_about(self, upid: str, what: str) -> None:
        if not is_upid(upid):
            raise Invalid("That is not the name of a Proxmox task.", "Take the UPID from the list of tasks.")
        await self._ask(f"{what} {upid}")

    async def _ask(self, what: str) -> None:
        self.calls.append(what)
        await asyncio.sleep(0)  # As with a real cluster, others run meanwhile.
        if self.problem is not None:
            raise self.problem
