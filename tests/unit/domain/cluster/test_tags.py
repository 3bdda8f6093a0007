"""What ProxLB makes of a tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.cluster.tags import Tag, TagKind, decode


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("plb_affinity_web", TagKind.AFFINITY, "web"),
        ("plb_anti_affinity_db", TagKind.ANTI_AFFINITY, "db"),
        ("plb_ignore_me", TagKind.IGNORE, "me"),
        ("plb_ignored", TagKind.IGNORE, "d"),
        ("plb_ignore", TagKind.IGNORE, ""),
        ("plb_pin_pve2", TagKind.PIN, "pve2"),
        ("plb_pin_pve_2", TagKind.PIN, "pve_2"),
        ("plb_affinity", TagKind.AFFINITY, ""),
        ("production", TagKind.PLAIN, "production"),
        ("PLB_IGNORE", TagKind.PLAIN, "PLB_IGNORE"),
        ("my_plb_ignore", TagKind.PLAIN, "my_plb_ignore"),
    ],
)
def test_prefixes_decide(text: str, kind: TagKind, value: str) -> None:
    assert decode(text) == Tag(text, kind, value)


@given(st.text(max_size=60))
def test_every_text_is_some_tag(text: str) -> None:
    tag = decode(text)
    assert tag.text == text
    assert text.endswith(tag.value)
    assert (tag.kind is TagKind.PLAIN) == (
        not text.startswith(("plb_affinity", "plb_anti_affinity", "plb_ignore", "plb_pin"))
    )
