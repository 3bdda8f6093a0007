"""Whatever the style of the file, an edit means what it says and touches only what it must."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proxlb_ui.adapters.yaml_settings.text.edits import edited
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.text.change import REMOVED, SettingsChange, changed, same

from tests.unit.adapters.yaml_settings.writing import PATHS, documents, values

Change = SettingsChange
REMARK = re.compile(r"# remark \d+: 'quoted' \[x\]")


def parsed(text: str) -> Any:
    return yaml.load(text, Loader=yaml.FullLoader)


changes = st.builds(Change, st.sampled_from(PATHS), st.one_of(values, st.just(REMOVED)))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), changes)
def test_an_edit_is_what_the_edited_values_would_be(text: str, change: SettingsChange) -> None:
    try:
        wanted = changed(parsed(text), [change])
    except Invalid:
        with pytest.raises(Invalid):
            edited(text, [change])
        return
    if not wanted:
        return
    new = edited(text, [change])
    assert same(parsed(new), wanted)
    assert Counter(REMARK.findall(new)) == Counter(REMARK.findall(text))
    assert new.startswith("\ufeff") == text.startswith("\ufeff")
    assert ("\r\n" in text) == ("\r\n" in new) or "\n" not in text
    assert "\r\n" not in text or not re.search(r"(?<!\r)\n", new)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.lists(changes, max_size=5))
def test_several_edits_are_one_after_the_other(text: str, several: list[SettingsChange]) -> None:
    try:
        wanted = changed(parsed(text), several)
        new = edited(text, several)
    except Invalid:
        return
    assert same(parsed(new), wanted)


def example() -> str:
    """ProxLB's own example file, as its package installs it."""
    try:
        files = metadata.files("proxlb") or []
    except metadata.PackageNotFoundError:
        pytest.skip("proxlb is not installed")
    found = [Path(str(file.locate())) for file in files if file.name == "proxlb_example.yaml"]
    if not found:
        pytest.skip("this proxlb brings no example file")
    return found[0].read_text()


def lines_changed(before: str, after: str) -> int:
    old, new = before.splitlines(), after.splitlines()
    assert len(old) == len(new)
    return sum(one != other for one, other in zip(old, new, strict=True))


def test_three_values_of_the_shipped_example_change_three_lines() -> None:
    text = example()
    three = [
        Change(("balancing", "balanciness"), 12),
        Change(("balancing", "enable"), False),
        Change(("proxmox_cluster", "maintenance_nodes"), ["virt66.example.com", "virt67.example.com"]),
    ]
    new = edited(text, three)
    assert lines_changed(text, new) == 3
    assert "  enable: False\n" in new
    assert "  balanciness: 12                     # Maximum delta" in new
    assert "['virt66.example.com', 'virt67.example.com']" in new


def some_values(chance: random.Random) -> Iterator[Any]:
    words = ["pve1", "pve2", "010", "a: b", "yes", "'", "# no comment"]
    while True:
        yield chance.choice(
            [
                chance.choice(words),
                chance.randrange(100),
                chance.random() < 0.5,
                chance.sample(words, chance.randrange(4)),
                {"dev": {"pin": chance.sample(words, 2), "strict": False}},
                None,
                REMOVED,
            ]
        )


def test_hundreds_of_edits_keep_every_comment() -> None:
    text, chance = example(), random.Random(4711)
    comments = [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]
    assert len(comments) > 60
    new_values = some_values(chance)
    paths = [path for path in PATHS if path[0] != "of my own"]
    made = 0
    for _ in range(300):
        try:
            text = edited(text, [Change(chance.choice(paths), next(new_values))])
            made += 1
        except Invalid as refusal:
            # A path that leads through a single value set earlier on.
            assert "is no map" in refusal.message
    assert made > 180
    missing = [comment for comment in comments if comment not in text]
    assert not missing


CASES = [
    ("a:\n  b: 1 # x\n", ("a", "b"), 10, "a:\n  b: 10 # x\n"),
    ("a:\n  b: 'x'\n", ("a", "b"), "y", "a:\n  b: 'y'\n"),
    ("a:\n  b: x\n", ("a", "b"), "010", "a:\n  b: '010'\n"),
    ("a:\n  b: on\n", ("a", "b"), False, "a:\n  b: off\n"),
    ("a:\n  b: TRUE\n", ("a", "b"), False, "a:\n  b: FALSE\n"),
    ("a:\n  b: 010\n", ("a", "b"), 8, "a:\n  b: 010\n"),
    ("a:\n  b: 8:00\n", ("a", "b"), 480, "a:\n  b: 8:00\n"),
    ("a:\n  b: 1e3\n", ("a", "b"), "1e3", "a:\n  b: 1e3\n"),
    ("a:\n  b: 1\n", ("a", "b"), 1.0, "a:\n  b: 1.0\n"),
    ("a:\n  b: 1\n", ("a", "b"), True, "a:\n  b: true\n"),
    ("a:\n- x\n- z\n", ("a",), ["x", "y", "z"], "a:\n- x\n- y\n- z\n"),
    ("a:\n  - x # one\n  - z\n", ("a",), ["z"], "a:\n  # one\n  - z\n"),
    ("a:\n  - x\n", ("a",), [], "a: []\n"),
    ("a: []\n", ("a",), ["x"], "a: [x]\n"),
    ("a: [x, 'y']\n", ("a",), ["x"], "a: [x]\n"),
    ("a: [x, y]\n", ("a",), ["y"], "a: [y]\n"),
    ("a: # nothing\nb: 1\n", ("a", "c"), 2, "a: # nothing\n  c: 2\nb: 1\n"),
    ("a:\n    b: 1\nc: {}", ("d", "e"), 2, "a:\n    b: 1\nc: {}\nd:\n    e: 2"),
    ("a:\n  b: 1\n", ("a", "b"), REMOVED, "a: {}\n"),
    ("a: {b: 1, c: 2}\n", ("a", "b"), REMOVED, "a: {c: 2}\n"),
    ("a: {b: 1, c: 2}\n", ("a", "c"), REMOVED, "a: {b: 1}\n"),
    ("a:\n  b: |-\n    old\n    text\n  c: 1\n", ("a", "b"), "new", "a:\n  b: new\n  c: 1\n"),
    ("a: 1\na: 2\nb: 1\n", ("a",), 3, "a: 1\na: 3\nb: 1\n"),
    ("a: 1\na: 2\nb: 1\n", ("a",), REMOVED, "b: 1\n"),
    ("a: &x 1\nb: 2\n", ("b",), 3, "a: &x 1\nb: 3\n"),
    ("a: &x {k: 1}\nb: *x\n", ("b",), 3, "a: &x {k: 1}\nb: 3\n"),
    ("d: &d {k: 1}\na:\n  <<: *d\n  j: 2\n", ("a", "k"), 5, "d: &d {k: 1}\na:\n  <<: *d\n  j: 2\n  k: 5\n"),
    ("service:\n  a: 1\n", ("balancing", "enable"), True, "service:\n  a: 1\nbalancing:\n  enable: true\n"),
    (
        "proxmox_api:\n  user: x\n\nservice:\n  a: 1\n", ("balancing", "enable"), True,
        "proxmox_api:\n  user: x\n\nbalancing:\n  enable: true\n\nservice:\n  a: 1\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "value", "expected"), CASES)
def test_the_text_that_comes_out(text: str, path: tuple[str, ...], value: Any, expected: str) -> None:
    assert edited(text, [Change(path, value)]) == expected


@pytest.mark.parametrize(
    ("text", "path", "value", "part"),
    [
        ("a: &x {k: 1}\nb: *x\n", ("a", "k"), 3, "without changing something else"),
        ("a: &x {k: 1}\nb: *x\n", ("b", "k"), 3, "is an alias of another place"),
        ("a: &x 1\nb: *x\n", ("a",), 3, "cannot be changed without"),
        ("d: &d {k: 1}\na:\n  <<: *d\n", ("a", "k"), REMOVED, "cannot be changed"),
        ("a: 1\n", ("a",), REMOVED, "the only section"),
        ("a: 1\n", ("a", "b"), 2, "a is no map"),
        ("- a\n", ("a",), 2, "holds a list"),
        ("", ("a",), 2, "is empty"),
    ],
)
def test_what_cannot_be_edited_says_so(text: str, path: tuple[str, ...], value: Any, part: str) -> None:
    with pytest.raises(Invalid) as caught:
        edited(text, [Change(path, value)])
    assert part in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("value", [REMOVED, 5, "x", ["a", "b"], {"a": 1}])
@pytest.mark.parametrize("path", [("of my own",), ("of my own", "timeout")])
@pytest.mark.parametrize("sign", ["|-", ">", "|2", "!!str |-"])
def test_a_comment_beside_the_sign_of_a_text_in_lines_is_kept(sign: str, path: tuple[str, ...], value: Any) -> None:
    text = (
        f"of my own:\n  hosts: no\n  timeout: {sign}  # beside\n    pve1 # of the text\n  pass: x  # below\nlast: 1\n"
    )
    new = edited(text, [Change(path, value)])
    assert same(parsed(new), changed(parsed(text), [Change(path, value)]))
    assert new.count("# beside") == new.count("# below") == 1
