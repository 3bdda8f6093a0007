"""What some tests need beyond Python, where to get it, and whether its absence is a failure.

PROXLB_UI_REQUIRE=browser,node,engine turns a skip for want of these into a failure.
"""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from tests.systemd.container import systemd_container

TOOLS = Path(__file__).parent / "tools" / "node_modules"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that may be absent: how to find it (None when it is), and how to get it."""

    name: str
    find: Callable[[], str | None]
    remedy: str


def _browser() -> str | None:
    if importlib.util.find_spec("playwright") is None:
        return None
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _engine() -> str | None:
    return "proxlb" if importlib.util.find_spec("proxlb") else None


@lru_cache
def _docker() -> str | None:
    if shutil.which("docker") is None:
        return None
    try:
        asked = subprocess.run(["docker", "info"], capture_output=True, timeout=20)
    except subprocess.TimeoutExpired:
        return None
    return "docker" if asked.returncode == 0 else None


@lru_cache
def _systemd() -> str | None:
    if _docker() is None:
        return None
    try:
        with systemd_container("trixie", network="none") as machine:
            return machine.run("systemctl", "--version")
    except (AssertionError, subprocess.TimeoutExpired) as problem:
        print(problem)
        return None


def _module(name: str) -> Callable[[], str | None]:
    return lambda: str(TOOLS / name) if (TOOLS / name).is_dir() and shutil.which("node") else None


NEEDS = {
    need.name: need
    for need in (
        Need("browser", _browser, "apt install chromium (or any Chrome on the PATH)"),
        Need("engine", _engine, "pip install proxlb, which `make test` does by itself"),
        Need("node", lambda: shutil.which("node"), "apt install nodejs, or any Node.js 20 or newer on the PATH"),
        Need("typescript", _module("typescript"), "npm install --prefix tests/tools --no-package-lock"),
        Need("axe", _module("axe-core"), "npm install --prefix tests/tools --no-package-lock"),
        Need("happy-dom", _module("happy-dom"), "npm install --prefix tests/tools --no-package-lock"),
        Need("docker", _docker, "a Docker Engine that this user may use, such as apt install docker.io"),
        Need("systemd", _systemd, "a Docker Engine that lets a container with CAP_SYS_ADMIN run systemd"),
    )
}
REQUIRED = {name.strip() for name in os.environ.get("PROXLB_UI_REQUIRE", "").split(",") if name.strip()}
# These come with one npm command, so that requiring Node.js requires them too.
if "node" in REQUIRED:
    REQUIRED |= {"typescript", "axe", "happy-dom"}

missing: dict[str, int] = {}


def account(lacking: Mapping[str, int]) -> list[str]:
    """A line for each thing that tests were skipped for."""
    return [
        f"{name}: {count} test{'' if count == 1 else 's'}; to run them: {NEEDS[name].remedy}"
        for name, count in sorted(lacking.items())
    ]


def need(name: str) -> str:
    """Where the thing is; skips the test, or fails it, when it is not there."""
    wanted = NEEDS[name]
    found = wanted.find()
    if found is not None:
        return found
    missing[name] = missing.get(name, 0) + 1
    message = f"{name} is missing: {wanted.remedy}"
    if name in REQUIRED:
        pytest.fail(f"PROXLB_UI_REQUIRE names {name}, but {message}")
    pytest.skip(message)
