"""ProxLB's balancing section, key by key: what each is for, what it takes, and whether the plan depends on it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode


class KeyKind(StrEnum):
    """What sort of value a key takes; a table is a mapping in ProxLB's own form."""

    SWITCH = "switch"
    INTEGER = "integer"
    CHOICE = "choice"
    CHOICES = "choices"
    NAMES = "names"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class BalancingKey:
    """One key with its help; a limit is None where there is none."""

    key: str
    title: str
    help: str
    kind: KeyKind
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    in_plan: bool = True

    @property
    def default(self) -> Any:
        """What ProxLB takes when the file does not have the key."""
        return Balancing.model_fields[self.key].get_default()

    @property
    def optional(self) -> bool:
        """True when the key may have no value at all."""
        return self.default is None


def _threshold(method: str, words: str) -> BalancingKey:
    text = (
        f"Also balance when a node has this much {words} in use, whatever the spread. It adds a reason to act; "
        "it never keeps ProxLB from acting. 0 turns it off."
    )
    return BalancingKey(f"{method}_threshold", f"Limit for {words}", text, KeyKind.INTEGER, "%", 0, 100)


KEYS = (
    BalancingKey(
        "enable",
        "Balancing",
        "Let ProxLB migrate guests. When off it still calculates everything and migrates nothing.",
        KeyKind.SWITCH,
    ),
    BalancingKey(
        "method",
        "Resource",
        "The resource that nodes are compared by.",
        KeyKind.CHOICE,
        choices=tuple(Method),
    ),
    BalancingKey(
        "mode",
        "Figure",
        "Compare what guests use, what they are assigned at most, or how long they wait (psi, Proxmox VE 9 only).",
        KeyKind.CHOICE,
        choices=tuple(Mode),
    ),
    BalancingKey(
        "balanciness",
        "Allowed spread",
        "Percent points by which the most loaded node may be above the least loaded one; ProxLB acts above it.",
        KeyKind.INTEGER,
        "%",
        0,
        100,
    ),
    _threshold("memory", "memory"),
    _threshold("cpu", "CPU"),
    _threshold("disk", "disk"),
    BalancingKey(
        "balance_types",
        "Guests to balance",
        "The kinds of guests that may be migrated. With none of them nothing is ever migrated.",
        KeyKind.CHOICES,
        choices=("vm", "ct"),
    ),
    BalancingKey(
        "balance_larger_guests_first",
        "Larger guests first",
        "Take guests with much memory in use first: fewer, but longer migrations.",
        KeyKind.SWITCH,
    ),
    BalancingKey(
        "enforce_affinity",
        "Enforce affinity",
        "Act when a group is not where it should be, even if the nodes are balanced. "
        "ProxLB decides this anew in each run and mostly overrides the value.",
        KeyKind.SWITCH,
    ),
    BalancingKey(
        "enforce_pinning",
        "Enforce pins",
        "Never stop early, so that each run takes up pinned guests even if the nodes are balanced.",
        KeyKind.SWITCH,
    ),
    BalancingKey(
        "ignore_guests",
        "Ignored guests",
        "Names of guests that are counted but never migrated. Needs ProxLB 2.3.0.",
        KeyKind.NAMES,
    ),
    BalancingKey(
        "node_resource_reserve",
        "Reserve",
        "Memory in GiB to keep free on a node, or on all nodes under the name defaults. "
        "ProxLB applies the reserve of memory only.",
        KeyKind.TABLE,
        "GiB",
        0,
    ),
    BalancingKey(
        "pools",
        "Pools",
        "What a Proxmox pool means: affinity or anti-affinity of its guests, and nodes they are pinned to.",
        KeyKind.TABLE,
    ),
    BalancingKey(
        "psi",
        "Pressure limits",
        "Limits in percent above which nodes and guests count as hot in mode psi.",
        KeyKind.TABLE,
        "%",
        0,
    ),
    BalancingKey(
        "live",
        "Live migration",
        "Migrate running VMs without stopping them. CTs are always restarted.",
        KeyKind.SWITCH,
        in_plan=False,
    ),
    BalancingKey(
        "with_local_disks",
        "With local disks",
        "Migrate VMs together with disks that are not on shared storage.",
        KeyKind.SWITCH,
        in_plan=False,
    ),
    BalancingKey(
        "with_conntrack_state",
        "Keep network connections",
        "Take the connection tracking of the firewall along. ProxLB leaves it out unless all nodes have Proxmox VE 9.",
        KeyKind.SWITCH,
        in_plan=False,
    ),
    BalancingKey(
        "parallel",
        "Several at once",
        "Start several migrations side by side in place of one after the other.",
        KeyKind.SWITCH,
        in_plan=False,
    ),
    BalancingKey(
        "parallel_jobs",
        "Migrations at once",
        "How many migrations run side by side.",
        KeyKind.INTEGER,
        minimum=1,
        maximum=100,
        in_plan=False,
    ),
    BalancingKey(
        "max_job_validation",
        "Patience",
        "How often ProxLB asks about a migration, every five seconds or so, before it stops watching it.",
        KeyKind.INTEGER,
        "polls",
        1,
        in_plan=False,
    ),
)
BY_NAME = {key.key: key for key in KEYS}


def note_on(key: str, balancing: Balancing) -> str:
    """Why the value does nothing just now, or "" when it does."""
    if key.endswith("_threshold") and key != f"{balancing.method}_threshold":
        return f"Not used: the method is {balancing.method}."
    if key == "balanciness" and balancing.mode is Mode.PSI:
        return "Not used in mode psi, which goes by pressure limits."
    if key == "psi" and balancing.mode is not Mode.PSI:
        return f"Not used: the mode is {balancing.mode}."
    if key == "parallel_jobs" and not balancing.parallel:
        return "Not used: migrations run one after the other."
    if key == "balance_types" and not balancing.balance_types:
        return "Empty: ProxLB never migrates anything."
    return ""
