"""What keeps ProxLB moving now: the rule, guest and node, or the loads, and the guests that return."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.model.wording import counted, listed
from proxlb_ui.domain.planner.compared import trigger_sentence
from proxlb_ui.domain.planner.plan import Driver, DriverKind, MoveReason, Plan, Trigger
from proxlb_ui.domain.planner.sentences import driver_clause


class MoverKind(StrEnum):
    """What makes ProxLB move guests in its next run; nothing when it would move none."""

    NOTHING = "nothing"
    LOADS = "loads"
    RULE = "rule"
    MAINTENANCE = "maintenance"
    PINNING = "pinning"


@dataclass(frozen=True, slots=True)
class Return:
    """A guest that came back to a node it had left, how often, and the nodes it was on, in order."""

    vmid: int
    guest: str
    times: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mover:
    """What keeps ProxLB moving: moves due in its next run, what drives them, and guests that return.

    rule, guest and node name the cause where it is a rule or a maintenance; stuck is True where none of these moves
    ends it, so that the next run moves guests again. sentence tells it all, and is empty when nothing would move.
    """

    kind: MoverKind
    moves: int
    rule: str = ""
    guest: str = ""
    node: str = ""
    stuck: bool = False
    returns: tuple[Return, ...] = ()
    sentence: str = ""

    @property
    def restless(self) -> bool:
        """True where this is more than a cluster on its way to balance: it goes on, or guests come back."""
        return self.stuck or bool(self.returns)


def keeps_moving(plan: Plan, balancing: Balancing, migrations: Iterable[Migration] = ()) -> Mover:
    """What the next run would do and why; migrations are those of the service's last runs, for guests that return."""
    found = returns_of(migrations)
    count = len(plan.moves)
    if not count:
        return Mover(MoverKind.NOTHING, 0, returns=found)
    driver, kind = plan.driver or _leaving(plan), _kind(plan)
    if driver is None or kind in (MoverKind.LOADS, MoverKind.PINNING):
        stuck = kind is MoverKind.PINNING
        sentence = _sentence(count, trigger_sentence(plan, balancing), found, stuck=stuck)
        return Mover(kind, count, stuck=stuck, returns=found, sentence=sentence)
    stuck = kind is MoverKind.RULE and not _ends_it(plan)
    because = f"ProxLB moves guests because {driver_clause(driver)}."
    sentence = _sentence(count, because, found, stuck=stuck)
    return Mover(kind, count, driver.rule, driver.guest, driver.node, stuck, found, sentence)


def returns_of(migrations: Iterable[Migration]) -> tuple[Return, ...]:
    """Guests that came back to a node they had left, the most restless first; migrations in any order."""
    paths: dict[int, list[Migration]] = {}
    for one in sorted(migrations, key=lambda one: one.started_at):
        if one.target is not None and one.state in (TaskState.OK, TaskState.WARNINGS):
            paths.setdefault(one.vmid, []).append(one)
    found = (_return(own) for own in paths.values())
    return tuple(sorted((one for one in found if one.times), key=lambda one: (-one.times, one.vmid)))


def _return(migrations: list[Migration]) -> Return:
    times, been = 0, {migrations[0].source}
    path = [migrations[0].source]
    for one in migrations:
        target = one.target or ""
        times += target in been
        been |= {one.source, target}
        path.append(target)
    last = migrations[-1]
    return Return(last.vmid, last.guest, times, tuple(path))


def _kind(plan: Plan) -> MoverKind:
    own = {move.reason for move in plan.moves}
    if plan.trigger in (Trigger.SPREAD, Trigger.THRESHOLD, Trigger.PRESSURE):
        return MoverKind.LOADS
    if plan.trigger is Trigger.NONE or own == {MoveReason.MAINTENANCE}:
        return MoverKind.MAINTENANCE
    if plan.trigger is Trigger.ENFORCE_PINNING or plan.driver is None:
        return MoverKind.PINNING
    return MoverKind.MAINTENANCE if plan.driver.kind is DriverKind.MAINTENANCE else MoverKind.RULE


def _leaving(plan: Plan) -> Driver | None:
    """The first guest that leaves a node in maintenance; that alone does not make ProxLB enforce."""
    move = next((move for move in plan.moves if move.reason is MoveReason.MAINTENANCE), None)
    return Driver(DriverKind.MAINTENANCE, "", move.guest, move.source) if move else None


def _ends_it(plan: Plan) -> bool:
    """True when the guest that breaks the rule, or one of those it is in the way of, is among the moves."""
    if plan.driver is None:
        return True
    concerned = {plan.driver.guest, *plan.driver.others}
    return any(move.guest in concerned for move in plan.moves)


def _sentence(count: int, because: str, returns: tuple[Return, ...], *, stuck: bool) -> str:
    due = f"{counted(count, 'move')} due: {because}"
    more = " None of these moves ends that, so every run moves guests again." if stuck else ""
    back = ""
    if returns:
        names = listed((one.guest for one in returns), 3)
        verb = "has come" if len(returns) == 1 else "have come"
        back = f" {counted(len(returns), 'guest')} {verb} back to a node just left: {names}."
    return f"{due}{more}{back}"
