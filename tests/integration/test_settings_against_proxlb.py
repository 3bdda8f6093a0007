"""What the check accepts the real ProxLB accepts, and what it refuses ProxLB refuses."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from proxlb_ui.adapters.yaml_settings.text.reading import parsed
from proxlb_ui.domain.model.settings.findings.check import accepted, check
from proxlb_ui.domain.model.settings.findings.problem import Severity
from proxlb_ui.domain.model.settings.values.settings import Settings

pytestmark = pytest.mark.engine

FILES = 300
Ask = Callable[[Path], bool]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    command = [sys.executable, "-m", "tests.differential.settings_worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def question(path: Path) -> bool:
            stdin.write(json.dumps(str(path)) + "\n")
            stdin.flush()
            return bool(json.loads(stdout.readline()))

        yield question
        process.kill()


ODD = [
    None, True, False, 0, 1, -1, 7, 7.5, 5.0, 1000, "", "x", "yes", "true", "7", "0", [], ["vm"], ["vm", "x"], [1], {},
    {"a": 1}, "memory", "MEMORY", "cpu", "psi", "hours", "minutes", "INFO", "info", "shadow", "active", "affinity",
    {"nodes": {}, "guests": {}}, {"nodes": {"cpu": {"pressure_full": 1}}}, {"memory": None},
    {"dev": {"type": "affinity"}},
    {"dev": {"pin": None}}, {"dev": None}, {"defaults": {"memory": 4}}, {"defaults": {"gpu": 4}}, {5: {"memory": 4}},
    {"interval": 1}, {"interval": -1}, {"schedules": {"pve1": ["Monday, 8:00"]}}, {"schedules": {"pve1": "Monday"}},
    {"nodes": {"gpu": {}}, "guests": {}}, {"pressure_full": 1, "pressure_some": "2", "pressure_spikes": 3},
    "a!b", "a@b", ["pve1"], "2024-01-01",
]  # fmt: skip
PATHS = [
    *(f"proxmox_api.{key}" for key in (
        "hosts", "user", "pass", "password", "token_id", "token_secret", "ssl_verification", "timeout", "retries",
    )),
    *(f"proxmox_cluster.{key}" for key in (
        "maintenance_nodes", "maintenance_nodes_schedule", "maintenance_nodes_schedule.duration",
        "maintenance_nodes_schedule.pre-migration", "maintenance_nodes_schedule.pre_migration",
        "maintenance_nodes_schedule.schedules", "ignore_nodes", "overprovisioning",
    )),
    *(f"balancing.{key}" for key in (
        "enable", "enforce_affinity", "balance_types", "live", "parallel", "parallel_jobs", "max_job_validation",
        "method", "mode", "balanciness", "memory_threshold", "node_resource_reserve", "pools", "pools.dev",
        "pools.dev.type", "pools.dev.pin", "pools.dev.strict", "psi", "psi.nodes", "psi.guests", "psi.nodes.cpu",
        "psi.guests.memory", "ignore_guests", "cpu_overcommit", "max_node_inflow", "unknown",
    )),
    *(f"service.{key}" for key in (
        "daemon", "schedule", "schedule.interval", "schedule.format", "delay", "delay.enable", "delay.time",
        "log_level", "enable_ha",
    )),
    *(f"solver.{key}" for key in ("enable", "mode", "log_dir", "timeout_seconds", "active_step_retries")),
    "proxmox_api", "proxmox_cluster", "balancing", "service", "solver", "extra",
]  # fmt: skip


def settings(chance: random.Random) -> dict[str, Any]:
    """Good settings in which a few places hold something odd."""
    values: dict[str, Any] = {"proxmox_api": {"hosts": ["pve1"], "user": "proxlb@pve", "pass": "canary"}}
    if chance.random() < 0.3:
        values["proxmox_api"] = {"hosts": ["pve1"], "user": "proxlb@pve", "token_id": "ui", "token_secret": "canary"}
    for _ in range(chance.choice([0, 1, 1, 1, 2, 2, 3])):
        *above, last = chance.choice(PATHS).split(".")
        place: Any = values
        for key in above:
            if not isinstance(place.get(key), dict):
                place[key] = {}
            place = place[key]
        if chance.random() < 0.1:
            place.pop(last, None)
        else:
            place[last] = deepcopy(chance.choice(ODD))
    return values


def test_three_hundred_files_are_judged_as_proxlb_judges_them(ask: Ask, tmp_path: Path) -> None:
    chance, path, verdicts = random.Random(2300), tmp_path / "proxlb.yaml", []
    for number in range(FILES):
        text = yaml.safe_dump(settings(chance), sort_keys=False)
        path.write_text(text)
        problems = check(parsed(text))
        theirs, ours = ask(path), accepted(problems)
        errors = [one.message for one in problems if one.severity is Severity.ERROR]
        assert ours == theirs, f"file {number}, ProxLB {'accepts' if theirs else 'refuses'} it: {errors}\n{text}"
        assert "canary" not in str(problems)
        verdicts.append(ours)
    assert 60 < sum(verdicts) < FILES - 60


# ProxLB's own model, spelt as in its file: every key with its default, but for those that have none.
KEYS_OF_PROXLB = """
import json
from proxlb.utils.config_parser import Config
config = Config(proxmox_api={"hosts": ["pve1"], "user": "proxlb@pve"})
print(json.dumps(config.model_dump(mode="json", by_alias=True)))
"""


def test_every_key_and_default_is_proxlbs() -> None:
    done = subprocess.run([sys.executable, "-c", KEYS_OF_PROXLB], capture_output=True, text=True, check=True)
    ours = Settings.model_validate({"proxmox_api": {"hosts": ["pve1"], "user": "proxlb@pve"}})
    assert ours.model_dump(mode="json", by_alias=True) == json.loads(done.stdout.splitlines()[-1])


GOOD = "proxmox_api:\n  hosts: [pve1]\n  user: a@pve\n  pass: canary\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (GOOD, True),
        (GOOD.replace("canary", "yes"), False),
        (GOOD.replace("canary", "'yes'"), True),
        (GOOD.replace("canary", "010"), False),
        (GOOD.replace("canary", "8:00"), False),
        (GOOD.replace("canary", "1e3"), True),
        (GOOD.replace("canary", "2024-01-01"), False),
        (GOOD.replace("\n", "\r\n"), True),
        ("\ufeff" + GOOD, True),
        (GOOD + "  timeout: 010\n", True),
        (GOOD + "balancing:\n  enable: yes\n  balanciness: 0x10\n", True),
        (GOOD + "balancing:\n", False),
        (GOOD + "proxmox_cluster:\n  maintenance_nodes:\n", False),
        (GOOD + "service:\n\tdaemon: true\n", False),
        (GOOD + "balancing:\n  enable: true\n  enable: no\n", True),
        (GOOD + "a: !!python/object/apply:os.system ['true']\n", False),
        (GOOD + "x: &x [vm]\nbalancing:\n  balance_types: *x\n", True),
        (GOOD + "x: &x {enable: yes}\nbalancing:\n  <<: *x\n", True),
        ("", False),
        ("- a\n", False),
        ("just text\n", False),
        (GOOD + "---\n" + GOOD, False),
        (GOOD + "proxmox_cluster:\n  maintenance_nodes_schedule:\n    schedules: {pve1: [8:00]}\n", False),
    ],
)
def test_yaml_of_every_kind(ask: Ask, tmp_path: Path, text: str, verdict: bool) -> None:
    path = tmp_path / "proxlb.yaml"
    path.write_bytes(text.encode())
    assert accepted(check(parsed(text))) == verdict
    assert ask(path) == verdict
