"""docs/api.md and the page's types say what the routes declare."""

import re

import pytest
from proxlb_ui.entrypoints.web.kit.shapes import FormKind, fields_of, name_of, shapes_in
from proxlb_ui.entrypoints.web.live.shapes import TOPICS

from tests.documents.drawn import API_DOCUMENT, TYPES, Drawing, routes
from tests.documents.shapes import MOST_WORDS, NAMED


@pytest.fixture
async def drawing() -> Drawing:
    return Drawing(await routes())


def test_what_is_drawn_is_drawn_from_the_routes(drawing: Drawing) -> None:
    document, types = API_DOCUMENT.read_text(), TYPES.read_text()
    assert document == drawing.document(document), "run make docs"
    assert types == drawing.types(types), "run make docs"
    assert "* @typedef" in types
    assert drawing.document(document.replace("Migration: {", "Migration: {x")) == document


def _told(document: str) -> set[str]:
    return {name for names in re.findall(r"<!-- drawn: ([^>]+) -->", document) for name in names.split()}


def test_every_shape_is_told_once(drawing: Drawing) -> None:
    told = _told(API_DOCUMENT.read_text()) - {"errors", "routes"}
    used = [one for *_, each in drawing.routes for one in (each.answer, each.body) if one is not None]
    assert {name_of(shape) for shape in used} <= told
    parts = {name_of(shape) for shape in shapes_in(used)}
    assert told & parts >= NAMED, "a shape that is only named must be told somewhere"


def test_every_query_is_told_in_a_heading(drawing: Drawing) -> None:
    headings = re.findall(r"^### (.*)$", API_DOCUMENT.read_text(), re.MULTILINE)
    told = {
        f"GET {re.sub(r'{.*?}', '{}', path)}": set(re.findall(r"(\w+)=", query))
        for heading in headings
        for path, query in re.findall(r"GET ([^\s,?]+)(\S*)", heading)
    }
    for path, method, _, declaration in drawing.routes:
        if method == "GET" and declaration.query:
            declared = {one.name for one in declaration.query}
            assert told[f"GET {re.sub(r'{.*?}', '{}', path)}"] == declared, path


def test_every_long_list_of_words_is_told_in_prose(drawing: Drawing) -> None:
    document = API_DOCUMENT.read_text()
    for shape in drawing.shapes.values():
        for field in fields_of(shape).values():
            form = field.form.item if field.form.kind is FormKind.LIST and field.form.item else field.form
            if len(form.words) > MOST_WORDS:
                assert not [word for word in form.words if f"`{word}`" not in document], name_of(shape)


def test_the_page_and_the_document_know_every_topic() -> None:
    (listed,) = re.findall(r'\{"subscribe": \[(.*?)\]\}', API_DOCUMENT.read_text())
    (union,) = re.findall(r"@typedef \{([^}]*)\} Topic$", TYPES.read_text(), re.MULTILINE)
    assert set(re.findall(r"\w+", listed)) == set(re.findall(r"\w+", union)) == set(TOPICS)
