"""Everything ProxLB's calculation reads, in the form and order in which it reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.history import CALM, MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method

VERSION_WITH_EVERYTHING = "9.0.0"


@dataclass(frozen=True, slots=True)
class Amount:
    """One resource of a node or guest; a guest's CPU use is the hourly average share (0 to 1), not cores."""

    used: float = 0.0
    total: float = 0
    pressure: MeasuredPressure = CALM


NOTHING = Amount()


@dataclass(frozen=True, slots=True)
class NodeInput:
    """One node that ProxLB sees: online and not ignored; amounts do not know the reserve yet.

    unknown are the resources whose size Proxmox does not show us; they count as 0 here, whatever ProxLB may see.
    """

    name: str
    cpu: Amount = NOTHING
    memory: Amount = NOTHING
    disk: Amount = NOTHING
    version: str = VERSION_WITH_EVERYTHING
    maintenance: bool = False
    unknown: frozenset[Method] = frozenset()

    def amount(self, method: Method) -> Amount:
        """The node's amount of one resource."""
        return _amount(self, method)

    def pressure(self, method: Method) -> MeasuredPressure:
        """How long tasks wait; Proxmox has no full CPU pressure of nodes, and ProxLB reckons it as zero."""
        waiting = _amount(self, method).pressure
        return replace(waiting, full=0.0, full_spikes=0.0) if method is Method.CPU else waiting


@dataclass(frozen=True, slots=True)
class GuestInput:
    """One guest with the pools that hold it; ProxLB counts it to the pools of its namesakes too."""

    vmid: int
    name: str
    kind: GuestKind
    node: str
    cpu: Amount = NOTHING
    memory: Amount = NOTHING
    disk: Amount = NOTHING
    running: bool = True
    tags: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()

    def amount(self, method: Method) -> Amount:
        """The guest's amount of one resource."""
        return _amount(self, method)


@dataclass(frozen=True, slots=True)
class EngineTraits:
    """How one version of ProxLB calculates; the defaults are the newest that was compared.

    pins_in_any_case: 2.3.0 finds a pin's node whatever its case, earlier ones only as it is written.
    target_per_group: since 2.0.0 the best node is looked for before each group; before that the last target stays.
    groups_by_cpu: before 2.0.0 groups are ordered by the CPU of their guests, where their memory was meant.
    reads_schedules: maintenance_nodes_schedule came with 2.1.0. disk_pressure: before 2.3.0 ProxLB asks Proxmox for
    the pressure of disks by a name that it does not have, and takes 0. last_pool_decides: before 2.0.0 a guest's last
    pool says whether its pins are strict, which one without settings does. divides_at_once: before 2.0.0 each node is
    divided by what its reserve leaves, whether a guest touches it or not.
    """

    pins_in_any_case: bool = True
    target_per_group: bool = True
    groups_by_cpu: bool = False
    reads_schedules: bool = True
    disk_pressure: bool = True
    last_pool_decides: bool = False
    divides_at_once: bool = False


LATEST = EngineTraits()


@dataclass(frozen=True, slots=True)
class PlanInput:
    """What one calculation reads; nodes in the order of the API, and guests in its order within node and kind.

    supposed_pins hold guests by VMID to nodes in place of what their tags, pools and HA rules pin them to; engine
    is how the running version of ProxLB calculates, and balancing has only keys it knows.
    """

    nodes: tuple[NodeInput, ...]
    guests: tuple[GuestInput, ...]
    balancing: Balancing = field(default_factory=Balancing)
    ha_rules: tuple[HaRule, ...] = ()
    ignored_nodes: frozenset[str] = frozenset()
    supposed_pins: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    engine: EngineTraits = LATEST


def reserves(balancing: Balancing) -> Mapping[str, Mapping[Method, int]]:
    """The configured reserves in GiB, of which ProxLB applies only memory."""
    return balancing.node_resource_reserve or {}


def _amount(item: NodeInput | GuestInput, method: Method) -> Amount:
    if method is Method.MEMORY:
        return item.memory
    return item.cpu if method is Method.CPU else item.disk
