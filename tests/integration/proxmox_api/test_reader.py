"""The reader against hosts that behave well, badly, or not at all."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from blockbuster import blockbuster_ctx
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.proxmox_api.reader import ProxmoxClusterReader
from proxlb_ui.domain.errors import Denied, Invalid, ProxlbUiError, TimedOut, Unavailable
from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.connection import PveConnection

from tests.integration.proxmox_api.stub import GUEST, NODE, Answer, Stub

# proxmoxer silences this warning at import, which pytest undoes.
pytestmark = pytest.mark.filterwarnings("ignore:Unverified HTTPS request")

Make = Callable[..., ProxmoxClusterReader]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture
def stub(folder: Path) -> Iterator[Stub]:
    made = Stub(folder)
    yield made
    made.stop()


@pytest.fixture
def other(folder: Path) -> Iterator[Stub]:
    made = Stub(folder)
    yield made
    made.stop()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def make(stub: Stub, clock: FakeClock) -> AsyncIterator[Make]:
    readers: list[ProxmoxClusterReader] = []

    def build(*ports: int, **changes: Any) -> ProxmoxClusterReader:
        options = {key: changes.pop(key) for key in ("default_ca_bundle", "tick_seconds") if key in changes}
        hosts = tuple(("127.0.0.1", port) for port in ports or (stub.port,))
        usual = PveConnection(hosts, "proxlb@pve", token_id="t", token_secret="s3", ca_file=stub.ca_file)
        connection = replace(usual, **changes)

        async def known() -> PveConnection:
            return connection

        readers.append(ProxmoxClusterReader(known, clock, **options))
        return readers[-1]

    with blockbuster_ctx():
        yield build
    for reader in readers:
        await reader.close()
        await reader.close()


async def problem_of(reader: ProxmoxClusterReader) -> ProxlbUiError:
    with pytest.raises(ProxlbUiError) as caught:
        await reader.read_snapshot()
    assert "127.0.0.1" in caught.value.message or "certificate" in caught.value.message
    assert caught.value.hint
    assert caught.value.message.count(". ") == 0, "one sentence"
    assert "s3" not in caught.value.message
    return caught.value


async def test_a_tick_is_four_calls(make: Make, stub: Stub) -> None:
    snapshot = await make().read_snapshot()
    assert sum(stub.seen.values()) == 4
    assert [node.name for node in snapshot.nodes] == ["pve1"]
    assert snapshot.nodes[0].status is NodeStatus.ONLINE
    assert [guest.name for guest in snapshot.guests] == ["web"]
    assert (snapshot.name, snapshot.quorate) == ("lab", True)
    assert snapshot.host == f"127.0.0.1:{stub.port}"
    assert snapshot.gaps == ()


async def test_a_token_goes_into_the_header_and_nowhere_else(make: Make, stub: Stub) -> None:
    reader = make()
    await reader.read_snapshot()
    assert {headers["Authorization"] for headers in stub.headers} == {"PVEAPIToken=proxlb@pve!t=s3"}
    assert stub.seen["login"] == 0


async def test_a_password_signs_in_and_the_ticket_serves_many_ticks(make: Make, stub: Stub) -> None:
    stub.needs_ticket = True
    reader = make(password="pw", token_id=None, token_secret=None)
    for _ in range(5):
        await reader.read_snapshot()
    assert 1 <= stub.seen["login"] <= 2


async def test_a_ticket_that_died_while_nobody_asked_is_replaced(make: Make, stub: Stub) -> None:
    stub.needs_ticket = True
    reader = make(password="pw", token_id=None, token_secret=None)
    await reader.read_snapshot()
    stub.valid_tickets.clear()
    assert (await reader.read_snapshot()).gaps == ()


async def test_after_three_idle_hours_the_password_is_used_again(make: Make, stub: Stub, clock: FakeClock) -> None:
    stub.needs_ticket = True
    reader = make(password="pw", token_id=None, token_secret=None)
    await reader.read_snapshot()
    before = stub.seen["login"]
    await clock.advance(3 * 3600)
    stub.valid_tickets.clear()
    await reader.read_snapshot()
    assert before < stub.seen["login"] <= before + 2


@pytest.mark.parametrize(
    ("answer", "kind", "part"),
    [
        (Answer(body=b"<html>Welcome to nginx</html>"), Unavailable, "not like Proxmox"),
        (Answer(body=b'{"data": [{"type": "no'), Unavailable, "not like Proxmox"),
        (Answer(body=b"[]"), Unavailable, "not like Proxmox"),
        (Answer(body=b'{"success": 1}'), Unavailable, "not like Proxmox"),
        (Answer(data=None), Unavailable, "not like Proxmox"),
        (Answer(data={"a": 1}), Unavailable, "not like Proxmox"),
        (Answer(data=[]), Unavailable, "not like Proxmox"),
        (Answer(status=401, reason="Authentication failed!"), Denied, "does not accept the credentials"),
        (Answer(status=403, reason="Permission check failed (/, Sys.Audit)"), Denied, "Sys.Audit"),
        (Answer(status=500, reason="cluster not ready - no quorum?"), Unavailable, "no quorum"),
        (Answer(status=595, reason="No route to host"), Unavailable, "No route to host"),
        (Answer(status=596, reason="tls_process_server_certificate"), Unavailable, "another node"),
        (Answer(status=502, reason="Bad Gateway"), Unavailable, "in front of"),
        (Answer(status=404, reason="Not Found"), Unavailable, "404"),
        (Answer(drop=True), Unavailable, "closed the connection"),
        (Answer(status=301, headers={"Location": "https://127.0.0.1:1/"}), Unavailable, "not like Proxmox"),
        (Answer(body=b"no gzip", headers={"Content-Encoding": "gzip"}), Unavailable, "not like Proxmox"),
        (Answer(body=b"{", headers={"Content-Length": "99", "Connection": "close"}), Unavailable, "closed"),
    ],
)
async def test_odd_answers_are_told_in_one_sentence(
    make: Make, stub: Stub, answer: Answer, kind: type[ProxlbUiError], part: str
) -> None:
    stub.everything(answer)
    problem = await problem_of(make())
    assert type(problem) is kind
    assert part in problem.message


async def test_a_host_that_answers_too_late_is_timed_out(make: Make, stub: Stub) -> None:
    stub.everything(Answer([], delay_seconds=3))
    problem = await problem_of(make(timeout_seconds=0.3))
    assert isinstance(problem, TimedOut)


async def test_an_answer_that_trickles_in_is_not_waited_for(make: Make, stub: Stub) -> None:
    stub.everything(Answer([NODE], trickle_seconds=0.05))
    problem = await problem_of(make(timeout_seconds=0.4))
    assert isinstance(problem, TimedOut)


async def test_a_tick_as_a_whole_is_bounded(make: Make, stub: Stub) -> None:
    stub.everything(Answer([], delay_seconds=2))
    problem = await problem_of(make(tick_seconds=0.3))
    assert isinstance(problem, TimedOut)
    assert "0.3 s" in problem.message


async def test_nobody_listening_is_a_refusal(make: Make) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "refuses connections" in (await problem_of(make(port))).message


async def test_a_name_that_does_not_exist(make: Make) -> None:
    reader = make(hosts=(("no-such-host.invalid", 8006),))
    with pytest.raises(Unavailable, match=r"no-such-host\.invalid:8006 cannot be resolved"):
        await reader.read_snapshot()


@pytest.mark.parametrize("secret", [{}, {"password": "pw", "token_id": None, "token_secret": None}])
async def test_an_unknown_authority_is_refused(make: Make, secret: dict[str, Any]) -> None:
    problem = await problem_of(make(ca_file=None, **secret))
    assert isinstance(problem, Unavailable)
    assert "not trusted: self-signed certificate" in problem.message
    assert "ssl_verification" in problem.hint


@pytest.mark.parametrize("secret", [{}, {"password": "pw", "token_id": None, "token_secret": None}])
async def test_verification_can_be_off_whatever_the_environment_says(
    make: Make, monkeypatch: pytest.MonkeyPatch, secret: dict[str, Any], stub: Stub
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/bundle.pem")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert (await make(ca_file=None, verify_tls=False, **secret).read_snapshot()).guests
    assert (await make(ca_file=stub.ca_file, **secret).read_snapshot()).guests
    assert (await make(ca_file=None, default_ca_bundle=stub.ca_file, **secret).read_snapshot()).guests


async def test_a_missing_ca_file_is_named_as_such(make: Make) -> None:
    with pytest.raises(Invalid, match="CA file"):
        await make(ca_file="/nowhere/ca.pem").read_snapshot()


async def test_a_plain_http_port_does_not_speak_tls(make: Make) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with server:
        problem = await problem_of(make(server.sockets[0].getsockname()[1]))
    assert isinstance(problem, Unavailable)


@pytest.mark.parametrize(
    ("path", "part"),
    [("/cluster/ha/status/current", "HA state"), ("/cluster/status", "cluster state"), ("/cluster/tasks", "tasks")],
)
async def test_a_refused_part_is_a_gap(make: Make, stub: Stub, path: str, part: str) -> None:
    stub.answers[path] = Answer(status=403, reason="Permission check failed (/, Sys.Audit)")
    snapshot = await make().read_snapshot()
    assert snapshot.guests
    (gap,) = snapshot.gaps
    assert gap.part == part
    assert "Sys.Audit" in gap.message
    assert "pveum acl modify / --roles proxlb --users proxlb@pve" in gap.hint
    assert "'proxlb@pve!t'" in gap.hint


async def test_missing_privileges_explain_an_empty_cluster(make: Make, stub: Stub) -> None:
    bare = {key: NODE[key] for key in ("type", "id", "node", "status")}
    stub.answers["/cluster/resources"] = Answer([bare])
    stub.answers["/access/permissions"] = Answer({})
    reader = make()
    assert (await reader.read_facts()).missing_privileges == ("VM.Audit", "Sys.Audit", "Datastore.Audit", "VM.Migrate")
    assert [gap.part for gap in (await reader.read_snapshot()).gaps] == ["guests", "nodes"]


async def test_the_next_host_is_asked_and_remembered(make: Make, stub: Stub, other: Stub) -> None:
    stub.everything(Answer(status=595, reason="Connection refused"))
    reader = make(stub.port, other.port)
    assert (await reader.read_snapshot()).host.endswith(str(other.port))
    asked = sum(stub.seen.values())
    assert (await reader.read_snapshot()).host.endswith(str(other.port))
    assert sum(stub.seen.values()) == asked


async def test_wrong_credentials_are_not_tried_on_every_host(make: Make, stub: Stub, other: Stub) -> None:
    stub.everything(Answer(status=401, reason="Authentication failed!"))
    with pytest.raises(Denied):
        await make(stub.port, other.port).read_snapshot()
    assert not other.seen


async def test_a_host_that_keeps_failing_is_left_alone_for_half_a_minute(
    make: Make, stub: Stub, other: Stub, clock: FakeClock
) -> None:
    for each in (stub, other):
        each.everything(Answer(status=500, reason="broken"))
    reader = make(stub.port, other.port)
    for _ in range(3):
        problem = await problem_of(reader)
    assert "None of the 2 hosts can be used" in problem.message
    assert str(stub.port) in problem.message
    assert str(other.port) in problem.message
    asked = [sum(each.seen.values()) for each in (stub, other)]
    await problem_of(reader)
    assert [sum(each.seen.values()) for each in (stub, other)] == [asked[0] + 2, asked[1]]
    await clock.advance(31)
    other.answers["/cluster/resources"] = Answer([NODE, GUEST])
    assert (await reader.read_snapshot()).host.endswith(str(other.port))


async def test_a_kept_connection_closed_by_the_host_costs_no_failure(make: Make, stub: Stub) -> None:
    reader = make()
    await reader.read_snapshot()
    stub.answers["/cluster/resources"] = [Answer(drop=True), Answer([NODE, GUEST])]
    assert (await reader.read_snapshot()).guests


async def test_a_refused_part_does_not_sign_in_again_every_tick(make: Make, stub: Stub) -> None:
    stub.needs_ticket = True
    stub.answers["/cluster/status"] = Answer(status=403, reason="Permission check failed")
    reader = make(password="pw", token_id=None, token_secret=None)
    for _ in range(4):
        await reader.read_snapshot()
    assert stub.seen["login"] <= 2


async def test_a_wrong_password_is_denied(make: Make, stub: Stub) -> None:
    stub.answers["login"] = Answer(status=401, reason="authentication failure")
    assert isinstance(await problem_of(make(password="pw", token_id=None, token_secret=None)), Denied)


async def test_a_web_page_instead_of_the_sign_in_is_no_proxmox(make: Make, stub: Stub) -> None:
    stub.answers["login"] = Answer(body=b"<html></html>")
    problem = await problem_of(make(password="pw", token_id=None, token_secret=None))
    assert "not like Proxmox" in problem.message


async def test_facts(make: Make, stub: Stub) -> None:
    style = {"color-map": "plb_pin_pve1:FF0000:ffffff;prod:00ff00"}
    stub.answers["/cluster/options"] = Answer({"tag-style": style, "crs": {"ha-auto-rebalance": 1}})
    reader = make()
    await reader.read_snapshot()
    facts = await reader.read_facts()
    assert facts.version == "9.1.1"
    assert facts.node_versions == {"pve1": "9.1.1"}
    assert facts.tag_colors == {"plb_pin_pve1": "ff0000", "prod": "00ff00"}
    assert facts.proxmox_balances
    assert facts.missing_privileges == ()


async def test_the_first_lines_of_a_task_log(make: Make, stub: Stub) -> None:
    upid = "UPID:pve1:000003E8:00000001:65000000:qmigrate:100:root@pam:"
    stub.answers[f"/nodes/pve1/tasks/{upid}/log"] = Answer([{"n": 1, "t": "one"}, {"n": 2, "t": "two"}])
    assert await make().read_task_log(upid, 1) == ("one",)


@pytest.mark.parametrize(
    "upid", ["", "UPID:a:b", "../../access", "UPID:pve1:000003E8:00000001:65000000:x:1/../..:root@pam:"]
)
async def test_a_malformed_upid_never_reaches_a_path(make: Make, stub: Stub, upid: str) -> None:
    with pytest.raises(Invalid):
        await make().read_task_log(upid)
    assert not stub.seen


async def test_broken_settings_do_not_lose_a_cluster_that_was_reached(stub: Stub, clock: FakeClock) -> None:
    good = PveConnection((("127.0.0.1", stub.port),), "u@pve", token_id="t", token_secret="s", ca_file=stub.ca_file)
    answers: list[PveConnection | ProxlbUiError] = [good, Invalid("broken")]

    async def known() -> PveConnection:
        answer = answers.pop(0)
        if isinstance(answer, ProxlbUiError):
            raise answer
        return answer

    reader = ProxmoxClusterReader(known, clock)
    await reader.read_snapshot()
    assert (await reader.read_snapshot()).guests
    await reader.close()
    answers.append(good)
    with pytest.raises(Unavailable, match="No more calls to Proxmox"):
        await reader.read_snapshot()


async def test_a_name_survives_the_time_its_node_is_away(make: Make, stub: Stub) -> None:
    reader = make()
    await reader.read_snapshot()
    bare = {"id": "qemu/100", "type": "qemu", "node": "pve1", "vmid": 100, "status": "unknown"}
    stub.answers["/cluster/resources"] = Answer([NODE, bare, {**bare, "id": "lxc/104", "type": "lxc", "vmid": "104"}])
    assert [guest.name for guest in (await reader.read_snapshot()).guests] == ["web", "CT 104"]


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("chunk_bytes", [0, 7, 100_000])
async def test_large_answers_arrive_whole(make: Make, stub: Stub, compressed: bool, chunk_bytes: int) -> None:
    rows = [{**GUEST, "vmid": 100 + n, "name": f"vm{n}-{n * n * 7919}"} for n in range(1000)]
    stub.answers["/cluster/resources"] = Answer([NODE, *rows], compressed=compressed, chunk_bytes=chunk_bytes)
    snapshot = await make().read_snapshot()
    assert [guest.name for guest in snapshot.guests] == [row["name"] for row in rows]
