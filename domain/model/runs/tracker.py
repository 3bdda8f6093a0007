"""How the engine's lines move a run: its phase, how far it is, and which migrations it asked for."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.log.engine_log import ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind
from proxlb_ui.domain.model.runs.move_comparison import ComparedMove
from proxlb_ui.domain.model.runs.run import Progress, ProgressUnit, RunState
from proxlb_ui.domain.model.runs.solver.log import SOLVER, SolverTalk


@dataclass(frozen=True, slots=True)
class Attempt:
    """One migration the engine asked for, and what it says of it; verdict is None while it says nothing.

    refused: Proxmox did not take the request, so that there is no task.
    """

    guest: str
    kind: GuestKind
    source: str
    target: str
    upid: str | None = None
    refused: bool = False
    verdict: bool | None = None
    reason: str = ""


MIGRATION_BEGINS = re.compile(r"Balancing: Starting to migrate (VM|CT) guest (.+) from (\S+) to (\S+)\.$")
_TASK = re.compile(r"Balancing: job_id for (.+): '(UPID:\S+:)'")
_REFUSED = re.compile(r"Balancing: Failed to migrate guest (.+) of type (?:VM|CT) due to some Proxmox errors\.")
_REFUSAL = re.compile(r"if resource is locked or similar\.?: (.+)$", re.DOTALL)
_ERROR = re.compile(r"Balancing: Job ID (\S+) \(guest: (.+)\) (?:for migration )?went into an error")
_REJECTED = re.compile(r"Balancing: HA migration request (\S+) \(guest: (.+)\) was rejected by the HA manager: '(.*)'")
_SUCCESS = re.compile(r"Balancing: Job ID (\S+) \(guest: (.+)\) was successfully")
_SET = re.compile(r"Set guest (.+) from node (\S+) to node (\S+)\.$")
_ITEM = re.compile(r"Getting .*\bfrom (node|guest): (.+)\.$")


class RunTracker:
    """Follows the lines of one run; totals are what the cockpit knows of the cluster when it begins."""

    def __init__(self, nodes: int | None = None, guests: int | None = None) -> None:
        self.state = RunState.STARTING
        self.progress: Progress | None = None
        self.solver = SolverTalk()
        self._attempts: list[Attempt] = []
        self._totals = {ProgressUnit.NODE: nodes, ProgressUnit.GUEST: guests}
        self._targets: dict[str, str] = {}

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The migrations asked for so far, oldest first."""
        return tuple(self._attempts)

    def follow(self, line: ParsedLine) -> None:
        """Take in one line."""
        if line.kind is not LineKind.RECORD:
            return
        text = line.text
        if text.startswith("Balancing: "):
            self._balancing(text)
        elif text.startswith("Getting "):
            self._collecting(text)
        elif text.startswith(SOLVER):
            self.solver.follow(line)
        elif text.startswith("API connection to host"):
            self._enter(RunState.COLLECTING)
        elif text.startswith("Finished: get_guests."):
            self._enter(RunState.PLANNING)
        elif found := _SET.match(text):
            self._plan(found[1], found[2], found[3])

    def assume(self, moves: Iterable[ComparedMove]) -> None:
        """Take the plan for what was asked for: an engine that logs elsewhere, as to the journal, says nothing here."""
        if not self._attempts:
            self._attempts = [Attempt(one.guest, one.kind or GuestKind.VM, one.source, one.target) for one in moves]

    def _enter(self, state: RunState) -> None:
        if state is not self.state:
            self.state, self.progress = state, None

    def _collecting(self, text: str) -> None:
        if (found := _ITEM.match(text)) is None:
            return
        self._enter(RunState.COLLECTING)
        unit, item = ProgressUnit(found[1]), found[2]
        before = self.progress if self.progress and self.progress.unit is unit else None
        if before is None or before.item != item:
            self.progress = _counted(before.done + 1 if before else 1, self._totals[unit], unit, item)

    def _plan(self, guest: str, source: str, target: str) -> None:
        self._enter(RunState.PLANNING)
        self._targets[guest] = target
        if source == target:
            del self._targets[guest]

    def _balancing(self, text: str) -> None:
        for pattern, act in self._reactions:
            if found := pattern.match(text):
                act(self, found)
                return

    def _started(self, found: re.Match[str]) -> None:
        self._enter(RunState.MIGRATING)
        self._attempts.append(Attempt(found[2], GuestKind(found[1].lower()), found[3], found[4]))
        total = len(self._targets) or None
        self.progress = _counted(len(self._attempts), total, ProgressUnit.MIGRATION, found[2])

    def _became_task(self, found: re.Match[str]) -> None:
        self._tell(found[1], upid=found[2])

    def _was_refused(self, found: re.Match[str]) -> None:
        self._tell(found[1], refused=True)
        if why := _REFUSAL.search(found.string):
            self._tell(found[1], reason=why[1])

    def _went_wrong(self, found: re.Match[str]) -> None:
        self._tell(found[2], upid=found[1], verdict=False)

    def _was_rejected(self, found: re.Match[str]) -> None:
        self._tell(found[2], upid=found[1], verdict=False, reason=f"The HA manager rejected it: {found[3]}.")

    def _went_well(self, found: re.Match[str]) -> None:
        self._tell(found[2], verdict=True)

    _reactions: tuple[tuple[re.Pattern[str], Callable[["RunTracker", re.Match[str]], None]], ...] = (
        (MIGRATION_BEGINS, _started),
        (_TASK, _became_task),
        (_REFUSED, _was_refused),
        (_ERROR, _went_wrong),
        (_REJECTED, _was_rejected),
        (_SUCCESS, _went_well),
    )

    def _tell(self, guest: str, **changes: object) -> None:
        for index in range(len(self._attempts) - 1, -1, -1):
            attempt = self._attempts[index]
            if attempt.guest == guest:
                # The request's own task is the one to follow; what the engine looks at later may be the HA manager's.
                if attempt.upid is not None:
                    changes.pop("upid", None)
                self._attempts[index] = replace(attempt, **changes)  # type: ignore[arg-type]
                return


def _counted(done: int, total: int | None, unit: ProgressUnit, item: str) -> Progress:
    # Guests may start while it collects, and types that are not balanced are planned all the same.
    return Progress(done, None if total is None else max(total, done), unit, item)
