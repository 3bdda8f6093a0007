"""Values and texts with secrets in them, as people may see them."""

from proxlb_ui.domain.model.settings.text.secrets import hide, loose_secrets, shown, sources, without
from proxlb_ui.domain.model.settings.text.source import SecretSpan


def test_secrets_give_way_to_whether_they_are_set() -> None:
    values = {"user": "a@pve", "pass": "canary", "token_secret": "", "timeout": 10, "hosts": ["x", {"password": None}]}
    assert shown(values, str.upper) == {
        "user": "A@PVE",
        "pass": {"$secret": True, "set": True},
        "token_secret": {"$secret": True, "set": False},
        "timeout": 10,
        "hosts": ["X", {"password": {"$secret": True, "set": False}}],
    }
    assert shown({"pass": {"deep": "x"}}, str.upper) == {"pass": {"deep": "X"}}


def test_what_lies_within_a_secret_is_hidden_with_it() -> None:
    text = "a: canary # b"
    spans = [SecretSpan(5, 8, "inner"), SecretSpan(3, 9, "outer"), SecretSpan(12, 13, "b")]
    assert hide(text, spans) == "a: <<secret:outer>> # <<secret:b>>"
    assert hide(text, spans, {"outer": "canary", "b": "old"}) == "a: <<secret:outer>> # <<new-secret:b>>"
    assert sources(text, spans) == {"inner": "nar", "outer": "canary", "b": "b"}


def test_known_secrets_are_hidden_wherever_they_turn_up() -> None:
    known = {"short": "ab", "long": "'canary-of-the-mine'", "part": "canary-of-the"}
    assert without("x canary-of-the-mine ab canary-of-the", known) == "x <<secret:long>> ab <<secret:part>>"


def test_a_comment_may_give_a_secret_away() -> None:
    text = "# pass: canary-1234 \nuser: x"
    found = [text[start:end] for start, end in loose_secrets(text)]
    assert found == ["canary-1234"]
    assert list(loose_secrets(text, 10)) == []
