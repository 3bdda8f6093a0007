"""Cutting out and putting in: single steps that change only the lines they must and lose no comment."""

import re
from collections.abc import Iterable
from typing import Any

import yaml
from proxlb_ui.adapters.yaml_settings.text.marks import (
    BREAKS,
    MarkedText,
    Pair,
    find,
    is_absent,
    is_block,
    is_literal,
)
from proxlb_ui.adapters.yaml_settings.text.styles import Style

Splice = tuple[int, int, str]
_COMMENT_BESIDE = re.compile(r"( +)#")
NULL = "tag:yaml.org,2002:null"


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with every splice made; they must not overlap."""
    for start, end, new in sorted(splices, key=lambda one: one[0], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def replace_value(marked: MarkedText, mapping: yaml.MappingNode, pair: Pair, value: Any) -> str:
    """Another value for a key that is there."""
    key, node = pair
    style = Style(marked)
    if mapping.flow_style:
        return _replace_inline(marked, node, style.flow(value, node))
    if is_block(node):
        return _collapse(marked, node, style.flow(value, node))
    if isinstance(node, yaml.ScalarNode) and node.tag == NULL:
        lines = style.entry(key.value, value, key.start_mark.column)
        return _expand(marked, node, lines)
    collection = isinstance(value, dict | list)
    return _replace_inline(marked, node, style.flow(value, node) if collection else style.scalar(value, node, False))


def add_pair(marked: MarkedText, mapping: yaml.MappingNode, key: str, value: Any, order: tuple[str, ...]) -> str:
    """A key that was not there, behind the one that usually precedes it."""
    style = Style(marked)
    if mapping.flow_style:
        entry = f"{style.scalar(key, None, True)}: {style.flow(value)}"
        return _add_to_flow(marked, mapping, [pair[1] for pair in mapping.value], len(mapping.value), entry)
    before = _predecessor(mapping, key, order)
    lines = style.entry(key, value, mapping.value[0][0].start_mark.column)
    at = marked.end(before[1]) if before else marked.end(mapping)
    if mapping is marked.root and re.search(r"\n[ \t]*\r?\n", marked.text):
        lines = ["", *lines]
    return _insert_below(marked, at, lines)


def remove_pair(marked: MarkedText, mapping: yaml.MappingNode, pair: Pair) -> str:
    """Without one key; not for the only one of a block."""
    key, node = pair
    if mapping.flow_style:
        ends = [(one[0].start_mark.index, marked.end(one[1])) for one in mapping.value]
        return _remove_from_flow(marked, mapping, ends, mapping.value.index(pair))
    return _remove_lines(marked, key.start_mark.index, marked.end(node), key.start_mark.column)


def replace_item(marked: MarkedText, sequence: yaml.SequenceNode, index: int, value: Any) -> str:
    """Another value for one item of a list."""
    node, style = sequence.value[index], Style(marked)
    if is_block(node):
        start = node.start_mark.index
        return spliced(marked.text, [(start, marked.end(node), style.flow(value))])
    new = style.flow(value, node) if sequence.flow_style else style.item(value, node)
    return _replace_inline(marked, node, new)


def insert_item(marked: MarkedText, sequence: yaml.SequenceNode, index: int, value: Any) -> str:
    """One more item before the one at the index."""
    items, style = sequence.value, Style(marked)
    like = items[min(index, len(items) - 1)]
    if sequence.flow_style:
        return _add_to_flow(marked, sequence, items, index, style.flow(value, like))
    dash = _dash(marked, items[0])
    line = " " * dash.start_mark.column + "- " + style.item(value, like)
    if index > 0:
        return _insert_below(marked, marked.end(items[index - 1]), [line])
    at = marked.line_start(dash.start_mark.index)
    return spliced(marked.text, [(at, at, line + marked.line_break)])


def remove_item(marked: MarkedText, sequence: yaml.SequenceNode, index: int) -> str:
    """Without one item; not for the only one."""
    items = sequence.value
    if sequence.flow_style:
        ends = [(item.start_mark.index, marked.end(item)) for item in items]
        return _remove_from_flow(marked, sequence, ends, index)
    dash = _dash(marked, items[index])
    return _remove_lines(marked, dash.start_mark.index, marked.end(items[index]), dash.start_mark.column)


def _replace_inline(marked: MarkedText, node: yaml.Node, new: str) -> str:
    start, end = node.start_mark.index, marked.end(node)
    if is_absent(node):
        return spliced(marked.text, [(start, end, f" {new}")])
    if is_literal(node):
        beside_sign = marked.comments_in(start, marked.line_end(start))
        return spliced(marked.text, [(start, end, "  ".join([new, *beside_sign]))])
    kept = marked.comments_in(start, end)
    beside = _COMMENT_BESIDE.match(marked.text, end)
    if beside and not kept:
        # The comment stays in its column if there is room.
        space = max(1, len(beside[1]) - len(new) + end - start)
        return spliced(marked.text, [(start, beside.end(1), new + " " * space)])
    text = spliced(marked.text, [(start, end, new)])
    if not kept:
        return text
    indent = marked.text[marked.line_start(start) : start]
    lines = [" " * (len(indent) - len(indent.lstrip())) + comment for comment in kept]
    return _insert_below(MarkedText(text), start + len(new), lines)


def _collapse(marked: MarkedText, node: yaml.CollectionNode, new: str) -> str:
    """A block gives way to one line; its comments stay below."""
    first = node.value[0][0] if isinstance(node, yaml.MappingNode) else _dash(marked, node.value[0])
    colon = marked.last_token(yaml.ValueToken, first.start_mark.index)
    assert colon is not None  # noqa: S101 - a key with a block behind it has one
    start = colon.end_mark.index
    end = marked.line_end(start)
    cut, last = marked.line_start(first.start_mark.index), marked.after_line(marked.end(node))
    column = " " * first.start_mark.column
    kept = "".join(column + comment + marked.line_break for comment in marked.comments_in(cut, last))
    # An anchor or tag of the block goes with it, a comment beside it stays in its column.
    beside = next((first for first, _ in marked.comments if start <= first < end), None)
    space = " " * max(1, beside - start - len(new) - 1) if beside is not None else ""
    head = f" {new}{space}{marked.text[beside:end]}" if beside is not None else f" {new}"
    return spliced(marked.text, [(start, end, head), (cut, last, kept)])


def _expand(marked: MarkedText, node: yaml.Node, lines: list[str]) -> str:
    """Nothing becomes something, in the same line or in lines below."""
    start, end = node.start_mark.index, node.end_mark.index
    inline = lines[0].lstrip().partition(":")[2].strip() if len(lines) == 1 else ""
    head = f" {inline}" if is_absent(node) and inline else inline
    if not inline and not is_absent(node):
        start = len(marked.text[:start].rstrip(" \t"))
    text = spliced(marked.text, [(start, end, head)])
    return _insert_below(MarkedText(text), start, lines[1:]) if len(lines) > 1 else text


def _insert_below(marked: MarkedText, position: int, lines: list[str]) -> str:
    """Whole lines after the line with the position; a file that ends without a line break still does."""
    at = marked.after_line(position)
    if at == marked.line_end(position):
        return marked.text + "".join(marked.line_break + line for line in lines)
    return spliced(marked.text, [(at, at, "".join(line + marked.line_break for line in lines))])


def _remove_lines(marked: MarkedText, start: int, end: int, column: int) -> str:
    first, last = marked.line_start(start), marked.after_line(end)
    before = marked.text[first:start]
    if before.strip(" \t\ufeff?"):
        # Something else begins in this line: what follows takes the place.
        last = len(marked.text) - len(marked.text[last:].lstrip(BREAKS + " "))
        return spliced(marked.text, [(start, last, "")])
    first += before.count("\ufeff")
    comments = marked.comments_in(first, last)
    kept = "".join(" " * column + comment + marked.line_break for comment in comments)
    return spliced(marked.text, [(first, last, kept)])


def _add_to_flow(
    marked: MarkedText, holder: yaml.CollectionNode, values: list[yaml.Node], index: int, entry: str
) -> str:
    if not values:
        at = holder.end_mark.index - 1
        return spliced(marked.text, [(at, at, entry)])
    if index < len(values):
        at = values[index].start_mark.index
        return spliced(marked.text, [(at, at, f"{entry}, ")])
    at = marked.end(values[-1])
    return spliced(marked.text, [(at, at, f", {entry}")])


def _remove_from_flow(marked: MarkedText, holder: yaml.CollectionNode, spans: list[tuple[int, int]], index: int) -> str:
    start, end = spans[index]
    until = spans[index + 1][0] if index + 1 < len(spans) else holder.end_mark.index
    comma = marked.next_token(yaml.FlowEntryToken, end, until)
    if comma is None and index > 0:
        comma = marked.next_token(yaml.FlowEntryToken, spans[index - 1][1], start)
    cuts = [(start, end, "")]
    if comma is not None:
        cuts.append((comma.start_mark.index, comma.end_mark.index, ""))
    first, last = min(cut[0] for cut in cuts), max(cut[1] for cut in cuts)
    kept = marked.comments_in(start, end)
    if not marked.comments_in(first, last):
        cuts = [(first, len(marked.text) - len(marked.text[last:].lstrip(" ")) if last > end else last, "")]
    text = spliced(marked.text, cuts)
    if kept:
        return _insert_below(MarkedText(text), first, kept)
    return _without_blank_line(marked, text, first)


def _without_blank_line(before: MarkedText, text: str, position: int) -> str:
    """Take away the line at the position if the cut has emptied it."""
    after = MarkedText(text)
    first, last = after.line_start(position), after.after_line(position)
    emptied = not text[first:last].strip() and before.text[first : before.line_end(first)].strip()
    return spliced(text, [(first, last, "")]) if emptied else text


def _predecessor(mapping: yaml.MappingNode, key: str, order: tuple[str, ...]) -> Pair | None:
    earlier = order[: order.index(key)] if key in order else ()
    return next((pair for name in reversed(earlier) if (pair := find(mapping, name)) is not None), None)


def _dash(marked: MarkedText, item: yaml.Node) -> yaml.Token:
    found = marked.last_token(yaml.BlockEntryToken, item.start_mark.index)
    assert found is not None  # noqa: S101 - every item of a block list has one
    return found
