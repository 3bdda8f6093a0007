"""What a text means, and that its secrets can be taken out and put back."""

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proxlb_ui.adapters.yaml_settings.text.edits import edited
from proxlb_ui.adapters.yaml_settings.text.reading import parsed
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.text.change import SettingsChange
from proxlb_ui.domain.model.settings.text.secrets import hide, reveal, sources
from proxlb_ui.domain.model.settings.text.source import Place

from tests.unit.adapters.yaml_settings.writing import documents

CANARY = "canary-4711"
SECRETS = (CANARY, f"{CANARY} # x", f"it's {CANARY}", f'"{CANARY}"', f"{CANARY}: x", f"{CANARY}\nx", f"<<{CANARY}>>")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.sampled_from(SECRETS), st.sampled_from(["pass", "token_secret"]))
def test_secrets_go_out_as_placeholders_and_come_back(text: str, secret: str, key: str) -> None:
    try:
        text = edited(text, [SettingsChange(("proxmox_api", key), secret)])
    except Invalid:
        return
    found = parsed(text)
    hidden = hide(text, found.secrets)
    assert CANARY not in hidden
    assert reveal(hidden, sources(text, found.secrets)) == text
    seen: Any = yaml.load(hidden, Loader=yaml.FullLoader)
    assert seen["proxmox_api"][key] == f"<<secret:proxmox_api.{key}>>"


STYLES = [
    "api:\n  pass: CANARY\n",
    "api: {pass: CANARY, user: x}\n",
    "api:\n  pass: &pw CANARY\nother: *pw\n",
    "x: &pw CANARY\napi:\n  pass: *pw\n",
    "api:\n  pass: !!str CANARY\n",
    "api:\n  pass: |\n    CANARY\n  user: x\n",
    "api:\n  pass: >-\n\n    CANARY\n    more\n# end\n",
    "api:\n  pass: 'CANARY\n\n    in lines'\n",
    "api:\n  pass: [CANARY, b]\n",
    "api:\n  pass: CANARY\n  pass: CANARY-again\n",
    "api:\n  # pass: CANARY\n  pass: x1\n",
    "api:\n  pass: x1 # was pass: CANARY\n",
    "api:\n  pass: CANARY\n  note: it is CANARY\n# CANARY\n",
    "api:\n  ? pass\n  : CANARY\n",
    "broken: [\n  pass: CANARY\n  # token_secret=CANARY\n",
    "pass:\n  deep:\n    deeper: CANARY\n",
]


@pytest.mark.parametrize("style", STYLES)
def test_a_secret_in_any_place(style: str) -> None:
    text = style.replace("CANARY", CANARY)
    found = parsed(text)
    hidden = hide(text, found.secrets)
    assert CANARY not in hidden
    assert reveal(hidden, sources(text, found.secrets)) == text
    assert CANARY not in repr(found)


@pytest.mark.parametrize("text", ["a: 1\n", "token_id: x\nuser: y\n", "pass:\n", "pass: null\n", "pass: ''\n", ""])
def test_no_secret_no_placeholder(text: str) -> None:
    found = parsed(text)
    assert hide(text, found.secrets).replace("<<secret:pass>>", "''") == text


def test_everything_has_its_place() -> None:
    found = parsed("# x\nbalancing:\n  pools:\n    dev: {pin: [a,\n      b]}\n  pools: {}\n")
    assert found.places[("balancing",)] == Place(2, 1)
    assert found.place_of(("balancing", "pools", "dev", "pin", "1")) == Place(5, 7)
    assert found.place_of(("balancing", "nothing")) == Place(2, 1)
    assert found.place_of(("nothing",)) is None
    assert found.doubled == ((("balancing", "pools"), Place(6, 3)),)
    assert found.values == {"balancing": {"pools": {}}}


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("a: [\n", Place(2, 1), "not valid YAML in line 2"),
        ("a: 1\n\tb: 2\n", Place(2, 1), "line 2"),
        ("a: *x\n", Place(1, 4), "unknown alias"),
        ("a: !!python/object:os.system {}\n", Place(1, 4), "not usable in line 1"),
        ("", None, "is empty"),
        ("- a\n", None, "holds a list"),
        ("a: \x00\n", None, "does not allow"),
    ],
)
def test_a_text_without_meaning(text: str, place: Place | None, part: str) -> None:
    found = parsed(text)
    assert found.values is None
    assert found.problem is not None
    assert found.problem.place == place
    assert part in found.problem.message
