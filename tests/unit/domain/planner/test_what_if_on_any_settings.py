"""A what-if about settings is answered whatever the file says, as long as ProxLB accepts the file."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.what_if_request import read_what_if

_RESOURCES = ("memory", "cpu", "disk")
_LIMIT = st.fixed_dictionaries(
    dict.fromkeys(("pressure_full", "pressure_some", "pressure_spikes"), st.floats(0, 100, allow_nan=False))
)
_PART = st.fixed_dictionaries({}, optional=dict.fromkeys(_RESOURCES, _LIMIT))
_POOL = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from((None, "affinity", "anti-affinity")),
        "pin": st.one_of(st.none(), st.lists(st.sampled_from(("pve1", "pve2")), max_size=2)),
        "strict": st.booleans(),
    },
)
_PERCENT = st.one_of(st.none(), st.integers(0, 100), st.sampled_from(("60", 60.0)))
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "enable": st.sampled_from((True, False, "yes", 1)),
    "balance_types": st.lists(st.sampled_from(("vm", "ct")), max_size=2),
    "method": st.sampled_from(_RESOURCES),
    "mode": st.sampled_from(("used", "assigned", "psi")),
    "balanciness": st.integers(0, 100),
    "memory_threshold": _PERCENT,
    "cpu_threshold": _PERCENT,
    "disk_threshold": _PERCENT,
    "node_resource_reserve": st.one_of(
        st.none(), st.dictionaries(st.sampled_from(("pve1", "defaults")), st.just({"memory": 4}), max_size=2)
    ),
    "pools": st.one_of(st.none(), st.dictionaries(st.sampled_from(("dev", "a/b")), _POOL, max_size=2)),
    "psi": st.one_of(st.none(), st.fixed_dictionaries({"nodes": _PART, "guests": _PART})),
    "ignore_guests": st.lists(st.sampled_from(("web", "db")), max_size=2),
    "max_node_inflow": st.one_of(st.none(), st.integers(1, 5)),
    "overprovisioning": st.booleans(),
}
_SECTIONS = st.fixed_dictionaries({}, optional=_VALUES)


@given(_SECTIONS, _SECTIONS)
def test_an_empty_and_a_one_key_question_are_answered(file: dict[str, Any], other: dict[str, Any]) -> None:
    """P6: a psi that names only some resources made a 400 of every question."""
    balancing = Balancing.model_validate(file)
    assert read_what_if({}, balancing).empty
    supposed = read_what_if({"settings": {"balanciness": 5}}, balancing).balancing
    assert supposed == Balancing.model_validate({**file, "balanciness": 5})
    for key in ("psi", "pools", "node_resource_reserve", "balance_types"):
        if other.get(key) is not None:
            asked = read_what_if({"settings": {key: other[key]}}, balancing).balancing
            assert asked == Balancing.model_validate({**file, key: other[key]})


@pytest.mark.parametrize("key", ["psi", "pools", "memory_threshold", "balanciness"])
def test_null_takes_back_what_is_written_and_what_is_not(key: str) -> None:
    supposed = read_what_if({"settings": {key: None}}, Balancing()).balancing
    assert supposed is not None
    assert getattr(supposed, key) == getattr(Balancing(), key)
