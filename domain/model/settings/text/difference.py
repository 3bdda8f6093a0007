"""What differs between two texts, for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT_LINES = 3
# Comparing takes the product of both; beyond this the whole middle counts as replaced.
MOST_COMPARED_LINES = 2000


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line; kind is same, removed, added or gap, the numbers count from 1 in the old and in the new text."""

    kind: str
    old: int | None
    new: int | None
    text: str


def diff_lines(before: str, after: str) -> tuple[DiffLine, ...]:
    """The changed lines with a few around them; empty when nothing differs but line breaks."""
    old, new = before.splitlines(), after.splitlines()
    return tuple(_with_context(list(_lines(old, new)))) if old != new else ()


def _lines(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    for kind, first, last, new_first, new_last in _opcodes(old, new):
        if kind == "equal":
            for offset in range(last - first):
                yield DiffLine("same", first + offset + 1, new_first + offset + 1, old[first + offset])
            continue
        yield from (DiffLine("removed", index + 1, None, old[index]) for index in range(first, last))
        yield from (DiffLine("added", None, index + 1, new[index]) for index in range(new_first, new_last))


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    shorter = min(len(old), len(new))
    head = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    tail = next((index for index in range(shorter - head) if old[-1 - index] != new[-1 - index]), shorter - head)
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    codes: list[tuple[str, int, int, int, int]] = [("equal", 0, head, 0, head)]
    if max(len(middle_old), len(middle_new)) > MOST_COMPARED_LINES:
        codes.append(("replace", head, len(old) - tail, head, len(new) - tail))
    else:
        # A line that is repeated all over finds no partner by itself: a few hundred of them would take minutes.
        found = SequenceMatcher(None, middle_old, middle_new, autojunk=True).get_opcodes()
        codes += [(kind, a + head, b + head, c + head, d + head) for kind, a, b, c, d in found]
    return [*codes, ("equal", len(old) - tail, len(old), len(new) - tail, len(new))]


def _with_context(lines: list[DiffLine]) -> Iterator[DiffLine]:
    changed = [index for index, line in enumerate(lines) if line.kind != "same"]
    near = {index + step for index in changed for step in range(-CONTEXT_LINES, CONTEXT_LINES + 1)}
    skipped = False
    for index, line in enumerate(lines):
        if index in near:
            if skipped:
                yield DiffLine("gap", None, None, "")
            yield line
        skipped = index not in near
