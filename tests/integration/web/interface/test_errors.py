"""One shape for every error, whoever raises it."""

from typing import Any

import pytest
from proxlb_ui.domain.errors import Conflict, Denied, Invalid, NotFound, ProxlbUiError, TimedOut, Unavailable
from proxlb_ui.entrypoints.web.kit.errors import status_and_code
from proxlb_ui.entrypoints.web.security import SecurityPolicy

from tests.integration.web.conftest import HOST, OWN_PAGE, World, build

KEYS = {"code", "message", "hint", "id"}


async def shape(response: Any) -> dict[str, str]:
    body = await response.get_json(force=True)
    assert set(body) == {"error"}
    assert set(body["error"]) == KEYS
    assert body["error"]["message"]
    return dict(body["error"])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("GET", "/api/v1/nodes/pve9", 404, "not-found"),
        ("GET", "/api/v1/guests/999", 404, "not-found"),
        ("GET", "/api/v1/guests/abc", 404, "not-found"),
        ("GET", "/api/v1/service/tasks/none", 404, "not-found"),
        ("GET", "/assets/000000000000/app/main.js", 404, "not-found"),
        ("POST", "/api/v1/service/explode", 404, "not-found"),
        ("POST", "/api/v1/overview", 405, "method-not-allowed"),
        ("GET", "/api/v1/service/restart", 405, "method-not-allowed"),
        ("PUT", "/api/v1/guests", 405, "method-not-allowed"),
        ("BREW", "/api/v1/guests", 405, "method-not-allowed"),
        ("GET", "/api/v1/guests?sort=x", 400, "invalid"),
    ],
)
async def test_every_refusal_has_the_shape(world: World, method: str, path: str, status: int, code: str) -> None:
    response = await world.client().open(path, method=method, headers=OWN_PAGE)
    assert response.status_code == status
    assert (await shape(response))["code"] == code


async def test_a_body_that_is_too_large() -> None:
    policy = SecurityPolicy(token="a-token-of-some-length")
    client = build(policy).client()
    response = await client.post("/api/v1/session", headers=OWN_PAGE, data=b"[" + b" " * 300_000 + b"]")
    assert response.status_code == 413
    assert (await shape(response))["code"] == "too-large"


async def test_a_defect_says_nothing_about_the_inside(world: World, caplog: pytest.LogCaptureFixture) -> None:
    app = world.cockpit.app

    async def broken() -> str:
        raise RuntimeError("inside-knowledge")

    app.view_functions["overview.read"] = broken
    response = await world.client().get("/api/v1/overview", headers=HOST)
    assert response.status_code == 500
    error = await shape(response)
    assert error["code"] == "internal"
    assert "inside-knowledge" not in str(error)
    assert error["id"] in caplog.text
    assert "inside-knowledge" in caplog.text


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Invalid, 400), (Denied, 403), (NotFound, 404), (Conflict, 409), (Unavailable, 503), (TimedOut, 504)],
)
def test_every_domain_error_has_a_status(kind: type[ProxlbUiError], status: int) -> None:
    assert status_and_code(kind("x"))[0] == status
    child = type("Child", (kind,), {})
    assert status_and_code(child("x"))[0] == status
