"""What the page says when the way to the Docker engine is missing, closed, dead or deaf."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerEngineRunner, DockerLogSource, DockerServiceControl
from proxlb_ui.domain.errors import Denied, TimedOut, Unavailable
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState, ServiceStatus

from tests.contract.docker_fixtures import SOCKET, redact
from tests.docker.broken_engine import answer, described, engine_that_says
from tests.needs import need

NOBODY = 65534
SAY_STATUS = """
import asyncio, encodings.idna, os, sys
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerServiceControl
if len(sys.argv) > 2:
    os.setgroups([])
    os.setuid(int(sys.argv[2]))

async def main():
    control = DockerServiceControl(DockerContainer("proxlb", sys.argv[1]), str)
    status = await control.status()
    print(status.state, status.message, status.hint, sep="\\n")

asyncio.run(main())
"""


async def status_at(host: str, answer_seconds: float = 5) -> ServiceStatus:
    control = DockerServiceControl(DockerContainer("proxlb", host, answer_seconds), redact)
    status = await control.status()
    await control.close()
    assert status.state is ServiceState.UNKNOWN
    assert set(status.refused) == set(ServiceAction), "no button works, and each says why"
    assert set(status.refused.values()) == {status.message}
    return status


async def test_there_is_no_socket(tmp_path: Path) -> None:
    status = await status_at(f"unix://{tmp_path}/docker.sock")
    assert status.message == f"There is no Docker socket at {tmp_path}/docker.sock."
    assert status.hint.startswith("Mount it into the cockpit.")


async def test_a_folder_stands_where_the_socket_should_be(tmp_path: Path) -> None:
    (tmp_path / "docker.sock").mkdir()
    status = await status_at(f"unix://{tmp_path}/docker.sock")
    assert status.message == f"What is at {tmp_path}/docker.sock is not a socket."
    assert "Docker creates a directory where a mounted file does not exist" in status.hint


async def test_the_engine_is_down_and_left_its_socket(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(tmp_path / "docker.sock"))
    status = await status_at(f"unix://{tmp_path}/docker.sock")
    assert status.message == f"The Docker engine does not answer at {tmp_path}/docker.sock."
    assert status.hint == "Is it running? `systemctl status docker`"


@pytest.mark.docker
def test_the_user_may_not_use_the_socket(tmp_path: Path) -> None:
    need("docker")
    command = [sys.executable, "-c", SAY_STATUS]
    if os.getuid() == 0:
        path, user = SOCKET.removeprefix("unix://"), NOBODY
        command += [SOCKET, str(NOBODY)]
    else:
        path, user = str(tmp_path / "docker.sock"), os.getuid()
        with socket.socket(socket.AF_UNIX) as closed:
            closed.bind(path)
        Path(path).chmod(0)
        command += [f"unix://{path}"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=Path(__file__).parents[3])
    state, message, hint = said.stdout.splitlines()
    assert (state, message) == ("unknown", f"User {user} may not use the Docker socket at {path}.")
    assert "group_add" in hint and "socket proxy" in hint


async def test_the_socket_proxy_has_another_name() -> None:
    status = await status_at("tcp://nothing-has-this-name.invalid:2375")
    assert status.message.startswith("Nothing is known by the name in tcp://nothing-has-this-name.invalid:2375")
    assert "DOCKER_HOST" in status.hint


async def test_the_engine_is_deaf(tmp_path: Path) -> None:
    with engine_that_says({}, tmp_path) as host:
        status = await status_at(host, answer_seconds=0.3)
    assert status.message == f"The Docker engine at {tmp_path}/docker.sock did not answer in time."
    assert status.hint


async def test_waiting_for_a_deaf_engine_can_be_given_up(tmp_path: Path) -> None:
    with engine_that_says({}, tmp_path) as host:
        container = DockerContainer("proxlb", host, answer_seconds=1)
        runner, source = DockerEngineRunner(container, redact), DockerLogSource(container, redact)
        waits = (container.inspect, source.read, source.follow().__anext__, runner.run(RunKind.DRY_RUN, "{}").__anext__)
        for wait in waits:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(wait(), 0.1)
        # Their places are taken until the engine's time is over, and free then.
        with pytest.raises(TimedOut):
            await container.inspect()


async def test_the_engine_breaks_off(tmp_path: Path) -> None:
    with engine_that_says({"/json": b""}, tmp_path) as host:
        status = await status_at(host)
    assert status.message == f"The connection to the Docker engine at {tmp_path}/docker.sock broke."
    assert status.hint == "It is tried again by itself."


async def test_the_engine_behind_the_proxy_is_down(tmp_path: Path) -> None:
    with engine_that_says({"/json": answer(b"<html>", "503 Service Unavailable", "text/html")}, tmp_path) as host:
        status = await status_at(host)
    assert status.message == "The Docker engine does not answer the socket proxy."


async def test_the_proxy_does_not_let_it_look(tmp_path: Path) -> None:
    said = answer(b'{"message": "The socket proxy does not allow this call."}', "403 Forbidden")
    with engine_that_says({"/json": said}, tmp_path) as host:
        status = await status_at(host)
    assert status.message.startswith("The Docker engine does not let the cockpit do this:")
    assert "swordfish" not in repr(status)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        (CHUNKED + b"40\r\n\x01\x00\x00\x00\x00\x00\x00\x20half of a", Unavailable, "broke"),
        (CHUNKED + b"10\r\nthis is no frame\r\n0\r\n\r\n", Unavailable, "log stream cannot be read"),
        (answer(b'{"message": "page not found"}', "403 Forbidden"), Denied, "does not let the cockpit"),
        (answer(b'{"message": "no reading"}', "501 Not Implemented"), Unavailable, "keeps no log"),
    ],
    ids=["broken off", "no frames", "refused", "no reading"],
)
async def test_a_history_that_cannot_be_read(tmp_path: Path, said: bytes, error: type[Exception], words: str) -> None:
    with engine_that_says({"/proxlb/json": described(), "/logs": said}, tmp_path) as host:
        source = DockerLogSource(DockerContainer("proxlb", host), redact)
        with pytest.raises(error, match=words):
            await source.read()


async def test_a_history_that_never_comes(tmp_path: Path) -> None:
    with engine_that_says({"/proxlb/json": described(), "/logs": CHUNKED}, tmp_path) as host:
        source = DockerLogSource(DockerContainer("proxlb", host, answer_seconds=0.3), redact)
        with pytest.raises(Unavailable, match="broke"):
            await source.read()
    quiet = tmp_path / "quiet"
    quiet.mkdir()
    with engine_that_says({"/proxlb/json": described()}, quiet) as host:
        source = DockerLogSource(DockerContainer("proxlb", host, answer_seconds=0.3), redact)
        with pytest.raises(TimedOut, match="did not answer in time"):
            await source.read()
