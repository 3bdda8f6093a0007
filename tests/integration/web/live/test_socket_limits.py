"""What a browser may send us, and how a socket that breaks a rule ends."""

import asyncio
from typing import Any

import pytest
from proxlb_ui.entrypoints.web.kit.sockets import MESSAGES, POLICY_VIOLATION, Sockets
from quart.testing.connections import WebsocketDisconnectError, WebsocketResponseError

from tests.integration.web.conftest import HOST, World
from tests.waiting import PATIENCE_SECONDS

HEADERS = {**HOST, "Origin": "http://localhost"}
PATHS = ("/api/v1/events", "/api/v1/logs/stream")


async def until_closed(socket: Any) -> tuple[list[dict[str, Any]], int]:
    """Everything received, and the close code."""
    messages = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                messages.append(await socket.receive_json())
            except WebsocketDisconnectError as closed:
                return messages, int(closed.args[0])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("garbage", ["", "{", "[]", "17", '"text"', "null", "[" * 5000, '{"subscribe": 5}'])
async def test_garbage_is_explained_and_ends_the_socket(world: World, path: str, garbage: str) -> None:
    async with world.client().websocket(path, headers=HEADERS) as socket:
        await socket.send(garbage)
        messages, code = await until_closed(socket)
    assert messages[-1]["error"]["code"] == "invalid"
    assert code == POLICY_VIOLATION


@pytest.mark.parametrize(
    "message", [{"subscribe": ["passwords"]}, {"subscribe": [{}]}, {"subscribe": "nodes"}, {"__proto__": {}}]
)
async def test_unknown_topics_are_refused(world: World, message: dict[str, Any]) -> None:
    async with world.client().websocket(PATHS[0], headers=HEADERS) as socket:
        await socket.send_json(message)
        assert (await until_closed(socket))[1] == POLICY_VIOLATION


@pytest.mark.parametrize("level", ["LOUD", 5, {"a": 1}])
async def test_unknown_levels_are_refused(world: World, level: Any) -> None:
    async with world.client().websocket(PATHS[1], headers=HEADERS) as socket:
        await socket.send_json({"subscribe": {"level": level}})
        assert (await until_closed(socket))[1] == POLICY_VIOLATION


async def test_binary_messages_are_refused(world: World) -> None:
    async with world.client().websocket(PATHS[0], headers=HEADERS) as socket:
        await socket.send(b"\x00\x01")
        assert (await until_closed(socket))[1] == POLICY_VIOLATION


async def test_a_flood_ends_the_socket(world: World) -> None:
    async with world.client().websocket(PATHS[0], headers=HEADERS) as socket:
        for _ in range(MESSAGES + 5):
            await socket.send_json({"subscribe": []})
        messages, code = await until_closed(socket)
    assert "More than" in messages[-1]["error"]["message"]
    assert code == POLICY_VIOLATION


async def test_the_number_of_sockets_is_bounded(world: World) -> None:
    world.cockpit.sockets._most = 2
    async with (
        world.client().websocket(PATHS[0], headers=HEADERS) as first,
        world.client().websocket(PATHS[0], headers=HEADERS) as second,
    ):
        await first.receive_json()
        await second.receive_json()
        with pytest.raises(WebsocketResponseError) as refused:
            async with world.client().websocket(PATHS[0], headers=HEADERS) as third:
                await third.receive_json()
        assert refused.value.response.status_code == 503


async def test_closing_ends_every_socket(world: World) -> None:
    async with (
        world.client().websocket(PATHS[0], headers=HEADERS) as events,
        world.client().websocket(PATHS[1], headers=HEADERS) as logs,
    ):
        await events.receive_json()
        await logs.send_json({"subscribe": {}})
        world.cockpit.sockets.closing.set()
        assert (await until_closed(events))[1] == 1001
        assert (await until_closed(logs))[1] == 1001
    assert isinstance(world.cockpit.sockets, Sockets)
