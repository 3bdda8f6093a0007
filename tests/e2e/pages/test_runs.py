"""Dry run, best node and rebalance from the browser, with the real ProxLB on the child process."""

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import free_port, simulator_process

from tests.e2e.conftest import Watched, watch
from tests.e2e.programs import Api, running, write_settings
from tests.e2e.test_accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A cockpit whose ProxLB service stands still, so that every migration is the run's own."""
    folder = tmp_path_factory.mktemp("runs")
    with simulator_process(SimulatorOptions(guests=9, speed=10, pve=8), 0, folder) as cluster:
        port = free_port()
        solver = f"solver: {{enable: true, mode: shadow, log_dir: {folder / 'solver'}}}\n"
        settings = proxlb_settings(cluster.host, cluster.port) + solver
        environment = {
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "PROXLB_CONFIG": str(write_settings(folder, settings)),
            "PROXLB_UI_RUNTIME": "process",
            # With its own pauses: what is watched here is how far a run is.
            "PROXLB_UI_ENGINE_PYTHON": sys.executable,
            "PROXLB_UI_REFRESH_SECONDS": "2",
            "PROXLB_UI_PVE_CA_FILE": str(cluster.ca_file),
            "REQUESTS_CA_BUNDLE": str(cluster.ca_file),
        }
        with running(["serve"], environment) as program:
            found = Api(port)
            program.wait_until(lambda: found.answers("/guests"), "showing guests")
            yield found


@pytest.fixture
def page(api: Api, watched: Watched) -> Any:
    watched.page.goto(f"http://127.0.0.1:{api.port}/#/runs")
    return watched.page


def expect(locator: Any, **how: Any) -> Any:
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(locator, **how)


def outcome(page: Any) -> Any:
    return page.locator(".run-outcome")


def newest(api: Api) -> dict[str, Any]:
    return dict(api.get(f"/runs/{api.get('/runs')['items'][0]['id']}"))


def test_a_dry_run_shows_its_progress_and_its_moves_beside_the_planners(api: Api, page: Any) -> None:
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_role("button", name="Dry run")).to_have_attribute("aria-disabled", "true")
    expect(outcome(page)).to_contain_text(re.compile(r"Collecting guest \d+ of \d+"), timeout=20_000)
    expect(outcome(page)).to_contain_text(
        re.compile(r"\d+ guests? would move; the planner says the same"), timeout=60_000
    )
    moves = newest(api)["result"]["moves"]
    rows = page.get_by_role("region", name="Moves", exact=True).get_by_role("row")
    expect(rows).to_have_count(len(moves) + 1)
    expect(page.get_by_role("region", name="Moves", exact=True)).to_contain_text(moves[0]["guest"])
    page.get_by_text("Log of this run").click()
    expect(page.get_by_role("log")).to_contain_text("Set guest")


def test_the_solver_has_its_say(api: Api, page: Any) -> None:
    told = newest(api)["solver"]
    assert told["agreement"] and not told["unread"]
    solver = page.get_by_role("region", name="Solver", exact=True)
    expect(solver).to_contain_text(f"{told['message']} It only watches: ProxLB carries out its own plan.")
    expect(solver).to_contain_text(told["file"])


def test_a_reload_keeps_the_history(api: Api, page: Any) -> None:
    run = newest(api)
    page.reload()
    rows = page.get_by_role("region", name="Runs", exact=True).get_by_role("row")
    expect(rows).to_have_count(len(api.get("/runs")["items"]) + 1)
    expect(outcome(page)).to_have_text(run["message"])


def test_the_best_node_is_named(api: Api, page: Any) -> None:
    page.get_by_role("button", name="Best node").click()
    expect(outcome(page)).to_contain_text(re.compile(r"^pve\d is the best node"), timeout=60_000)


def test_a_dry_run_is_answered_beside_the_plan(api: Api, page: Any) -> None:
    page.goto(f"http://127.0.0.1:{api.port}/#/balancing")
    page.get_by_role("button", name="Dry run").click()
    answer = page.locator(".dry-run")
    expect(page.get_by_role("link", name="Runs").get_by_label("a run is under way")).to_be_visible()
    expect(answer.get_by_text(re.compile(r"^\d+ same$"))).to_be_visible(timeout=60_000)
    moves = newest(api)["result"]["moves"]
    expect(answer).to_contain_text(f"{len(moves)} same")
    expect(answer.get_by_role("list", name="Differences")).to_have_count(0)
    expect(answer).not_to_contain_text("other settings")
    page.get_by_label("Allowed spread").first.fill("90")
    expect(answer).to_contain_text("It was asked with other settings than the plan on this page.")
    expect(page.locator(".nav-dot")).to_have_count(0)
    answer.get_by_role("link").click()
    expect(page.get_by_role("region", name="Moves", exact=True)).to_be_visible()


def test_the_end_of_a_run_is_told_on_every_page(api: Api, page: Any) -> None:
    page.get_by_role("button", name="Best node").click()
    expect(outcome(page)).to_contain_text("Collecting", timeout=20_000)
    page.keyboard.press("g")
    expect(page.locator(".view-guests")).to_be_visible()
    expect(page.locator("plb-toasts")).to_contain_text(re.compile(r"Best node: done.*is the best node"), timeout=60_000)
    page.keyboard.press("u")
    expect(page.locator(".view-runs")).to_be_visible()
    assert api.get("/best-node")["answered_by"] == "engine"


def test_a_run_is_cancelled_from_the_page(page: Any) -> None:
    page.get_by_role("button", name="Dry run").click()
    expect(outcome(page)).to_contain_text("Collecting", timeout=20_000)
    page.get_by_role("button", name="Cancel").click()
    expect(outcome(page)).to_contain_text("Cancelled", timeout=20_000)
    expect(page.get_by_role("button", name="Dry run")).not_to_have_attribute("aria-disabled", "true")


def test_a_rebalance_is_confirmed_and_moves_guests(api: Api, page: Any) -> None:
    before = {row["vmid"]: row["node"] for row in api.get("/guests")["items"]}
    page.get_by_role("button", name="Rebalance").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("for real")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Rebalance").click()
    expect(page.get_by_text("Migrating").first).to_be_visible(timeout=60_000)
    page.reload()
    expect(outcome(page)).to_contain_text(re.compile(r"\d+ guests? moved\."), timeout=90_000)
    result = newest(api)["result"]
    after = {row["vmid"]: row["node"] for row in api.get("/guests")["items"]}
    assert {migration["vmid"] for migration in result["migrations"]} == {
        vmid for vmid in after if after[vmid] != before[vmid]
    }
    assert all(after[migration["vmid"]] == migration["target"] for migration in result["migrations"])
    table = page.get_by_role("region", name="Migrations", exact=True)
    expect(table.get_by_text("Done")).to_have_count(len(result["migrations"]))


@pytest.mark.axe
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_run_with_everything_in_it_is_accessible(api: Api, browser: Any, theme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True)
    page = watch(context).page
    page.goto(f"http://127.0.0.1:{api.port}/#/runs")
    page.get_by_text("Log of this run").click()
    expect(page.get_by_role("log")).to_contain_text("Nodes usage")
    assert findings(page) == []
    context.close()
