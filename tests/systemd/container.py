"""Containers that run a real systemd with the real ProxLB as its service, and are removed again."""

import io
import shutil
import subprocess
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.docker.engine_image import build, docker, removed_afterwards, unique_name

RELEASES = ("bookworm", "trixie")
SETTINGS = "/etc/proxlb/proxlb.yaml"
START_SECONDS = 60.0

_HERE = Path(__file__).parent
_PROJECT = _HERE.parents[1]
_COPIED = (
    *("adapters", "domain", "entrypoints", "web_assets", "tests", "deploy", "docs"),
    *(
        "pyproject.toml",
        "setup.py",
        "constraints.txt",
        "README.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE",
        "Makefile",
    ),
)
_TEST_PACKAGES = ("blockbuster", "cryptography", "pytest", "pytest-asyncio", "pytest-timeout")
_IMPORTED = ("adapters", "domain", "entrypoints", "web_assets")
# Where the copy can be imported from without being installed.
IMPORTS = "build/imports"
_LEFT_OUT = {"__pycache__", "node_modules"}
# Enough for systemd as the first process, without --privileged.
_OPTIONS = (
    *("--cap-add", "SYS_ADMIN", "--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"),
    *("--cgroupns=private", "--tmpfs", "/run", "--tmpfs", "/run/lock", "--env", "container=docker"),
    *("--hostname", "cockpit"),
)


def systemd_image(release: str) -> str:
    """A Debian with systemd, D-Bus, polkit and ProxLB; built once for each release."""
    return build(f"proxlb-ui-test/systemd:{release}", _HERE / "image", "--build-arg", f"RELEASE={release}")


def checks_image(release: str) -> str:
    """The same with a Python in /opt/checks that can run tests, for the user proxlb-ui."""
    project = tomllib.loads((_PROJECT / "pyproject.toml").read_text())["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["systemd"], *_TEST_PACKAGES]
    with tempfile.TemporaryDirectory() as name:
        context = Path(name)
        shutil.copytree(_HERE / "checks", context, dirs_exist_ok=True)
        shutil.copy(_PROJECT / "constraints.txt", context)
        (context / "requirements.txt").write_text("\n".join(needed))
        base = systemd_image(release)
        return build(f"proxlb-ui-test/systemd-checks:{release}", context, "--build-arg", f"BASE={base}")


@dataclass(frozen=True, slots=True)
class SystemdContainer:
    """One such machine."""

    name: str

    def run(self, *command: str, user: str = "root", check: bool = True, seconds: float = 60) -> str:
        """What a command prints in it."""
        return docker("exec", "--user", user, self.name, *command, check=check, seconds=seconds)

    def attempt(self, *command: str, user: str = "root", seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """A command whose failure is of interest."""
        whole = ["docker", "exec", "--user", user, self.name, *command]
        return subprocess.run(whole, capture_output=True, text=True, timeout=seconds)

    def write(self, path: str, text: str, mode: int = 0o644, owner: tuple[int, int] = (0, 0)) -> None:
        """Put a file there; its folder exists."""
        entry = tarfile.TarInfo(Path(path).name)
        entry.size, entry.mode = len(text.encode()), mode
        entry.uid, entry.gid = owner
        pack = io.BytesIO()
        with tarfile.open(fileobj=pack, mode="w") as tar:
            tar.addfile(entry, io.BytesIO(text.encode()))
        self._unpack(pack.getvalue(), str(Path(path).parent))

    def copy_project(self, folder: str = "/src/proxlb-ui") -> str:
        """Put the project there as it is, whether committed or not; readable for everybody."""
        pack = io.BytesIO()
        with tarfile.open(fileobj=pack, mode="w") as tar:
            for name in _COPIED:
                if (_PROJECT / name).exists():
                    tar.add(_PROJECT / name, name, filter=_plain)
            for name in _IMPORTED:
                link = tarfile.TarInfo(f"{IMPORTS}/proxlb_ui/{name}")
                link.type, link.linkname = tarfile.SYMTYPE, f"../../../{name}"
                tar.addfile(link)
        self.run("mkdir", "-p", folder)
        self._unpack(pack.getvalue(), folder)
        return folder

    def _unpack(self, pack: bytes, folder: str) -> None:
        # Not `docker cp`: that does not see what is mounted inside, such as /run.
        whole = ["docker", "exec", "--interactive", self.name, "tar", "--extract", "--directory", folder]
        done = subprocess.run(whole, input=pack, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr.decode()


@contextmanager
def systemd_container(
    release: str, *options: str, image: str | None = None, network: str = "none"
) -> Iterator[SystemdContainer]:
    """A machine that has started; gone afterwards. What needs a network names one: "host" reaches a package index."""
    with removed_afterwards(unique_name()) as name:
        wanted = image or systemd_image(release)
        docker("run", "--detach", "--name", name, "--network", network, *_OPTIONS, *options, wanted)
        machine = SystemdContainer(name)
        _wait_until_up(machine)
        yield machine


def _wait_until_up(machine: SystemdContainer) -> None:
    deadline = time.monotonic() + START_SECONDS
    state = ""
    while time.monotonic() < deadline:
        state = machine.run("systemctl", "is-system-running", check=False, seconds=START_SECONDS)
        if state in ("running", "degraded"):
            return
        time.sleep(0.1)
    log = docker("logs", machine.name, check=False)
    raise AssertionError(
        f"systemd did not start in {START_SECONDS:.0f} seconds; its state is {state!r}.\n{log[-2000:]}"
    )


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if _LEFT_OUT & set(Path(entry.name).parts):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mode |= 0o555 if entry.isdir() else 0o444
    return entry
