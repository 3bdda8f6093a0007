"""Answering a read with bytes that are already there."""

import asyncio
from collections.abc import Callable

from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.entrypoints.web.kit.encoding import compressed, to_json
from proxlb_ui.entrypoints.web.kit.published import SMALLEST_COMPRESSED_BYTES, Encoded, age_seconds
from quart import Response, request

JSON = "application/json"


async def published(encoded: Encoded, clock: Clock) -> Response:
    """The whole topic: 304 when the browser has it, compressed when it may be."""
    headers = {
        "ETag": encoded.etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "Age": str(int(age_seconds(encoded.as_of, clock.now()))),
    }
    if request.if_none_match.contains_weak(encoded.etag.removeprefix("W/").strip('"')):
        return Response(status=304, headers=headers)
    small = await encoded.gzip() if wants_gzip() else None
    if small is None:
        return Response(encoded.body, headers=headers, content_type=JSON)
    return Response(small, headers={**headers, "Content-Encoding": "gzip"}, content_type=JSON)


def computed(payload: object, status: int = 200) -> Response:
    """An answer made for this one request."""
    return _encoded(payload, wants_gzip(), status)


async def computed_aside(payload: Callable[[], object]) -> Response:
    """The same in a thread: thousands of rows and their compression would keep everybody else waiting."""
    small = wants_gzip()
    return await asyncio.to_thread(lambda: _encoded(payload(), small, 200))


def _encoded(payload: object, small: bool, status: int) -> Response:
    body = to_json(payload)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if small and len(body) >= SMALLEST_COMPRESSED_BYTES:
        return Response(
            compressed(body), status=status, headers={**headers, "Content-Encoding": "gzip"}, content_type=JSON
        )
    return Response(body, status=status, headers=headers, content_type=JSON)


def wants_gzip() -> bool:
    """True when the client accepts gzip."""
    return bool(request.accept_encodings["gzip"] > 0)
