"""What a route takes and answers, declared at the route: OpenAPI, the documents and the tests draw from it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from proxlb_ui.domain.errors import ProxlbUiError

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "declaration"


@dataclass(frozen=True, slots=True)
class Query:
    """One parameter of a query string or path: kind is str, int within its bounds, or the words it may be."""

    name: str
    description: str
    kind: type[str] | type[int] | type[StrEnum] = str
    least: int | None = None
    most: int | None = None
    format: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """What it may be; nothing where it may be anything."""
        return tuple(str(word) for word in self.kind) if issubclass(self.kind, StrEnum) else ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """One route's contract; errors are those it raises beyond what can happen to any request.

    answer is None for a file, whose kinds are media, and for a socket. if_match says that the request must name the
    state of the settings file, idempotent that it may carry an Idempotency-Key. path holds those parameters of the
    path that may be certain words only.
    """

    answer: type | None = None
    path: tuple[Query, ...] = ()
    query: tuple[Query, ...] = ()
    body: type | None = None
    status: int = 200
    if_match: bool = False
    idempotent: bool = False
    errors: tuple[type[ProxlbUiError], ...] = ()
    media: tuple[str, ...] = ()


def describes(
    answer: type | None = None,
    *,
    path: tuple[Query, ...] = (),
    query: tuple[Query, ...] = (),
    body: type | None = None,
    status: int = 200,
    if_match: bool = False,
    idempotent: bool = False,
    errors: tuple[type[ProxlbUiError], ...] = (),
    media: tuple[str, ...] = (),
) -> Callable[[View], View]:
    """Attach a declaration to the function of a route."""
    declared = Declaration(answer, path, query, body, status, if_match, idempotent, errors, media)

    def attach(view: View) -> View:
        setattr(view, _ATTRIBUTE, declared)
        return view

    return attach


def declaration_of(view: Callable[..., Any]) -> Declaration | None:
    """What was declared of a route; None where nothing was."""
    found = getattr(view, _ATTRIBUTE, None)
    return found if isinstance(found, Declaration) else None
