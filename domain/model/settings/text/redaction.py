"""Keeping secrets out of what people see of the engine's output."""

import re
from collections.abc import Iterable

HIDDEN = "[redacted]"
SHORTEST_SECRET = 4

_QUOTED = r"(?:'(?:\\.|[^'\\\n])*'?|\"(?:\\.|[^\"\\\n])*\"?)"
_VALUE = rf"(?:{_QUOTED}|[^\s,;&}}\])'\"]+)"
_PATTERNS = (
    # 'pass': 'x', pass=x, token_secret: "x", as settings, dicts and query strings print them
    re.compile(rf"(?i)((?<![\w-])['\"]?(?:pass|password|token_secret)['\"]?\s*[=:]\s*){_VALUE}"),
    re.compile(r"(?i)(PVEAPIToken=[^\s=:'\"]+[=:])[^\s'\",;)}\]]+"),
    re.compile(r"(PVE:[^\s:'\"]+:[0-9A-F]{8}::)[A-Za-z0-9+/=]+"),
    # CSRF tokens are handed out together with tickets
    re.compile(r"(?i)(CSRFPreventionToken['\"]?\s*[=:]\s*['\"]?)[0-9A-F]{8}:[A-Za-z0-9+/=]+"),
)
# pydantic shortens the input in its middle, so that neither key nor value need be whole: all of it goes
_PYDANTIC_INPUT = re.compile(r"(input_value=)([{\[].*)", re.DOTALL)
_INPUT_END = ", input_type="
_SENSITIVE = re.compile(r"(?i)pass|token|secret|\.\.\.")


class Redactor:
    """Replaces the known secrets and everything that has the shape of one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # Longest first: a secret that contains another one must not leave its tail behind.
        known = sorted({secret for secret in secrets if len(secret) >= SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __repr__(self) -> str:
        return "Redactor()"

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        before, end, after = text.rpartition(_INPUT_END)
        if end:
            text = _PYDANTIC_INPUT.sub(_hide_input, before) + end + after
        for pattern in _PATTERNS:
            text = pattern.sub(rf"\g<1>{HIDDEN}", text)
        return text


def _hide_input(found: re.Match[str]) -> str:
    return found[1] + HIDDEN if _SENSITIVE.search(found[2]) else found[0]
