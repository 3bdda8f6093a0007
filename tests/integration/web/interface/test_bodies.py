"""What cannot be used as a body is refused in one shape, whichever route it is sent to; so is a socket's message."""

from collections.abc import Iterator
from typing import Any

import pytest
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.entrypoints.web.kit.body import DEEPEST, read_object
from proxlb_ui.entrypoints.web.openapi import declared_routes
from proxlb_ui.entrypoints.web.security import SecurityPolicy
from proxlb_ui.entrypoints.web.services import WebConfig

from tests.integration.web.conftest import HOST, OWN_PAGE, World, build

FILLED = {"{name}": "pve1"}
UNUSABLE = {
    "empty": b"",
    "cut off": b'{"kind":',
    "a list": b"[]",
    "null": b"null",
    "a text": b'"dry-run"',
    "not UTF-8": b'{"kind": "\xff"}',
    "UTF-16": '{"kind": "dry-run"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"kind": "dry-run"}',
    "a key twice": b'{"kind": "rebalance", "kind": "dry-run"}',
    "a key twice below": b'{"settings": {"balanciness": 1, "balanciness": 2}, "overrides": {"a": 1, "a": 1}}',
    "no number": b'{"settings": {"balanciness": NaN}, "changes": [{"path": ["a"], "value": NaN}]}',
    "an infinite number": b'{"settings": {"balanciness": -1e999}}',
    "a number of 30 digits": b'{"balanciness": 999999999999999999999999999999}',
    "a number of 200,000 digits": b'{"balanciness": ' + b"9" * 200_000 + b"}",
    "deep lists": b"[" * 100_000,
    "deep maps": b'{"a":' * (DEEPEST + 2) + b"1" + b"}" * (DEEPEST + 2),
    "deep within": b'{"changes": [{"path": ["a"], "value": ' + b"[" * 60 + b"]" * 60 + b"}]}",
}


def _taking_bodies(world: World) -> Iterator[tuple[str, str]]:
    for _, path, method, declaration in declared_routes(world.cockpit.app, WebConfig()):
        if declaration.body is not None:
            yield method.upper(), "/".join(FILLED.get(part, part) for part in path.split("/"))


async def _send(world: World, method: str, path: str, body: bytes) -> Any:
    headers = {**OWN_PAGE, "If-Match": '"0000"'}
    if not path.endswith("/session"):
        headers["Authorization"] = "Bearer right"
    return await world.client().open(path, method=method, data=body, headers=headers)


@pytest.mark.parametrize("kind", UNUSABLE)
async def test_every_route_refuses_what_cannot_be_used(kind: str) -> None:
    world, seen = build(SecurityPolicy(token="right")), 0
    for method, path in _taking_bodies(world):
        response = await _send(world, method, path, UNUSABLE[kind])
        told = await response.get_json()
        assert (response.status_code, told["error"]["code"]) == (400, "invalid"), f"{method} {path}: {told}"
        assert set(told["error"]) == {"code", "message", "hint", "id"}
        seen += 1
    assert seen >= 9


@pytest.mark.parametrize("kind", UNUSABLE)
@pytest.mark.parametrize("path", ["/events", "/logs/stream"])
async def test_every_socket_refuses_it_too(world: World, path: str, kind: str) -> None:
    headers = {**HOST, "Origin": "http://localhost"}
    async with world.client().websocket(f"/api/v1{path}", headers=headers) as socket:
        await socket.send(UNUSABLE[kind].decode(errors="replace"))
        while "error" not in (message := await socket.receive_json()):
            pass
    assert message["error"]["code"] == "invalid"


def test_what_can_be_used_is_read_as_it_is() -> None:
    deep: Any = 1
    for _ in range(DEEPEST):
        deep = {"a": deep}
    assert read_object(b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST) == deep
    assert read_object('{"a": [1, -2.5, true, null, "\\u00e4", 99999999999999999999]}') == {
        "a": [1, -2.5, True, None, "ä", 99999999999999999999]
    }
    with pytest.raises(Invalid):
        read_object('{"a": 100000000000000000000}')
