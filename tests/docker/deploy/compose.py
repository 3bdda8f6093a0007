"""The compose files of deploy/docker, started as a user would start them, with images that are made here."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.docker.deploy.images import ROOT, cockpit_image, demo_image
from tests.docker.engine_image import docker, inspect, proxlb_image, unique_name
from tests.docker.socket_proxy import proxy_image, socket_group
from tests.e2e.programs import Api
from tests.hurry import HURRIED

FOLDER = ROOT / "deploy" / "docker"
TESTS = Path(__file__).parent
TOKEN = "a-token-for-the-compose-tests"
UP_SECONDS = 120.0
OURS = ("PROXLB", "COMPOSE", "DOCKER_GID", "DOCKER_SOCKET", "COCKPIT", "SOCKET_PROXY", "DEMO", "HOST", "PORT")


@dataclass(frozen=True, slots=True)
class Stack:
    """One running project."""

    project: str
    container: str
    port: int
    api: Api
    command: tuple[str, ...]
    environment: Mapping[str, str]

    def compose(self, *arguments: str, seconds: float = UP_SECONDS) -> str:
        """What `docker compose` prints; raises with its own words when it fails."""
        done = subprocess.run(
            [*self.command, *arguments], capture_output=True, text=True, timeout=seconds, env=dict(self.environment)
        )
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stderr}\n{done.stdout}"
        return done.stdout

    def container_of(self, service: str) -> dict[str, Any]:
        """The engine's description of a service's container."""
        return inspect(self.compose("ps", "--all", "--quiet", service).strip())

    def services(self) -> dict[str, dict[str, Any]]:
        """The compose files as compose understands them."""
        return json.loads(self.compose("config", "--format", "json"))["services"]

    def engine_address(self) -> str:
        """Where the socket proxy is for this machine, though nothing is published."""
        (network,) = self.container_of("socket-proxy")["NetworkSettings"]["Networks"].values()
        return f"tcp://{network['IPAddress']}:2375"


@contextmanager
def _stack(files: tuple[Path, ...], variables: Mapping[str, str], token: str = "") -> Iterator[Stack]:
    project, container, port = unique_name(), unique_name(), free_port()
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    environment = {
        **clean,
        **{"PROXLB_IMAGE": proxlb_image(), "COCKPIT_IMAGE": cockpit_image(), "DEMO_IMAGE": demo_image()},
        **{"SOCKET_PROXY_IMAGE": proxy_image(), "PORT": str(port), "DOCKER_GID": str(socket_group())},
        **{"PROXLB_CONTAINER": container, "DEMO_CONTAINER": container, "PROXLB_UI_TOKEN": token},
        **{"HURRIED": str(HURRIED)},
        **variables,
    }
    chosen = [word for file in (*files, TESTS / "hurried.compose.yaml") for word in ("--file", str(file))]
    # Whoever runs the tests may have a .env of their own.
    command = ("docker", "compose", "--env-file", os.devnull, "--project-name", project, *chosen)
    stack = Stack(project, container, port, Api(port, token), command, environment)
    try:
        yield stack
    except BaseException:
        print(stack.compose("logs", "--tail", "40"))
        raise
    finally:
        stack.compose("down", "--volumes", "--remove-orphans", "--timeout", "2")


@contextmanager
def demo_stack() -> Iterator[Stack]:
    """compose.demo.yaml."""
    with _stack((FOLDER / "compose.demo.yaml",), {}) as stack:
        yield stack


@contextmanager
def steered_stack(way: str, config: Path, **variables: str) -> Iterator[Stack]:
    """compose.yaml with one way to the engine, and a simulated cluster for its ProxLB."""
    write_settings(config, proxlb_settings("simulator", 8007))
    files = (FOLDER / "compose.yaml", FOLDER / f"compose.{way}.yaml", TESTS / "simulator.compose.yaml")
    given = {"PROXLB_CONFIG_DIR": str(config), "GATEWAY_RULES": str(TESTS / "gateway.cfg"), **variables}
    with _stack(files, given, TOKEN) as stack:
        yield stack


def write_settings(config: Path, text: str) -> None:
    """As an editor saves: a new file in place of the old one, for the user that ProxLB and the cockpit run as."""
    config.mkdir(exist_ok=True)
    new = config / "proxlb.yaml.new"
    new.write_text(text.replace("ssl_verification: true", "ssl_verification: false"))
    new.chmod(0o640)
    for path in (config, new):
        hand_over(path)
    new.rename(config / "proxlb.yaml")


def hand_over(path: Path) -> None:
    """Give a file to user 65534, or to everybody where that takes root."""
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    else:
        path.chmod(0o777 if path.is_dir() else 0o666)


def processes_in(container: str) -> list[str]:
    """The command lines of what runs in a container."""
    return docker("top", container, "-eo", "pid,args").splitlines()[1:]
