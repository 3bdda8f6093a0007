"""The way through the cockpit of compose.demo.yaml: ProxLB is a Docker container that the cockpit did not start."""

import re
from collections.abc import Iterator

import pytest

from tests.docker.deploy.compose import Stack, demo_stack
from tests.docker.engine_image import docker, inspect
from tests.e2e.conftest import Watched
from tests.e2e.journeys.run_steps import run_from_page
from tests.e2e.journeys.test_demo import expect
from tests.waiting import wait_until

pytestmark = [pytest.mark.docker, pytest.mark.browser, pytest.mark.timeout(200)]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with demo_stack() as stack:
        stack.compose("up", "--detach", "--wait")
        wait_until(lambda: stack.api.get("/service")["state"] == "running")
        yield stack


def open_page(watched: Watched, stack: Stack, name: str) -> None:
    watched.page.goto(f"http://127.0.0.1:{stack.port}/#/{name}")


def ask(watched: Watched, action: str) -> None:
    """Press the button, and confirm where that is asked for."""
    page = watched.page
    page.get_by_role("main").get_by_role("button", name=action, exact=True).first.click()
    dialog = page.get_by_role("dialog")
    if action in ("Stop", "Restart"):  # what may end a run is confirmed
        dialog.get_by_role("button", name=action, exact=True).click()


def done(watched: Watched, action: str) -> None:
    expect(watched.page.get_by_role("main")).to_contain_text(f"{action}: done", timeout=45_000)


def started_at(stack: Stack) -> str:
    return str(inspect(stack.container)["State"]["StartedAt"])


def test_the_overview_and_the_service_page_tell_what_runs(stack: Stack, watched: Watched) -> None:
    open_page(watched, stack, "overview")
    expect(watched.page.get_by_role("heading", name=re.compile("memory spread"))).to_be_visible()
    open_page(watched, stack, "service")
    main = watched.page.get_by_role("main")
    expect(main.get_by_text("running").first).to_be_visible()
    expect(main).to_contain_text(stack.container)
    expect(main).to_contain_text("2.3.0")
    expect(main.get_by_role("heading", name="What the cockpit may do in Docker")).to_be_visible()
    expect(main.locator(".capabilities > li")).to_have_count(6)
    for action in ("Stop", "Restart", "Reload"):
        expect(main.get_by_role("button", name=action, exact=True).first).to_be_enabled()


def test_restart_is_confirmed_and_observed(stack: Stack, watched: Watched) -> None:
    open_page(watched, stack, "service")
    before = started_at(stack)
    ask(watched, "Restart")
    done(watched, "Restart")
    assert started_at(stack) != before


def test_reload_reaches_the_same_process(stack: Stack, watched: Watched) -> None:
    open_page(watched, stack, "service")
    before = started_at(stack)
    expect(watched.page.get_by_role("main").get_by_role("button", name="Reload", exact=True).first).to_be_enabled()
    ask(watched, "Reload")
    done(watched, "Reload")
    assert started_at(stack) == before


def test_stop_and_start(stack: Stack, watched: Watched) -> None:
    open_page(watched, stack, "service")
    ask(watched, "Stop")
    done(watched, "Stop")
    expect(watched.page.get_by_role("main").get_by_text("stopped").first).to_be_visible()
    assert inspect(stack.container)["State"]["Status"] == "exited"
    ask(watched, "Start")
    done(watched, "Start")
    assert inspect(stack.container)["State"]["Running"]


def test_the_log_goes_on_by_itself_through_a_restart_from_outside(stack: Stack, watched: Watched) -> None:
    open_page(watched, stack, "logs")
    page = watched.page
    expect(page.get_by_text("API connection to host").last).to_be_visible()
    newest = page.locator(".log-line").filter(has_text="API connection to host").last
    before = newest.get_attribute("data-cursor")
    docker("restart", stack.container)
    # Another line than before: how many of a long log are drawn at once is the page's own business.
    wait_until(lambda: newest.get_attribute("data-cursor") != before)
    expect(page.get_by_text("API connection to host").last).to_be_visible()


def test_a_stop_from_outside_is_seen(stack: Stack, watched: Watched) -> None:
    open_page(watched, stack, "service")
    main = watched.page.get_by_role("main")
    expect(main.get_by_text("running").first).to_be_visible(timeout=30_000)
    docker("stop", stack.container)
    expect(main.get_by_text("stopped").first).to_be_visible()
    docker("start", stack.container)
    expect(main.get_by_text("running").first).to_be_visible(timeout=30_000)


def test_dry_run_best_node_and_rebalance_from_the_page(stack: Stack, watched: Watched) -> None:
    open_page(watched, stack, "runs")
    assert run_from_page(watched.page, stack.api, "Dry run")["result"]["nodes"]
    assert run_from_page(watched.page, stack.api, "Best node")["best_node"] in ("pve1", "pve2", "pve3")
    moved = run_from_page(watched.page, stack.api, "Rebalance")
    assert not moved["failed"], moved
