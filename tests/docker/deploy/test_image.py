"""The image as a stranger's engine would run it: small, not root, read-only, quick to end."""

import http.client
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.docker.deploy.hardening import HARDENED
from tests.docker.deploy.images import DOCKERFILE, ROOT, cockpit_image
from tests.docker.engine_image import docker, inspect, output_of, removed_afterwards, unique_name
from tests.waiting import wait_until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

LARGEST_BYTES = 150_000_000
TOKEN = "0123456789abcdef0123"


@dataclass(frozen=True, slots=True)
class Cockpit:
    name: str
    port: int


@pytest.fixture(scope="module")
def image() -> str:
    return cockpit_image()


@pytest.fixture(scope="module")
def cockpit(image: str) -> Iterator[Cockpit]:
    """Hardened as in the compose file, without any ProxLB."""
    with removed_afterwards(unique_name()) as name:
        port = free_port()
        docker(
            *("run", "--detach", "--name", name, *HARDENED, "--memory", "256m", "--pids-limit", "128"),
            *("--health-interval", "1s", "--publish", f"127.0.0.1:{port}:8080"),
            *("--env", "PROXLB_UI_RUNTIME=none", "--env", f"PROXLB_UI_TOKEN={TOKEN}", "--volume", "/etc/proxlb"),
            *("--volume", "/var/lib/proxlb-ui", "--env", "PROXLB_UI_STATE_DIR=/var/lib/proxlb-ui", image),
        )
        yield Cockpit(name, port)


def project_version() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_it_is_small(image: str) -> None:
    size = inspect(image)["Size"]
    print(f"{image}: {size / 1e6:.0f} MB")
    assert size <= LARGEST_BYTES


def test_it_says_what_it_is(image: str) -> None:
    config = inspect(image)["Config"]
    labels = {key.removeprefix("org.opencontainers.image."): value for key, value in config["Labels"].items()}
    assert labels["title"] == "proxlb-ui"
    assert labels["licenses"] == "GPL-3.0-or-later"
    assert labels["version"] == project_version()
    assert docker("run", "--rm", image, "--version") == f"proxlb-ui {project_version()}"
    assert config["User"] == "65534:65534"
    assert config["Healthcheck"]["Test"] == ["CMD", "proxlb-ui", "healthcheck"]


def test_it_contains_nothing_to_install_or_compile_with(image: str) -> None:
    tools = "pip pip3 ensurepip gcc cc ld strip make git curl wget"
    found = docker("run", "--rm", "--entrypoint", "sh", image, "-c", f"for t in {tools}; do command -v $t; done; true")
    assert found == ""
    script = (
        "from importlib.util import find_spec as f; print(list(filter(f, 'pip ensurepip setuptools pytest'.split())))"
    )
    assert docker("run", "--rm", "--entrypoint", "python3", image, "-c", script) == "[]"


def test_its_health_is_found_out(cockpit: Cockpit) -> None:
    wait_until(lambda: inspect(cockpit.name)["State"]["Health"]["Status"] == "healthy")


def test_it_serves_the_page_and_wants_the_token(cockpit: Cockpit) -> None:
    test_its_health_is_found_out(cockpit)
    assert ask(cockpit, "/")[0] == 200
    assert ask(cockpit, "/api/v1/overview")[0] == 401
    status, body = ask(cockpit, "/api/v1/session", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert json.loads(body)["version"] == project_version()
    assert TOKEN not in output_of(cockpit.name)


def ask(cockpit: Cockpit, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", cockpit.port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_it_is_nobody_and_writes_only_what_is_given_to_it(cockpit: Cockpit) -> None:
    assert docker("exec", cockpit.name, "id") == "uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)"
    places = "/ /etc /etc/proxlb /home /opt /opt/proxlb-ui /root /run /srv /tmp /usr/lib /usr/local/bin /var /var/lib"
    places += " /var/lib/proxlb-ui /var/log /var/tmp"
    script = f"for p in {places}; do touch $p/probe 2>/dev/null && echo $p; done; true"
    assert docker("exec", cockpit.name, "sh", "-c", script).split() == ["/etc/proxlb", "/tmp", "/var/lib/proxlb-ui"]
    status = docker("exec", cockpit.name, "cat", "/proc/1/status")
    assert re.search(r"^CapEff:\s0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s1$", status, re.MULTILINE)


def test_it_holds_no_file_that_gives_more_rights_or_secrets(image: str) -> None:
    script = "find /opt -writable -not -type l; find / -xdev -perm /6000 -path '*proxlb*'"
    assert docker("run", "--rm", "--entrypoint", "sh", image, "-c", script, check=False) == ""
    assert not [word for word in inspect(image)["Config"]["Env"] if "TOKEN" in word or "SECRET" in word]


def test_it_ends_by_itself_when_told_to(image: str) -> None:
    with removed_afterwards(unique_name()) as name:
        docker("run", "--detach", "--name", name, *HARDENED, "--env", "PROXLB_UI_RUNTIME=none", image)
        wait_until(lambda: "open http" in output_of(name))
        docker("stop", name)
        assert inspect(name)["State"]["ExitCode"] == 0, "137: killed when the engine's patience was over"


def test_the_classic_builder_makes_the_same(image: str) -> None:
    """It is what an engine without the buildx plugin has."""
    classic = cockpit_image(classic=True)
    assert abs(inspect(classic)["Size"] - inspect(image)["Size"]) < 1_000_000
    assert docker("run", "--rm", classic, "--version") == docker("run", "--rm", image, "--version")


def test_the_version_is_written_once() -> None:
    assert re.search(r"^ARG VERSION=(.*)$", DOCKERFILE.read_text(), re.MULTILINE)[1] == project_version()
