"""Which hosts are asked: those that the settings name, whatever order the readings of the settings come back in."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.proxmox_api.host.chosen_hosts import ChosenHosts
from proxlb_ui.domain.errors import Invalid, ProxlbUiError
from proxlb_ui.domain.model.cluster.connection import PveConnection, connection_from

from tests.interleaving import Gates, interleave
from tests.unit.domain.examples import settings


class Source:
    """The connection in settings whose host is numbered by how often they were saved."""

    def __init__(self) -> None:
        self.saves = 0
        self.reads = 0
        self.problem: ProxlbUiError | None = None

    async def read(self) -> PveConnection:
        self.reads += 1
        if self.problem is not None:
            raise self.problem
        api = {"hosts": [f"10.0.0.{self.saves}"], "user": "a@pve", "token_id": "b", "token_secret": "c"}
        return connection_from(settings(proxmox_api=api).proxmox_api)


def chosen(source: Source, gates: Gates) -> ChosenHosts:
    return ChosenHosts(gates.around(source).read, FakeClock())


def number(hosts: ChosenHosts) -> int:
    assert hosts.connection is not None
    return int(hosts.connection.hosts[0][0].rpartition(".")[2])


@pytest.mark.timeout(300)  # a failure takes long to make small
@effort(max_examples=100)
@given(st.data())
def test_the_hosts_of_old_settings_never_come_back(data: st.DataObject) -> None:
    async def play() -> None:
        source, gates, newest = Source(), Gates(), [0]
        hosts = chosen(source, gates)

        async def save() -> None:
            source.saves += 1

        def check() -> None:
            if hosts.connection is not None:
                assert number(hosts) >= newest[-1]
                newest.append(number(hosts))

        actions = data.draw(st.lists(st.sampled_from([hosts.current, save]), max_size=8), label="actions")
        await interleave(data, gates, actions, check)
        await hosts.current()
        assert number(hosts) == source.saves

    asyncio.run(play())


async def test_those_who_ask_at_once_share_one_reading() -> None:
    source, gates = Source(), Gates()
    hosts = chosen(source, gates)
    asking = [asyncio.ensure_future(hosts.current()) for _ in range(20)]
    await gates.settle()
    gates.open_all()
    first, *others = await asyncio.gather(*asking)
    assert all(found is first for found in others)
    assert source.reads == 1


async def test_broken_settings_keep_the_hosts_that_were_known() -> None:
    source, gates = Source(), Gates(open=True)
    hosts = chosen(source, gates)
    source.problem = Invalid("no YAML")
    with pytest.raises(Invalid):
        await hosts.current()
    source.problem = None
    known = await hosts.current()
    source.problem = Invalid("no YAML")
    assert await hosts.current() is known
