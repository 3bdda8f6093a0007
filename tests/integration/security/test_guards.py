"""Requests that must be refused: each fails closed, says why in one shape, is logged, and changes nothing."""

import logging
from collections.abc import Callable
from ipaddress import ip_network

import pytest
from proxlb_ui.entrypoints.web.security.headers import HEADERS
from quart import Response

from tests.integration.security.conftest import CLIENT, TOKEN, Door

Build = Callable[..., Door]
RESTART = "/api/v1/service/restart"
OVERVIEW = "/api/v1/overview"
BEARER = ("Authorization", f"Bearer {TOKEN}")
OURS = ("Origin", "http://localhost:8080")
JSON = ("Content-Type", "application/json")
PROXY = "10.0.0.1"


async def cookie(door: Door, *headers: tuple[str, str], token: str = TOKEN, **where: str) -> tuple[str, str]:
    """The cookie header that signing in leads to."""
    sent = (*headers, JSON) if headers else (OURS, JSON)
    answer = await door.knock("/api/v1/session", "POST", *sent, data=b'{"token": "%s"}' % token.encode(), **where)
    assert answer.status_code == 200, await answer.get_data()
    return "Cookie", answer.headers["Set-Cookie"].partition(";")[0]


async def refused(door: Door, answer: Response, status: int, code: str) -> str:
    """Checks the refusal's shape and that the service was left alone; gives the message."""
    assert answer.status_code == status, await answer.get_data()
    error = (await answer.get_json())["error"]
    assert error["code"] == code
    assert set(error) == {"code", "message", "hint", "id"}
    assert TOKEN not in str(error)
    assert door.service.performed == []
    assert "Access-Control-Allow-Origin" not in answer.headers
    return f"{error['message']} {error['hint']}"


FOREIGN = [
    "http://evil.example",
    "null",
    "http://localhost.evil.tld:8080",
    "http://evillocalhost:8080",
    "http://localhost:8080@evil.example",
    "http://evil@localhost:8080",
    "http://localhost:8081",
    "http://localhost",
    "https://localhost:8080",
    "\thttp://localhost:8080",
    "http://localhost:8080/",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_foreign_origin_can_neither_act_nor_listen(cockpit: Build, origin: str) -> None:
    door = cockpit()
    signed_in = await cookie(door)
    for credentials in (signed_in, BEARER):
        answer = await door.knock(RESTART, "POST", credentials, ("Origin", origin))
        await refused(door, answer, 403, "denied")
        assert await door.handshake("/api/v1/events", credentials, ("Origin", origin)) == 403
        assert await door.handshake("/api/v1/logs/stream", credentials, ("Origin", origin)) == 403


async def test_own_page_can_act_and_listen(cockpit: Build) -> None:
    door = cockpit()
    signed_in = await cookie(door)
    assert await door.handshake("/api/v1/events", signed_in, OURS) == 101
    assert (await door.knock(RESTART, "POST", signed_in, OURS)).status_code == 202


async def test_socket_without_origin_needs_a_bearer(cockpit: Build) -> None:
    door = cockpit()
    assert await door.handshake("/api/v1/events", await cookie(door)) == 403
    assert await door.handshake("/api/v1/events", BEARER) == 101
    assert await cockpit(token=None).handshake("/api/v1/events") == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "nonsense"])
async def test_browser_that_names_another_site_is_refused(cockpit: Build, site: str) -> None:
    door = cockpit()
    signed_in = await cookie(door)
    for sent in ((signed_in,), (signed_in, OURS), (BEARER,)):
        answer = await door.knock(RESTART, "POST", *sent, ("Sec-Fetch-Site", site))
        await refused(door, answer, 403, "denied")
        assert await door.handshake("/api/v1/events", *sent, ("Sec-Fetch-Site", site)) == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_form_is_refused_even_from_our_origin(cockpit: Build, kind: str) -> None:
    door = cockpit()
    sent = (await cookie(door), OURS, ("Content-Type", kind), ("Content-Length", "2"))
    await refused(door, await door.knock(RESTART, "POST", *sent, data=b"{}"), 403, "denied")


async def test_write_without_any_origin_needs_a_bearer_or_the_header(cockpit: Build) -> None:
    door = cockpit()
    await refused(door, await door.knock(RESTART, "POST", await cookie(door)), 403, "denied")
    assert (await door.knock(RESTART, "POST", BEARER)).status_code == 202
    unlocked = cockpit(token=None)
    await refused(unlocked, await unlocked.knock(RESTART, "POST"), 403, "denied")
    header = ("X-Requested-With", "curl")
    await refused(unlocked, await unlocked.knock(RESTART, "POST", header, ("Origin", "http://evil")), 403, "denied")
    assert (await unlocked.knock(RESTART, "POST", header)).status_code == 202


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "BREW", "TRACE", "OPTIONS"])
async def test_only_post_acts(cockpit: Build, method: str) -> None:
    door = cockpit()
    answer = await door.knock(RESTART, method, BEARER, ("X-HTTP-Method-Override", "POST"))
    assert answer.status_code == 405
    assert door.service.performed == []


HOSTS = ["evil.example", "evil.example:8080", "localhost.evil", "localhost,evil", "a b", "localhost:x", ""]


@pytest.mark.parametrize("host", HOSTS)
async def test_foreign_host_gets_nothing(cockpit: Build, host: str) -> None:
    door = cockpit()
    for path in ("/", OVERVIEW, "/favicon.ico", "/api/v1/session", "/healthz", "/no-such-page"):
        answer = await door.knock(path, "GET", BEARER, host=host)
        assert "PROXLB_UI_ALLOWED_HOSTS" in await refused(door, answer, 421, "wrong-host")
    assert await door.handshake("/api/v1/events", BEARER, host=host) == 421


async def test_two_hosts_that_differ_are_refused(cockpit: Build) -> None:
    door = cockpit()
    await refused(door, await door.knock(OVERVIEW, "GET", BEARER, ("Host", "evil.example")), 400, "invalid")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "[::1]:8080", "LOCALHOST", "192.0.2.1", "ops.example.org."])
async def test_own_host_is_answered(cockpit: Build, host: str) -> None:
    door = cockpit(allowed_hosts=frozenset({"ops.example.org"}))
    assert (await door.knock("/", host=host)).status_code == 200


async def test_health_answers_this_machine_under_any_name(cockpit: Build) -> None:
    door = cockpit()
    assert (await door.knock("/healthz", host="cockpit", client="127.0.0.1")).status_code == 200
    assert (await door.knock("/", host="cockpit", client="127.0.0.1")).status_code == 421


FORWARDED = (
    ("X-Forwarded-Host", "localhost:8080"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-For", "127.0.0.1"),
)


async def test_forwarded_headers_of_a_stranger_are_ignored(cockpit: Build) -> None:
    door = cockpit(trusted_proxies=(ip_network(PROXY),))
    for path in ("/", "/healthz", OVERVIEW):
        await refused(door, await door.knock(path, "GET", BEARER, *FORWARDED, host="evil"), 421, "wrong-host")
    answer = await door.knock(RESTART, "POST", BEARER, *FORWARDED, ("Origin", "https://localhost:8080"))
    await refused(door, answer, 403, "denied")


async def test_trusted_proxy_ends_tls_and_the_cookie_is_bound_to_the_host(cockpit: Build) -> None:
    door = cockpit(trusted_proxies=(ip_network(PROXY),))
    outside = (*FORWARDED[:2], ("X-Forwarded-For", CLIENT), ("Origin", "https://localhost:8080"))
    signed_in = await cookie(door, *outside, client=PROXY, host="inner")
    assert signed_in[1].startswith("__Host-proxlb-ui=")
    answer = await door.knock(RESTART, "POST", signed_in, *outside, client=PROXY, host="inner")
    assert answer.status_code == 202


async def test_only_the_nearest_proxy_is_believed(cockpit: Build) -> None:
    door = cockpit(trusted_proxies=(ip_network(PROXY),))
    spoofed = (("X-Forwarded-Host", "localhost, evil"), ("X-Forwarded-For", "127.0.0.1, 192.0.2.66"))
    await refused(door, await door.knock("/healthz", "GET", *spoofed, client=PROXY), 421, "wrong-host")


async def test_anonymous_and_wrong_tokens_are_refused(cockpit: Build) -> None:
    door = cockpit()
    for sent in ((), (("Authorization", "Bearer wrong"),), (("Cookie", "proxlb-ui=wrong"),), (("Cookie", TOKEN),)):
        await refused(door, await door.knock(OVERVIEW, "GET", *sent), 401, "sign-in-required")
        await refused(door, await door.knock(RESTART, "POST", *sent, OURS), 401, "sign-in-required")
        assert await door.handshake("/api/v1/events", *sent, OURS) == 401


async def test_look_alike_paths_need_the_token_too(cockpit: Build) -> None:
    door = cockpit()
    for path in ("/healthzX", "/api/v1/sessionX", "/api/v1/session.js", "/api/v1/overview.css", "/api/healthz"):
        await refused(door, await door.knock(path), 401, "sign-in-required")


@pytest.mark.parametrize("name", ["token", "access_token"])
async def test_token_in_the_address_is_refused_and_not_logged(
    cockpit: Build, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    door = cockpit()
    for path in (OVERVIEW, "/", "/api/v1/session"):
        await refused(door, await door.knock(f"{path}?{name}={TOKEN}"), 400, "invalid")
    assert TOKEN not in caplog.text
    assert "refused GET" in caplog.text


@pytest.mark.parametrize("path", [OVERVIEW, "/api/v1/session"])
async def test_guessing_by_bearer_ends_after_ten_tries(cockpit: Build, path: str) -> None:
    door = cockpit()
    for number in range(10):
        assert (await door.knock(path, "GET", ("Authorization", f"Bearer {number}"))).status_code in (200, 401)
    await refused(door, await door.knock(path, "GET", BEARER), 429, "too-many")
    assert (await door.knock(path, "GET", BEARER, client="192.0.2.10")).status_code != 429


async def test_guessing_at_the_sign_in_ends_after_ten_tries(cockpit: Build) -> None:
    door = cockpit()
    inside = await cookie(door)
    for _ in range(10):
        answer = await door.knock("/api/v1/session", "POST", OURS, JSON, data=b'{"token": "wrong"}')
        await refused(door, answer, 401, "sign-in-required")
    right = b'{"token": "%s"}' % TOKEN.encode()
    answer = await door.knock("/api/v1/session", "POST", OURS, JSON, data=right)
    await refused(door, answer, 429, "too-many")
    assert "Set-Cookie" not in answer.headers
    assert (await door.knock("/api/v1/session", "GET", inside)).status_code == 200, "who is in stays in"


async def test_guessing_from_everywhere_ends_after_a_hundred_tries(cockpit: Build) -> None:
    door = cockpit()
    for number in range(100):
        await door.knock(OVERVIEW, "GET", ("Authorization", "Bearer x"), client=f"192.0.2.{number}")
    await refused(door, await door.knock(OVERVIEW, "GET", BEARER, client="198.51.100.1"), 429, "too-many")


async def test_session_cookie(cockpit: Build) -> None:
    door = cockpit(base_path="/proxlb")
    data = b'{"token": "%s"}' % TOKEN.encode()
    planted = ("Cookie", "proxlb-ui=planted")
    answer = await door.knock("/proxlb/api/v1/session", "POST", OURS, JSON, planted, data=data)
    text = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/proxlb"):
        assert part in text
    assert "Secure" not in text
    assert "planted" not in text
    assert TOKEN not in text
    assert TOKEN not in (await answer.get_data(as_text=True))
    out = await door.knock("/proxlb/api/v1/session", "DELETE", OURS)
    assert "Max-Age=0" in out.headers["Set-Cookie"]


async def test_new_token_ends_old_sessions(cockpit: Build) -> None:
    old = await cookie(cockpit(token="another-token-of-old"), token="another-token-of-old")
    door = cockpit()
    await refused(door, await door.knock(OVERVIEW, "GET", old), 401, "sign-in-required")
    assert await door.handshake("/api/v1/events", old, OURS) == 401


async def test_refusal_cannot_forge_a_log_line(cockpit: Build, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    await cockpit().knock("/a%0d%0aINFO%20all%20is%20well%1b[31m%e2%80%ae")
    (message,) = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert "\\r\\nINFO" in message
    assert message.isprintable()
    assert CLIENT in message


async def test_every_answer_carries_the_headers(cockpit: Build) -> None:
    door = cockpit()
    for path, sent in (("/", {}), (OVERVIEW, {}), ("/", {"host": "evil"}), ("/healthz", {}), ("/api/v1/session", {})):
        answer = await door.knock(path, "GET", OURS, **sent)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert not [name for name in answer.headers if name[0].lower().startswith("access-control")]
    assert (await door.knock("/api/v1/session")).headers["Cache-Control"] == "no-store"
