"""Looks at a container that overtake each other: the service is never shown as it was before."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proxlb_ui.adapters.docker_engine import DockerServiceControl
from proxlb_ui.adapters.docker_engine.engine.facts import ContainerFacts
from proxlb_ui.domain.errors import Unavailable

from tests.interleaving import Gates, interleave
from tests.unit.adapters.docker_engine.test_status import NOW, facts


class RefusingClient:
    """A way to the engine that allows nothing, so that nothing but looking is tried."""

    def log_answer(self, name: str) -> int:
        return 403

    def try_call(self, url: str, name: str, **more: Any) -> int:
        return 403


class NumberedContainer:
    """A container whose every start is a minute after the one before."""

    name = "proxlb"

    def __init__(self) -> None:
        self.starts = 0
        self.problem: Unavailable | None = None

    async def inspect(self) -> ContainerFacts:
        if self.problem is not None:
            raise self.problem
        return facts(started_at=NOW + timedelta(minutes=self.starts))

    async def call(self, work: Any) -> Any:
        return work(RefusingClient())


@pytest.mark.timeout(300)  # a failure takes long to make small
@effort(max_examples=100)
@given(st.data())
def test_a_look_from_before_a_restart_is_not_shown_after_it(data: st.DataObject) -> None:
    async def play() -> None:
        gates, container, shown = Gates(), NumberedContainer(), [0]
        control = DockerServiceControl(gates.around(container), str)  # type: ignore[arg-type]

        async def restart() -> None:
            container.starts += 1

        async def toggle_trouble() -> None:
            container.problem = None if container.problem else Unavailable("gone")

        def check() -> None:
            last = control._watch.last
            if last is not None and last.since is not None:
                starts = int((last.since - NOW).total_seconds() // 60)
                assert starts >= shown[-1], f"start {shown[-1]} was shown before start {starts}"
                shown.append(starts)

        known = [control.status, restart, toggle_trouble]
        actions = data.draw(st.lists(st.sampled_from(known), max_size=8), label="actions")
        await interleave(data, gates, actions, check)
        container.problem = None
        await control.status()
        check()
        assert shown[-1] == container.starts
        await control.close()

    asyncio.run(play())
