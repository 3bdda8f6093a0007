"""Running the real engine once, with the present settings, beside the service."""

import json
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from domain.errors import Conflict, Invalid
from domain.model.engine_log import EngineLogParser, ParsedLine
from domain.model.engine_run import EngineExit, RunKind
from domain.model.logs import LineKind
from domain.model.redaction import Redactor
from domain.model.settings import SettingsFile
from domain.model.settings_text import settings_text
from domain.ports.clock import Clock
from domain.ports.engine_runner import EngineRunner
from domain.ports.settings_store import SettingsStore

KEPT_LINES = 20_000


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What one run came to: its exit code, its log, and the answer it was asked for."""

    kind: RunKind
    exit_code: int
    lines: tuple[ParsedLine, ...] = ()
    document: Mapping[str, Any] | None = None
    best_node: str | None = None


class RunEngine:
    """One extra run at a time; migrations of a rebalance are real."""

    def __init__(self, runner: EngineRunner, settings: SettingsStore, clock: Clock) -> None:
        self._runner = runner
        self._settings = settings
        self._clock = clock
        self._running: RunKind | None = None

    async def run(self, kind: RunKind, overrides: Mapping[str, Any] | None = None) -> EngineResult:
        """Run to the end; raises Conflict while another run is under way."""
        if self._running is not None:
            raise Conflict(f"A {self._running} is under way.", "Wait for its end.")
        self._running = kind
        try:
            return await self._run(kind, overrides or {})
        finally:
            self._running = None

    async def _run(self, kind: RunKind, overrides: Mapping[str, Any]) -> EngineResult:
        file = await self._settings.read()
        text = settings_text(for_one_run(file.raw, kind, overrides))
        redact, parser = Redactor(secrets_of(file)), EngineLogParser()
        lines: list[ParsedLine] = []
        best_node, code = None, 0
        async with aclosing(self._runner.run(kind, text)) as events:
            async for event in events:
                if isinstance(event, EngineExit):
                    code = event.code
                    continue
                parsed = parser.feed(redact(event.text), self._clock.now())
                lines += parsed
                if not event.error and any(line.kind in (LineKind.PLAIN, LineKind.CONTINUATION) for line in parsed):
                    best_node = event.text.strip() or best_node
                del lines[:-KEPT_LINES]
        lines += parser.flush()
        answered = kind is RunKind.BEST_NODE and code == 0
        return EngineResult(kind, code, tuple(lines), _document(lines), best_node if answered else None)


def for_one_run(raw: Mapping[str, Any], kind: RunKind, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with the overrides, for one run that begins at once and ends by itself."""
    forced: dict[str, Any] = {"service": {"daemon": False, "delay": {"enable": False}}}
    if kind is RunKind.REBALANCE:
        forced["balancing"] = {"enable": True}
    return _merged(_merged(raw, overrides), forced)


def secrets_of(file: SettingsFile) -> tuple[str, ...]:
    """The secret values in the settings."""
    api = file.settings.proxmox_api
    return tuple(secret.get_secret_value() for secret in (api.password, api.token_secret) if secret is not None)


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in changes.items():
        below = result.get(key)
        if isinstance(value, Mapping):
            result[key] = _merged(below if isinstance(below, Mapping) else {}, value)
        else:
            result[key] = value
    return result


def _document(lines: list[ParsedLine]) -> Mapping[str, Any] | None:
    text = next((line.document for line in reversed(lines) if line.document is not None), None)
    if text is None:
        return None
    try:
        document = json.loads(text)
    except ValueError as exc:
        raise Invalid("ProxLB printed a JSON document that cannot be read.", "Look at the run's log.") from exc
    return document if isinstance(document, dict) else None
