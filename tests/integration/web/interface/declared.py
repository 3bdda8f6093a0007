"""Whether an answer of the running application is what its route declares."""

import gzip
import json
from datetime import datetime
from typing import Any

from proxlb_ui.entrypoints.web.kit.describe import Declaration, declaration_of
from proxlb_ui.entrypoints.web.kit.errors import HTTP_CODES, TABLE
from proxlb_ui.entrypoints.web.kit.shapes import Form, FormKind, fields_of
from quart import Quart, Response, request

# What can happen to any request, whatever its route declares.
ANY_REQUEST = {"invalid", "sign-in-required", "denied", "wrong-host", "too-many", "internal"} | {
    code for code, _ in HTTP_CODES.values()
}
CODES = {kind: code for kind, (_, code) in TABLE.items()}


class Answers:
    """Checks every answer of an application, and remembers which routes gave one."""

    def __init__(self, app: Quart) -> None:
        self.seen: set[tuple[str, str]] = set()
        self._app = app
        app.after_request(self._check)

    async def _check(self, response: Response) -> Response:
        endpoint = request.endpoint
        declaration = declaration_of(self._app.view_functions[endpoint]) if endpoint else None
        if endpoint is None or declaration is None or request.method in ("HEAD", "OPTIONS"):
            return response
        if response.mimetype == "application/json" and response.status_code != 304:
            body = await response.get_data(as_text=False)
            if response.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            problems = wrong(declaration, response.status_code, json.loads(body))
            assert not problems, f"{request.method} {request.path}: {problems}"
        if response.status_code < 400:
            self.seen.add((request.method, endpoint))
        return response


def wrong(declaration: Declaration, status: int, answer: Any) -> list[str]:
    """What is not as it was declared."""
    if status >= 400:
        code = answer["error"]["code"]
        allowed = ANY_REQUEST | {CODES[kind] for kind in declaration.errors}
        return [] if code in allowed else [f"the error {code} is not declared"]
    if status != declaration.status:
        return [f"{status} in place of {declaration.status}"]
    if declaration.answer is None:
        return [] if "application/json" in declaration.media else ["an object where none is declared"]
    return misfits(Form(FormKind.OBJECT, shape=declaration.answer), answer)


def misfits(form: Form, value: Any, at: str = "") -> list[str]:
    """Where a value is not of its form; nothing when it is."""
    if value is None:
        return [] if form.nullable or form.kind is FormKind.ANY else [f"{at} is null"]
    if form.kind is FormKind.OBJECT and form.shape is not None and isinstance(value, dict):
        return _fields(form.shape, value, at)
    if form.kind is FormKind.LIST and form.item is not None and isinstance(value, list):
        return [one for number, each in enumerate(value) for one in misfits(form.item, each, f"{at}[{number}]")]
    if form.kind is FormKind.MAP and form.item is not None and isinstance(value, dict):
        return [one for name, each in value.items() for one in misfits(form.item, each, f"{at}.{name}")]
    return [] if _simple(form, value) else [f"{at} is {value!r} and no {form.kind}"]


def _fields(shape: type, value: dict[str, Any], at: str) -> list[str]:
    fields = fields_of(shape)
    missing = [f"{at}.{name} is missing" for name, each in fields.items() if each.required and name not in value]
    extra = [f"{at}.{name} is not declared" for name in value if name not in fields]
    inside = [
        problem
        for name, each in fields.items()
        if name in value
        for problem in misfits(each.form, value[name], f"{at}.{name}")
    ]
    return [*missing, *extra, *inside]


def _simple(form: Form, value: Any) -> bool:
    if form.kind is FormKind.TIME:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    if form.kind is FormKind.WORD:
        return value in form.words
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {
        FormKind.TEXT: isinstance(value, str),
        FormKind.WHOLE: number and isinstance(value, int),
        FormKind.NUMBER: number,
        FormKind.FLAG: isinstance(value, bool),
        FormKind.ANY: True,
    }.get(form.kind, False)
