"""The one place that turns a move or a stay into an English sentence, for people who ask why."""

from collections.abc import Callable, Mapping

from proxlb_ui.domain.model.cluster.load import percent_text
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode
from proxlb_ui.domain.model.wording import listed
from proxlb_ui.domain.planner.plan import Driver, DriverKind, Move, MoveReason, Stay, StayReason

_GIB = 1024**3
_RESOURCES = {Method.MEMORY: "memory", Method.CPU: "CPU", Method.DISK: "disk"}

STAY_TITLES: Mapping[StayReason, str] = {
    StayReason.ALREADY_BALANCED: "The nodes are balanced",
    StayReason.BALANCED_BY_OTHERS: "The moves before it are enough",
    StayReason.BALANCING_OFF: "Balancing is off",
    StayReason.PRESSURE_UNSUPPORTED: "Mode psi needs Proxmox VE 9 on every node",
    StayReason.NO_TARGET_NODE: "No node can take it",
    StayReason.IGNORED_BY_TAG: "Ignored by a tag",
    StayReason.IGNORED_BY_NAME: "Ignored by the settings",
    StayReason.TYPE_NOT_BALANCED: "Its type is not balanced",
    StayReason.NODE_IGNORED: "Its node is ignored",
    StayReason.NODE_OFFLINE: "Its node is offline",
    StayReason.STOPPED: "Not running",
    StayReason.DUPLICATE_NAME: "Hidden by a guest of the same name",
    StayReason.PINNED_HERE: "Pinned to its node",
    StayReason.PINS_UNAVAILABLE: "Pinned to nodes that are not available",
    StayReason.ANTI_AFFINITY_HERE: "Anti-affinity gives it its own node",
    StayReason.NOT_MOST_LOADED: "Not on the most loaded node",
    StayReason.GROUP_LEFT: "Its group was left before its turn",
    StayReason.NO_CAPACITY: "The target has too little free memory",
    StayReason.NOT_HIGHEST_PRESSURE: "Others wait longer",
    StayReason.BEST_NODE_IS_OWN: "Already on the best node",
    StayReason.PROXLB_ENDS: "ProxLB ends with an error",
    StayReason.BALANCED_ON_PAPER: "Balanced by moves that do not happen",
    StayReason.TAKEN_TWICE: "Taken in place of another",
}


def resource(method: Method) -> str:
    """The method's resource as it is written in the middle of a sentence."""
    return _RESOURCES[method]


def figure(method: Method, mode: Mode) -> str:
    """What method and mode compare: "used memory", "assigned CPU"; psi still takes guests by use."""
    return f"{'assigned' if mode is Mode.ASSIGNED else 'used'} {resource(method)}"


def driver_clause(driver: Driver) -> str:
    """What is wrong, for the middle of a sentence: the rule, the guest and the node."""
    if driver.kind is DriverKind.MAINTENANCE:
        return f"{driver.guest} is on {driver.node}, which is in maintenance"
    others = listed(driver.others, 2)
    if driver.kind is DriverKind.AFFINITY:
        return f"{driver.rule} is broken: {driver.guest} is on {driver.node}, away from {others}"
    if driver.others == (driver.guest,):
        return f"{driver.rule} counts {driver.guest} on {driver.node} twice, so it never holds"
    return f"{driver.rule} is broken: {driver.guest} shares {driver.node} with {others}"


def move_sentence(move: Move, balancing: Balancing) -> str:
    """Why a guest would move."""
    return f"Would move to {move.target}: {_MOVES[move.reason](move, balancing)}"


def stay_sentence(stay: Stay, balancing: Balancing) -> str:
    """Why a guest stays."""
    return f"Stays: {_STAYS[stay.reason](stay, balancing)}"


def _resources(move: Move, balancing: Balancing) -> str:
    # ProxLB takes guests from the node with the most in use, also where it compares what is assigned.
    highest = f"highest {figure(balancing.method, Mode.USED)} on {move.source}"
    if balancing.mode is Mode.PSI:
        return f"it waits longest for {resource(balancing.method)}, and {highest}"
    return highest


def _enforced(move: Move, balancing: Balancing) -> str:
    highest = f"the node with the highest {figure(balancing.method, Mode.USED)}"
    return f"ProxLB takes guests from {move.source}, {highest}, because {move.because}"


_MOVES: Mapping[MoveReason, Callable[[Move, Balancing], str]] = {
    MoveReason.RESOURCES: _resources,
    MoveReason.AFFINITY: lambda move, _: f"together with its group {move.because}",
    MoveReason.ANTI_AFFINITY: lambda move, _: f"kept apart from the others of {move.because}",
    MoveReason.PIN: lambda move, _: f"pinned by {move.because}",
    MoveReason.MAINTENANCE: lambda move, _: f"{move.source} is in maintenance",
    MoveReason.ENFORCED: _enforced,
    MoveReason.TAKEN_TWICE: lambda move, _: (
        f"mode psi takes it in place of {move.because}, for which {move.target} was meant"
    ),
}


def _balanced(stay: Stay, balancing: Balancing) -> str:
    if balancing.mode is Mode.PSI:
        return f"no node and no guest waits too long for {resource(balancing.method)}"
    return f"the nodes are balanced ({_spread(stay, balancing)})"


def _others(stay: Stay, balancing: Balancing) -> str:
    return f"the moves before it are enough ({_spread(stay, balancing)})"


def _on_paper(stay: Stay, balancing: Balancing) -> str:
    return f"ProxLB reckons the nodes as balanced ({_spread(stay, balancing)}), by moves that it does not carry out"


def _later(stay: Stay, balancing: Balancing) -> str:
    first, own = (f"{percent or 0:.0f} %" for percent in (stay.percent, stay.limit_percent))
    what = resource(balancing.method)
    if stay.percent == stay.limit_percent:
        return f"mode psi takes {stay.blocker} first, which waits as long for {what} ({first}) and is listed before it"
    return f"mode psi takes {stay.blocker} first, which waits longer for {what} ({first}, this one {own})"


def _spread(stay: Stay, balancing: Balancing) -> str:
    spread = percent_text(stay.percent or 0.0, stay.limit_percent)
    return f"{resource(balancing.method)} spread {spread} % of {balancing.balanciness} % allowed"


def _duplicate(stay: Stay, _: Balancing) -> str:
    return f"ProxLB tells guests apart by name and sees only guest {stay.blocker} on {stay.target}"


def _not_most_loaded(stay: Stay, balancing: Balancing) -> str:
    taken = f"guests are taken only from {stay.target}, the node with the highest {figure(balancing.method, Mode.USED)}"
    return f"{taken} ({stay.limit_percent or 0:.0f} %, {stay.node} {stay.percent or 0:.0f} %)"


def _no_capacity(stay: Stay, _: Balancing) -> str:
    needed, free = (stay.needed_bytes or 0) / _GIB, max(0.0, stay.free_bytes or 0) / _GIB
    return f"{stay.target} has too little memory free ({needed:.1f} GiB needed, {free:.1f} GiB free)"


def _no_target(stay: Stay, _: Balancing) -> str:
    if stay.blocker:
        return f"no node is left for its group since {stay.blocker}, whose pins name no node that is available"
    return "every node is in maintenance"


def _own_node(stay: Stay, balancing: Balancing) -> str:
    best = "where its group belongs" if stay.blocker else "the best node for it"
    return f"{stay.node} already is {best}"


_STAYS: Mapping[StayReason, Callable[[Stay, Balancing], str]] = {
    StayReason.ALREADY_BALANCED: _balanced,
    StayReason.BALANCED_BY_OTHERS: _others,
    StayReason.BALANCING_OFF: lambda stay, _: f"balancing is off; it would move to {stay.target}",
    StayReason.PRESSURE_UNSUPPORTED: lambda stay, _: (
        f"mode psi needs Proxmox VE 9 on every node; it would move to {stay.target}"
    ),
    StayReason.NO_TARGET_NODE: _no_target,
    StayReason.IGNORED_BY_TAG: lambda stay, _: f"ignored by {stay.blocker}",
    StayReason.IGNORED_BY_NAME: lambda *_: "ignored by ignore_guests in the settings",
    StayReason.TYPE_NOT_BALANCED: lambda stay, _: (
        f"balance_types does not name {stay.kind.value}; it would move to {stay.target}"
    ),
    StayReason.NODE_IGNORED: lambda stay, _: f"ProxLB ignores {stay.node} and its guests",
    StayReason.NODE_OFFLINE: lambda stay, _: f"{stay.node} is not online",
    StayReason.STOPPED: lambda *_: "it is not running",
    StayReason.DUPLICATE_NAME: _duplicate,
    StayReason.PINNED_HERE: lambda stay, _: f"pinned to {stay.node} by {stay.blocker}",
    StayReason.PINS_UNAVAILABLE: lambda stay, _: (
        f"{stay.blocker} pins it to {stay.target}, and no such node is there outside maintenance"
    ),
    StayReason.ANTI_AFFINITY_HERE: lambda stay, _: f"{stay.blocker} keeps its guests apart and gives it {stay.node}",
    StayReason.NOT_MOST_LOADED: _not_most_loaded,
    StayReason.GROUP_LEFT: lambda stay, _: (
        f"ProxLB left its group at {stay.blocker}, which is not on {stay.target}, the most loaded node"
    ),
    StayReason.NO_CAPACITY: _no_capacity,
    StayReason.NOT_HIGHEST_PRESSURE: _later,
    StayReason.BALANCED_ON_PAPER: _on_paper,
    StayReason.TAKEN_TWICE: lambda stay, _: (
        f"mode psi takes it in place of {stay.blocker}, for which {stay.target} was meant"
    ),
    StayReason.BEST_NODE_IS_OWN: _own_node,
    StayReason.PROXLB_ENDS: lambda stay, _: f"ProxLB ends with {stay.blocker} over {stay.target} and moves nothing",
}
