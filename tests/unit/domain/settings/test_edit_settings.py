"""What takes thinking about the settings is done beside the event loop."""

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.settings_editor import InMemorySettingsEditor
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.shared.threads import BoundedThreads
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.settings.findings.problem import SettingsRefused
from proxlb_ui.domain.model.settings.text.change import SettingsChange
from proxlb_ui.domain.ports.worker import Worker
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.settings.edit_settings import EditSettings

from tests.unit.domain.examples import RAW, snapshot

Result = TypeVar("Result")
ODD = SettingsChange(("balancing", "balancines"), 5)


class NoRoom:
    """A worker that takes no work."""

    async def run(self, work: Callable[[], Result]) -> Result:
        raise Unavailable("Too many calculations are waiting.", "Try again.")


class Settings:
    """The use case over settings in memory; says in which threads texts were redacted."""

    def __init__(self, worker: Worker) -> None:
        store, clock = InMemorySettingsStore(RAW), FakeClock()
        self.threads: set[int] = set()
        self.editor = InMemorySettingsEditor(store)
        cluster = WatchCluster(InMemoryClusterReader(snapshot()), store, clock)
        service = ControlService(InMemoryServiceControl(), clock)
        self.edit = EditSettings(self.editor, cluster, service, worker, self._redact)

    def _redact(self, text: str) -> str:
        self.threads.add(threading.get_ident())
        return text

    async def digest(self) -> str:
        return (await self.editor.load()).digest


async def test_nothing_is_checked_in_the_event_loop() -> None:
    settings = Settings(BoundedThreads("calculations", 2))
    digest = await settings.digest()
    saved = await settings.edit.change([ODD], digest)
    assert [one.code for one in saved.problems] == ["unknown-key"]
    assert saved.saved is not None and saved.saved.backup is not None
    await settings.edit.view()
    await settings.edit.preview(changes=[SettingsChange(("balancing", "balanciness"), 7)])
    await settings.edit.backup(saved.saved.backup)
    with pytest.raises(SettingsRefused):
        await settings.edit.change([SettingsChange(("balancing", "method"), "ram")], saved.digest)
    assert settings.threads
    assert threading.get_ident() not in settings.threads


async def test_without_room_for_the_check_nothing_is_saved() -> None:
    settings = Settings(NoRoom())
    before = settings.editor.text
    with pytest.raises(Unavailable):
        await settings.edit.change([ODD], await settings.digest())
    assert settings.editor.text == before
