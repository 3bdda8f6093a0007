"""From a request's parts to an answer, without any network."""

import json
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from proxlb_ui.entrypoints.simulator.auth import Caller
from proxlb_ui.entrypoints.simulator.errors import ApiError
from proxlb_ui.entrypoints.simulator.http import routes
from proxlb_ui.entrypoints.simulator.http.body import encode, shuffled
from proxlb_ui.entrypoints.simulator.http.endpoints import access
from proxlb_ui.entrypoints.simulator.http.request import Request
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

PREFIX = "/api2/json"
CACHE_LIMIT = 16


@dataclass(frozen=True, slots=True)
class Call:
    """What arrived over the wire."""

    method: str
    target: str
    authorization: str = ""
    cookie: str = ""
    csrf: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    reason: str
    body: bytes


class Api:
    """The simulated API of one simulation, with its counts and its cache."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.counts: Counter[str] = Counter()
        self._cache: dict[object, bytes] = {}

    def answer(self, call: Call) -> Answer:
        """Answer, refusing in the real API's way."""
        try:
            return Answer(200, "OK", self._success(call))
        except ApiError as error:
            if error.status == 401:
                time.sleep(self.simulation.options.login_delay_seconds)
            return Answer(error.status, error.reason, self._error_body(error))

    def _success(self, call: Call) -> bytes:
        if call.method in ("HEAD", "OPTIONS"):
            raise ApiError(501, f"method '{call.method}' not available", empty=True)
        parts = urlsplit(call.target)
        if not parts.path.startswith(PREFIX):
            raise ApiError(501, f"Method '{call.method} {parts.path}' not implemented", newline=False)
        path = unquote(parts.path[len(PREFIX) :])
        parameters = dict(parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(call.body, keep_blank_values=True))
        self._delay()
        if (call.method, path) == ("POST", "/access/ticket"):
            return self._login(call, parameters)
        return self._route(call, path, parameters)

    def _delay(self) -> None:
        if fault := self.simulation.faults.find("slow"):
            time.sleep(float(fault.argument))

    def _login(self, call: Call, parameters: dict[str, str]) -> bytes:
        if call.authorization.startswith("PVEAPIToken="):
            raise ApiError(403, "URI '/access/ticket' not available with API token, need proper ticket.")
        self._count("POST /access/ticket")
        if self.simulation.faults.find("401"):
            raise ApiError(401, "authentication failure")
        return encode(access.login(self.simulation, parameters))

    def _route(self, call: Call, path: str, parameters: dict[str, str]) -> bytes:
        found = routes.find(call.method, path)
        caller = self._caller(call, path)
        if found is None:
            self._count(f"{call.method} (unknown)")
            raise ApiError(501, f"Method '{call.method} {path}' not implemented", newline=False)
        template, endpoint, parts = found
        self._count(f"{call.method} {template}")
        self._forced_errors(path)
        sim = self.simulation
        with sim.lock:
            sim.advance()
            if path != "/cluster/resources":
                data = endpoint(Request(sim, caller, parts, parameters))
            else:
                return self._resources(Request(sim, caller, parts, parameters), endpoint)
        return encode(data)

    def _resources(self, request: Request, endpoint: routes.Endpoint) -> bytes:
        key = (
            request.sim.stamp(),
            int(request.sim.now() // 2),
            request.caller.privileges,
            request.parameters.get("type"),
        )
        if key not in self._cache:
            body = encode(endpoint(request))
            if len(self._cache) >= CACHE_LIMIT:
                self._cache.clear()
            self._cache[key] = body
        return self._cache[key]

    def _caller(self, call: Call, path: str) -> Caller:
        if path == "/access/domains":
            return Caller("", "", frozenset())
        if self.simulation.faults.find("401"):
            raise ApiError(401, "Authentication failed!", empty=True)
        accounts = self.simulation.accounts
        caller, by_ticket = accounts.identify(call.authorization, call.cookie)
        if by_ticket and call.method != "GET":
            accounts.check_csrf(caller.user, call.csrf)
        if caller.token and self.simulation.faults.find("token-without-privileges"):
            return Caller(caller.user, caller.token, frozenset())
        return caller

    def _forced_errors(self, path: str) -> None:
        faults = self.simulation.faults
        if faults.find("500", path):
            raise ApiError(500, "got no worker upid - start worker failed")
        if faults.find("403", path):
            raise ApiError(403, f"Permission check failed ({path}, Sys.Audit)")

    def _count(self, key: str) -> None:
        with self.simulation.lock:
            self.counts[key] += 1

    def _error_body(self, error: ApiError) -> bytes:
        if error.empty:
            return b""
        message = error.message + ("\n" if error.newline else "")
        body: dict[str, object] = {"data": None, "message": message}
        if error.errors:
            body["errors"] = error.errors
        return json.dumps(shuffled(body, {}), separators=(",", ":")).encode()


class Control:
    """The simulator's own interface: faults and counts."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def answer(self, method: str, path: str, body: str) -> Answer:
        """GET /sim/stats, or POST /sim/faults with {"add": [...], "remove": [...], "clear": true}."""
        faults = self._api.simulation.faults
        if (method, path) == ("GET", "/sim/stats"):
            with self._api.simulation.lock:
                counts = dict(self._api.counts)
            return _json(200, "OK", {"total": sum(counts.values()), "calls": counts})
        if path != "/sim/faults" or method not in ("GET", "POST"):
            return _json(404, "Not Found", {})
        if method == "POST":
            try:
                self._change(json.loads(body or "{}"))
            except (ValueError, TypeError, AttributeError) as exc:
                return _json(400, "Bad Request", {"error": str(exc)})
        return _json(200, "OK", {"faults": [fault.text for fault in faults.all()]})

    def _change(self, asked: dict[str, list[str]]) -> None:
        faults = self._api.simulation.faults
        if asked.get("clear"):
            faults.clear()
        for text in asked.get("remove", []):
            faults.remove(text)
        for text in asked.get("add", []):
            faults.add(text)


def _json(status: int, reason: str, value: object) -> Answer:
    return Answer(status, reason, json.dumps(value).encode())
