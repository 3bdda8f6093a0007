"""What the page says when something is missing or goes away: the cluster, the settings, the token."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import free_port, simulator_process

from tests.e2e.conftest import Watched
from tests.e2e.programs import Api, running, write_settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
# Chromium writes every refused request to the console; these are refused on purpose, or because the test is over.
REFUSED = ("status of 401", "status of 503", "net::ERR_CONNECTION")
TOKEN = "correct-horse-battery-staple"


def environment(port: int, settings: Path, **more: str) -> dict[str, str]:
    return {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PROXLB_CONFIG": str(settings),
        "PROXLB_UI_RUNTIME": "none",
        "PROXLB_UI_REFRESH_SECONDS": "2",
        **more,
    }


@pytest.fixture
def port() -> Iterator[int]:
    yield free_port()


def test_the_cluster_goes_away_and_comes_back(tmp_path: Path, port: int, watched: Watched) -> None:
    page, watched.expected, pve_port = watched.page, REFUSED, free_port()
    options = SimulatorOptions(guests=12)
    settings = write_settings(tmp_path, proxlb_settings("127.0.0.1", pve_port))
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        cluster = first.enter_context(simulator_process(options, pve_port, tmp_path))
        more = {"PROXLB_UI_PVE_CA_FILE": str(cluster.ca_file)}
        program = stack.enter_context(running(["serve"], environment(port, settings, **more)))
        program.wait_until(lambda: Api(port).answers("/guests"), "showing guests")
        page.goto(f"http://127.0.0.1:{port}/#/guests")
        expect(page.get_by_role("row").filter(has_text="web-01")).to_be_visible()
        first.close()
        expect(page.get_by_role("img", name="Proxmox: unreachable")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("refuses connections").first).to_be_visible()
        # The last good data stays where it was.
        expect(page.get_by_role("row").filter(has_text="web-01")).to_be_visible()
        stack.enter_context(simulator_process(options, pve_port, tmp_path))
        expect(page.get_by_role("img", name="live")).to_be_visible(timeout=60_000)


def test_without_settings_the_page_says_what_to_do(tmp_path: Path, port: int, watched: Watched) -> None:
    page, watched.expected = watched.page, REFUSED
    with running(["serve"], environment(port, tmp_path / "absent.yaml")) as program:
        program.wait_until(lambda: Api(port).answers("/overview"), "answering")
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.get_by_text(re.compile(r"absent\.yaml")).first).to_be_visible()


def test_signing_in_with_the_token(tmp_path: Path, port: int, watched: Watched) -> None:
    page, watched.expected = watched.page, REFUSED
    more = {"PROXLB_UI_AUTH": "token", "PROXLB_UI_TOKEN": TOKEN}
    with running(["serve"], environment(port, tmp_path / "absent.yaml", **more)) as program:
        program.wait_until(lambda: Api(port, TOKEN).answers("/overview"), "answering")
        page.goto(f"http://127.0.0.1:{port}/")
        field = page.get_by_label(re.compile("token", re.IGNORECASE)).first
        field.fill("a-wrong-token-of-some-length")
        field.press("Enter")
        expect(page.get_by_text("This is not the access token.").first).to_be_visible()
        field.fill(TOKEN)
        field.press("Enter")
        expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


def test_the_address_in_the_log_signs_in_and_hides_the_token(tmp_path: Path, port: int, watched: Watched) -> None:
    page, watched.expected = watched.page, REFUSED
    with running(["serve"], environment(port, tmp_path / "absent.yaml", PROXLB_UI_AUTH="token")) as program:
        program.wait_until(lambda: "#token=" in program.output, "printing an address")
        address = next(word for word in program.output.split() if "#token=" in word)
        token = address.partition("#token=")[2]
        page.goto(address)
        expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
        assert token not in page.url
        assert token not in "".join(watched.requests)


def test_a_given_token_is_not_repeated_in_the_log(tmp_path: Path, port: int) -> None:
    more = {"PROXLB_UI_AUTH": "token", "PROXLB_UI_TOKEN": TOKEN}
    with running(["serve"], environment(port, tmp_path / "absent.yaml", **more)) as program:
        program.wait_until(lambda: "open http" in program.output, "printing an address")
    assert TOKEN not in program.output


def test_a_plain_name_on_the_lan_works_too(tmp_path: Path, port: int, watched: Watched) -> None:
    page, watched.expected = watched.page, REFUSED
    more = {"PROXLB_UI_ALLOWED_HOSTS": "cockpit.lan"}
    with running(["serve"], environment(port, tmp_path / "absent.yaml", **more)) as program:
        program.wait_until(lambda: Api(port).answers("/overview"), "answering")
        page.goto(f"http://cockpit.lan:{port}/#/service")
        assert page.evaluate("isSecureContext") is False
        expect(page.get_by_role("main")).to_contain_text("there is no ProxLB service to steer")
