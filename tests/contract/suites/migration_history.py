"""What every MigrationHistory does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.origin import OriginKind, by_run, by_service
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.migrations.filter import MigrationFilter
from proxlb_ui.domain.ports.migration_history import MigrationHistory

from tests.unit.domain.examples import NOON, task

ALL = MigrationFilter()


def migration(vmid: int, *, at: int = 0, **changes: object) -> Migration:
    """A migration that began `at` seconds past noon and went well."""
    origin = task(vmid, at=at)
    known = Migration(
        upid=origin.upid,
        vmid=vmid,
        guest=f"vm{vmid}",
        kind=GuestKind.VM,
        source="pve1",
        target="pve2",
        started_at=origin.started_at,
        ended_at=origin.ended_at,
        state=TaskState.OK,
        user="root@pam",
    )
    return replace(known, **changes)  # type: ignore[arg-type]


class MigrationHistoryContract:
    """Subclasses supply the fixture `history`, empty and at noon."""

    async def test_it_begins_empty(self, history: MigrationHistory) -> None:
        assert await history.find(ALL) == ()

    async def test_what_was_recorded_is_found_newest_first(self, history: MigrationHistory) -> None:
        old, new = migration(100), migration(101, at=60)
        await history.record([old, new])
        assert await history.find(ALL) == (new, old)

    async def test_every_field_survives(self, history: MigrationHistory) -> None:
        odd = migration(
            7,
            guest="ünïcode 'quoted' \u202e",
            kind=GuestKind.CT,
            target=None,
            ended_at=None,
            state=TaskState.FAILED,
            reason="can't migrate: storage 'local' is not available; DROP TABLE migration",
            ha=True,
            user="proxlb@pve!main",
            request=task(7, kind="hamigrate").upid,
            origin=by_service(NOON - timedelta(milliseconds=1500)),
        )
        await history.record([odd])
        assert await history.find(ALL) == (odd,)

    async def test_a_later_state_replaces_the_earlier_one(self, history: MigrationHistory) -> None:
        running = migration(100, state=TaskState.RUNNING, ended_at=None)
        await history.record([running])
        await history.record([migration(100)])
        assert await history.find(ALL) == (migration(100),)

    async def test_what_was_known_before_is_not_lost(self, history: MigrationHistory) -> None:
        await history.record([migration(100)])
        await history.record([migration(100, target=None, guest="VM 100", user="")])
        assert await history.find(ALL) == (migration(100),)

    async def test_a_migration_takes_the_place_of_its_request(self, history: MigrationHistory) -> None:
        asked = task(100, kind="hamigrate").upid
        await history.record([migration(100, upid=asked, state=TaskState.RUNNING, origin=by_run("r1"))])
        await history.record([migration(100, at=20, request=asked)])
        assert await history.find(ALL) == (migration(100, at=20, request=asked, origin=by_run("r1")),)

    @pytest.mark.parametrize(
        ("wanted", "vmids"),
        [
            (MigrationFilter(guest="101"), [101]),
            (MigrationFilter(guest="WEB"), [102]),
            (MigrationFilter(guest="ÄPFEL"), [103]),
            (MigrationFilter(guest="%"), []),
            (MigrationFilter(node="pve3"), [103]),
            (MigrationFilter(state=TaskState.FAILED), [102]),
            (MigrationFilter(by=OriginKind.RUN), [103, 102]),
            (MigrationFilter(by=OriginKind.USER, limit=1), [101]),
            (MigrationFilter(run_id="r2"), [103]),
            (MigrationFilter(since=NOON + timedelta(seconds=20)), [103, 102]),
            (MigrationFilter(before=NOON + timedelta(seconds=20)), [101]),
            (MigrationFilter(limit=2), [103, 102]),
            (MigrationFilter(limit=0), []),
            (MigrationFilter(node="pve1", limit=1), [102]),
        ],
    )
    async def test_only_what_fits_is_found(
        self, history: MigrationHistory, wanted: MigrationFilter, vmids: list[int]
    ) -> None:
        await history.record(
            [
                migration(101, at=10),
                migration(102, at=20, guest="my-web", state=TaskState.FAILED, origin=by_run("r1")),
                migration(103, at=30, source="pve3", guest="äpfel", origin=by_run("r2")),
            ]
        )
        assert [found.vmid for found in await history.find(wanted)] == vmids

    async def test_a_list_can_be_continued_among_equal_times(self, history: MigrationHistory) -> None:
        every = [migration(vmid, at=vmid // 3) for vmid in range(100, 120)]
        await history.record(every)
        whole = await history.find(ALL)
        seen: list[Migration] = []
        while page := await history.find(_after(seen)):
            seen += page
        assert tuple(seen) == whole
        assert len(seen) == len(every)

    async def test_closing_twice_is_fine(self, history: MigrationHistory) -> None:
        await history.record([migration(100)])
        await history.close()
        await history.close()


def _after(seen: list[Migration]) -> MigrationFilter:
    if not seen:
        return MigrationFilter(limit=3)
    return MigrationFilter(before=seen[-1].started_at, before_upid=seen[-1].upid, limit=3)
