"""What open pages are sent: only what changed, in order, and never without bound."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from proxlb_ui.entrypoints.web.kit.published import Delta, Document, Table
from proxlb_ui.entrypoints.web.live.feed import QUEUED_DELTAS, Feed
from proxlb_ui.entrypoints.web.live.publisher import settle_guest

from tests.integration.web.conftest import HOST, World, eventually, guest, snapshot, subscribe
from tests.waiting import PATIENCE_SECONDS

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EVENTS = {**HOST, "Origin": "http://localhost"}


def row(**changes: Any) -> dict[str, Any]:
    base = {
        "cpu_percent": 10.0, "memory_percent": 50.0, "memory_bytes": 500, "memory_total_bytes": 1000,
        "started_at": "2026-01-01T00:00:00.000Z", "node": "pve1", "lock": None,
    }  # fmt: skip
    return {**base, **changes}


def test_the_first_rows_are_whole_and_later_ones_only_what_changed() -> None:
    table = Table("nodes")
    first = table.publish({"a": {"x": 1, "y": 2}}, NOW)
    assert first is not None
    assert first.set == {"a": {"x": 1, "y": 2}}
    second = table.publish({"a": {"x": 1, "y": 3}, "b": {"x": 9, "y": 9}}, NOW)
    assert second is not None
    assert (second.seq, second.set) == (2, {"a": {"y": 3}, "b": {"x": 9, "y": 9}})
    third = table.publish({"b": {"x": 9, "y": 9}}, NOW)
    assert third is not None
    assert third.gone == ("a",)
    assert table.publish({"b": {"x": 9, "y": 9}}, NOW) is None
    assert table.seq == 3


def test_small_drifts_are_not_sent_but_add_up() -> None:
    table = Table("guests", settle_guest)
    table.publish({"1": row()}, NOW)
    assert table.publish({"1": row(cpu_percent=10.9, memory_percent=50.4, memory_bytes=504)}, NOW) is None
    moved = table.publish({"1": row(cpu_percent=11.0)}, NOW)
    assert moved is not None
    assert moved.set == {"1": {"cpu_percent": 11.0}}
    assert table.rows is not None
    assert table.rows["1"]["cpu_percent"] == 11.0


def test_rest_is_exact_where_deltas_are_not() -> None:
    table = Table("guests", settle_guest)
    table.publish({"1": row()}, NOW)
    table.publish({"1": row(cpu_percent=10.7)}, NOW)
    assert table.rows is not None
    assert table.rows["1"]["cpu_percent"] == 10.7


def test_what_matters_is_always_sent() -> None:
    table = Table("guests", settle_guest)
    table.publish({"1": row()}, NOW)
    for change in ({"node": "pve2"}, {"node": "pve2", "lock": "migrate"}):
        delta = table.publish({"1": row(**change)}, NOW)
        assert delta is not None
    unknown = table.publish({"1": row(cpu_percent=None, memory_percent=None, started_at=None)}, NOW)
    assert unknown is not None
    assert unknown.set["1"]["cpu_percent"] is None


def test_documents_send_changed_fields() -> None:
    document = Document("overview")
    document.publish({"a": 1, "b": {"c": 2}}, NOW)
    delta = document.publish({"a": 1, "b": {"c": 3}}, NOW)
    assert delta is not None
    assert delta.set == {"b": {"c": 3}}
    assert document.publish({"a": 1, "b": {"c": 3}}, NOW) is None


async def test_a_slow_browser_is_told_to_read_again() -> None:
    feed = Feed()
    with feed.listening() as slow, feed.listening() as other:
        slow.topics = frozenset({"nodes"})
        other.topics = frozenset({"guests"})
        for number in range(QUEUED_DELTAS + 5):
            feed.send(Delta("nodes", number, NOW, {"a": {"x": number}}))
        assert await slow.next() == '{"type":"resync","topics":["nodes"]}'
        feed.send(Delta("nodes", 999, NOW, {}))
        assert '"seq":999' in await slow.next()
        assert other._waiting.__len__() == 0
    feed.send(Delta("nodes", 1000, NOW, {}))
    assert slow._waiting.__len__() == 0


async def test_the_socket_says_hello_and_then_what_changes(world: World) -> None:
    async with world.client().websocket("/api/v1/events", headers=EVENTS) as socket:
        hello = await socket.receive_json()
        assert hello["type"] == "hello"
        await subscribe(world, socket, "nodes", "guests")
        await world.tick(snapshot(guest(100, "pve2"), guest(101), seconds=10))
        seen = {}
        async with asyncio.timeout(PATIENCE_SECONDS):
            while "guests" not in seen:
                message = await socket.receive_json()
                seen[message["topic"]] = message
        delta = seen["guests"]
        assert delta["seq"] == hello["seq"]["guests"] + 1
        assert delta["set"]["100"]["node"] == "pve2"
        assert delta["gone"] == ["102"]


async def test_rules_change_with_the_guests_they_name(world: World) -> None:
    async with world.client().websocket("/api/v1/events", headers=EVENTS) as socket:
        hello = await socket.receive_json()
        await subscribe(world, socket, "rules")
        pinned = guest(101, "pve2", tags=("plb_pin_pve1", "prod"))
        await world.tick(snapshot(pinned, seconds=10))
        async with asyncio.timeout(PATIENCE_SECONDS):
            delta = await socket.receive_json()
        assert (delta["topic"], delta["seq"]) == ("rules", hello["seq"]["rules"] + 1)
        assert set(delta["set"]) == {"rules", "guests"}
        assert delta["set"]["rules"][0]["state"] == "violated"
        await world.tick(snapshot(pinned, guest(102), seconds=20))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await socket.receive_json()


async def test_topics_not_asked_for_are_not_sent(world: World) -> None:
    async with world.client().websocket("/api/v1/events", headers=EVENTS) as socket:
        await socket.receive_json()
        await subscribe(world, socket, "migrations")
        await world.tick(snapshot(guest(100, "pve2"), seconds=10))
        try:
            async with asyncio.timeout(0.3):
                message = await socket.receive_json()
        except TimeoutError:
            return
        raise AssertionError(f"unasked: {message}")


async def test_an_open_socket_counts_as_somebody_looking(world: World) -> None:
    assert world.services.cluster._viewers == 0
    async with world.client().websocket("/api/v1/events", headers=EVENTS) as socket:
        await socket.receive_json()
        assert world.services.cluster._viewers == 1
    await eventually(lambda: not world.services.cluster._viewers and not world.cockpit.sockets.open)
