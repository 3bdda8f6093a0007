"""Tasks: what runs on a node, its identifier and its log."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class SimulatedTask:
    """One worker task of a node."""

    upid: str
    node: str
    pid: int
    pstart: int
    started: float
    kind: str
    subject: str
    user: str
    token: str
    log: list[tuple[float, str]] = field(default_factory=list)
    ended: float | None = None
    outcome: str = ""

    def write(self, when: float, text: str) -> None:
        """One line, visible from then on."""
        self.log.append((when, text))

    def finish(self, when: float, outcome: str) -> None:
        """End with OK or an error text."""
        self.ended, self.outcome = when, outcome
        self.log = [line for line in self.log if line[0] <= when]
        self.write(when, "TASK OK" if outcome == "OK" else f"TASK ERROR: {outcome}")

    def row(self) -> dict[str, object]:
        """What every list of tasks says about it."""
        row: dict[str, object] = {
            "upid": self.upid, "node": self.node, "pid": self.pid, "pstart": self.pstart,
            "starttime": int(self.started), "type": self.kind, "id": self.subject, "user": self.user,
        }  # fmt: skip
        if self.token:
            row["tokenid"] = self.token
        return row


class TaskBook:
    """Every task of the cluster, newest last, the oldest forgotten."""

    LIMIT = 2000

    def __init__(self) -> None:
        self._tasks: dict[str, SimulatedTask] = {}
        self._number = 0x1000

    def start(self, now: float, node: str, kind: str, subject: str, caller: tuple[str, str]) -> SimulatedTask:
        """A new running task; the caller is user and token name."""
        self._number += 7
        pstart = (int(now * 100) + self._number) & 0xFFFFFFF
        user, token = caller
        name = f"{user}!{token}" if token else user
        upid = f"UPID:{node}:{self._number:08X}:{pstart:08X}:{int(now):08X}:{kind}:{subject}:{name}:"
        task = SimulatedTask(upid, node, self._number, pstart, now, kind, subject, user, token)
        self._tasks[upid] = task
        while len(self._tasks) > self.LIMIT:
            del self._tasks[next(iter(self._tasks))]
        return task

    def find(self, upid: str) -> SimulatedTask | None:
        """The task of this identifier."""
        return self._tasks.get(upid)

    def newest_first(self, node: str | None = None) -> list[SimulatedTask]:
        """All, or those of one node."""
        return [task for task in reversed(self._tasks.values()) if node in (None, task.node)]
