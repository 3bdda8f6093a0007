"""GET /openapi.json: the same routes as docs/api.md, for machines."""

import inspect
from typing import Any

from proxlb_ui.domain.background import TaskState
from proxlb_ui.domain.model.migrations.filter import MOST
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.entrypoints.web.cluster.guest_filter import FILTERS, RULES, SORTABLE, WOULD
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.errors import HTTP_CODES, TABLE
from proxlb_ui.entrypoints.web.services import WebConfig
from quart import Blueprint, Quart, Response

API = "/api/v1"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
HIDDEN = ("assets.", "openapi.", "health_below_base.")


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string", **schema}}


QUERIES: dict[str, list[dict[str, Any]]] = {
    "/guests": [
        *(_query(name, f"Only guests whose {name} is this.") for name in FILTERS if name not in ("q", "rule", "would")),
        _query("q", "Text to find in name, VMID, tags and pool."),
        _query("rule", "Only guests under such a rule.", enum=list(RULES)),
        _query("would", "Only guests that the next run would move, or would not.", enum=list(WOULD)),
        _query("sort", "Field to order by.", enum=list(SORTABLE)),
        _query("order", "Direction.", enum=["asc", "desc"]),
    ],
    "/migrations": [
        _query("guest", "VMID or part of a name."),
        _query("node", "Source or target."),
        _query("state", "How it ended.", enum=["running", "ok", "warnings", "failed"]),
        _query("since", "Not older than this time.", format="date-time"),
        _query("before", "Continue behind a row: its started_at, a space and its id."),
        _query("limit", "At most this many.", type="integer", minimum=1, maximum=MOST),
    ],
    "/migrations/log": [
        _query("id", "The migration's UPID."),
        _query("start", "First line wanted.", type="integer", minimum=0),
    ],
    "/plan": [_query("stays", "Leave out the guests that stay.", enum=["none"])],
    "/best-node": [
        _query("method", "Resource to compare; that of the settings when missing.", enum=list(Method)),
        _query("mode", "Figure to compare; that of the settings when missing.", enum=list(Mode)),
    ],
    "/nodes/{name}/evacuation": [_query("enabled", "false: what happens once it has ended.", enum=["true", "false"])],
    "/logs": [
        _query("level", "Least severe level wanted.", enum=list(LEVELS)),
        _query("q", "Text to find."),
        _query("before", "Cursor: lines older than this one."),
        _query("after", "Cursor: lines newer than this one."),
        _query("around", "Cursor: this line and its neighbors."),
        _query("limit", "At most this many lines.", type="integer", minimum=1, maximum=2000),
    ],
    "/logs/download": [
        _query("format", "Kind of file.", enum=["txt", "jsonl"]),
        _query("level", "Least severe level wanted.", enum=list(LEVELS)),
        _query("q", "Text to find."),
    ],
    "/runs/{run_id}/log": [
        _query("after", "Cursor: lines newer than this one."),
        _query("limit", "At most this many lines.", type="integer", minimum=1, maximum=2000),
    ],
}
LISTS = (
    "/nodes",
    "/guests",
    "/migrations",
    "/balancing",
    "/config/backups",
    "/setup",
    "/logs",
    "/runs",
    "/runs/{run_id}/log",
)
ACCEPTED = ("/service/", "/runs")
SHAPES = {**dict.fromkeys(LISTS, "List"), "/readyz": "Readiness"}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the settings file that the change was made for.",
    "schema": {"type": "string"},
}
BODIES = {"/plan": "Settings, tags, nodes and pins supposed to be different; docs/api.md describes them."}
ACTIONS = ["start", "stop", "restart", "reload"]


def openapi_blueprint(app: Quart, config: WebConfig) -> Blueprint:
    """One route; the document is built from the registered rules, so none can be missing."""
    routes = Blueprint("openapi", __name__)

    @routes.get("/openapi.json")
    async def openapi() -> Response:
        return computed(document(app, config))

    return routes


def document(app: Quart, config: WebConfig) -> dict[str, Any]:
    """OpenAPI 3.1 of every route a program may want."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(HIDDEN) or rule.endpoint == "static":
            continue
        path = rule.rule.removeprefix(config.base_path).replace("<int:", "<").replace("<", "{").replace(">", "}")
        methods = ["get"] if rule.websocket else [m.lower() for m in rule.methods or () if m not in ("HEAD", "OPTIONS")]
        for method in methods:
            view = app.view_functions[rule.endpoint]
            paths.setdefault(path, {})[method] = _operation(path, method, view, rule.websocket)
    return {
        "openapi": "3.1.0",
        "info": {"title": "proxlb-ui", "version": config.version, "license": {"name": "GPL-3.0-or-later"}},
        "servers": [{"url": config.base_path or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": _schemas(), "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}, {}],
    }


def _operation(path: str, method: str, view: Any, websocket: bool) -> dict[str, Any]:
    short = path.removeprefix(API)
    summary = (inspect.getdoc(view) or "WebSocket; docs/api.md describes its messages.").splitlines()[0]
    success = "101" if websocket else "202" if short.startswith(ACCEPTED) and method in ("post", "delete") else "200"
    schema = {"$ref": f"#/components/schemas/{SHAPES[short]}"} if short in SHAPES else {"type": "object"}
    answer = {"description": summary} if websocket else {"description": summary, "content": _json(schema)}
    operation: dict[str, Any] = {
        "summary": summary,
        "operationId": f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        "responses": {success: answer},
    }
    operation["responses"]["default"] = {
        "description": "What went wrong, in one shape.",
        "content": _json({"$ref": "#/components/schemas/Error"}),
    }
    if short in BODIES and method == "post":
        operation["requestBody"] = {"description": BODIES[short], "content": _json({"type": "object"})}
    parameters = [_path_parameter(part[1:-1]) for part in path.split("/") if part.startswith("{")]
    parameters += QUERIES.get(short, [])
    if _changes_settings(short, method):
        parameters.append({**_IF_MATCH})
    return {**operation, "parameters": parameters} if parameters else operation


def _changes_settings(path: str, method: str) -> bool:
    return (
        method in ("put", "patch", "post")
        and path.startswith(("/config", "/balancing", "/nodes"))
        and path != "/config/check"
    )


def _path_parameter(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer"} if name == "vmid" else {"type": "string"}
    if name == "action":
        schema["enum"] = ACTIONS
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _schemas() -> dict[str, Any]:
    codes = sorted({code for _, code in TABLE.values()} | {code for code, _ in HTTP_CODES.values()})
    texts = {name: {"type": "string"} for name in ("message", "hint", "id")}
    error = {"type": "object", "properties": {"code": {"type": "string", "enum": codes}, **texts}}
    listing = {
        "items": {"type": "array", "items": {"type": "object"}},
        "as_of": {"type": "string", "format": "date-time"},
        "age_seconds": {"type": "number"},
        "seq": {"type": "integer"},
    }
    return {
        "Error": {"type": "object", "required": ["error"], "properties": {"error": error}},
        "List": {"type": "object", "required": ["items", "as_of"], "properties": listing},
        "Readiness": _readiness(),
    }


def _readiness() -> dict[str, Any]:
    states = [state.value for state in TaskState]
    task = {
        "state": {"type": "string", "enum": states},
        "restart_in_seconds": {"type": ["number", "null"]},
        "restarts": {"type": "integer"},
        "error": {"type": "string"},
    }
    words = {"type": "string", "enum": ["ok", *states[1:]]}
    properties = {
        "status": {"type": "string", "enum": ["ready", "degraded"]},
        "loops": {"type": "object", "additionalProperties": words},
        "tasks": {"type": "object", "additionalProperties": {"type": "object", "properties": task}},
    }
    return {"type": "object", "required": list(properties), "properties": properties}
