"""The rules page: what is seen on the demo, how it is filtered, and that thousands of guests cost no pause."""

import re
from typing import Any

import pytest

from tests.e2e.conftest import Watched
from tests.e2e.programs import Api, Program, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
PAUSE_MS, MOST_ELEMENTS = 400, 20_000


def article(page: Any, name: str) -> Any:
    return page.get_by_role("article", name=name)


@pytest.mark.engine
def test_the_demo_has_every_kind_of_rule(demo: tuple[Program, Api], watched: Watched) -> None:
    page, port = watched.page, demo[1].port
    page.goto(f"http://127.0.0.1:{port}/#/rules")
    for name in (
        "affinity plb_affinity_shop", "anti-affinity plb_anti_affinity_dns", "anti-affinity ha-apart", "pin office",
        "pin plb_pin_pve3", "ignore plb_ignore_legacy",
    ):  # fmt: skip
        article(page, name).wait_for()
    for title in ("Conflicts", "Keep together", "Keep apart", "Pinned", "Ignored"):
        assert page.get_by_role("heading", name=title, exact=True).is_visible()
    conflict = page.get_by_role("listitem").filter(has_text="ProxLB does not read plb-affinity-shop")
    conflict.get_by_text("Command to copy").click()
    assert re.search(r"pvesh set /nodes/pve\d/(qemu|lxc)/\d+/config --tags", conflict.inner_text())
    conflict.get_by_role("button", name="Copy the command").click()
    page.get_by_text("Copied.").wait_for()


@pytest.mark.engine
def test_filters_are_in_the_address_and_can_be_cleared(demo: tuple[Program, Api], watched: Watched) -> None:
    page, port = watched.page, demo[1].port
    page.goto(f"http://127.0.0.1:{port}/#/rules")
    article(page, "pin office").wait_for()
    page.get_by_label("Search rules").fill("shop")
    article(page, "pin office").wait_for(state="detached")
    assert "q=shop" in page.url
    page.get_by_label("Kind").select_option("pin")
    page.get_by_text("No rule matches").wait_for()
    page.get_by_role("button", name="Clear filters").click()
    article(page, "pin office").wait_for()
    page.get_by_label("Origin").select_option("ha")
    article(page, "pin office").wait_for(state="detached")
    article(page, "anti-affinity ha-apart").wait_for()
    page.reload()
    article(page, "anti-affinity ha-apart").wait_for()
    assert article(page, "pin office").count() == 0


@pytest.mark.engine
def test_a_guest_leads_to_its_rules_and_back(demo: tuple[Program, Api], watched: Watched) -> None:
    page, port = watched.page, demo[1].port
    page.goto(f"http://127.0.0.1:{port}/#/rules")
    article(page, "ignore plb_ignore_legacy").locator(".guest-chip").click()
    panel = page.get_by_role("complementary")
    panel.get_by_role("link", name="Show rule").click()
    article(page, "ignore plb_ignore_legacy").wait_for()
    assert page.get_by_role("article").count() == 1
    page.get_by_title("Remove this filter").click()
    article(page, "affinity plb_affinity_shop").wait_for()


@pytest.mark.engine
def test_the_overview_leads_to_a_conflict(demo: tuple[Program, Api], watched: Watched) -> None:
    page, port = watched.page, demo[1].port
    page.goto(f"http://127.0.0.1:{port}/#/overview")
    # Broken rules have a warning of their own, with a link of the same name.
    notice = page.get_by_role("listitem").filter(has_text="A tag looks like one of ProxLB's")
    notice.get_by_role("link", name="Show in Rules").click()
    page.get_by_role("listitem").filter(has_text="ProxLB does not read plb-affinity-shop").wait_for()
    assert "conflict=near-miss-tag" in page.url


def test_five_thousand_guests_and_five_hundred_rules_cost_no_pause(watched: Watched) -> None:
    page = watched.page
    page.add_init_script(
        "window.pauses = [];"
        "new PerformanceObserver((list) => pauses.push(...list.getEntries().map((entry) => entry.duration)))"
        ".observe({type: 'longtask'})"
    )
    with serving("tests.e2e.many_rules") as port:
        page.goto(f"http://127.0.0.1:{port}/#/rules")
        page.get_by_text("500 rules").wait_for()
        page.get_by_label("Search rules").press_sequentially("guest-4711", delay=60)
        page.get_by_text("2 of 500 rules").wait_for()
        page.get_by_role("button", name="Clear", exact=True).click()
        page.get_by_text("500 rules").wait_for()
        page.get_by_role("button", name=re.compile("^Show 20 more of 250")).first.click()
        page.get_by_role("article").nth(39).wait_for(state="attached")
        # What is drawn stays bounded; the usual pause, as a machine with other work adds to single ones.
        assert page.get_by_role("article").count() == 10 + 30
        assert page.evaluate("document.querySelectorAll('main *').length") < MOST_ELEMENTS
        pauses = sorted(page.evaluate("pauses"))
        assert not pauses or pauses[len(pauses) // 2] < PAUSE_MS, pauses
        page.goto("about:blank")
