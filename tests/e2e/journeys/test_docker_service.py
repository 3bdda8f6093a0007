"""The page of a service in Docker: what is not allowed is explained and not offered; trouble has its sentence."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.docker.broken_engine import answer, described, engine_that_says
from tests.e2e.conftest import RESULTS, Watched
from tests.e2e.programs import Api, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
TURNED_DOWN = answer(b'{"message": "bad parameter"}', "400 Bad Request")
REFUSED = answer(b'{"message": "The socket proxy does not allow this call."}', "403 Forbidden")
QUIET = answer(b"", content_type="application/vnd.docker.raw-stream")
NO_RESTART = "The way to the Docker engine does not let the cockpit restart ProxLB."
PAUSED = {"Status": "paused", "Paused": True, "StartedAt": "2026-11-24T02:20:58.5Z"}


def environment(port: int, host: str, folder: Path) -> dict[str, str]:
    return {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PROXLB_CONFIG": str(folder / "absent.yaml"),
        "PROXLB_UI_RUNTIME": "docker",
        "PROXLB_CONTAINER": "proxlb",
        "DOCKER_HOST": host,
    }


def test_an_action_that_is_not_allowed_is_explained_and_not_offered(tmp_path: Path, watched: Watched) -> None:
    page, watched.expected, port = watched.page, ("status of 503", "net::ERR_CONNECTION"), free_port()
    says = {"/proxlb/json": described(), "/logs": QUIET, "/restart": REFUSED, "/exec": REFUSED, "POST": TURNED_DOWN}
    with (
        engine_that_says(says, tmp_path) as host,
        running(["serve"], environment(port, host, tmp_path)) as program,
    ):
        program.wait_until(lambda: Api(port).answers("/service"), "answering")
        page.goto(f"http://127.0.0.1:{port}/#/service")
        panel = page.locator("plb-service-panel")
        expect(panel.get_by_text(NO_RESTART)).to_be_visible()
        expect(panel.get_by_role("button", name="Stop")).to_be_visible()
        expect(panel.get_by_role("button", name="Restart")).to_have_count(0)
        allowed = page.get_by_role("listitem").filter(has_text="Run the engine once")
        expect(allowed).to_contain_text("does not let the cockpit run the engine (exec).")
        for scheme in ("light", "dark"):
            for width in (1440, 360):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"wider than {width}"
                RESULTS.mkdir(exist_ok=True)
                page.screenshot(path=RESULTS / f"docker-service-{scheme}-{width}.png", full_page=True)
        assert "swordfish" not in page.content()


def test_a_paused_container_offers_nothing_and_says_why(tmp_path: Path, watched: Watched) -> None:
    page, watched.expected, port = watched.page, ("status of 503", "net::ERR_CONNECTION"), free_port()
    says = {"/proxlb/json": described(State=PAUSED), "/logs": QUIET}
    with (
        engine_that_says(says, tmp_path) as host,
        running(["serve"], environment(port, host, tmp_path)) as program,
    ):
        program.wait_until(lambda: Api(port).answers("/service"), "answering")
        page.goto(f"http://127.0.0.1:{port}/#/service")
        panel = page.locator("plb-service-panel")
        expect(panel.get_by_text("paused: ProxLB stands still and moves nothing.")).to_be_visible()
        expect(panel.get_by_text("Run: docker unpause proxlb")).to_be_visible()
        for name in ("Start", "Stop", "Restart", "Reload"):
            expect(panel.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-disabled", "true")
