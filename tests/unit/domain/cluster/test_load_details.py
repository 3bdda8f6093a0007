"""What is read once a minute: never more than the bound, the oldest first, and only when ProxLB looks at it."""

from dataclasses import replace
from typing import Any

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.domain.errors import Denied
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.history import History
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.use_cases.cluster.load_details import HISTORIES_AT_ONCE, LoadDetails

from tests.unit.domain.examples import NOON, RAW, guest, node, settings_file, snapshot, view

RULE = HaRule("apart", HaRuleKind.APART, (100, 101))


def world(guests: int = 3, **balancing: Any) -> tuple[FakeClock, InMemoryClusterReader, LoadDetails, ClusterView]:
    clock = FakeClock(NOON)
    known = snapshot([node("pve1")], [guest(100 + index) for index in range(guests)])
    reader = InMemoryClusterReader(known)
    reader.ha_rules = (RULE,)
    reader.histories = {"pve1": History(0.1)} | {one.vmid: History(0.2) for one in known.guests}
    file = settings_file({**RAW, "balancing": balancing})
    return clock, reader, LoadDetails(reader, clock), view(known, file)


async def refined(details: LoadDetails, seen: ClusterView) -> ClusterView:
    """The view with what was due."""
    found = await details.load(seen)
    return seen if found is None else found.added_to(seen)


async def test_rules_come_once_a_minute_and_histories_only_when_needed() -> None:
    clock, reader, details, seen = world()
    seen = await refined(details, seen)
    assert seen.ha_rules == (RULE,)
    assert await details.load(seen) is None
    await clock.advance(60)
    await details.load(seen)
    assert reader.calls == ["ha rules", "ha rules"]


@pytest.mark.parametrize(
    ("balancing", "call"),
    [({"method": "cpu"}, "histories 3"), ({"mode": "psi"}, "histories 4 with spikes")],
)
async def test_the_settings_say_what_is_needed(balancing: dict[str, Any], call: str) -> None:
    _, reader, details, seen = world(**balancing)
    seen = await refined(details, seen)
    assert reader.calls == ["ha rules", call]
    assert seen.histories[100] == History(0.2)


async def test_many_guests_take_turns() -> None:
    clock, reader, details, seen = world(HISTORIES_AT_ONCE + 10, method="cpu")
    seen = await refined(details, seen)
    assert len(seen.histories) == HISTORIES_AT_ONCE
    await clock.advance(60)
    seen = await refined(details, seen)
    assert len(seen.histories) == HISTORIES_AT_ONCE + 10
    assert {call for call in reader.calls if call.startswith("hist")} == {f"histories {HISTORIES_AT_ONCE}"}


async def test_a_refusal_keeps_what_was_known() -> None:
    clock, reader, details, seen = world(method="cpu")
    seen = await refined(details, seen)
    reader.problem = Denied("no")
    await clock.advance(60)
    after = await refined(details, seen)
    assert after.ha_rules == (RULE,)
    assert after.histories == seen.histories


async def test_other_settings_forget_what_was_read_for_the_old_ones() -> None:
    _, reader, details, seen = world(method="cpu")
    seen = await refined(details, seen)
    psi = settings_file({**RAW, "balancing": {"mode": "psi"}})
    reader.histories = {"pve1": History(0.1)}
    seen = await refined(details, replace(seen, settings=psi))
    assert set(seen.histories) == {"pve1"}


async def test_what_was_read_for_settings_that_changed_meanwhile_is_read_again_and_not_shown() -> None:
    _, reader, details, seen = world(method="cpu")
    found = await details.load(seen)
    assert found is not None
    now = found.added_to(replace(seen, settings=settings_file({**RAW, "balancing": {"mode": "psi"}})))
    assert (now.ha_rules, now.histories) == ((RULE,), {})
    assert (await refined(details, now)).histories.keys() == {"pve1", 100, 101, 102}
    assert reader.calls[-1] == "histories 4 with spikes"
