"""The one place that turns a move or a stay into an English sentence, for people who ask why."""

from collections.abc import Callable, Mapping

from proxlb_ui.domain.model.cluster.load import percent_text
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode
from proxlb_ui.domain.planner.plan import Move, MoveReason, Stay, StayReason

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
}


def resource(method: Method) -> str:
    """The method's resource as it is written in the middle of a sentence."""
    return _RESOURCES[method]


def figure(method: Method, mode: Mode) -> str:
    """What method and mode compare: "used memory", "assigned CPU"; psi still takes guests by use."""
    return f"{'assigned' if mode is Mode.ASSIGNED else 'used'} {resource(method)}"


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


_MOVES: Mapping[MoveReason, Callable[[Move, Balancing], str]] = {
    MoveReason.RESOURCES: _resources,
    MoveReason.AFFINITY: lambda move, _: f"together with its group {move.because}",
    MoveReason.ANTI_AFFINITY: lambda move, _: f"kept apart from the others of {move.because}",
    MoveReason.PIN: lambda move, _: f"pinned by {move.because}",
    MoveReason.MAINTENANCE: lambda move, _: f"{move.source} is in maintenance",
}


def _balanced(stay: Stay, balancing: Balancing) -> str:
    if balancing.mode is Mode.PSI:
        return f"no node and no guest waits too long for {resource(balancing.method)}"
    return f"the nodes are balanced ({_spread(stay, balancing)})"


def _others(stay: Stay, balancing: Balancing) -> str:
    return f"the moves before it are enough ({_spread(stay, balancing)})"


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
    StayReason.NOT_HIGHEST_PRESSURE: lambda _, balancing: (
        f"other guests wait longer for {resource(balancing.method)}, and mode psi takes those first"
    ),
    StayReason.BEST_NODE_IS_OWN: _own_node,
    StayReason.PROXLB_ENDS: lambda stay, _: f"ProxLB ends with {stay.blocker} over {stay.target} and moves nothing",
}
