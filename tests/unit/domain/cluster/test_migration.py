"""What is known of a migration is completed by what was known before, and never taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.migration import stand_in
from proxlb_ui.domain.model.cluster.origin import Origin, OriginKind, by_run, by_service

from tests.contract.suites.migration_history import migration
from tests.unit.domain.examples import NOON


def test_a_guest_without_a_name_is_called_by_its_number() -> None:
    assert (stand_in(GuestKind.VM, 100), stand_in(GuestKind.CT, 7)) == ("VM 100", "CT 7")
    assert migration(100, guest="VM 100").nameless
    assert not migration(100, guest="CT 100").nameless
    assert not migration(100, guest="web").nameless


def test_what_is_missing_comes_from_before_and_what_is_told_now_counts() -> None:
    later = NOON + timedelta(minutes=1)
    bare = migration(100, guest="VM 100", target=None, ended_at=None, user="", request="")
    full = migration(100, guest="web", target="pve3", ended_at=later, user="ann@pve", request="r", origin=by_run("r1"))
    assert bare.after(full) == full
    other = migration(100, guest="db", target="pve2", ended_at=NOON, user="bob@pve", request="q", origin=by_run("r2"))
    assert full.after(other) == full
    assert full.after(bare) == full
    assert bare.after(bare) == bare
    assert replace(bare, ha=True).after(full).ha, "what is seen now is never completed"


USER, SERVICE, RUN = Origin(), by_service(NOON), by_run("r1")


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        (USER, USER, USER),
        (USER, SERVICE, SERVICE),
        (USER, RUN, RUN),
        (SERVICE, USER, SERVICE),
        (SERVICE, RUN, RUN),
        (RUN, SERVICE, RUN),
        (RUN, by_run("r2"), RUN),
        (SERVICE, by_service(NOON - timedelta(hours=1)), SERVICE),
    ],
)
def test_the_origin_that_tells_more_stays(now: Origin, before: Origin, found: Origin) -> None:
    assert now.after(before) == found


def test_an_origin_knows_its_run_or_when_the_services_run_began() -> None:
    assert Origin(OriginKind.USER, "", None) == USER
    assert Origin(OriginKind.SERVICE, "", NOON) == SERVICE
    assert Origin(OriginKind.RUN, "r1", None) == RUN
