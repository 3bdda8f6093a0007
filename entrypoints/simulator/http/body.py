"""Encoding answers as Perl does: compact, with keys in an order that changes from answer to answer."""

import json
import random
from typing import Any

from proxlb_ui.entrypoints.simulator.http.request import Listing


def encode(answer: Any) -> bytes:
    """The body of a success."""
    envelope: dict[str, Any] = {"data": answer}
    if isinstance(answer, Listing):
        envelope = {"data": answer.data, "total": answer.total}
    return json.dumps(shuffled(envelope, {}), separators=(",", ":")).encode()


def shuffled(value: Any, orders: dict[tuple[str, ...], list[str]]) -> Any:
    """Rows of one shape share one order, which keeps thousands of them affordable."""
    if isinstance(value, dict):
        shape = tuple(value)
        order = orders.get(shape)
        if order is None:
            order = orders[shape] = random.sample(shape, len(shape))
        return {key: shuffled(value[key], orders) for key in order}
    if isinstance(value, list):
        return [shuffled(item, orders) for item in value]
    return value
