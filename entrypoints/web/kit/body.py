"""What a request brings along: JSON, within what any route can use."""

import json
import math
from typing import Any

from proxlb_ui.domain.errors import Invalid
from quart import request

DEEPEST = 20
LONGEST_NUMBER = 20
_HINT = "Send one object as application/json; docs/api.md describes it."


async def json_body() -> Any:
    """The value in the body; raises Invalid for none, for one nested too deeply, and for numbers nobody can mean."""
    body = await request.get_data()
    try:
        value = json.loads(body, parse_constant=_no_number, parse_float=_finite, parse_int=_whole)
    except (ValueError, RecursionError) as exc:
        raise Invalid("The request is no JSON that can be used.", _HINT) from exc
    _check_depth(value)
    return value


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _whole(text: str) -> int:
    return int(text) if len(text) <= LONGEST_NUMBER else _no_number(text)


def _no_number(text: str) -> Any:
    raise ValueError(f"{text[:LONGEST_NUMBER]} is no number of JSON")


def _check_depth(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise Invalid("The request is nested too deeply.", _HINT)
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(each, depth + 1)
