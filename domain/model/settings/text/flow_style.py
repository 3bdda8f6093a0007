"""Settings as text for the engine: flow style, plain ASCII, one line, the same to every YAML 1.1 reader."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from proxlb_ui.domain.errors import Invalid


def settings_text(value: Any) -> str:
    """JSON where JSON suffices; written by hand because YAML 1.1 reads some floats and escapes differently."""
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, datetime | date):
        return f'!!timestamp "{value.isoformat()}"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{settings_text(key)}: {settings_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ", ".join(settings_text(each) for each in value) + "]"
    raise Invalid(f"The settings hold a value of kind {type(value).__name__}, which cannot be handed to ProxLB.")


def _float(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    # YAML 1.1 takes 1e-07 for a string: it wants a point in the mantissa.
    return text if not exponent or "." in mantissa else f"{mantissa}.0e{power}"


def _quoted(text: str) -> str:
    return '"' + "".join(map(_character, text)) + '"'


def _character(character: str) -> str:
    code = ord(character)
    if character in '"\\':
        return "\\" + character
    if 0x20 <= code < 0x7F:
        return character
    # JSON writes two surrogates here, which YAML reads as two broken characters.
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
