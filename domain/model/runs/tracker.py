"""How the engine's lines move a run: its phase, how far it is, and which migrations it asked for."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.engine_log import ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind
from proxlb_ui.domain.model.runs.move_comparison import ComparedMove
from proxlb_ui.domain.model.runs.run import Progress, ProgressUnit, RunState
from proxlb_ui.domain.model.runs.solver.log import SolverLog


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


class RunTracker:
    """Follows the lines of one run; totals are what the cockpit knows of the cluster when it begins."""

    def __init__(self, nodes: int | None = None, guests: int | None = None) -> None:
        self.state = RunState.STARTING
        self.progress: Progress | None = None
        self.solver = SolverLog()
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
        if vocabulary.SOLVER.match(line.text):
            self.solver.follow(line)
            return
        for phrase, react in self._reactions:
            if found := phrase.match(line.text):
                react(self, found)
                return

    def assume(self, moves: Iterable[ComparedMove]) -> None:
        """Take the plan for what was asked for: an engine that logs elsewhere, as to the journal, says nothing here."""
        if not self._attempts:
            self._attempts = [Attempt(one.guest, one.kind or GuestKind.VM, one.source, one.target) for one in moves]

    def _enter(self, state: RunState) -> None:
        if state is not self.state:
            self.state, self.progress = state, None

    def _connected(self, _: re.Match[str]) -> None:
        self._enter(RunState.COLLECTING)

    def _collecting(self, found: re.Match[str]) -> None:
        self._enter(RunState.COLLECTING)
        # Each item has a line per dataset, two since 2.3.0 and a dozen before; only a new name is progress.
        unit, item = ProgressUnit(found["unit"]), found["name"]
        before = self.progress if self.progress and self.progress.unit is unit else None
        if before is None or before.item != item:
            self.progress = _counted(before.done + 1 if before else 1, self._totals[unit], unit, item)

    def _collected(self, _: re.Match[str]) -> None:
        self._enter(RunState.PLANNING)

    def _placed(self, found: re.Match[str]) -> None:
        self._enter(RunState.PLANNING)
        self._targets[found["guest"]] = found["target"]
        # A guest may be placed again, onto its own node, and then stays (calculations.py: update_node_resources).
        if found["source"] == found["target"]:
            del self._targets[found["guest"]]

    def _started(self, found: re.Match[str]) -> None:
        self._enter(RunState.MIGRATING)
        # Printed before Proxmox is asked, so that it stands there also where Proxmox refuses (balancing.py).
        guest, kind = found["guest"], GuestKind(found["kind"].lower())
        self._attempts.append(Attempt(guest, kind, found["source"], found["target"]))
        total = len(self._targets) or None
        self.progress = _counted(len(self._attempts), total, ProgressUnit.MIGRATION, guest)

    def _became_task(self, found: re.Match[str]) -> None:
        self._update(found["guest"], upid=found["upid"])

    def _was_refused(self, found: re.Match[str]) -> None:
        self._update(found["guest"], refused=True)
        if why := vocabulary.MIGRATION_REFUSED_BECAUSE.match(found.string):
            self._update(found["guest"], reason=why["reason"])

    def _went_wrong(self, found: re.Match[str]) -> None:
        self._update(found["guest"], upid=found["upid"], verdict=False)

    def _was_rejected(self, found: re.Match[str]) -> None:
        reason = f"The HA manager rejected it: {found['status']}."
        self._update(found["guest"], upid=found["upid"], verdict=False, reason=reason)

    def _went_well(self, found: re.Match[str]) -> None:
        self._update(found["guest"], verdict=True)

    _reactions: tuple[tuple[vocabulary.Phrase, Callable[["RunTracker", re.Match[str]], None]], ...] = (
        (vocabulary.API_CONNECTED, _connected),
        (vocabulary.ITEM_READ, _collecting),
        (vocabulary.GUESTS_READ, _collected),
        (vocabulary.GUEST_PLACED, _placed),
        (vocabulary.MIGRATION_BEGINS, _started),
        (vocabulary.MIGRATION_TASK, _became_task),
        (vocabulary.MIGRATION_REFUSED, _was_refused),
        (vocabulary.MIGRATION_FAILED, _went_wrong),
        (vocabulary.MIGRATION_REJECTED, _was_rejected),
        (vocabulary.MIGRATION_SUCCEEDED, _went_well),
    )

    def _update(self, guest: str, **changes: object) -> None:
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
