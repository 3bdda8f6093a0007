"""What a browser or program sends: one JSON object, within what any route can use."""

import json
import math
from typing import Any

from proxlb_ui.domain.errors import Invalid
from quart import request

DEEPEST = 24
LONGEST_NUMBER = 20
_HINT = "Send one object as application/json; docs/api.md describes it."


async def json_body() -> dict[str, Any]:
    """The object in the request's body; raises Invalid for none and for what nobody can mean."""
    return read_object(await request.get_data())


def read_object(sent: bytes | str, what: str = "request") -> dict[str, Any]:
    """The object a text holds; raises Invalid, which names what was sent, for anything else.

    What is no UTF-8, begins with a byte order mark, names a key twice, nests too deeply or holds a number that does
    not fit, is refused: the readers of JSON differ about all of these, and each is a mistake or an attack.
    """
    try:
        text = sent if isinstance(sent, str) else sent.decode()
        value = json.loads(
            text, parse_constant=_no_number, parse_float=_finite, parse_int=_whole, object_pairs_hook=_once
        )
        _check_depth(value)
    except (ValueError, RecursionError) as problem:
        raise Invalid(f"The {what} is no JSON that can be used.", _HINT) from problem
    if not isinstance(value, dict):
        raise Invalid(f"The {what} must be a JSON object.", _HINT)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _whole(text: str) -> int:
    # Before it is converted: int() takes time that grows with the square of the length.
    return int(text) if len(text) <= LONGEST_NUMBER else _no_number(text)


def _no_number(text: str) -> Any:
    raise ValueError(f"{text[:LONGEST_NUMBER]} is no number of JSON")


def _check_depth(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(each, depth + 1)
