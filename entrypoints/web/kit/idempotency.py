"""The key by which a client marks a request it may have to repeat."""

from werkzeug.datastructures import Headers

LONGEST_KEY = 100


def idempotency_key(headers: Headers) -> str | None:
    """The key of a request, None without one."""
    return headers.get("Idempotency-Key", "")[:LONGEST_KEY] or None
