"""Whatever order slow answers come in: nobody is shown anything older than what was shown before."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.settings_editor import InMemorySettingsEditor
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.in_memory.worker import InMemoryWorker
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.history import History
from proxlb_ui.domain.model.settings.text.change import SettingsChange
from proxlb_ui.domain.model.settings.text.source import StaleSettings
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.settings.edit_settings import EditSettings
from proxlb_ui.domain.use_cases.settings.hide_secrets import HideSecrets

from tests.interleaving import Gates, interleave
from tests.unit.domain.examples import NOON, RAW, guest, node, snapshot

# A minute makes HA rules and histories due again, eleven make the facts due.
MINUTE, ELEVEN = 61.0, 661.0
METHODS = {"memory": {"method": "memory"}, "cpu": {"method": "cpu"}, "psi": {"mode": "psi"}}


class World:
    """A poller and an editor behind gates; every value says by a number how new it is."""

    def __init__(self) -> None:
        self.gates = Gates()
        self.clock = FakeClock(NOON)
        self.reader = InMemoryClusterReader(snapshot())
        self.store = InMemorySettingsStore({**RAW, "balancing": {**RAW["balancing"], "method": "cpu"}})
        self.editor = InMemorySettingsEditor(self.store)
        self.watch = WatchCluster(
            self.gates.around(self.reader), self.gates.around(HideSecrets(self.store)), self.clock
        )
        service = ControlService(InMemoryServiceControl(), self.clock)
        worker = self.gates.around(InMemoryWorker())
        self.edits = EditSettings(self.gates.around(self.editor), self.watch, service, worker, str)
        self.written = [self.store.raw]
        self.saves = 0
        self.newest: dict[str, int] = {}
        self.changes = 0
        self.change_cluster()

    def change_cluster(self) -> None:
        """Everything in Proxmox is different now."""
        self.changes += 1
        number = self.changes
        nodes, guests = [node("pve1"), node("pve2")], [guest(100), guest(101)]
        self.reader.snapshot = snapshot(nodes, guests, name=str(number))
        self.reader.facts = ClusterFacts(version=str(number))
        self.reader.ha_rules = (HaRule(str(number), HaRuleKind.APART, (100, 101)),)
        self.reader.histories = {key: History(number) for key in ("pve1", "pve2", 100, 101)}

    def actions(self) -> Mapping[str, Callable[[], Awaitable[object]]]:
        async def later(seconds: float) -> None:
            self.change_cluster()
            await self.clock.advance(seconds)

        return {
            "read the cluster": self.watch.refresh,
            "look at the settings": self.watch.refresh_settings,
            "a minute later": lambda: later(MINUTE),
            "eleven minutes later": lambda: later(ELEVEN),
            "somebody edits the file": self.edit_by_hand,
            "Proxmox goes away, or comes back": self.toggle_trouble,
            **{f"save {name}": lambda to=to: self.save(to) for name, to in METHODS.items()},  # type: ignore[misc]
        }

    async def save(self, balancing: Mapping[str, Any]) -> None:
        self.saves += 1
        changes = [SettingsChange(("balancing", key), value) for key, value in balancing.items()]
        try:
            view = await self.edits.view()
            await self.edits.change([*changes, SettingsChange(("balancing", "balanciness"), self.saves)], view.digest)
        except StaleSettings:
            pass  # somebody else saved in between, and this one changed nothing

    async def edit_by_hand(self) -> None:
        self.saves += 1
        self.store.raw = {**self.store.raw, "balancing": {**self.store.raw["balancing"], "balanciness": self.saves}}
        self.editor.text = json.dumps(self.store.raw)

    async def toggle_trouble(self) -> None:
        self.reader.problem = None if self.reader.problem else Unavailable("gone")

    def check(self) -> None:
        """Nothing shown is older than what was shown before, and all of it was read at some time."""
        if self.store.raw != self.written[-1]:
            self.written.append(self.store.raw)
        view = self.watch.view
        if view.settings is not None:
            self._not_older("settings", self.written.index(view.settings.raw))
        if view.snapshot is not None:
            assert view.snapshot in self.gates.answers
            self._not_older("snapshot", int(view.snapshot.name or 0))
        if view.facts != ClusterFacts():
            assert view.facts in self.gates.answers
            self._not_older("facts", int(view.facts.version))
        if view.ha_rules is not None:
            assert view.ha_rules in self.gates.answers
            self._not_older("HA rules", int(view.ha_rules[0].name))
        for key, history in view.histories.items():
            self._not_older(f"history of {key}", int(history.cpu_share or 0))

    def _not_older(self, what: str, number: int) -> None:
        assert number >= self.newest.get(what, 0), f"{what} went back from {self.newest[what]} to {number}"
        self.newest[what] = number


@pytest.mark.timeout(300)  # a failure takes long to make small
@effort(max_examples=200)
@given(st.data())
def test_nothing_published_ever_goes_back(data: st.DataObject) -> None:
    async def play() -> None:
        world = World()
        known = world.actions()
        await interleave(
            data,
            world.gates,
            [known[name] for name in data.draw(st.lists(st.sampled_from(sorted(known)), max_size=8), label="actions")],
            world.check,
        )
        await world.watch.refresh_settings()
        world.check()
        assert world.watch.view.settings is not None
        assert world.watch.view.settings.raw == world.store.raw

    asyncio.run(play())


async def test_settings_saved_while_histories_are_read_stay_saved() -> None:
    world = World()
    ticking = asyncio.ensure_future(world.watch.refresh())
    while not any(call.startswith("histories") for call in world.reader.calls):
        await world.gates.settle()
        await world.gates.let_go(0)
    saving = asyncio.ensure_future(world.save({}))
    await world.gates.settle()
    while not saving.done():
        await world.gates.let_go(-1)  # the histories wait at the first gate all the while
    assert not ticking.done()
    assert world.watch.view.settings is not None
    saved = world.watch.view.settings.digest
    world.gates.open_all()
    await ticking
    assert world.watch.view.settings.digest == saved
    assert world.watch.view.histories.keys() == {100, 101}
