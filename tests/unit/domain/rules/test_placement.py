"""What holds a guest, from its tags, its pool and the settings."""

from proxlb_ui.domain.model.rules.placement import Placement, placement_of

from tests.unit.domain.examples import guest, settings


def with_pools(**pools: object) -> object:
    return settings(balancing={"pools": pools, "ignore_guests": ["legacy"]})


def test_a_guest_without_rules_is_free() -> None:
    assert placement_of(guest(100, tags=("prod",)), None).rules == frozenset()
    assert placement_of(guest(100), settings()) == Placement()


def test_tags_count_without_settings() -> None:
    tags = ("plb_affinity_web", "plb_anti_affinity_db", "plb_ignore_x", "plb_pin_pve2", "plb_pin_pve3")
    found = placement_of(guest(100, tags=tags), None)
    assert found.affinity == ("plb_affinity_web",)
    assert found.anti_affinity == ("plb_anti_affinity_db",)
    assert found.ignored_by == "tag plb_ignore_x"
    assert found.pinned_to == ("pve2", "pve3")
    assert found.rules == {"affinity", "anti-affinity", "ignore", "pin"}


def test_a_name_in_the_settings_is_ignored() -> None:
    found = placement_of(guest(100, name="legacy"), with_pools())  # type: ignore[arg-type]
    assert (found.ignored, found.ignored_by) == (True, "ignore_guests in the settings")
    assert not placement_of(guest(100, name="Legacy"), with_pools()).ignored  # type: ignore[arg-type]


def test_a_pool_carries_a_group_and_pins() -> None:
    rules = with_pools(dev={"type": "anti-affinity", "pin": ["pve2", "pve3"]}, web={"type": "affinity"})
    dev = placement_of(guest(100, pool="dev", tags=("plb_pin_pve2",)), rules)  # type: ignore[arg-type]
    assert dev.anti_affinity == ("dev",)
    assert dev.pinned_to == ("pve2", "pve3")
    assert placement_of(guest(101, pool="web"), rules).affinity == ("web",)  # type: ignore[arg-type]
    assert placement_of(guest(102, pool="other"), rules) == Placement()  # type: ignore[arg-type]


def test_a_pool_may_turn_pins_into_a_preference() -> None:
    rules = with_pools(dev={"pin": ["pve2"], "strict": False})
    assert placement_of(guest(100, pool="dev"), rules).pin_strict is False  # type: ignore[arg-type]
    assert placement_of(guest(100, tags=("plb_pin_pve2",)), rules).pin_strict is True  # type: ignore[arg-type]
