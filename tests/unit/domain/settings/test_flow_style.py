"""Settings handed to the engine mean the same to PyYAML."""

import math
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.text.flow_style import settings_text

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4)
)


def read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.FullLoader)  # what ProxLB uses


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    text = settings_text(value)
    assert text.isascii() and "\n" not in text
    back = read(text)
    assert back == value and type(back) is type(value)


@pytest.mark.parametrize("value", [1e-07, 1e22, 1.5e-300, math.inf, -math.inf, 0.1])
def test_floats_stay_floats(value: float) -> None:
    back = read(settings_text({"x": value}))["x"]
    assert isinstance(back, float) and back == value


@pytest.mark.parametrize(
    "value", ["yes", "8:00", "1e3", "~", "null", "😀", "\x85", "a: b # c", "\ufeff", "!x", "\x7f\x00"]
)
def test_strings_stay_strings(value: str) -> None:
    assert read(settings_text({value: value})) == {value: value}


def test_dates_and_number_keys_survive() -> None:
    value = {7: date(2026, 1, 2), True: [None]}
    assert read(settings_text(value)) == value


def test_what_has_no_text_is_refused() -> None:
    with pytest.raises(Invalid):
        settings_text({"x": {1, 2}})
