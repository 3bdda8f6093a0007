"""What is recorded: each scene is one start of ProxLB with its settings, its cluster, and what happens meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NEWEST, OLD = "2.3.0", "1.1.13"
PORT = "@PORT@"
FOLDER = "@FOLDER@"
DRY_JSON = ("-d", "-j")
LIMITS = {"pressure_full": 0.01, "pressure_some": 0.01, "pressure_spikes": 0.05}
PSI = {part: dict.fromkeys(("cpu", "memory", "disk"), LIMITS) for part in ("nodes", "guests")}
ALL_EMPTIED = {"proxmox_cluster": {"maintenance_nodes": ["pve1", "pve2", "pve3"]}}
POOLS = ("production", "office", "lab")
NEXT_RUN = "Next run in"
# Two that move in this cluster, a VM and a CT.
BUILD, QUEUE = 112, 111
# So few that the simulator gives none of them a rule.
PLAIN = {"guests": 9, "pve": 8}
FAILS = f"migration-fails:{BUILD}"


@dataclass(frozen=True)
class Step:
    """Once this text was printed so often, do something: a signal's name, `edit`, or `api-ends`."""

    after: str
    do: str
    times: int = 1


@dataclass(frozen=True)
class Scene:
    """settings are laid over those of the simulator, None takes a key out; text is a whole file in their place."""

    name: str
    flags: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None
    cluster: Mapping[str, Any] = field(default_factory=dict)
    locked: Sequence[int] = ()
    steps: Sequence[Step] = ()
    trusts: bool = True
    journal: bool = False
    config: str | None = None
    engine: str = NEWEST


def api(**keys: Any) -> dict[str, Any]:
    """Settings of the connection."""
    return {"proxmox_api": keys}


def balancing(**keys: Any) -> dict[str, Any]:
    """Settings of the balancing."""
    return {"balancing": keys}


def service(**keys: Any) -> dict[str, Any]:
    """Settings of the process."""
    return {"service": keys}


def solver(mode: str, **keys: Any) -> dict[str, Any]:
    """Settings of the solver, which writes its reports beside the settings."""
    return {"solver": {"enable": True, "mode": mode, "log_dir": f"{FOLDER}/solver", **keys}}


DEBUG = service(log_level="DEBUG")
DAEMON = service(daemon=True, schedule={"interval": 1, "format": "minutes"})
CALCULATED = (
    Scene("dryrun_json", DRY_JSON),
    Scene("dryrun_nojson", ("-d",)),
    Scene("best_node", ("-b",)),
    Scene("best_node_json", ("-b", "-j")),
    Scene("all_maintenance", DRY_JSON, ALL_EMPTIED),
    Scene("all_maintenance_best", ("-b",), ALL_EMPTIED),
    Scene("assigned", DRY_JSON, balancing(mode="assigned")),
    Scene("cpu", DRY_JSON, balancing(method="cpu", balanciness=1)),
    Scene("enable_false", ("-j",), balancing(enable=False)),
    Scene("enforce", DRY_JSON, balancing(enforce_affinity=True, enforce_pinning=True)),
    Scene("kept_apart", ("-d",), balancing(pools={name: {"type": "anti-affinity"} for name in POOLS})),
    Scene("ignore_guests", DRY_JSON, balancing(ignore_guests=["web-01"])),
    Scene("ignore_node", DRY_JSON, {"proxmox_cluster": {"ignore_nodes": ["pve3"]}}),
    Scene("larger_first", DRY_JSON, balancing(balance_larger_guests_first=True)),
    Scene("psi", DRY_JSON, balancing(mode="psi", psi=PSI)),
    Scene("json_critical", DRY_JSON, service(log_level="CRITICAL")),
    Scene("empty_cluster", DRY_JSON, cluster={"guests": 0}),
    Scene("no_balance_types", (), balancing(balance_types=[])),
    Scene("reserve_too_big", ("-d",), balancing(node_resource_reserve={"pve1": {"memory": 9999}})),
    Scene("unknown_key", ("-d",), balancing(balanciness_typo=5)),
    Scene("type_coercion", ("-d",), balancing(balanciness="7", live="yes", enable=1)),
    Scene("pve8", ("-d",), cluster={"pve": 8}),
    Scene("pve8_psi", ("-d",), balancing(mode="psi", psi=PSI), cluster={"pve": 8}),
    Scene("offline_node", ("-d",), cluster={"faults": ("node-offline:pve3",)}),
    Scene("ha_maintenance", ("-d",), cluster={"faults": ("node-maintenance:pve3",)}),
    Scene("rrd_fail", ("-d",), cluster={"faults": ("500:/nodes/pve1/rrddata",)}),
    Scene("ok_password", ("-d",), api(**{"pass": "simulator", "token_id": None, "token_secret": None})),
    Scene("help", ("-h",)),
    Scene("version", ("-v",)),
    Scene("journald_best_node", ("-b",), journal=True),
    Scene(
        "maint_schedule_bad",
        ("-d",),
        {"proxmox_cluster": {"maintenance_nodes_schedule": {"duration": 1, "schedules": {"pve1": ["Someday, 8:00"]}}}},
    ),
)
DEBUGGED = (
    Scene("dryrun_debug", ("-d",), DEBUG | balancing(balanciness=30), cluster={"guests": 6}),
    Scene("psi_debug", ("-d",), DEBUG | balancing(mode="psi", psi=PSI), cluster={"guests": 6}),
)
MIGRATED = (
    Scene("balanced", (), balancing(balanciness=95), cluster=PLAIN),
    Scene("real_run"),
    Scene("real_run_json", ("-j",)),
    Scene("real_run_parallel", (), balancing(parallel=True, parallel_jobs=3)),
    Scene("real_run_debug", (), DEBUG),
    Scene("real_run_fail", cluster={"faults": (FAILS,)}),
    Scene("real_run_locked", locked=(BUILD,)),
    Scene("real_run_ha_rejected", cluster={"faults": ("ha-rejects",)}),
    Scene("real_run_trouble_debug", (), DEBUG, cluster={"faults": (FAILS, "ha-rejects")}, locked=(QUEUE,)),
    Scene("solver_shadow", (), solver("shadow"), cluster=PLAIN),
    Scene("solver_active", (), solver("active"), cluster=PLAIN),
    Scene("solver_infeasible", ("-d",), solver("active")),
    Scene("solver_skipped", (), solver("active", fallback_to_greedy=False)),
    Scene("solver_fails", (), solver("active"), cluster={**PLAIN, "faults": ("migration-fails",)}),
    Scene("solver_baddir", ("-d",), {"solver": {"enable": True, "mode": "shadow", "log_dir": "/proc/nope"}}),
)
DAEMONS = (
    Scene("daemon_json", DRY_JSON, DAEMON, steps=(Step(NEXT_RUN, "SIGINT", 2),)),
    Scene(
        "daemon_delay",
        (),
        service(daemon=True, delay={"enable": True, "time": 1, "format": "minutes"}),
        steps=(Step("First run in", "SIGINT"),),
    ),
    Scene("daemon_sigint", (), DAEMON, steps=(Step("Starting to migrate", "SIGINT", 2),)),
    Scene("daemon_sigterm", (), DAEMON, steps=(Step("Starting to migrate", "SIGTERM", 2),)),
    Scene("daemon_api_dies", ("-d",), DAEMON, steps=(Step(NEXT_RUN, "api-ends"),)),
    Scene(
        "sighup_ok",
        ("-d",),
        DAEMON,
        steps=(Step(NEXT_RUN, "edit"), Step(NEXT_RUN, "SIGHUP"), Step(NEXT_RUN, "SIGINT", 2)),
    ),
    Scene("edit_without_sighup", ("-d",), DAEMON, steps=(Step(NEXT_RUN, "edit"), Step(NEXT_RUN, "SIGINT", 2))),
    Scene("ha_mode_passive", ("-d",), service(daemon=True, enable_ha=True), steps=(Step(NEXT_RUN, "SIGINT"),)),
)
REFUSED = (
    Scene("err_both_creds", ("-d",), api(**{"pass": "simulator"})),
    Scene("err_empty_file", ("-d",), text=""),
    Scene("err_list_file", ("-d",), text="- a\n- b\n"),
    Scene("err_enum", ("-d",), balancing(method="ram", mode="Used") | service(log_level="info")),
    Scene("err_hosts_string", ("-d",), api(hosts=f"127.0.0.1:{PORT}")),
    Scene("err_missing_section", ("-d",), text="balancing:\n  enable: true\n"),
    Scene("err_missing_user", ("-d",), api(user=None)),
    Scene("err_psi_partial", ("-d",), balancing(psi={"nodes": {"memory": {"pressure_full": 1}}})),
    Scene("err_no_creds", ("-d",), api(token_id=None, token_secret=None)),
    Scene("err_token_id_missing", ("-d",), api(token_id=None)),
    Scene("err_tokenid_format", ("-d",), api(token_id="proxlb@pve!proxlb")),
    Scene("err_no_hosts", ("-d",), api(hosts=[])),
    Scene("err_null_lists", ("-d",), text="proxmox_api:\n  hosts: [x]\n  user: y\nproxmox_cluster:\n  ignore_nodes:\n"),
    Scene("err_perm_missing", ("-d",), cluster={"faults": ("token-without-privileges",)}),
    Scene("err_schedule_int", ("-d",), service(schedule=12)),
    Scene(
        "err_tls_password", ("-d",), api(**{"pass": "simulator", "token_id": None, "token_secret": None}), trusts=False
    ),
    Scene("err_tls_token", ("-d",), trusts=False),
    Scene("err_unreachable", ("-d",), api(hosts=["127.0.0.1:1"])),
    Scene("err_unreachable_retries", ("-d",), api(hosts=["127.0.0.1:1"], retries=3)),
    Scene("err_unresolvable", ("-d",), api(hosts=["pve.invalid"])),
    Scene("err_wrong_password", ("-d",), api(**{"pass": "wrong", "token_id": None, "token_secret": None})),
    Scene("err_wrong_token_id", ("-d",), api(token_id="other")),
    Scene("err_wrong_token_secret", ("-d",), api(token_secret="0000")),
    Scene("err_wrong_type", ("-d",), balancing(balanciness="much", enable="perhaps", balance_types="vm")),
    Scene("err_yaml", ("-d",), text='proxmox_api:\n  hosts: ["x"\n  user: y\n'),
    Scene("err_yaml_tab", ("-d",), text="proxmox_api:\n\thosts: []\n"),
    Scene("missing_config", ("-d",), config="/nowhere/proxlb.yaml"),
    Scene("config_is_dir", ("-d",), config="/proc"),
    Scene("badflag", ("--nope",)),
)
OLDER = (
    Scene("best_node", ("-b",), engine=OLD),
    Scene("dryrun_json", DRY_JSON, engine=OLD),
    Scene("real_run", engine=OLD),
    Scene("real_run_fail", cluster={"faults": (FAILS,)}, locked=(QUEUE,), engine=OLD),
    Scene("version", ("-v",), engine=OLD),
    Scene("bad_method", ("-d",), balancing(method="ram"), engine=OLD),
    Scene("wrong_type", ("-d",), balancing(balanciness="much"), engine=OLD),
    Scene("lower_log_level", ("-d",), service(log_level="info"), engine=OLD),
    Scene("missing_cluster_section", ("-d",), {"proxmox_cluster": None}, engine=OLD),
    Scene("schedule_int", ("-d",), service(daemon=True, schedule=12), engine=OLD),
    Scene("wrong_token", ("-d",), api(token_secret="0000"), engine=OLD),
    Scene("yaml", ("-d",), text="a: [b\n", engine=OLD),
    Scene("missing_config", ("-d",), config="/nowhere/proxlb.yaml", engine=OLD),
)
SCENES = (*CALCULATED, *DEBUGGED, *MIGRATED, *DAEMONS, *REFUSED, *OLDER)
