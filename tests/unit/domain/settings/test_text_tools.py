"""Differences, merge patches and placeholders."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.text.change import REMOVED, SettingsChange, changed, merge_changes, same
from proxlb_ui.domain.model.settings.text.difference import diff_lines
from proxlb_ui.domain.model.settings.text.secrets import (
    hide,
    is_mask,
    is_secret_key,
    loose_secrets,
    reveal,
    shown,
    sources,
)
from proxlb_ui.domain.model.settings.text.source import SecretSpan

texts = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=30).map("\n".join)


@given(texts, texts)
def test_a_difference_tells_both_texts(before: str, after: str) -> None:
    old, new = before.splitlines(), after.splitlines()
    lines = diff_lines(before, after)
    assert bool(lines) == (old != new)
    assert all(old[line.old - 1] == line.text for line in lines if line.old)
    assert all(new[line.new - 1] == line.text for line in lines if line.new)
    removed = {line.old for line in lines if line.kind == "removed"}
    added = {line.new for line in lines if line.kind == "added"}
    left = [text for number, text in enumerate(old, 1) if number not in removed]
    assert left == [text for number, text in enumerate(new, 1) if number not in added]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("0\n1\n2\n3\n4\n5\n6\n" * 3_000, "0\n1\n2\n3\n4\n" * 4_000),
        ("# a\n# b\n" * 990, "# b\n# b\n# a\n" * 650),
        ("# a\n# b\n" * 99, "# b\n# b\n# a\n" * 66),
    ],
)
def test_texts_are_compared_in_time(before: str, after: str) -> None:
    started = time.process_time()
    assert diff_lines(before, after)
    assert time.process_time() - started < 5


def test_a_merge_patch() -> None:
    found = merge_changes({"a": 1, "b": None, "c": {"d": None, "e": []}, "f": {}}, ("x",))
    assert found == [
        SettingsChange(("x", "a"), 1),
        SettingsChange(("x", "b"), REMOVED),
        SettingsChange(("x", "c", "d"), REMOVED),
        SettingsChange(("x", "c", "e"), []),
        SettingsChange(("x", "f"), {}),
    ]
    assert changed({"x": {"b": 1, "c": {"d": 1}}}, found) == {"x": {"a": 1, "c": {"e": []}, "f": {}}}


def test_values_of_different_kinds_are_not_the_same() -> None:
    assert same({"a": [1, "x", None]}, {"a": [1, "x", None]})
    for one, other in ((True, 1), (1, 1.0), ("1", 1), (None, False), ([], {}), ([1], [1, 2])):
        assert not same(one, other)
    assert same(float("nan"), float("nan"))


def test_a_change_never_touches_what_it_was_made_from() -> None:
    shared = {"k": 1}
    values = {"a": shared, "b": shared}
    assert changed(values, [SettingsChange(("a", "k"), 2)]) == {"a": {"k": 2}, "b": {"k": 1}}
    assert values == {"a": {"k": 1}, "b": {"k": 1}}


@pytest.mark.parametrize("key", ["pass", "password", "token_secret", "my_secret", "secret", "API-Key", "passphrase"])
def test_secret_keys(key: str) -> None:
    assert is_secret_key(key)
    assert shown({key: "x"}, str) == {key: {"$secret": True, "set": True}}
    assert shown({key: ""}, str) == {key: {"$secret": True, "set": False}}


@pytest.mark.parametrize("key", ["token_id", "user", "hosts", "passthrough", "bypass", "secretary", 5, None])
def test_keys_that_are_none(key: object) -> None:
    assert not is_secret_key(key)


@pytest.mark.parametrize("value", ["", "hunter2", "x", "a.b", "p***w", "secret", "password"])
def test_weak_secrets_are_no_masks(value: str) -> None:
    assert not is_mask(value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# pass: hunter2  ", ["hunter2"]),
        ("#token_secret = 'a b' # c", ["'a b' # c"]),
        ("# the password is long", []),
        ("# bypass: yes", []),
        ("#   my_secret:x", ["x"]),
    ],
)
def test_secrets_in_comments(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in loose_secrets(text)] == found


def test_placeholders_lead_back() -> None:
    text = "a: one\nb: two\n"
    spans = [SecretSpan(3, 6, "a"), SecretSpan(10, 13, "b")]
    hidden = hide(text, spans)
    assert hidden == "a: <<secret:a>>\nb: <<secret:b>>\n"
    assert reveal(hidden, sources(text, spans)) == text
    assert hide(text, spans, {"a": "one", "b": "other"}) == "a: <<secret:a>>\nb: <<new-secret:b>>\n"
    with pytest.raises(Invalid, match="line 2"):
        reveal("\nx: <<secret:c>>", {"a": "one"})
