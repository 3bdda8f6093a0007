"""ProxLB's settings as ProxLB 2.3.0 understands them.

Field names equal ProxLB's keys; like ProxLB the model coerces and ignores unknown keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from proxlb_ui.domain.errors import Invalid
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
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


class Section(BaseModel):
    """Part of the file; unknown keys are ignored, as ProxLB does."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ProxmoxApi(Section):
    """Where the cluster is and who we are there; timeout and wait_time in seconds."""

    hosts: list[str]
    user: str
    password: SecretStr | None = Field(None, alias="pass")
    token_id: str | None = None
    token_secret: SecretStr | None = None
    ssl_verification: bool = True
    timeout: int = 1
    retries: int = 1
    wait_time: int = 1


class MaintenanceSchedule(Section):
    """Weekly maintenance windows; duration in hours, pre_migration in minutes."""

    duration: int = Field(0, ge=0)
    pre_migration: int = Field(0, ge=0, alias="pre-migration")
    schedules: dict[str, list[str]] = {}


class ProxmoxCluster(Section):
    """Nodes that are emptied or not considered."""

    maintenance_nodes: list[str] = []
    maintenance_nodes_schedule: MaintenanceSchedule = MaintenanceSchedule()
    ignore_nodes: list[str] = []
    overprovisioning: bool = False


class Pressure(Section):
    """Limits in percent above which a node or guest counts as hot."""

    pressure_full: float
    pressure_some: float
    pressure_spikes: float


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

    type: Literal["affinity", "anti-affinity"] | None = None
    pin: list[str] | None = None
    strict: bool = True


class Balancing(Section):
    """What is balanced and how; balanciness and thresholds in percent, reserves in GiB."""

    enable: bool = False
    enforce_affinity: bool = False
    enforce_pinning: bool = False
    balance_types: list[Literal["vm", "ct"]] = []
    live: bool = True
    with_local_disks: bool = True
    with_conntrack_state: bool = True
    parallel: bool = False
    parallel_jobs: int = 5
    max_job_validation: int = 1800
    method: Method = Method.MEMORY
    mode: Mode = Mode.USED
    balanciness: int = 10
    memory_threshold: int | None = None
    cpu_threshold: int | None = None
    disk_threshold: int | None = None
    balance_larger_guests_first: bool = False
    node_resource_reserve: dict[str, dict[Method, int]] | None = None
    pools: dict[str, PoolRule] | None = None
    psi: Psi | None = None
    ignore_guests: list[str] = []
    cpu_overcommit: float = 2.0
    max_node_inflow: int | None = 1


class Delay(Section):
    """How long the daemon waits before its first run."""

    enable: bool = False
    time: int = 1
    format: Literal["hours", "minutes"] = "hours"


class Schedule(Section):
    """How long the daemon sleeps after each run."""

    interval: int = 12
    format: Literal["hours", "minutes"] = "hours"

    @property
    def seconds(self) -> int:
        """The interval in seconds."""
        return self.interval * (3600 if self.format == "hours" else 60)


class Service(Section):
    """How ProxLB itself runs."""

    daemon: bool = True
    schedule: Schedule = Schedule()
    delay: Delay = Delay()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    enable_ha: bool = False


class Solver(Section):
    """The constraint solver that ProxLB can use beside its own algorithm."""

    enable: bool = False
    mode: Literal["shadow", "active"] = "shadow"
    log_dir: str = "/var/log/proxlb/solver"
    timeout_seconds: float = 30
    use_reservations: bool = True
    active_step_retries: int = 3
    fallback_to_greedy: bool = True


class Settings(Section):
    """The whole file."""

    proxmox_api: ProxmoxApi
    proxmox_cluster: ProxmoxCluster = ProxmoxCluster()
    balancing: Balancing = Balancing()
    service: Service = Service()
    solver: Solver = Solver()


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The file as read: its path, a digest of its bytes, the settings, and the raw mapping with every key kept."""

    path: str
    digest: str
    settings: Settings
    raw: Mapping[str, Any] = field(repr=False)


def balancing_from(values: Mapping[str, Any], place: str) -> Balancing:
    """The balancing section; raises Invalid naming the key below `place` that ProxLB would refuse."""
    try:
        return Balancing.model_validate(values)
    except ValidationError as exc:
        problem = exc.errors()[0]
        where = ".".join((place, *map(str, problem["loc"])))
        raise Invalid(f"{where}: {problem['msg']}.", "ProxLB would refuse these settings.") from exc
