"""Cutting a stream into bounded lines."""

from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.log.line_splitter import LineSplitter


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=20)), st.integers(1, 7))
def test_lines_do_not_depend_on_how_the_bytes_arrive(lines: list[str], step: int) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    splitter = LineSplitter()
    found = [line for at in range(0, len(data), step) for line in splitter.feed(data[at : at + step])]
    assert found == lines
    assert splitter.flush() == []


@given(st.binary())
def test_any_bytes_become_text(data: bytes) -> None:
    splitter = LineSplitter()
    assert len(splitter.feed(data)) == data.count(b"\n")


def test_an_unfinished_line_comes_at_the_end() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b"a\nb") == ["a"]
    assert splitter.flush() == ["b"]
    assert splitter.flush() == []


def test_a_huge_line_is_bounded_and_marked() -> None:
    splitter = LineSplitter(line_bytes=10)
    for _ in range(1000):
        assert splitter.feed(b"xxxx") == []
    (line,) = splitter.feed(b"\n")
    assert line.startswith("x" * 10 + " …")
    assert splitter.feed(b"fine\n") == ["fine"]
