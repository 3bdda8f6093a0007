"""GET /openapi.json: the routes as they declare themselves, for machines."""

import inspect
from collections.abc import Iterator
from typing import Any

from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.describe import Declaration, Query, declaration_of, describes
from proxlb_ui.entrypoints.web.kit.errors import HTTP_CODES, TABLE, WHEN
from proxlb_ui.entrypoints.web.kit.shapes import ErrorBodyShape, name_of, object_schema, shapes_in
from proxlb_ui.entrypoints.web.services import WebConfig
from quart import Blueprint, Quart, Response
from werkzeug.routing import Rule

# The page's own files, and the same routes at a second address.
HIDDEN = ("assets.", "openapi.", "health_below_base.")
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the settings file that the change was made for.",
    "schema": {"type": "string"},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Makes a repeated request return what the first one began.",
    "schema": {"type": "string"},
}
_ERROR = {"$ref": "#/components/schemas/Error"}


def openapi_blueprint(app: Quart, config: WebConfig) -> Blueprint:
    """One route; the document is built from the registered rules, so none can be missing."""
    routes = Blueprint("openapi", __name__)

    @routes.get("/openapi.json")
    @describes(media=("application/json",))
    async def openapi() -> Response:
        """These routes."""
        return computed(document(app, config))

    return routes


def declared_routes(app: Quart, config: WebConfig) -> Iterator[tuple[Rule, str, str, Declaration]]:
    """Every route a program may want: its rule, path, method (in small letters) and declaration.

    Raises LookupError for a route that declares nothing.
    """
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(HIDDEN):
            continue
        declaration = declaration_of(app.view_functions[rule.endpoint])
        if declaration is None:
            raise LookupError(f"{rule.endpoint} declares nothing")
        path = rule.rule.removeprefix(config.base_path).replace("<int:", "<").replace("<", "{").replace(">", "}")
        methods = ["get"] if rule.websocket else [m.lower() for m in rule.methods or () if m not in ("HEAD", "OPTIONS")]
        for method in methods:
            yield rule, path, method, declaration


def document(app: Quart, config: WebConfig) -> dict[str, Any]:
    """OpenAPI 3.1 of all these routes."""
    paths: dict[str, dict[str, Any]] = {}
    shapes: list[type] = []
    for rule, path, method, declaration in declared_routes(app, config):
        summary = summary_of(app, rule)
        paths.setdefault(path, {})[method] = _operation(path, method, summary, declaration, rule)
        shapes += [shape for shape in (declaration.answer, declaration.body) if shape is not None]
    return {
        "openapi": "3.1.0",
        "info": {"title": "proxlb-ui", "version": config.version, "license": {"name": "GPL-3.0-or-later"}},
        "servers": [{"url": config.base_path or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {"Error": _error(), **{name_of(shape): object_schema(shape) for shape in shapes_in(shapes)}},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}, {}],
    }


def summary_of(app: Quart, rule: Rule) -> str:
    """What the route is for, in one sentence: the first line of its docstring."""
    return (inspect.getdoc(app.view_functions[rule.endpoint]) or "").partition("\n")[0]


def _operation(path: str, method: str, summary: str, declaration: Declaration, rule: Rule) -> dict[str, Any]:
    success = "101" if rule.websocket else str(declaration.status)
    operation: dict[str, Any] = {
        "summary": summary,
        "operationId": f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        "responses": {success: _answer(summary, declaration), **_errors(declaration)},
    }
    if declaration.body is not None:
        told = f"{inspect.getdoc(declaration.body)} docs/api.md describes it."
        content = _json(_reference(declaration.body))
        operation["requestBody"] = {"description": told, "required": True, "content": content}
    parameters = _path_parameters(path, rule, declaration)
    parameters += [_query_parameter(one) for one in declaration.query]
    parameters += [_IF_MATCH] if declaration.if_match else []
    parameters += [_IDEMPOTENCY_KEY] if declaration.idempotent else []
    return {**operation, "parameters": parameters} if parameters else operation


def _answer(summary: str, declaration: Declaration) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string"}} for kind in declaration.media}
    if declaration.answer is not None:
        content = _json(_reference(declaration.answer))
    return {"description": summary, **({"content": content} if content else {})}


def _errors(declaration: Declaration) -> dict[str, Any]:
    """Those the route declares by their status, and what can happen to any request."""
    told: dict[str, list[str]] = {}
    for kind in declaration.errors:
        status, code = TABLE[kind]
        told.setdefault(str(status), []).append(f"{code}: {WHEN[code]}")
    named = {
        status: {"description": "; ".join(codes), "content": _json(_ERROR)} for status, codes in sorted(told.items())
    }
    return {**named, "default": {"description": "What went wrong, in one shape.", "content": _json(_ERROR)}}


def _path_parameters(path: str, rule: Rule, declaration: Declaration) -> list[dict[str, Any]]:
    words = {one.name: one for one in declaration.path}
    told = []
    for name in (part[1:-1] for part in path.split("/") if part.startswith("{")):
        schema: dict[str, Any] = {"type": "integer" if f"<int:{name}>" in rule.rule else "string"}
        if name in words:
            schema["enum"] = list(words[name].words)
        told.append({"name": name, "in": "path", "required": True, "schema": schema})
    return told


def _query_parameter(one: Query) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if one.kind is int else "string"}
    limits = {"enum": list(one.words), "minimum": one.least, "maximum": one.most, "format": one.format}
    schema.update({name: limit for name, limit in limits.items() if limit not in (None, "", [])})
    return {"name": one.name, "in": "query", "description": one.description, "schema": schema}


def _reference(shape: type) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name_of(shape)}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _error() -> dict[str, Any]:
    codes = sorted({code for _, code in TABLE.values()} | {code for code, _ in HTTP_CODES.values()})
    body = object_schema(ErrorBodyShape)
    body["properties"]["code"]["enum"] = codes
    return {"type": "object", "required": ["error"], "properties": {"error": body}}
