"""What the socket proxy refuses, tried on the real engine, and what it lets through."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docker.engine_image import PREFIX, docker, inspect, proxlb_image, removed_afterwards, unique_name
from tests.docker.socket_proxy import FOLDER, SocketProxy, socket_proxy
from tests.waiting import wait_until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]

API = "/v1.41"
OWN = f"{PREFIX}a.b"
# What the name would also match if it were taken for a regular expression, and names around it.
OTHERS = (OWN.replace("a.b", "axb"), OWN + "2", "x" + OWN)
EXEC = {"Cmd": ["id"], "AttachStdout": True, "AttachStderr": True, "Privileged": False, "User": "", "Tty": False}
UPGRADE = {"Connection": "Upgrade", "Upgrade": "tcp"}
NOT_ALLOWED = "The socket proxy does not allow"


def sleeping(name: str) -> str:
    docker("run", "--detach", "--name", name, "--init", "--entrypoint", "sleep", proxlb_image(), "9999")
    return name


@pytest.fixture(scope="module")
def own() -> Iterator[str]:
    with removed_afterwards(OWN) as name:
        yield sleeping(name)


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    with removed_afterwards(OTHERS[0]) as name:
        yield sleeping(name)


@pytest.fixture(scope="module")
def proxy(own: str) -> Iterator[SocketProxy]:
    with socket_proxy(own) as proxy:
        yield proxy


def started(name: str) -> tuple[bool, str]:
    state = inspect(name)["State"]
    return state["Running"], state["StartedAt"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/containers/json"),
        ("POST", "/containers/create"),
        ("POST", f"/containers/create?name={OWN}"),
        ("POST", "/containers/prune"),
        ("GET", "/images/json"),
        ("POST", "/images/create?fromImage=debian"),
        ("POST", "/build"),
        ("POST", "/commit"),
        ("GET", "/events"),
        ("GET", "/info"),
        ("GET", "/system/df"),
        ("POST", "/auth"),
        ("GET", "/volumes"),
        ("POST", "/volumes/create"),
        ("GET", "/networks"),
        ("POST", "/networks/create"),
        ("GET", "/plugins"),
        ("GET", "/secrets"),
        ("POST", "/swarm/init"),
        ("POST", "/session"),
        ("POST", "/grpc"),
        ("DELETE", f"/containers/{OWN}"),
        ("DELETE", f"/containers/{OWN}?force=1"),
        ("GET", f"/containers/{OWN}"),
        ("GET", f"/containers/{OWN}/"),
        ("GET", f"/containers/{OWN}/archive?path=/etc"),
        ("HEAD", f"/containers/{OWN}/archive?path=/etc"),
        ("PUT", f"/containers/{OWN}/archive?path=/tmp"),
        ("GET", f"/containers/{OWN}/export"),
        ("GET", f"/containers/{OWN}/top"),
        ("GET", f"/containers/{OWN}/stats?stream=0"),
        ("GET", f"/containers/{OWN}/changes"),
        ("POST", f"/containers/{OWN}/attach?stream=1"),
        ("GET", f"/containers/{OWN}/attach/ws"),
        ("POST", f"/containers/{OWN}/update"),
        ("POST", f"/containers/{OWN}/rename?name=x"),
        ("POST", f"/containers/{OWN}/pause"),
        ("POST", f"/containers/{OWN}/unpause"),
        ("POST", f"/containers/{OWN}/wait"),
        ("POST", f"/containers/{OWN}/resize?h=1&w=1"),
        ("POST", f"/containers/{OWN}/json"),
        ("PUT", f"/containers/{OWN}/start"),
        ("GET", f"/containers/{OWN}/start"),
        ("GET", f"/containers/{OWN}/stop"),
        ("GET", f"/containers/{OWN}/exec"),
        ("GET", f"/exec/{'0' * 64}/start"),
        ("POST", f"/exec/{'0' * 64}/json"),
        ("POST", f"/exec/{'0' * 63}/start"),
        ("POST", f"/exec/{'0' * 64}/start/x"),
        ("GET", f"/containers/{OWN.upper()}/json"),
        ("GET", f"/containers/{OWN}/JSON"),
        ("GET", f"/containers/{OWN}/json/"),
        ("GET", f"/containers/{OWN}/../json"),
        ("GET", f"/containers/x/../{OWN}/json"),
        ("GET", f"/containers/{OWN}/json/../../../images/json"),
        ("GET", f"/containers/{OWN}/%2e%2e/json"),
        ("GET", f"/containers/{OWN}%2f..%2f..%2fimages%2fjson"),
        ("GET", f"/containers/{OWN}%2fjson"),
        ("GET", f"/containers/%70{OWN[1:]}/json"),
        ("GET", f"/containers//{OWN}/json"),
        ("GET", f"//containers/{OWN}/json"),
        ("GET", f"/containers/{OWN}//json"),
        ("GET", f"/containers/{OWN}/json;x=1"),
        ("GET", f"/v1.41/containers/{OWN}/json"),
        ("GET", f"/containers/{OWN}%00/json"),
        *(("GET", f"/containers/{name}/json") for name in OTHERS),
        *(("POST", f"/containers/{OTHERS[0]}/{call}") for call in ("start", "stop", "restart", "kill", "exec")),
    ],
)
def test_what_the_cockpit_does_not_need_is_refused(proxy: SocketProxy, other: str, method: str, path: str) -> None:
    before = started(OWN), started(other)
    status, body = proxy.ask(method, API + path)
    assert status == 403
    assert NOT_ALLOWED in body or method == "HEAD"
    assert (started(OWN), started(other)) == before


@pytest.mark.parametrize(
    "prefix",
    [
        "",
        "/v1.24",
        "/v1.20",
        "/v1.40",
        "/v1",
        "/v2.41",
        "/v1.4",
        "/v1.410",
        "/V1.41",
        "/x",
        "/v1.41/x",
        "/./v1.41",
        "/x/v1.41",
    ],
)
def test_other_versions_of_the_api_are_refused(proxy: SocketProxy, prefix: str) -> None:
    assert proxy.ask("GET", f"{prefix}/containers/{OWN}/json")[0] == 403
    # Before version 1.24 a start could carry the description of another container.
    assert proxy.ask("POST", f"{prefix}/containers/{OWN}/start", {"Privileged": True, "Binds": ["/:/host"]})[0] == 403


@pytest.mark.parametrize("method", ["OPTIONS", "PATCH", "TRACE", "DELETE", "PUT", "HEAD", "PROPFIND"])
def test_other_methods_are_refused(proxy: SocketProxy, method: str) -> None:
    assert proxy.ask(method, f"{API}/containers/{OWN}/json")[0] == 403


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("kill", None, {}),
        ("kill?signal=SIGKILL", None, {}),
        ("kill?signal=9", None, {}),
        ("kill?signal=SIGHUP&signal=SIGKILL", None, {}),
        ("kill?signal=SIGHU%50", None, {}),
        ("kill?signal=PROBE", None, {}),
        # The engine would take the body's signal before the address'.
        ("kill?signal=SIGHUP", "signal=SIGKILL", {"Content-Type": "application/x-www-form-urlencoded"}),
        ("stop?t=probe", None, {}),
        ("stop?t=0&signal=SIGKILL", None, {}),
        ("restart?t=10", "t=0", {"Content-Type": "application/x-www-form-urlencoded"}),
        ("start?checkpoint=x&checkpoint-dir=/tmp", None, {}),
        ("start", {"Privileged": True}, {}),
        ("exec", None, {}),
        ("exec", {**EXEC, "Privileged": True}, {}),
        ("exec", {**EXEC, "User": "root"}, {}),
        ("exec", {**EXEC, "User": "0"}, {}),
        ("exec", '{"Cmd": ["id"], "privileged":\n true}', {}),
        ("exec", '{"Cmd": ["id"], "PRIVILEGED" : true}', {}),
        ("exec", '{"Cmd": ["id"], "\\u0050rivileged": true}', {}),
        ("exec", '{"Cmd": ["id"], "U\\u0073er": "root"}', {}),
        ("exec", '{"Cmd": ["id"], "U\u017fer": "root"}'.encode(), {}),
        ("exec", '{"Cmd": ["id"], "User": "", "user": "root"}', {}),
        ("exec", '{"Cmd": ["id"], "Privileged": false, "privileged": true}', {}),
        ("exec", json.dumps({"Cmd": ["x" * 20_000], "Privileged": True}), {}),
        ("exec", json.dumps({"Cmd": ["x" * 60_000], "User": "root"}), {}),
        ("exec?x=1", EXEC, {}),
        ("exec", EXEC, UPGRADE),
        ("restart", None, UPGRADE),
    ],
)
def test_what_is_allowed_is_not_allowed_in_any_way(
    proxy: SocketProxy, path: str, body: object, headers: dict[str, str]
) -> None:
    before = started(OWN)
    status, answer = proxy.ask("POST", f"{API}/containers/{OWN}/{path}", body, **headers)
    assert (status, NOT_ALLOWED in answer) == (400, True)
    assert started(OWN) == before


def test_no_connection_becomes_another_protocol(proxy: SocketProxy) -> None:
    # HAProxy itself takes this one off; the request behind it is an ordinary one.
    assert (
        proxy.ask("GET", f"{API}/containers/{OWN}/json", Connection="Upgrade, HTTP2-Settings", Upgrade="h2c")[0] == 200
    )
    for kind in ("websocket", "tcp", "tcp, h2c"):
        assert proxy.ask("GET", f"{API}/containers/{OWN}/json", Connection="Upgrade", Upgrade=kind)[0] == 400
    assert proxy.send(b"CONNECT /v1.41/images/json HTTP/1.1\r\nHost: x\r\n\r\n") in (400, 403)
    assert proxy.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") in (400, 403, 405)


def test_a_second_request_cannot_hide_behind_a_first(proxy: SocketProxy) -> None:
    hidden = b"GET /v1.41/images/json HTTP/1.1\r\nHost: x\r\n\r\n"
    both = b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(hidden)
    first = f"POST {API}/containers/{OWN}/exec HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()
    assert proxy.send(first + both + b"\r\n0\r\n\r\n" + hidden) == 400
    assert proxy.send(first + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n") == 400
    assert proxy.send(first + b"Content-Length: 2\r\nContent-Length: 90\r\n\r\n{}" + hidden) == 400


def test_a_whole_address_is_taken_for_its_path(proxy: SocketProxy) -> None:
    assert proxy.send(b"GET http://docker/v1.41/images/json HTTP/1.1\r\nHost: docker\r\n\r\n") == 403
    assert (
        proxy.send(f"GET /v1.41/images/json?x=/v1.41/containers/{OWN}/json HTTP/1.1\r\nHost: x\r\n\r\n".encode()) == 403
    )


def test_what_was_refused_is_logged_and_what_passes_is_not(proxy: SocketProxy, own: str) -> None:
    assert proxy.ask("GET", "/v1.41/secrets/here")[0] == 403
    assert proxy.ask("GET", f"/v1.41/containers/{own}/json")[0] == 200
    log = proxy.refused()
    assert '403 "GET /v1.41/secrets/here' in log
    assert '/json HTTP/1.1"' not in log.rpartition("secrets/here")[2]


def test_what_the_cockpit_needs_passes(proxy: SocketProxy, own: str) -> None:
    assert proxy.ask("GET", "/_ping") == (200, "OK")
    assert proxy.ask("GET", "/version")[0] == 200
    assert json.loads(proxy.ask("GET", f"{API}/containers/{own}/json")[1])["Name"] == f"/{own}"
    assert proxy.ask("GET", f"{API}/containers/{own}/logs?stdout=1&tail=5")[0] == 200
    for body in ({"Cmd": ["id"]}, '{"Cmd":["id"],"privileged":false,"User" : ""}'):
        assert proxy.ask("POST", f"{API}/containers/{own}/exec", body)[0] == 201
    status, created = proxy.ask("POST", f"{API}/containers/{own}/exec", EXEC)
    assert status == 201
    number = json.loads(created)["Id"]
    with proxy.opened("POST", f"{API}/exec/{number}/start", '{"Detach": false, "Tty": false}', **UPGRADE) as stream:
        assert stream.status == 101
        assert b"uid=65534" in stream.fp.read1(1000)
    assert exit_code(proxy, number) == 0
    for call in ("restart?t=1", "stop", "start", "restart", "stop?t=10", "start"):
        before = started(own)
        assert proxy.ask("POST", f"{API}/containers/{own}/{call}")[0] == 204
        assert started(own) != before
    assert proxy.ask("POST", f"{API}/containers/{own}/kill?signal=SIGHUP")[0] == 204


def exit_code(proxy: SocketProxy, number: str) -> int:
    """The engine may send the last output before it knows the end."""

    def ended() -> str | None:
        code = json.loads(proxy.ask("GET", f"{API}/exec/{number}/json")[1])["ExitCode"]
        return None if code is None else str(code)

    return int(wait_until(ended))


def test_it_runs_as_nobody_and_ends_at_once(own: str) -> None:
    with socket_proxy(own) as proxy:
        assert inspect(proxy.name)["Config"]["User"] == "65534:65534"
        assert docker("exec", proxy.name, "id", "-u") == "65534"
        with proxy.opened("GET", f"{API}/containers/{own}/logs?stdout=1&follow=1") as stream:
            assert stream.status == 200
            begun = time.monotonic()
            docker("stop", proxy.name)
            assert time.monotonic() - begun < 9, "the engine's patience ends after ten"


def test_its_own_check_tells_whether_the_engine_answers(own: str) -> None:
    with socket_proxy(own) as proxy:
        assert docker("exec", proxy.name, "bash", "/usr/local/lib/healthy") == ""
        assert inspect(proxy.name)["Config"]["Healthcheck"]["Test"][-1] == "/usr/local/lib/healthy"


def test_streams_may_be_quiet_for_longer_than_answers(tmp_path: Path, own: str) -> None:
    """With every limit for ordinary calls at one second."""
    rules = (FOLDER / "haproxy.cfg").read_text()
    for words in ("client 60s", "server 120s", "http-keep-alive 60s", "http-request 10s"):
        assert words in rules
        rules = rules.replace(words, f"{words.split()[0]} 1s")
    changed = tmp_path / "haproxy.cfg"
    changed.write_text(rules)
    with (
        removed_afterwards(unique_name()) as name,
        socket_proxy(name, "--volume", f"{changed}:/etc/haproxy/haproxy.cfg:ro") as proxy,
    ):
        script = "import time; time.sleep(3); print('late', flush=True); time.sleep(99)"
        docker("run", "--detach", "--name", name, "--entrypoint", "python3", proxlb_image(), "-c", script)
        with proxy.opened("GET", f"{API}/containers/{name}/logs?stdout=1&follow=1") as response:
            assert b"late" in response.read1(100)
        quiet = {"Cmd": ["sh", "-c", "sleep 3; echo late"], "AttachStdout": True}
        number = json.loads(proxy.ask("POST", f"{API}/containers/{name}/exec", quiet)[1])["Id"]
        with proxy.opened("POST", f"{API}/exec/{number}/start", "{}", **UPGRADE) as response:
            assert response.status == 101
            assert b"late" in response.fp.read1(100)
