"""Everything there is to say about a text before ProxLB reads it: what it would refuse, and what it would swallow."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from proxlb_ui.domain.model.settings.findings.lint import lint
from proxlb_ui.domain.model.settings.findings.problem import Problem, Severity
from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.text.secrets import is_secret_key
from proxlb_ui.domain.model.settings.text.source import ParsedText
from proxlb_ui.domain.model.settings.values.schema import sound_sections
from proxlb_ui.domain.model.settings.values.settings import ProxmoxApi, Service, Settings
from proxlb_ui.domain.model.wording import meant
from pydantic import SecretStr, ValidationError

MOST_PROBLEMS = 200
_SENTENCES = {
    "missing": "{name} is missing",
    "bool_parsing": "{name} must be true or false",
    "bool_type": "{name} must be true or false",
    "int_parsing": "{name} must be a whole number",
    "int_type": "{name} must be a whole number",
    "int_from_float": "{name} must be a whole number",
    "float_parsing": "{name} must be a number",
    "float_type": "{name} must be a number",
    "string_type": "{name} must be a text",
    "list_type": "{name} must be a list",
    "dict_type": "{name} must be a section with keys of its own",
    "model_type": "{name} must be a section with keys of its own",
    "model_attributes_type": "{name} must be a section with keys of its own",
    "extra_forbidden": "{name} is not a resource: only memory, cpu and disk are",
}
_HINTS = {
    "string_type": "Put it into quotes: what looks like a number, a time or a yes is none to YAML.",
    "list_type": "Write [a, b], or one line with a dash for each.",
    "model_type": "Remove the key, or write its settings below it.",
    "dict_type": "Remove the key, or write its settings below it.",
    "missing": "ProxLB needs it to start.",
}


def check(parsed: ParsedText, nodes: Collection[str] | None = None, version: str | None = None) -> tuple[Problem, ...]:
    """All problems at once, in the order of the text; nodes and version are the running cluster's and ProxLB's."""
    if parsed.problem is not None:
        found = [Problem(Severity.ERROR, "yaml", (), parsed.problem.message, parsed.problem.hint)]
        return tuple(replace(one, place=parsed.problem.place) for one in found)
    values = parsed.values or {}
    said = chain(_refused(values), _doubled(parsed), lint(values, nodes, version))
    problems = list(islice(said, MOST_PROBLEMS))
    placed = [replace(one, place=one.place or parsed.place_of(one.path)) for one in problems]
    return tuple(sorted(placed, key=lambda one: (one.place.line if one.place else 0, one.severity != Severity.ERROR)))


def accepted(problems: Iterable[Problem]) -> bool:
    """True when ProxLB would start."""
    return not any(one.severity is Severity.ERROR for one in problems)


def _refused(values: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        Settings.model_validate(values)
    except ValidationError as exc:
        seen = set()
        for error in exc.errors(include_url=False):
            problem = _schema_problem(error)
            if problem.path not in seen:
                seen.add(problem.path)
                yield problem
    sound = sound_sections(values)
    if sound.proxmox_api is not None:
        yield from _api_fails(sound.proxmox_api)
    if sound.service is not None:
        yield from _service_fails(sound.service)


def _schema_problem(error: Any) -> Problem:
    path: Path = tuple(str(part) for part in error["loc"] if part != "[key]")
    kind, context, name = error["type"], error.get("ctx", {}), ".".join(path)
    choices = [str(part).strip("'\" ") for part in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
    if "[key]" in error["loc"] or kind == "invalid_key":
        return Problem(Severity.ERROR, "schema", path, f"{name} must be a text to be a name", _HINTS["string_type"])
    if kind in ("literal_error", "enum"):
        wrong = error.get("input")
        near = meant(wrong, choices) if isinstance(wrong, str) and not any(map(is_secret_key, path)) else None
        message = f"{name} must be one of {', '.join(choices)}"
        return Problem(Severity.ERROR, "choice", path, message, "Upper and lower case count.", near)
    if kind == "greater_than_equal":
        return Problem(Severity.ERROR, "range", path, f"{name} must be at least {context.get('ge')}")
    message = _SENTENCES.get(kind, "{name} cannot be used").format(name=name)
    return Problem(Severity.ERROR, "missing" if kind == "missing" else "schema", path, message, _HINTS.get(kind, ""))


def _api_fails(api: ProxmoxApi) -> Iterator[Problem]:
    """What ProxLB's schema lets through, and its start does not."""
    password, secret = _written(api.password), _written(api.token_secret)
    if not api.hosts:
        yield _error("no-hosts", "proxmox_api.hosts", "names no host", "Add at least one name or address.")
    if password and secret:
        hint = "Keep one: remove pass or token_secret."
        yield _error("two-credentials", "proxmox_api.token_secret", "and pass exclude each other", hint)
    elif not password and not secret:
        hint = "Set token_id and token_secret, or pass."
        yield _error("no-credentials", "proxmox_api", "holds neither a password nor an API token", hint)
    elif secret and not api.token_id:
        yield _error("no-token-id", "proxmox_api.token_secret", "has no token_id beside it", "Set token_id.")
    if api.token_id and set("@!") & set(api.token_id):
        hint = "Write only what stands behind the exclamation mark in Proxmox."
        yield _error("token-id", "proxmox_api.token_id", "must be the token's bare name, without @ and !", hint)
    if api.timeout <= 0:
        yield _error("range", "proxmox_api.timeout", "must be at least 1", "10 suits most clusters.")
    if api.hosts and api.retries <= 0:
        yield _error("range", "proxmox_api.retries", "must be at least 1, or no host is ever tried")


def _service_fails(service: Service) -> Iterator[Problem]:
    if service.daemon and service.schedule.interval < 0:
        yield _error("range", "service.schedule.interval", "must not be negative")
    if service.delay.enable and service.delay.time < 0:
        yield _error("range", "service.delay.time", "must not be negative")


def _written(secret: SecretStr | None) -> bool:
    return secret is not None and bool(secret.get_secret_value())


def _error(code: str, name: str, says: str, hint: str = "") -> Problem:
    return Problem(Severity.ERROR, code, tuple(name.split(".")), f"{name} {says}", hint)


def _doubled(parsed: ParsedText) -> Iterator[Problem]:
    for path, place in parsed.doubled:
        message = f"{'.'.join(path)} is written twice; only the last one counts"
        yield Problem(Severity.WARNING, "doubled", path, message, "Remove one of them.", place=place)
