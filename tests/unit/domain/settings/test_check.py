"""What is said about settings before they are saved."""

from typing import Any

import pytest
from proxlb_ui.domain.model.settings.findings.check import MOST_PROBLEMS, accepted, check
from proxlb_ui.domain.model.settings.findings.lint import note_on
from proxlb_ui.domain.model.settings.findings.problem import Problem, SettingsRefused, Severity
from proxlb_ui.domain.model.settings.text.change import changed, merge_changes
from proxlb_ui.domain.model.settings.text.source import ParsedText, Place, TextProblem
from proxlb_ui.domain.model.settings.values.settings import Settings

from tests.approval import approve

GOOD: dict[str, Any] = {
    "proxmox_api": {"hosts": ["pve1"], "user": "a@pve", "pass": "canary", "timeout": 10},
    "balancing": {"enable": True, "balance_types": ["vm", "ct"]},
}
NODES = {"pve1", "pve2"}


def said(patch: dict[str, Any], version: str | None = "2.3.0") -> tuple[Problem, ...]:
    found = check(ParsedText(changed(GOOD, merge_changes(patch, ()))), NODES, version)
    approve("settings-findings", found)
    return found


def test_good_settings_need_no_word() -> None:
    assert said({}) == ()


LINT: list[tuple[dict[str, Any], str, str, str]] = [
    ({"balancing": {"enable": False}}, "warning", "balancing-off", "balancing.enable"),
    ({"balancing": {"balance_types": []}}, "warning", "no-types", "balancing.balance_types"),
    ({"balancing": {"mode": "psi"}}, "warning", "no-limits", "balancing.mode"),
    ({"balancing": {"balancines": 5}}, "warning", "unknown-key", "balancing.balancines"),
    ({"balancing": {"pools": {"dev": {"typ": "x"}}}}, "warning", "unknown-key", "balancing.pools.dev.typ"),
    ({"balancer": {"a": 1}}, "warning", "unknown-key", "balancer"),
    ({"proxmox_api": {"password": "x"}}, "warning", "unknown-key", "proxmox_api.password"),
    ({"balancing": {"balanciness": 200}}, "warning", "range", "balancing.balanciness"),
    ({"balancing": {"memory_threshold": 200}}, "warning", "range", "balancing.memory_threshold"),
    ({"balancing": {"parallel": True, "parallel_jobs": 0}}, "warning", "range", "balancing.parallel_jobs"),
    ({"balancing": {"parallel_jobs": 3}}, "hint", "no-effect", "balancing.parallel_jobs"),
    ({"balancing": {"cpu_threshold": 80}}, "hint", "no-effect", "balancing.cpu_threshold"),
    ({"balancing": {"parallel": True, "parallel_jobs": 1000, "max_job_validation": 0}}, "warning", "range",
     "balancing.max_job_validation"),
    ({"balancing": {"parallel_jobs": 0}}, "hint", "no-effect", "balancing.parallel_jobs"),
    ({"balancing": {"psi": {"nodes": {}, "guests": {}}}}, "hint", "no-effect", "balancing.psi"),
    ({"balancing": {"mode": "psi", "balanciness": 5, "psi": {"nodes": {}, "guests": {}}}}, "hint", "no-effect",
     "balancing.balanciness"),
    ({"proxmox_api": {"wait_time": -1}}, "warning", "range", "proxmox_api.wait_time"),
    (
        {"proxmox_cluster": {"maintenance_nodes_schedule": {"pre-migration": 20_000}}},
        "warning", "range", "proxmox_cluster.maintenance_nodes_schedule.pre-migration",
    ),
    ({"balancing": {"cpu_overcommit": 3.0}}, "hint", "no-effect", "balancing.cpu_overcommit"),
    ({"balancing": {"max_node_inflow": 3}}, "hint", "no-effect", "balancing.max_node_inflow"),
    (
        {"balancing": {"node_resource_reserve": {"pve1": {"cpu": 1}}}},
        "hint", "no-effect", "balancing.node_resource_reserve.pve1.cpu",
    ),
    ({"proxmox_cluster": {"overprovisioning": True}}, "hint", "no-effect", "proxmox_cluster.overprovisioning"),
    ({"proxmox_api": {"ssl_verification": False}}, "warning", "tls-off", "proxmox_api.ssl_verification"),
    ({"proxmox_api": {"timeout": 1}}, "warning", "short-timeout", "proxmox_api.timeout"),
    ({"proxmox_api": {"user": "root"}}, "warning", "no-realm", "proxmox_api.user"),
    ({"proxmox_api": {"hosts": ["fe80::1"]}}, "warning", "host", "proxmox_api.hosts.0"),
    ({"proxmox_api": {"hosts": ["https://pve1"]}}, "warning", "host", "proxmox_api.hosts.0"),
    ({"service": {"schedule": {"interval": 0}}}, "warning", "busy-loop", "service.schedule.interval"),
    ({"proxmox_cluster": {"ignore_nodes": ["PVE1"]}}, "warning", "unknown-node", "proxmox_cluster.ignore_nodes.0"),
    ({"balancing": {"pools": {"a": {"pin": ["pve9"]}}}}, "warning", "unknown-node", "balancing.pools.a.pin.0"),
    (
        {"proxmox_cluster": {"maintenance_nodes_schedule": {"duration": 1, "schedules": {"pve1": ["Montag, 8:00"]}}}},
        "warning", "schedule", "proxmox_cluster.maintenance_nodes_schedule.schedules.pve1.0",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("patch", "severity", "code", "path"), LINT, ids=lambda part: str(part)[:40])
def test_what_proxlb_swallows_is_named(patch: dict[str, Any], severity: str, code: str, path: str) -> None:
    (problem,) = said(patch)
    assert (problem.severity.value, problem.code, ".".join(problem.path)) == (severity, code, path)
    assert accepted([problem])


def test_more_than_everything_may_be_assigned() -> None:
    assert said({"balancing": {"mode": "assigned", "balanciness": 120, "memory_threshold": 150}}) == ()
    (negative,) = said({"balancing": {"mode": "assigned", "memory_threshold": -1}})
    assert negative.message == (
        "balancing.memory_threshold is -1, but should be 0 to 100 %: a share in percent is meant"
    )


def test_the_form_says_the_same_as_the_check() -> None:
    values = changed(GOOD, merge_changes({"balancing": {"balance_types": [], "balanciness": 200}}, ()))
    settings = Settings.model_validate(values)
    messages = {one.path[-1]: f"{one.message}." for one in check(ParsedText(values))}
    assert note_on("balance_types", settings) == messages["balance_types"]
    assert note_on("balanciness", settings) == messages["balanciness"]
    assert note_on("cpu_threshold", settings) == "Does nothing while the method is memory."
    assert note_on("psi", settings) == "Does nothing while the mode is used."
    assert note_on("max_node_inflow", settings) == "Does nothing without the solver."
    assert [note_on(key, settings) for key in ("enable", "method", "memory_threshold")] == ["", "", ""]


ERRORS: list[tuple[dict[str, Any], str, str]] = [
    ({"proxmox_api": {"token_id": "ui", "token_secret": "canary"}}, "two-credentials", "proxmox_api.token_secret"),
    ({"proxmox_api": {"pass": None}}, "no-credentials", "proxmox_api"),
    ({"proxmox_api": {"pass": None, "token_secret": "canary"}}, "no-token-id", "proxmox_api.token_secret"),
    ({"proxmox_api": {"token_id": "a@pve!ui"}}, "token-id", "proxmox_api.token_id"),
    ({"proxmox_api": {"hosts": []}}, "no-hosts", "proxmox_api.hosts"),
    ({"proxmox_api": {"hosts": "pve1"}}, "schema", "proxmox_api.hosts"),
    ({"proxmox_api": {"user": None}}, "missing", "proxmox_api.user"),
    ({"proxmox_api": {"timeout": 0}}, "range", "proxmox_api.timeout"),
    ({"proxmox_api": {"retries": 0}}, "range", "proxmox_api.retries"),
    ({"balancing": {"method": "Memory"}}, "choice", "balancing.method"),
    ({"balancing": {"balanciness": 7.5}}, "schema", "balancing.balanciness"),
    ({"balancing": {"balance_types": ["vms"]}}, "choice", "balancing.balance_types.0"),
    ({"balancing": {"psi": {"nodes": {"cpu": {"pressure_full": 1}}, "guests": {}}}}, "missing",
     "balancing.psi.nodes.cpu.pressure_some"),
    ({"service": {"schedule": 12}}, "schema", "service.schedule"),
    ({"service": {"schedule": {"interval": -1}}}, "range", "service.schedule.interval"),
    ({"service": {"log_level": "info"}}, "choice", "service.log_level"),
    ({"proxmox_cluster": {"maintenance_nodes_schedule": {"duration": -1}}}, "range",
     "proxmox_cluster.maintenance_nodes_schedule.duration"),
]  # fmt: skip


@pytest.mark.parametrize(("patch", "code", "path"), ERRORS, ids=lambda part: str(part)[:40])
def test_what_proxlb_refuses_is_an_error(patch: dict[str, Any], code: str, path: str) -> None:
    problem = next(one for one in said(patch) if one.severity is Severity.ERROR)
    assert (problem.code, ".".join(problem.path)) == (code, path)
    assert "canary" not in str(problem)
    assert problem.message.startswith(path)
    refused = SettingsRefused([problem])
    assert problem.message in refused.message


def test_a_slip_gets_its_nearest_word() -> None:
    assert [one.suggestion for one in said({"balancing": {"Balanciness": 5, "method": "Memory"}})] == [
        "memory",
        "balanciness",
    ]
    (node,) = said({"proxmox_cluster": {"maintenance_nodes": ["PVE2"]}})
    assert node.suggestion == "pve2"


def test_a_slip_in_one_section_hides_nothing_in_the_others() -> None:
    found = said({"balancing": {"method": "x"}, "proxmox_api": {"hosts": [], "timeout": 1}})
    assert {one.code for one in found} == {"choice", "no-hosts", "short-timeout"}


@pytest.mark.parametrize(
    ("version", "newer"),
    [("2.3.0", []), ("2.2.9", ["balancing.ignore_guests"]), ("1.1.5", ["balancing.ignore_guests", "balancing.pools"]),
     (None, []), ("nightly", [])],
)  # fmt: skip
def test_keys_newer_than_the_engine_are_flagged(version: str | None, newer: list[str]) -> None:
    patch = {"balancing": {"ignore_guests": ["a"], "pools": {"dev": {"strict": True}}}}
    found = [one for one in said(patch, version) if one.code == "newer"]
    assert sorted(".".join(one.path) for one in found) == newer
    assert all(str(version) in one.message for one in found)


def test_problems_stand_at_their_lines_in_order() -> None:
    values = {**GOOD, "balancing": {"method": "x", "enable": False, "balance_types": ["vm"]}}
    places = {("balancing",): Place(8, 1), ("balancing", "method"): Place(9, 3), ("balancing", "enable"): Place(2, 3)}
    doubled = ((("balancing", "enable"), Place(3, 3)),)
    found = check(ParsedText(values, None, places, doubled))
    assert [(one.code, one.place.line) for one in found if one.place] == [("doubled", 3), ("choice", 9)]


def test_a_text_that_is_no_yaml_has_one_problem() -> None:
    (problem,) = check(ParsedText(None, TextProblem("It is no YAML.", "Look there.", Place(3, 4))))
    assert (problem.severity, problem.place) == (Severity.ERROR, Place(3, 4))


def test_there_is_an_end_to_problems() -> None:
    many = {f"unknown_{number}": 1 for number in range(5000)}
    assert len(check(ParsedText({**GOOD, **many}))) == MOST_PROBLEMS
