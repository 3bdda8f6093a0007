"""What the page of the settings says when the file is not as it should be, or not to be changed."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.e2e.conftest import Watched
from tests.e2e.programs import Api, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
GOOD = "proxmox_api:\n  hosts: [127.0.0.1:1]\n  user: proxlb@pve\n  pass: canary-4711\nbalancing:\n  balanciness: 5\n"
LARGE = GOOD + "# filler\n" * 200_000


def shows(watched: Watched, path: Path, **more: str) -> Any:
    """The page over a file, in a cockpit of its own; give what to look at."""
    port = free_port()
    environment = {"HOST": "127.0.0.1", "PORT": str(port), "PROXLB_CONFIG": str(path), "PROXLB_UI_RUNTIME": "none"}
    watched.expected = ("status of 404", "status of 400", "status of 503", "net::ERR_CONNECTION", "status of 413")
    program = running(["serve"], {**environment, **more})
    return program, port


@pytest.mark.parametrize(
    ("content", "says", "text"),
    [
        ("- a\n- list\n", "No form for this file", "- a\n- list\n"),
        ("balancing: [\n", "No form for this file", "balancing: [\n"),
        (LARGE, "larger than 1 MiB", None),
        (None, "proxlb.yaml", None),
    ],
    ids=["list", "no YAML", "too large", "missing"],
)
def test_a_file_that_is_not_as_it_should_be(
    tmp_path: Path, watched: Watched, content: str | None, says: str, text: str | None
) -> None:
    path, page = tmp_path / "proxlb.yaml", watched.page
    if content is not None:
        path.write_text(content)
    program, port = shows(watched, path)
    with program as started:
        started.wait_until(lambda: Api(port).answers("/overview"), "answering")
        page.goto(f"http://127.0.0.1:{port}/#/settings")
        expect(page.get_by_role("main")).to_contain_text(re.compile(re.escape(says), re.IGNORECASE))
        if text is not None:
            assert page.get_by_label("Text of the settings file").input_value() == text
            page.get_by_label("Text of the settings file").fill(GOOD.replace("canary", "other"))
            expect(page.locator(".settings-form")).to_be_visible()
            expect(page.get_by_role("button", name="Save…")).to_be_enabled()
        path.write_text(GOOD)
        if text is None:
            expect(page.locator(".settings-form")).to_be_visible(timeout=30_000)
        else:
            expect(page.get_by_text("Somebody else saved the file")).to_be_visible(timeout=60_000)


def test_a_read_only_cockpit_shows_and_changes_nothing(tmp_path: Path, watched: Watched) -> None:
    path, page = tmp_path / "proxlb.yaml", watched.page
    path.write_text(GOOD)
    program, port = shows(watched, path, PROXLB_UI_READ_ONLY="true")
    with program as started:
        started.wait_until(lambda: Api(port).answers("/overview"), "answering")
        page.goto(f"http://127.0.0.1:{port}/#/settings")
        expect(page.get_by_text("The cockpit is read-only")).to_be_visible()
        expect(page.locator("[data-path='balancing.balanciness'] input[type=number]")).to_be_disabled()
        field = page.get_by_label("Text of the settings file")
        assert field.get_attribute("readonly") is not None
        assert "pass: <<secret:proxmox_api.pass>>" in field.input_value()
        assert page.get_by_role("button", name="Save…").is_disabled()
        assert "canary" not in page.content()
