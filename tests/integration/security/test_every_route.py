"""Every route of the real application against every kind of visitor; a new route is tested by being there."""

from collections.abc import Callable, Iterator

import pytest
from werkzeug.routing import Rule

from tests.integration.security.conftest import TOKEN, Door

Build = Callable[..., Door]
BEARER = ("Authorization", f"Bearer {TOKEN}")
PUBLIC = {"/", "/favicon.ico", "/healthz", "/readyz", "/api/v1/session"}
FILLED = {"name": "x", "vmid": "100", "key": "x", "action": "restart", "task_id": "x", "id": "x"}


def rules(door: Door) -> Iterator[tuple[Rule, str, str]]:
    """Every rule with a path that fits it and every method it takes."""
    for rule in door.app.url_map.iter_rules():
        path = str(rule)
        for argument in rule.arguments:
            start, _, rest = path.partition("<")
            path = start + FILLED.get(argument, "x") + rest.partition(">")[2]
        for method in sorted((rule.methods or set()) - {"OPTIONS"}) if not rule.websocket else ["WS"]:
            yield rule, path, method


async def status(door: Door, path: str, method: str, *headers: tuple[str, str]) -> int:
    if method == "WS":
        return await door.handshake(path, *headers)
    return (await door.knock(path, method, *headers)).status_code


def is_public(path: str) -> bool:
    return path in PUBLIC or path.startswith("/assets/")


async def test_anonymous_sees_only_what_is_public(cockpit: Build) -> None:
    door, seen = cockpit(), 0
    for _, path, method in rules(door):
        if not is_public(path):
            assert await status(door, path, method) == 401, f"{method} {path}"
            seen += 1
    assert seen > 10
    assert door.service.performed == []


async def test_public_routes_answer_anybody(cockpit: Build) -> None:
    door = cockpit()
    for path in ("/", "/favicon.ico", "/healthz", "/api/v1/session"):
        assert (await door.knock(path)).status_code in (200, 204)


async def test_read_only_changes_nothing(cockpit: Build) -> None:
    door, writes = cockpit(read_only=True), 0
    for _, path, method in rules(door):
        if method not in ("GET", "HEAD", "WS") and path not in ("/api/v1/session", "/api/v1/plan"):
            assert await status(door, path, method, BEARER) == 403, f"{method} {path}"
            writes += 1
    assert writes > 0
    assert door.service.performed == []


@pytest.mark.parametrize("read_only", [False, True])
async def test_token_opens_every_reading_route(cockpit: Build, *, read_only: bool) -> None:
    door = cockpit(read_only=read_only)
    for _, path, method in rules(door):
        if method in ("GET", "WS"):
            assert await status(door, path, method, BEARER) not in (401, 403, 421, 429), f"{method} {path}"
    assert door.service.performed == []


async def test_no_route_acts_on_get(cockpit: Build) -> None:
    door = cockpit()
    for _, path, _ in rules(door):
        if "/service/" in path:
            await status(door, path, "GET", BEARER)
    assert door.service.performed == []
