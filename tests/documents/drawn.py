"""The parts of the documents that are drawn, between markers, and everything they are drawn from."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.entrypoints.web.app import create_app
from proxlb_ui.entrypoints.web.kit.describe import Declaration
from proxlb_ui.entrypoints.web.kit.errors import HTTP_CODES, TABLE, WHEN
from proxlb_ui.entrypoints.web.kit.shapes import ErrorBodyShape, name_of, shapes_in
from proxlb_ui.entrypoints.web.live.shapes import TOPICS
from proxlb_ui.entrypoints.web.openapi import declared_routes, summary_of
from proxlb_ui.entrypoints.web.security import SecurityPolicy
from proxlb_ui.entrypoints.web.services import API, WebConfig

from tests.documents.shapes import told, typedef
from tests.services import services_over

ROOT = Path(__file__).parents[2]
API_DOCUMENT, TYPES = ROOT / "docs" / "api.md", ROOT / "web_assets" / "app" / "types.js"
OF_A_CHANGE = "of a change"
_DRAWN = re.compile(r"(<!-- drawn: (?P<what>[^>]+) -->\n)(.*?)(<!-- /drawn -->)", re.DOTALL)
_TYPES = re.compile(r"( \* drawn by `make docs`:\n)(.*?)( \*\n \* written by hand:)", re.DOTALL)


async def routes() -> list[tuple[str, str, str, Declaration]]:
    """Path, method and sentence of every route, with its declaration."""
    services = services_over(
        InMemoryClusterReader(None), InMemorySettingsStore({}), InMemoryServiceControl(), InMemoryLogSource()
    )
    config = WebConfig()
    app = create_app(services, SecurityPolicy(), config).app
    found = [
        (_shown(path), "WS" if rule.websocket else method.upper(), summary_of(app, rule), declaration)
        for rule, path, method, declaration in declared_routes(app, config)
    ]
    return sorted(found, key=lambda one: (one[0], one[1]))


def _shown(path: str) -> str:
    return path.removeprefix(API) if path.startswith(API) else f"{path} (at the root)"


class Drawing:
    """Everything that is drawn, from one set of routes."""

    def __init__(self, found: list[tuple[str, str, str, Declaration]]) -> None:
        self.routes = found
        used = [one for *_, each in found for one in (each.answer, each.body) if one is not None]
        self.shapes = {name_of(shape): shape for shape in shapes_in([ErrorBodyShape, *used, *TOPICS.values()])}

    def document(self, text: str) -> str:
        """docs/api.md with its drawn parts made anew."""
        parts: dict[str, Callable[[], str]] = {"errors": self._errors, "routes": self._routes}

        def drawn(match: re.Match[str]) -> str:
            what = match["what"]
            body = parts[what]() if what in parts else self._blocks(what.split())
            return f"{match[1]}{body}\n{match[4]}"

        return _DRAWN.sub(drawn, text)

    def types(self, text: str) -> str:
        """The page's types with those of the interface made anew."""
        body = "\n".join(typedef(shape) for shape in self.shapes.values())
        return _TYPES.sub(lambda match: f"{match[1]}{body}\n{match[3]}", text)

    def _blocks(self, names: list[str]) -> str:
        return "```\n" + "\n".join(told(self.shapes[name]) for name in names) + "\n```"

    def _errors(self) -> str:
        rows = {(status, code) for status, code in TABLE.values()}
        rows |= {(status, code) for status, (code, _) in HTTP_CODES.items() if code not in {code for _, code in rows}}
        head = ["| Status | Code | When |", "|---|---|---|"]
        return "\n".join([*head, *(f"| {status} | `{code}` | {WHEN[code]} |" for status, code in sorted(rows))])

    def _routes(self) -> str:
        head = ["| Route | Query | Body | Answer | Errors of its own |", "|---|---|---|---|---|"]
        rows = [" | ".join(_cells(*one)) for one in self.routes]
        (change,) = {_codes(declaration) for *_, declaration in self.routes if declaration.if_match}
        return "\n".join([*head, *rows, "", f"Those {OF_A_CHANGE} to the settings: {change}."])


def _cells(path: str, method: str, summary: str, declaration: Declaration) -> Iterator[str]:
    yield f"| `{method} {path}` {summary}"
    yield ", ".join(f"`{one.name}`" for one in declaration.query)
    yield name_of(declaration.body) if declaration.body else ""
    answer = name_of(declaration.answer) if declaration.answer else ", ".join(declaration.media)
    yield answer + (f" ({declaration.status})" if declaration.status != 200 else "")
    yield (OF_A_CHANGE if declaration.if_match else _codes(declaration)) + " |"


def _codes(declaration: Declaration) -> str:
    return ", ".join(dict.fromkeys(TABLE[kind][1] for kind in declaration.errors))
