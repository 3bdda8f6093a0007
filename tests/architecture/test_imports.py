"""The layers hold, and the contracts that say so would notice if they did not."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import PACKAGES, ROOT

# Each library, and the only places that may know it.
OWNERS = {
    "proxmoxer": ["proxlb_ui.adapters.proxmox_api"],
    "requests": ["proxlb_ui.adapters.proxmox_api", "proxlb_ui.adapters.docker_engine"],
    "urllib3": ["proxlb_ui.adapters.proxmox_api", "proxlb_ui.adapters.docker_engine"],
    "yaml": ["proxlb_ui.adapters.yaml_settings"],
    "docker": ["proxlb_ui.adapters.docker_engine"],
    "systemd": ["proxlb_ui.adapters.systemd_unit"],
    "dbus_fast": ["proxlb_ui.adapters.systemd_unit"],
    "dependency_injector": ["proxlb_ui.entrypoints.container"],
    "cryptography": ["proxlb_ui.entrypoints.simulator"],
}
PLANTS = {
    "Docker's library": ("adapters/child_process/ring.py", "import docker"),
    "systemd's libraries": ("adapters/child_process/ring.py", "import systemd"),
    "entrypoints use adapters use the domain": ("adapters/system_clock.py", "import proxlb_ui.entrypoints.config"),
    "inside the domain": ("domain/model/cluster/guest.py", "import proxlb_ui.domain.ports.clock"),
    "rooms of the model": (
        "domain/model/settings/findings/lint.py",
        "import proxlb_ui.domain.model.cluster.connection",
    ),
    "rooms of the settings": (
        "domain/model/settings/values/settings.py",
        "import proxlb_ui.domain.model.settings.findings.lint",
    ),
    "floors of the rules": ("domain/model/rules/rule.py", "import proxlb_ui.domain.model.rules.pins"),
    "floors of the runs": ("domain/model/runs/document.py", "import proxlb_ui.domain.model.runs.result"),
    "floors of the planner": ("domain/planner/steps/loads.py", "import proxlb_ui.domain.planner.explanation"),
    "rooms of the use cases": ("domain/use_cases/log/follow_logs.py", "import proxlb_ui.domain.use_cases.cluster"),
    "the rooms of entrypoints": ("entrypoints/config.py", "import proxlb_ui.entrypoints.server"),
    "the rooms of the web": ("entrypoints/web/kit/errors.py", "import proxlb_ui.entrypoints.web.settings.payload"),
    "the rooms of the simulator": (
        "entrypoints/simulator/state/tasks.py",
        "import proxlb_ui.entrypoints.simulator.http.request",
    ),
    "inside the judge": ("domain/judge/loads/claims.py", "import proxlb_ui.domain.judge.verdict.verdict"),
    "the domain knows no technology": ("domain/model/cluster/guest.py", "import yaml"),
    "adapters do not know each other": ("adapters/system_clock.py", "import proxlb_ui.adapters.no_runtime"),
    "inside the Docker adapter": (
        "adapters/docker_engine/engine/facts.py",
        "import proxlb_ui.adapters.docker_engine.log.raw_log",
    ),
    "inside the systemd adapter": (
        "adapters/systemd_unit/dbus/facts.py",
        "import proxlb_ui.adapters.systemd_unit.service.status",
    ),
    "inside the settings adapter": (
        "adapters/yaml_settings/text/marks.py",
        "import proxlb_ui.adapters.yaml_settings.file.disk",
    ),
    "inside the Proxmox adapter": (
        "adapters/proxmox_api/host/hosts.py",
        "import proxlb_ui.adapters.proxmox_api.answers.facts",
    ),
    "inside the child's adapter": (
        "adapters/child_process/program.py",
        "import proxlb_ui.adapters.child_process.runtime",
    ),
    "inside the history's adapter": (
        "adapters/sqlite_history/database.py",
        "import proxlb_ui.adapters.sqlite_history.table",
    ),
    "inside what adapters share": ("adapters/shared/threads.py", "import proxlb_ui.adapters.shared.thread_stream"),
    "only the container imports adapters": ("entrypoints/web/app.py", "import proxlb_ui.adapters.system_clock"),
    "proxmoxer": ("adapters/yaml_settings/store.py", "import proxmoxer"),
    "requests": ("adapters/yaml_settings/store.py", "import requests"),
    "PyYAML": ("adapters/child_process/ring.py", "import yaml"),
    "the web framework": ("adapters/child_process/ring.py", "import quart"),
    "dependency-injector": ("entrypoints/web/app.py", "import dependency_injector"),
    "cryptography": ("entrypoints/web/app.py", "import cryptography"),
}


def _lint(folder: Path, imports: Path) -> subprocess.CompletedProcess[str]:
    """Judge the packages in a folder; imports gets the links by which they are found as proxlb_ui."""
    (imports / "proxlb_ui").mkdir()
    for package in PACKAGES:
        (imports / "proxlb_ui" / package).symlink_to(folder / package)
    # First on the path, or else an editable install of the checkout would be judged instead.
    program = (
        f"import sys; sys.path.insert(0, {str(imports)!r});"
        "sys.meta_path = [finder for finder in sys.meta_path if 'editable' not in str(finder).lower()];"
        "from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_contract_is_kept(tmp_path: Path) -> None:
    done = _lint(ROOT, tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("contract", PLANTS)
def test_a_wrong_import_is_noticed(tmp_path: Path, contract: str) -> None:
    copy, imports = tmp_path / "copy", tmp_path / "imports"
    imports.mkdir()
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    name, line = PLANTS[contract]
    planted = copy / name
    planted.write_text(f"{planted.read_text()}\n{line}\n")
    done = _lint(copy, imports)
    assert done.returncode != 0
    broken = [row for row in done.stdout.splitlines() if " BROKEN" in row]
    assert any(row.startswith(contract) for row in broken), done.stdout[-2000:]


def _contracts() -> list[dict[str, Any]]:
    return list(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"])


def test_every_contract_is_seen_failing() -> None:
    for contract in _contracts():
        assert any(contract["name"].startswith(planted) for planted in PLANTS), contract["name"]


@pytest.mark.parametrize(("library", "owners"), OWNERS.items())
def test_a_library_has_its_place_and_no_other(library: str, owners: list[str]) -> None:
    """Protected, not forbidden in a list of places: a new adapter cannot be forgotten."""
    protecting = [one for one in _contracts() if library in one.get("protected_modules", [])]
    assert [one["allowed_importers"] for one in protecting] == [owners]
