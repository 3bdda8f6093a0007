"""Changing the settings file over HTTP: a real file, the real editor, everything else in memory."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from proxlb_ui.adapters.yaml_settings import YamlSettingsEditor, YamlSettingsStore
from proxlb_ui.entrypoints.web.security import SecurityPolicy

from tests.integration.web.conftest import HOST, OWN_PAGE, World, build, subscribe
from tests.waiting import PATIENCE_SECONDS

CANARY = "canary-4711-secret"
TEXT = f"""\
# Our cluster
proxmox_api:
  hosts: [pve1, pve2]   # both
  user: proxlb@pve
  pass: {CANARY}
  # token_secret: {CANARY}-old
  timeout: 10

balancing:
  enable: yes
  balance_types: [vm]
  balanciness: 5        # points
  colour: blue
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "proxlb.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture
async def cockpit(path: Path) -> AsyncIterator[World]:
    world = build(files=(YamlSettingsStore(str(path)), YamlSettingsEditor(str(path))))
    await world.tick(world.reader.snapshot)
    yield world


async def send(world: World, method: str, path: str, body: Any = None, etag: str | None = None) -> tuple[int, Any]:
    headers = {**OWN_PAGE, **({"If-Match": f'"{etag}"'} if etag else {})}
    data = None if body is None else json.dumps(body)
    answer = await world.client().open(f"/api/v1{path}", method=method, headers=headers, data=data)
    assert CANARY not in str(answer.headers)
    raw = await answer.get_data()
    assert CANARY.encode() not in raw
    return answer.status_code, json.loads(raw)


async def etag(world: World) -> str:
    return str((await send(world, "GET", "/config"))[1]["etag"])


async def put(world: World, *changes: tuple[str, Any], at: str | None = None) -> tuple[int, Any]:
    sent = [{"path": path.split("."), "value": value} for path, value in changes]
    return await send(world, "PUT", "/config", {"changes": sent}, at or await etag(world))


def changed_lines(diff: list[dict[str, Any]]) -> list[str]:
    return [line["text"] for line in diff if line["kind"] in ("removed", "added")]


async def test_the_file_as_values(cockpit: World, path: Path) -> None:
    answer = await cockpit.get("/config")
    body = await answer.get_json()
    assert answer.headers["ETag"] == f'"{body["etag"]}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert body["path"] == str(path)
    assert body["values"]["proxmox_api"]["pass"] == {"$secret": True, "set": True}
    assert body["values"]["balancing"] == {"enable": True, "balance_types": ["vm"], "balanciness": 5, "colour": "blue"}
    assert body["writable"] == {"allowed": True, "reason": ""}
    assert body["accepted"] is True
    (unknown,) = [one for one in body["problems"] if one["code"] == "unknown-key"]
    assert (unknown["severity"], unknown["line"], unknown["column"]) == ("warning", 13, 3)
    fields = {".".join(field["path"]): field for field in body["fields"]}
    assert fields["balancing.method"]["choices"] == ["memory", "cpu", "disk"]
    assert fields["balancing.pools.*.type"]["type"] == "choice"
    assert fields["proxmox_api.pass"]["type"] == "secret"
    assert fields["solver.fallback_to_greedy"]["since"] == "2.3.0"
    assert not [name for name, field in fields.items() if not field["help"]]


async def test_changing_values_changes_only_their_lines(cockpit: World, path: Path) -> None:
    status, body = await put(cockpit, ("balancing.balanciness", 12), ("proxmox_api.hosts", ["pve1", "pve3"]))
    assert status == 200
    assert path.read_text() == TEXT.replace("balanciness: 5        #", "balanciness: 12       #").replace(
        "pve2]", "pve3]"
    )
    saved = body["saved"]
    assert saved["changed"] is True
    assert saved["in_place"] is False
    assert [line["text"] for line in saved["diff"] if line["kind"] == "added"] == [
        "  hosts: [pve1, pve3]   # both",
        "  balanciness: 12       # points",
    ]
    assert "pve3" in saved["notes"][0]
    status, listed = await send(cockpit, "GET", "/config/backups")
    assert [one["id"] for one in listed["items"]] == [saved["backup"]]
    assert cockpit.services.cluster.view.settings is not None
    assert cockpit.services.cluster.view.settings.settings.balancing.balanciness == 12


async def test_a_save_needs_the_state_it_was_made_for(cockpit: World, path: Path) -> None:
    change = {"changes": [{"path": ["balancing", "balanciness"], "value": 7}]}
    for method, where, body in (
        ("PUT", "/config", change),
        ("PUT", "/config/raw", {"text": TEXT}),
        ("PATCH", "/balancing", {"balanciness": 7}),
        ("POST", "/config/backups/20260101T000000.000Z/restore", None),
    ):
        status, answer = await send(cockpit, method, where, body)
        assert (status, answer["error"]["code"]) == (428, "if-match-required")
        status, answer = await send(cockpit, method, where, body, etag="*")
        assert status in (412, 428)
    assert path.read_text() == TEXT


async def test_a_stale_save_shows_the_difference_and_changes_nothing(cockpit: World, path: Path) -> None:
    old = await etag(cockpit)
    theirs = TEXT.replace("balanciness: 5", "balanciness: 9")
    path.write_text(theirs)
    status, answer = await put(cockpit, ("balancing.enable", False), at=old)
    error = answer["error"]
    assert (status, error["code"]) == (412, "stale")
    assert error["etag"] == await etag(cockpit) != old
    assert changed_lines(error["diff"]) == [
        "  enable: yes",
        "  enable: no",
    ]
    assert path.read_text() == theirs


async def test_of_two_browsers_saving_at_once_one_learns_of_the_other(cockpit: World, path: Path) -> None:
    at = await etag(cockpit)
    answers = await asyncio.gather(*(put(cockpit, ("balancing.balanciness", n), at=at) for n in (6, 7, 8)))
    assert sorted(status for status, _ in answers) == [200, 412, 412]
    assert sum(f"balanciness: {n}" in path.read_text() for n in (6, 7, 8)) == 1


async def test_what_proxlb_would_refuse_is_refused_with_every_reason(cockpit: World, path: Path) -> None:
    status, answer = await put(
        cockpit, ("balancing.method", "RAM"), ("balancing.balanciness", "much"), ("proxmox_api.hosts", [])
    )
    error = answer["error"]
    assert (status, error["code"]) == (422, "refused")
    found = {".".join(one["path"]): one["line"] for one in error["problems"] if one["severity"] == "error"}
    assert found == {"proxmox_api.hosts": 3, "balancing.method": 12, "balancing.balanciness": 13}
    assert path.read_text() == TEXT
    status, answer = await put(cockpit, ("proxmox_api.token_secret", "one-more-secret"), ("proxmox_api.token_id", "ui"))
    assert status == 422
    assert [one["code"] for one in answer["error"]["problems"] if one["severity"] == "error"] == ["two-credentials"]


async def test_a_check_shows_what_a_save_would_do(cockpit: World, path: Path) -> None:
    status, answer = await send(cockpit, "POST", "/config/check", {"text": TEXT.replace("enable: yes", "enable: [")})
    assert (status, answer["accepted"], answer["changed"]) == (200, False, True)
    assert answer["problems"][0]["code"] == "yaml"
    assert answer["problems"][0]["line"] >= 10
    change = {"path": ["proxmox_api", "pass"], "value": f"new-{CANARY}"}
    status, answer = await send(cockpit, "POST", "/config/check", {"changes": [change], "etag": "0" * 64})
    assert (status, answer["accepted"], answer["stale"]) == (200, True, True)
    assert changed_lines(answer["diff"]) == [
        "  pass: <<secret:proxmox_api.pass>>",
        "  pass: <<new-secret:proxmox_api.pass>>",
    ]
    moved = {"path": ["proxmox_api", "hosts"], "value": ["pve9"]}
    status, answer = await send(cockpit, "POST", "/config/check", {"changes": [moved]})
    assert "ProxLB will send it to pve9" in answer["notes"][0]
    status, answer = await send(cockpit, "POST", "/config/check", {})
    assert (answer["changed"], answer["diff"]) == (False, [])
    assert path.read_text() == TEXT


async def test_a_form_and_a_text_stay_in_step(cockpit: World, path: Path) -> None:
    _, raw = await send(cockpit, "GET", "/config/raw")
    draft = raw["text"].replace("colour: blue", "colour: red")
    points = {"path": ["balancing", "balanciness"], "value": 7}
    secret = {"path": ["proxmox_api", "pass"], "value": "typed in the form"}
    status, answer = await send(cockpit, "POST", "/config/check", {"text": draft, "changes": [points, secret]})
    assert (status, answer["accepted"]) == (200, True)
    assert answer["text"] == draft.replace("balanciness: 5        #", "balanciness: 7        #")
    assert answer["values"]["balancing"]["balanciness"] == 7
    assert "typed in the form" not in json.dumps(answer)
    assert len(changed_lines(answer["diff"])) == 6
    again = {"text": answer["text"], "changes": [secret]}
    status, answer = await send(cockpit, "POST", "/config/check", again)
    assert (answer["text"], len(changed_lines(answer["diff"]))) == (None, 6)
    status, answer = await send(cockpit, "PUT", "/config/raw", again, raw["etag"])
    assert (status, "typed in the form" in json.dumps(answer)) == (200, False)
    wanted = TEXT.replace("balanciness: 5        #", "balanciness: 7        #").replace("colour: blue", "colour: red")
    assert path.read_text() == wanted.replace(f"pass: {CANARY}", "pass: typed in the form")


async def test_a_secret_typed_into_the_text_survives_a_change_in_the_form(cockpit: World) -> None:
    _, raw = await send(cockpit, "GET", "/config/raw")
    draft = raw["text"].replace("<<secret:proxmox_api.pass>>", "typed here")
    points = {"path": ["balancing", "balanciness"], "value": 7}
    _, answer = await send(cockpit, "POST", "/config/check", {"text": draft, "changes": [points]})
    assert answer["text"] == draft.replace("balanciness: 5        #", "balanciness: 7        #")


async def test_a_draft_that_is_no_yaml_yet_tells_its_problems_despite_a_new_secret(cockpit: World) -> None:
    secret = {"path": ["proxmox_api", "pass"], "value": "typed"}
    status, answer = await send(cockpit, "POST", "/config/check", {"text": "a: [", "changes": [secret]})
    assert (status, answer["accepted"], answer["values"]) == (200, False, None)
    assert answer["problems"][0]["line"] == 1
    points = {"path": ["balancing", "balanciness"], "value": 7}
    assert (await send(cockpit, "POST", "/config/check", {"text": "a: [", "changes": [points]}))[0] == 409


@pytest.mark.parametrize("kept", [{"$secret": "keep"}, {"$secret": True, "set": True}])
async def test_secrets_are_kept_replaced_and_removed(cockpit: World, path: Path, kept: dict[str, Any]) -> None:
    assert (await put(cockpit, ("proxmox_api.pass", kept)))[0] == 200
    assert path.read_text() == TEXT
    api = {"hosts": ["pve1"], "user": "proxlb@pve", "timeout": 10}
    for secret in ({}, {"pass": kept}):
        assert (await put(cockpit, ("proxmox_api", {**api, **secret})))[0] == 200
        assert f"pass: {CANARY}\n" in path.read_text()
    assert (await put(cockpit, ("proxmox_api.pass", "it's new")))[0] == 200
    assert "pass: it's new\n" in path.read_text()
    status, answer = await put(cockpit, ("proxmox_api.pass", None))
    assert (status, answer["error"]["problems"][0]["code"]) == (422, "no-credentials")
    removed = {"path": ["proxmox_api", "pass"], "value": None}
    token = [{"path": ["proxmox_api", f"token_{part}"], "value": f"{part}-x"} for part in ("id", "secret")]
    status, _ = await send(cockpit, "PUT", "/config", {"changes": [removed, *token]}, await etag(cockpit))
    assert status == 200
    assert "pass:" not in path.read_text().replace("#", "")
    assert "token_secret: secret-x\n" in path.read_text()


@pytest.mark.parametrize(
    "mask", ["****", "••••••••", "........", "[redacted]", "<hidden>", "xxxxxx", "<<secret:proxmox_api.pass>>"]
)
async def test_a_mask_is_no_secret(cockpit: World, path: Path, mask: str) -> None:
    status, answer = await put(cockpit, ("proxmox_api.pass", mask))
    assert (status, answer["error"]["code"]) == (400, "invalid")
    assert path.read_text() == TEXT


async def test_the_text_comes_with_placeholders_and_goes_back_with_secrets(cockpit: World, path: Path) -> None:
    _, raw = await send(cockpit, "GET", "/config/raw")
    assert "  pass: <<secret:proxmox_api.pass>>\n" in raw["text"]
    assert raw["text"].count("<<secret:") == 2
    status, body = await send(cockpit, "PUT", "/config/raw", {"text": raw["text"]}, raw["etag"])
    assert (status, body["saved"]["changed"], body["saved"]["backup"]) == (200, False, None)
    moved = raw["text"].replace("  timeout: 10\n", "") + "service:\n  daemon: false\n"
    status, _ = await send(cockpit, "PUT", "/config/raw", {"text": moved}, raw["etag"])
    assert status == 200
    assert path.read_text() == TEXT.replace("  timeout: 10\n", "") + "service:\n  daemon: false\n"


@pytest.mark.parametrize(
    ("old", "new", "status", "part"),
    [
        ("<<secret:proxmox_api.pass>>", "<<secret:other>>", 400, "line 5 stands for no secret"),
        ("<<secret:proxmox_api.pass>>", "'****'", 400, "is a mask"),
        ("enable: yes", "enable: [", 422, "not valid YAML in line"),
        ("enable: yes", "enable: !!python/object/apply:os.system [x]", 422, "line 10"),
        ("enable: yes", "\tenable: yes", 422, "not valid YAML in line 10"),
        ("# Our cluster", "- a list\n#", 422, "not valid YAML"),
        ("enable: yes", "enable: \x07", 422, "does not allow"),
        ("enable: yes", "enable: \ud800", 400, "half a character"),
    ],
)
async def test_a_text_that_cannot_be_saved(
    cockpit: World, path: Path, old: str, new: str, status: int, part: str
) -> None:
    _, raw = await send(cockpit, "GET", "/config/raw")
    assert old in raw["text"]
    found, answer = await send(cockpit, "PUT", "/config/raw", {"text": raw["text"].replace(old, new)}, raw["etag"])
    assert (found, part in answer["error"]["message"]) == (status, True), answer
    assert answer["error"]["hint"]
    assert path.read_text() == TEXT


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "just text", BOMB, "a: " + "[" * 200_000, "a: &a [*a]\n", "a: *nobody\n"]
)
async def test_a_text_that_is_no_settings(cockpit: World, path: Path, text: str) -> None:
    status, answer = await send(cockpit, "POST", "/config/check", {"text": text})
    assert (status, answer["accepted"]) == (200, False)
    status, answer = await send(cockpit, "PUT", "/config/raw", {"text": text}, await etag(cockpit))
    assert (status, answer["error"]["code"]) == (422, "refused")
    assert path.read_text() == TEXT


async def test_a_browser_that_forgets_line_ends_changes_nothing(cockpit: World, path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    before = path.read_bytes()
    _, raw = await send(cockpit, "GET", "/config/raw")
    sent = raw["text"].replace("\r\n", "\n").lstrip("\ufeff")
    status, body = await send(cockpit, "PUT", "/config/raw", {"text": sent}, raw["etag"])
    assert (status, body["saved"]["changed"]) == (200, False)
    assert path.read_bytes() == before


async def test_the_section_balancing_as_a_merge_patch(cockpit: World, path: Path) -> None:
    patch = {"balanciness": 7, "colour": None, "pools": {"dev": {"type": "affinity", "strict": False}}}
    status, _ = await send(cockpit, "PATCH", "/balancing", patch, await etag(cockpit))
    assert status == 200
    tail = "  balanciness: 7        # points\n  pools:\n    dev:\n      type: affinity\n      strict: no\n"
    assert path.read_text() == TEXT[: TEXT.index("  balanciness")] + tail
    status, _ = await send(cockpit, "PATCH", "/balancing", {"pools": {"dev": {"strict": None}}}, await etag(cockpit))
    assert path.read_text() == TEXT[: TEXT.index("  balanciness")] + tail.replace("      strict: no\n", "")
    for body in ([], "x", 1):
        status, _ = await send(cockpit, "PATCH", "/balancing", body, await etag(cockpit))
        assert status == 400


async def test_a_backup_can_be_looked_at_and_brought_back(cockpit: World, path: Path) -> None:
    _, first = await put(cockpit, ("balancing.balanciness", 12), ("proxmox_api.pass", "another-secret"))
    name = first["saved"]["backup"]
    status, kept = await send(cockpit, "GET", f"/config/backups/{name}")
    assert (status, kept["accepted"]) == (200, True)
    assert "<<secret:proxmox_api.pass>>" in kept["text"]
    assert "another-secret" not in str(kept)
    changed = [line["text"] for line in kept["diff"] if line["kind"] == "added"]
    assert changed == ["  pass: <<new-secret:proxmox_api.pass>>", "  balanciness: 5        # points"]
    status, body = await send(cockpit, "POST", f"/config/backups/{name}/restore", etag=first["etag"])
    assert (status, body["saved"]["changed"]) == (200, True)
    assert path.read_text() == TEXT
    assert len((await send(cockpit, "GET", "/config/backups"))[1]["items"]) == 2
    for wrong in ("x", "..%2f..%2fetc%2fpasswd", "20260101T000000.000Z", ".."):
        status, _ = await send(cockpit, "GET", f"/config/backups/{wrong}")
        assert status == 404
        status, _ = await send(cockpit, "POST", f"/config/backups/{wrong}/restore", etag=body["etag"])
        assert status in (404, 405)


BAD_CHANGES: list[Any] = [
    {}, {"changes": {}}, {"changes": [1]}, {"changes": [{}]}, {"changes": [{"path": []}]},
    {"changes": [{"path": "balancing", "value": 1}]}, {"changes": [{"path": [1], "value": 1}]},
    {"changes": [{"path": ["a"]}]}, {"changes": [{"path": ["a"], "value": 1, "remove": True}]},
    {"changes": [{"path": ["a"] * 50, "value": 1}]}, {"changes": [{"path": ["a"], "value": 1}] * 300},
    {"changes": [{"path": ["proxmox_api", "pass"], "value": 5}]},
    {"changes": [{"path": ["proxmox_api", "user", "x"], "value": 5}]},
    {"changes": [{"path": ["balancing", "colour"], "value": "[redacted]"}]}, [], "x", None,
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_CHANGES, ids=lambda body: str(body)[:50])
async def test_changes_that_are_none(cockpit: World, path: Path, body: Any) -> None:
    status, answer = await send(cockpit, "PUT", "/config", body, await etag(cockpit))
    assert (status, answer["error"]["code"]) == (400, "invalid")
    assert answer["error"]["hint"]
    assert path.read_text() == TEXT


@pytest.mark.parametrize("data", [b"{", b"\xff", b'{"changes": NaN}', b"[" * 5000])
async def test_a_request_that_is_no_json(cockpit: World, path: Path, data: bytes) -> None:
    headers = {**OWN_PAGE, "If-Match": await etag(cockpit)}
    for where, method in (("/config", "PUT"), ("/config/raw", "PUT"), ("/config/check", "POST")):
        answer = await cockpit.client().open(f"/api/v1{where}", method=method, headers=headers, data=data)
        assert answer.status_code == 400
    assert path.read_text() == TEXT


async def test_prototype_keys_are_only_keys(cockpit: World, path: Path) -> None:
    status, answer = await put(cockpit, ("__proto__.x", 1))
    assert status == 200
    assert [one["code"] for one in answer["problems"]][-1:] == ["unknown-key"]
    assert path.read_text() == TEXT + "\n__proto__:\n  x: 1\n"


async def test_more_than_a_quarter_megabyte_is_too_much(cockpit: World, path: Path) -> None:
    text = TEXT + "# " + "x" * 300_000
    status, answer = await send(cockpit, "PUT", "/config/raw", {"text": text}, await etag(cockpit))
    assert (status, answer["error"]["code"]) == (413, "too-large")
    path.write_text(text)
    status, body = await put(cockpit, ("balancing.balanciness", 7))
    assert (status, body["saved"]["changed"]) == (200, True)


async def test_a_file_that_is_no_yaml_can_be_corrected(cockpit: World, path: Path) -> None:
    broken = TEXT.replace("balance_types: [vm]", "balance_types: [vm")
    path.write_text(broken)
    status, body = await send(cockpit, "GET", "/config")
    assert (status, body["values"], body["accepted"]) == (200, None, False)
    assert body["problems"][0]["line"] == 12
    _, raw = await send(cockpit, "GET", "/config/raw")
    assert raw["text"].count("<<secret:") == 2
    status, answer = await put(cockpit, ("balancing.balanciness", 7))
    assert (status, answer["error"]["code"]) == (409, "conflict")
    status, _ = await send(cockpit, "PUT", "/config/raw", {"text": raw["text"].replace("[vm", "[vm]")}, raw["etag"])
    assert status == 200
    assert path.read_text() == TEXT


@pytest.mark.parametrize(("content", "code"), [(b"", 200), (b"- a\n", 200), (b"\xff\xfe", 400), (None, 404)])
async def test_a_file_in_a_bad_state_is_told(cockpit: World, path: Path, content: bytes | None, code: int) -> None:
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    for where in ("/config", "/config/raw"):
        status, body = await send(cockpit, "GET", where)
        assert status == code
        assert body["problems"][0]["message"] if code == 200 else body["error"]["message"]
    status, body = await send(cockpit, "PUT", "/config/raw", {"text": TEXT}, "0" * 64)
    assert status == (412 if code == 200 else code)


async def test_a_directory_in_its_place(cockpit: World, path: Path) -> None:
    path.unlink()
    path.mkdir()
    for where in ("/config", "/config/raw"):
        status, body = await send(cockpit, "GET", where)
        assert status == 400
        assert "Docker creates a directory" in body["error"]["hint"]


async def test_other_pages_learn_of_a_save(cockpit: World, path: Path) -> None:
    async with (
        cockpit.background.running(cockpit.cockpit.publisher.loops),
        cockpit.client().websocket("/api/v1/events", headers=OWN_PAGE) as socket,
    ):
        assert "settings" in (await socket.receive_json())["seq"]
        await subscribe(cockpit, socket, "settings")
        _, body = await put(cockpit, ("balancing.balanciness", 7))
        async with asyncio.timeout(PATIENCE_SECONDS):
            delta = await socket.receive_json()
    assert delta["topic"] == "settings"
    assert delta["set"] == {"etag": body["etag"]}


async def test_a_save_by_an_editor_is_seen_at_the_next_tick(cockpit: World, path: Path) -> None:
    topic = cockpit.cockpit.publisher.settings
    await cockpit.cockpit.publisher.publish_cluster()
    before = topic.content
    path.write_text("a: [")
    await cockpit.tick(cockpit.reader.snapshot)
    assert before is not None and topic.content is not None
    assert before["readable"] is True
    assert topic.content["readable"] is False
    assert "not valid YAML" in topic.content["message"]


async def test_read_only_refuses_every_change(path: Path) -> None:
    world = build(SecurityPolicy(read_only=True), files=(YamlSettingsStore(str(path)), YamlSettingsEditor(str(path))))
    status, answer = await put(world, ("balancing.balanciness", 7))
    assert (status, answer["error"]["code"]) == (403, "denied")
    assert path.read_text() == TEXT


async def test_no_secret_is_in_any_answer_or_log(cockpit: World, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Every route that reads, and every way of failing to write."""
    caplog.set_level(logging.DEBUG)
    await put(cockpit, ("balancing.balanciness", 7))
    path.write_text(path.read_text() + f"note: it is {CANARY}\n# and {CANARY}\nalias: {{secret: '{CANARY}'}}\n")
    await cockpit.services.cluster.refresh_settings()
    await cockpit.cockpit.publisher.publish_cluster()
    backup = (await send(cockpit, "GET", "/config/backups"))[1]["items"][0]["id"]
    reading = 0
    for rule in cockpit.cockpit.app.url_map.iter_rules():
        if rule.websocket or "GET" not in (rule.methods or ()):
            continue
        where = str(rule).replace("<backup_id>", backup).replace("<name>", "pve1").replace("<int:vmid>", "100")
        answer = await cockpit.client().get(where, headers=HOST)
        assert CANARY.encode() not in await answer.get_data(), where
        reading += 1
    assert reading > 15
    at = await etag(cockpit)
    for value in (["x"], {"a": 1}, 5, "RAM"):
        await put(cockpit, ("balancing.method", value), ("proxmox_api.token_secret", f"{CANARY}-2"))
        await put(cockpit, ("balancing.method", value), at="0" * 64)
    await send(cockpit, "PUT", "/config/raw", {"text": TEXT + "a: ["}, at)
    await send(cockpit, "PUT", "/config/raw", {"text": TEXT}, "0" * 64)
    assert CANARY not in caplog.text
