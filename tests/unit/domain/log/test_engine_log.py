"""Reading the engine's output."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.log.engine_log import LINE_CHARACTERS, EngineLogParser, ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel

from tests.recordings import recordings, samples

NOW = datetime(2026, 11, 24, 2, 20, tzinfo=UTC)
PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "
OUTPUTS = {**recordings(), **samples()}


def parsed(text: str, parser: EngineLogParser | None = None) -> list[ParsedLine]:
    parser = parser or EngineLogParser()
    lines = [line for raw in text.split("\n") for line in parser.feed(raw, NOW)]
    return lines + list(parser.flush())


def record(text: str, level: str = "INFO") -> str:
    return f"{PREFIX}{level} - {text}"


def without_prefix(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(line.split(" - ", 3)[3] if line[24:35] == "- ProxLB - " else line for line in lines)


@pytest.mark.parametrize("level", list(LogLevel))
def test_a_record_loses_its_prefix_and_keeps_its_level(level: LogLevel) -> None:
    assert parsed(record("Balancing: - done - now.", level)) == [ParsedLine(NOW, level, "Balancing: - done - now.")]


def test_lines_after_a_grave_record_continue_it() -> None:
    lines = parsed(
        record("3 validation errors", "CRITICAL") + "\nproxmox_api.timeout\n  Input should be\n" + record("x")
    )
    assert [(line.kind, line.level) for line in lines] == [
        (LineKind.RECORD, LogLevel.CRITICAL),
        (LineKind.CONTINUATION, LogLevel.CRITICAL),
        (LineKind.CONTINUATION, LogLevel.CRITICAL),
        (LineKind.RECORD, LogLevel.INFO),
    ]


@pytest.mark.parametrize(
    "text", ["Daemon mode not active - stopping.", " ProxLB has been successfully terminated by user."]
)
def test_the_engines_known_prints_never_continue_anything(text: str) -> None:
    assert parsed(record("bad", "ERROR") + "\n" + text)[1] == ParsedLine(NOW, LogLevel.INFO, text, LineKind.PLAIN)


def test_a_traceback_is_an_error() -> None:
    lines = parsed(record("fine") + "\nTraceback (most recent call last):\n  File x\n\nValueError: no\n" + record("y"))
    assert [line.level for line in lines] == [LogLevel.INFO, *[LogLevel.ERROR] * 4, LogLevel.INFO]
    assert [line.kind for line in lines[1:5]] == [LineKind.PLAIN, *[LineKind.CONTINUATION] * 3]


def test_a_fatal_message_is_printed_twice_and_kept_twice() -> None:
    lines = parsed("No hosts.\n" + record("No hosts.", "CRITICAL"))
    assert [(line.kind, line.text) for line in lines] == [(LineKind.PLAIN, "No hosts."), (LineKind.RECORD, "No hosts.")]


def test_the_anti_affinity_side_effect_is_only_debug() -> None:
    text = "Node: pve1 already got used for anti-affinity group:: plb_anti_affinity_db. (Tried for guest: db01)"
    lines = parsed(record(text, "CRITICAL") + "\npve3")
    assert [(line.level, line.kind) for line in lines] == [
        (LogLevel.DEBUG, LineKind.RECORD),
        (LogLevel.INFO, LineKind.PLAIN),
    ]


def test_a_document_becomes_one_line() -> None:
    document = json.dumps({"nodes": {"pve1": {}}, "guests": {}}, indent=4)
    before, line, after = parsed(record("a") + "\n" + document + "\nDaemon mode not active - stopping.")
    assert (line.kind, line.text) == (LineKind.DOCUMENT, f"JSON document, {document.count(chr(10)) + 1} lines")
    assert line.document == document
    assert (before.kind, after.kind) == (LineKind.RECORD, LineKind.PLAIN)


def test_a_lone_brace_is_given_back_when_a_record_follows() -> None:
    assert [(line.text, line.kind) for line in parsed("{\nfoo\n" + record("a") + "\n}")] == [
        ("{", LineKind.PLAIN),
        ("foo", LineKind.PLAIN),
        ("a", LineKind.RECORD),
        ("}", LineKind.PLAIN),
    ]


def test_a_lone_brace_is_given_back_at_the_end() -> None:
    assert [line.text for line in parsed("{\nfoo")] == ["{", "foo"]


def test_a_document_beyond_bounds_is_given_up_and_said_so() -> None:
    parser = EngineLogParser(document_characters=1 << 20)
    body = "\n".join("x" * 1000 for _ in range(2000))
    lines = parsed("{\n" + body + "\n}\n" + record("after"), parser)
    assert [line.kind for line in lines] == [LineKind.NOTE, LineKind.RECORD]
    assert "1 MiB" in lines[0].text


def test_a_long_line_is_cut_visibly() -> None:
    (line,) = parsed(record("x" * (LINE_CHARACTERS + 5)))
    assert line.text == "x" * LINE_CHARACTERS + " … [5 more characters left out]"


@pytest.mark.parametrize("character", ["\r", "\x00", "\x0b", "\x1b[31m", "\x85", "\u2028", "\ud83d"])
def test_control_characters_neither_split_nor_vanish(character: str) -> None:
    (line,) = parsed(record(f"a{character}b"))
    assert line.text == f"a{character}b"


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=60).filter(lambda text: text not in "{}")))
def test_without_documents_every_line_comes_out_once(texts: list[str]) -> None:
    raw = [text.removesuffix("\r") for text in texts if text.removesuffix("\r") not in "{}"]
    assert [line.text for line in parsed("\n".join(raw))] == [*map(without_prefix, raw)] or not raw


@given(
    st.lists(
        st.sampled_from(
            ["{", "}", "x", '    "a": 1', record("r"), record("e", "ERROR"), "Traceback (most recent call last):"]
        )
    )
)
def test_no_sequence_of_lines_loses_text(raw: list[str]) -> None:
    lines = parsed("\n".join(raw)) if raw else []
    assert "\n".join(line.document or line.text for line in lines) == without_prefix("\n".join(raw))


@pytest.mark.parametrize("name", OUTPUTS)
def test_recorded_outputs_lose_no_line(name: str) -> None:
    text = OUTPUTS[name].out
    lines = parsed(text)
    assert "\n".join(line.document or line.text for line in lines) == without_prefix(text)
    documents = [line for line in lines if line.kind is LineKind.DOCUMENT]
    assert len(documents) == text.split("\n").count("{")
    assert all(json.loads(line.document or "").keys() >= {"nodes", "guests"} for line in documents)
