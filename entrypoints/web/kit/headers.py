"""The key by which a client marks a request it may have to repeat."""

from collections.abc import Mapping

LONGEST_KEY = 100


def idempotency_key(headers: Mapping[str, str]) -> str | None:
    """The key of a request, None without one."""
    return headers.get("Idempotency-Key", "")[:LONGEST_KEY] or None
