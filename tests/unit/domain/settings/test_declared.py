"""Everything about a setting is declared on its field, and every field declares it."""

from collections.abc import Iterator

import pytest
from proxlb_ui.domain.model.settings.values.fields import FieldKind, SettingsField, balancing_fields, settings_fields
from proxlb_ui.domain.model.settings.values.schema import fields_of, map_of, model_in
from proxlb_ui.domain.model.settings.values.setting import setting_on
from proxlb_ui.domain.model.settings.values.settings import Balancing, Settings
from proxlb_ui.domain.model.settings.values.versions import newer_than
from pydantic import BaseModel

FIELDS = {".".join(field.path): field for field in settings_fields()}


def undeclared(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in fields_of(model):
        below = model_in(field.annotation) or model_in(map_of(field.annotation))
        if below is not None:
            yield from undeclared(below, f"{path}{name}.")
        if model_in(field.annotation) is None and setting_on(field) is None:
            yield f"{path}{name}"


def test_every_key_is_declared() -> None:
    assert list(undeclared(Settings)) == []
    assert len(FIELDS) == len(settings_fields()) > 50
    assert [field.key for field in balancing_fields()] == list(Balancing.model_fields)


@pytest.mark.parametrize("field", settings_fields(), ids=lambda field: ".".join(field.path))
def test_a_declaration_agrees_with_itself(field: SettingsField) -> None:
    declared = field.declared
    assert declared.title and declared.title[0].isupper()
    assert declared.help.endswith(".")
    assert not declared.outside or declared.range, "says what lies outside of no bounds"
    if isinstance(field.default, int | float) and not isinstance(field.default, bool):
        assert declared.holds(field.default)


@pytest.mark.parametrize(
    ("path", "unit", "minimum", "maximum", "since"),
    [
        ("balancing.balanciness", "points", 0, 100, None),
        # ProxLB knows no upper end: it starts as many as it is told.
        ("balancing.parallel_jobs", "", 1, None, "1.1.3"),
        # ProxLB's documents call it seconds; its code counts how often it has asked.
        ("balancing.max_job_validation", "polls", 1, None, None),
        ("balancing.node_resource_reserve", "GiB", 0, None, "1.1.11"),
        ("balancing.psi", "%", 0, None, "1.1.9"),
        ("balancing.psi.nodes.cpu.pressure_full", "%", 0, None, "1.1.9"),
        ("balancing.pools.*.strict", "", None, None, "1.1.11"),
        # Known since the section around it is.
        ("proxmox_cluster.maintenance_nodes_schedule.duration", "hours", 0, 168, "2.1.0"),
        ("solver.timeout_seconds", "s", None, None, "2.0.0"),
    ],
)
def test_what_is_declared_where_lists_disagreed(
    path: str, unit: str, minimum: int | None, maximum: int | None, since: str | None
) -> None:
    field, declared = FIELDS[path], FIELDS[path].declared
    assert (declared.unit, declared.minimum, declared.maximum, field.since) == (unit, minimum, maximum, since)


def test_kinds() -> None:
    kinds = {path: field.kind for path, field in FIELDS.items()}
    assert kinds["balancing.psi"] is FieldKind.SECTION
    assert kinds["balancing.pools"] is FieldKind.MAP
    assert kinds["proxmox_api.pass"] is FieldKind.SECRET
    assert kinds["balancing.cpu_overcommit"] is FieldKind.NUMBER
    assert (kinds["balancing.balance_types"], FIELDS["balancing.balance_types"].choices) == ("list", ("vm", "ct"))
    assert FIELDS["balancing.method"].choices == ("memory", "cpu", "disk")


def test_which_version_brought_a_key() -> None:
    assert newer_than(("balancing", "ignore_guests"), "2.2.9") == "2.3.0"
    assert newer_than(("balancing", "pools", "dev", "strict"), "1.1.9") == "1.1.11"
    assert newer_than(("proxmox_cluster", "maintenance_nodes_schedule"), "v2.0.4") == "2.1.0"
    for path in (("balancing", "ignore_guests"), ("balancing", "enable"), ("nothing",), ("balancing", "nothing")):
        assert newer_than(path, "2.3.0") is None
        assert newer_than(path, None) is None
