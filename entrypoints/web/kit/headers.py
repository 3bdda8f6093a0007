"""What a request says in its headers: that it may be repeated, and what it was made for."""

from proxlb_ui.entrypoints.web.kit.refusals import IfMatchRequired
from quart import request

LONGEST_KEY = 100


def idempotency_key() -> str | None:
    """The key by which a client marks a request it may have to repeat; None without one."""
    return request.headers.get("Idempotency-Key", "")[:LONGEST_KEY] or None


def expected_digest() -> str:
    """The state of the settings file that a change was made for; a proxy that compresses marks it as weak."""
    sent = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not sent or sent == "*":
        raise IfMatchRequired(
            "A change to the settings must say which state of the file it was made for.",
            "Send the ETag of GET /config in If-Match.",
        )
    return sent
