"""The one place that knows HTTP status codes, and the one shape every error has."""

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from proxlb_ui.domain.errors import (
    Conflict,
    Denied,
    Invalid,
    NotFound,
    ProxlbUiError,
    Refused,
    Stale,
    TimedOut,
    Unavailable,
)
from proxlb_ui.entrypoints.web.kit.encoding import to_json
from proxlb_ui.entrypoints.web.kit.refusals import IfMatchRequired, SignInRequired, TooManyAttempts, WrongHost
from quart import Quart, Response
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)

# What a subject tells of its own errors beside code, message and hint.
Details = Mapping[type[ProxlbUiError], Callable[[Any], dict[str, Any]]]
NO_DETAILS: Details = {}
# Looked up along the class hierarchy, so a subclass without a row of its own uses its parent's.
TABLE: dict[type[Exception], tuple[int, str]] = {
    Invalid: (400, "invalid"),
    SignInRequired: (401, "sign-in-required"),
    Denied: (403, "denied"),
    NotFound: (404, "not-found"),
    Conflict: (409, "conflict"),
    Stale: (412, "stale"),
    WrongHost: (421, "wrong-host"),
    Refused: (422, "refused"),
    IfMatchRequired: (428, "if-match-required"),
    TooManyAttempts: (429, "too-many"),
    Unavailable: (503, "unavailable"),
    TimedOut: (504, "timed-out"),
    ProxlbUiError: (500, "internal"),
}
WHEN = {
    "invalid": "the request cannot be used",
    "sign-in-required": "no valid access token",
    "denied": "read-only mode, foreign origin, or Proxmox, Docker, systemd refused us",
    "not-found": "no such thing",
    "method-not-allowed": "that method does not exist there",
    "conflict": "something else is under way; the message names it",
    "stale": "the settings file changed since it was read; carries `etag` and `diff`",
    "too-large": "request body over the limit",
    "wrong-host": "`Host` is not an allowed name",
    "refused": "ProxLB would not accept the settings; carries `problems`",
    "if-match-required": "a change to the settings without `If-Match`",
    "too-many": "too many failed sign-ins",
    "internal": "our fault",
    "unavailable": "Proxmox or the runtime cannot be reached, or nothing has been read yet",
    "timed-out": "it was asked and took too long",
}
HTTP_CODES = {
    400: ("invalid", "The request cannot be understood."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method-not-allowed", "This address does not take that method."),
    408: ("timed-out", "The request took too long to arrive."),
    413: ("too-large", "The request is too large."),
    415: ("invalid", "The request must be JSON."),
}


def status_and_code(problem: Exception) -> tuple[int, str]:
    """The table's row for the nearest class."""
    for parent in type(problem).__mro__:
        if parent in TABLE:
            return TABLE[parent]
    return 500, "internal"


def error_payload(problem: Exception, details: Details = NO_DETAILS) -> dict[str, Any]:
    """The shape every error has; unexpected ones are logged with their id and say nothing about the inside."""
    code = status_and_code(problem)[1]
    if isinstance(problem, ProxlbUiError):
        shape = _shape(code, problem.message, problem.hint, secrets.token_hex(4))
        tell = details.get(type(problem))
        shape["error"].update(tell(problem) if tell else {})
        return shape
    error_id = secrets.token_hex(4)
    log.error("unexpected error %s", error_id, exc_info=problem)
    hint = f"Please report it with the lines around {error_id} in the cockpit's own log."
    return _shape("internal", "The cockpit made a mistake.", hint, error_id)


def install_error_handlers(app: Quart, details: Details = NO_DETAILS) -> None:
    """Answer every error, ours and the framework's, in the one shape."""

    async def ours(problem: Exception) -> Response:
        return _response(error_payload(problem, details), status_and_code(problem)[0])

    async def frameworks(problem: HTTPException) -> Response:
        status = problem.code or 500
        if status < 400:  # a redirect is an HTTPException too
            return Response(status=status, headers=dict(problem.get_headers()))
        code, message = HTTP_CODES.get(status, ("internal" if status >= 500 else "invalid", problem.name))
        answer = _response(_shape(code, message, "", secrets.token_hex(4)), status)
        if status == 405 and (allowed := dict(problem.get_headers()).get("Allow")):
            answer.headers["Allow"] = allowed
        return answer

    app.register_error_handler(ProxlbUiError, ours)
    app.register_error_handler(HTTPException, frameworks)
    app.register_error_handler(Exception, ours)


def _shape(code: str, message: str, hint: str, error_id: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "hint": hint, "id": error_id}}


def _response(payload: dict[str, Any], status: int) -> Response:
    return Response(to_json(payload), status=status, content_type="application/json")
