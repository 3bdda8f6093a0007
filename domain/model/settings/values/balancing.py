"""The section balancing: what ProxLB compares, when it acts, and how guests move."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.values.setting import Section, Setting
from pydantic import ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError


class Method(StrEnum):
    """The resource ProxLB compares."""

    MEMORY = "memory"
    CPU = "cpu"
    DISK = "disk"


class Mode(StrEnum):
    """The figure ProxLB compares: what is used, what is promised, or how long tasks wait."""

    USED = "used"
    ASSIGNED = "assigned"
    PSI = "psi"


class Pressure(Section):
    """Limits above which a node or guest counts as hot."""

    pressure_full: Annotated[
        float,
        Setting("Full pressure", "The share of time in which all tasks waited.", unit="%", minimum=0, planned=True),
    ]
    pressure_some: Annotated[
        float,
        Setting(
            "Some pressure",
            "The share of time in which at least one task waited; counts together with the one of all.",
            unit="%",
            minimum=0,
            planned=True,
        ),
    ]
    pressure_spikes: Annotated[
        float,
        Setting(
            "Spikes",
            "The highest share of time in which all tasks waited; counts by itself.",
            unit="%",
            minimum=0,
            planned=True,
        ),
    ]


class PressurePerResource(Section):
    """Pressure limits for each resource that has them; here ProxLB refuses other names and empty limits."""

    model_config = ConfigDict(extra="forbid")

    memory: Pressure | None = None
    cpu: Pressure | None = None
    disk: Pressure | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if value is None:
            raise PydanticCustomError("model_type", "Input should be a valid dictionary")
        return value


class Psi(Section):
    """Pressure limits of nodes and guests."""

    nodes: PressurePerResource
    guests: PressurePerResource


class PoolRule(Section):
    """What a Proxmox pool means to ProxLB."""

    type: Annotated[
        Literal["affinity", "anti-affinity"] | None,
        Setting("Type", "Keep the pool's guests together or apart.", planned=True),
    ] = None
    pin: Annotated[
        list[str] | None,
        Setting("Pin", "The nodes on which the pool's guests may run.", planned=True),
    ] = None
    strict: Annotated[
        bool,
        Setting(
            "Strict",
            "Never place a guest elsewhere, not even when all its nodes are full.",
            since="1.1.11",
            planned=True,
        ),
    ] = True


def _threshold(words: str) -> Setting:
    return Setting(
        f"Limit for {words}",
        f"Also balance when a node has this much {words} in use, whatever the spread. It adds a reason to act; "
        "it never keeps ProxLB from acting. 0 or nothing turns it off.",
        unit="%",
        minimum=0,
        maximum=100,
        outside="a share in percent is meant",
        since="1.1.9",
        planned=True,
    )


class Balancing(Section):
    """What is balanced and how."""

    enable: Annotated[
        bool,
        Setting(
            "Balancing",
            "Let ProxLB migrate guests. When off it still calculates everything and migrates nothing.",
            planned=True,
        ),
    ] = False
    enforce_affinity: Annotated[
        bool,
        Setting(
            "Enforce affinity",
            "Act when a group is not where it should be, even if the nodes are balanced. "
            "ProxLB decides this anew in each run and mostly overrides the value.",
            planned=True,
        ),
    ] = False
    enforce_pinning: Annotated[
        bool,
        Setting(
            "Enforce pins",
            "Never stop early, so that each run takes up pinned guests even if the nodes are balanced.",
            since="1.1.11",
            planned=True,
        ),
    ] = False
    balance_types: Annotated[
        list[Literal["vm", "ct"]],
        Setting(
            "Guests to balance",
            "The kinds of guests that may be migrated. With none of them nothing is ever migrated.",
            planned=True,
        ),
    ] = Field(default_factory=list)
    live: Annotated[
        bool,
        Setting("Live migration", "Migrate running VMs without stopping them. CTs are always restarted."),
    ] = True
    with_local_disks: Annotated[
        bool,
        Setting("With local disks", "Migrate VMs together with disks that are not on shared storage."),
    ] = True
    with_conntrack_state: Annotated[
        bool,
        Setting(
            "Keep network connections",
            "Take the connection tracking of the firewall along. "
            "ProxLB leaves it out unless all nodes have Proxmox VE 9.",
            since="1.1.7",
        ),
    ] = True
    parallel: Annotated[
        bool,
        Setting("Several at once", "Start several migrations side by side in place of one after the other."),
    ] = False
    parallel_jobs: Annotated[
        int,
        Setting(
            "Migrations at once",
            "How many migrations run side by side.",
            minimum=1,
            outside="ProxLB takes 1",
            since="1.1.3",
        ),
    ] = 5
    max_job_validation: Annotated[
        int,
        Setting(
            "Patience",
            "How often ProxLB asks about a migration, every five seconds or so, before it stops watching it.",
            unit="polls",
            minimum=1,
            outside="no migration is waited for",
        ),
    ] = 1800
    method: Annotated[
        Method,
        Setting("Resource", "The resource that nodes are compared by.", planned=True),
    ] = Method.MEMORY
    mode: Annotated[
        Mode,
        Setting(
            "Figure",
            "Compare what guests use, what they are assigned at most, or how long they wait (psi, Proxmox VE 9 only).",
            planned=True,
        ),
    ] = Mode.USED
    balanciness: Annotated[
        int,
        Setting(
            "Allowed spread",
            "Percent points by which the most loaded node may be above the least loaded one; ProxLB acts above it.",
            unit="points",
            minimum=0,
            maximum=100,
            outside="a difference in percent points is meant",
            planned=True,
        ),
    ] = 10
    memory_threshold: Annotated[int | None, _threshold("memory")] = None
    cpu_threshold: Annotated[int | None, _threshold("CPU")] = None
    disk_threshold: Annotated[int | None, _threshold("disk")] = None
    balance_larger_guests_first: Annotated[
        bool,
        Setting(
            "Larger guests first",
            "Take guests with much memory in use first: fewer, but longer migrations.",
            since="1.1.11",
            planned=True,
        ),
    ] = False
    node_resource_reserve: Annotated[
        dict[str, dict[Method, int]] | None,
        Setting(
            "Reserve",
            "Memory to keep free on a node, or on all nodes under the name defaults. "
            "ProxLB applies the reserve of memory only.",
            unit="GiB",
            minimum=0,
            since="1.1.11",
            planned=True,
        ),
    ] = None
    pools: Annotated[
        dict[str, PoolRule] | None,
        Setting(
            "Pools",
            "What a Proxmox pool means: affinity or anti-affinity of its guests, and nodes they are pinned to.",
            since="1.1.9",
            planned=True,
        ),
    ] = None
    psi: Annotated[
        Psi | None,
        Setting(
            "Pressure limits",
            "Limits above which nodes and guests count as hot; only for the mode psi.",
            unit="%",
            minimum=0,
            since="1.1.9",
            planned=True,
        ),
    ] = None
    ignore_guests: Annotated[
        list[str],
        Setting("Ignored guests", "Names of guests that are counted but never migrated.", since="2.3.0", planned=True),
    ] = Field(default_factory=list)
    cpu_overcommit: Annotated[
        float,
        Setting("CPU overcommit", "How many virtual cores the solver puts on one real core.", since="2.1.0"),
    ] = 2.0
    max_node_inflow: Annotated[
        int | None,
        Setting("Arrivals per node", "How many guests the solver moves to one node in the same step.", since="2.1.0"),
    ] = 1


def balancing_from(values: Mapping[str, Any], place: str) -> Balancing:
    """The balancing section; raises Invalid naming the key below `place` that ProxLB would refuse."""
    try:
        return Balancing.model_validate(values)
    except ValidationError as exc:
        problem = exc.errors()[0]
        where = ".".join((place, *map(str, problem["loc"])))
        raise Invalid(f"{where}: {problem['msg']}.", "ProxLB would refuse these settings.") from exc
