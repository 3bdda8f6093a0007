"""Trying settings on the page: the plan follows every change, and says why each guest moves or stays."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Watched
from tests.e2e.programs import Api, Program
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.timeout(150)]
# What is promised is 100 ms; the figure is printed, and the test only fails where a person would call it broken.
BROKEN_MS = 1000
MEASURE = """async (values) => {
  const slider = document.querySelector('[data-key="balanciness"] input[type=range]');
  const head = document.querySelector(".plan-head");
  const took = [];
  for (const value of values) {
    const before = head.textContent;
    const start = performance.now();
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => {
      const seen = new MutationObserver(() => head.textContent !== before && (seen.disconnect(), resolve()));
      seen.observe(head, { subtree: true, childList: true, characterData: true });
      setTimeout(resolve, 3000);
    });
    took.push(performance.now() - start);
  }
  return took;
}"""


@pytest.fixture
def page(demo: tuple[Program, Api], watched: Watched) -> Any:
    watched.page.goto(f"http://127.0.0.1:{demo[1].port}/#/balancing")
    watched.page.locator(".plan-head").wait_for()
    watched.page.get_by_label("Allowed spread").wait_for()
    return watched.page


def test_the_plan_follows_the_slider(page: Any) -> None:
    took = sorted(page.evaluate(MEASURE, [70, 1, 80, 2, 90]))
    median = took[len(took) // 2]
    print(f"slider to plan: median {median:.0f} ms, most {took[-1]:.0f} ms")
    assert median <= BROKEN_MS
    assert "balanciness" in page.url
    page.get_by_text("Only tried, not saved").wait_for()


def test_a_node_in_maintenance_is_emptied_in_the_plan(page: Any, demo: tuple[Program, Api]) -> None:
    page.get_by_label("What if pve1").select_option("in maintenance")
    page.get_by_text("Maintenance", exact=True).first.wait_for()
    body = {"nodes": {"pve1": "maintenance"}}
    plan = demo[1].post("/plan", body)
    leaving = [move["guest"] for move in plan["moves"] if move["source"] == "pve1"]
    assert leaving
    for guest in leaving[:5]:
        assert page.get_by_role("region", name="Moves in order").get_by_role("link", name=guest).count() == 1
    page.get_by_role("button", name="Discard").click()
    page.get_by_text("Only tried, not saved").wait_for(state="detached")


def test_a_guest_held_in_place_says_so(page: Any, demo: tuple[Program, Api]) -> None:
    guest = demo[1].get("/guests")["items"][0]
    page.get_by_label("Guest to hold").fill(str(guest["vmid"]))
    page.get_by_label("Node to hold it on").select_option(guest["node"])
    page.get_by_role("button", name="Try", exact=True).click()
    page.get_by_text(f"{guest['name']} on {guest['node']}").wait_for()
    page.get_by_label("Guest to hold").fill("nobody")
    page.get_by_role("button", name="Try", exact=True).click()
    assert "pins" in page.url
    assert "nobody" not in page.url


def test_every_guest_has_a_reason(page: Any, demo: tuple[Program, Api]) -> None:
    plan = demo[1].post("/plan", {})
    vmids = {guest["vmid"] for guest in demo[1].get("/guests")["items"]}
    told = {one["vmid"] for one in [*plan["moves"], *plan["stays"]] if one["sentence"]}
    assert told == vmids
    reason = plan["stay_reasons"][0]
    page.locator(".stay-reason summary").first.click()
    page.get_by_text(re.compile("^Stays: ")).first.wait_for()
    assert reason["count"] >= 1


def test_a_value_that_cannot_be_is_told_beside_the_last_plan(page: Any, watched: Watched) -> None:
    watched.expected = ("400",)
    page.locator("[data-key=balanciness] input[type=number]").fill("-5")
    page.get_by_role("alert").get_by_text(re.compile("balanciness")).wait_for()
    assert page.get_by_role("button", name="Save").is_disabled()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("alert").wait_for(state="detached")


@pytest.fixture
def file(demo: tuple[Program, Api]) -> Iterator[Path]:
    """The demo's settings file, which is afterwards what it was."""
    path = Path(demo[1].get("/config")["path"])
    before = path.read_text()
    yield path
    path.write_text(before)


def test_the_form_follows_a_file_saved_elsewhere_and_keeps_what_is_tried(page: Any, file: Path) -> None:
    number = page.locator("[data-key=balanciness] input[type=number]")
    larger = page.locator("[data-key=balance_larger_guests_first] input")
    number.fill("33")
    page.get_by_text("Only tried, not saved").wait_for()
    assert not larger.is_checked()
    text = file.read_text().replace("balanciness: 10", "balanciness: 12\n  balance_larger_guests_first: true")
    file.write_text(text)
    page.get_by_text("The settings file was saved elsewhere.").wait_for(timeout=30_000)
    page.get_by_text("what you have changed is kept (1 setting)").wait_for()
    assert larger.is_checked()
    assert number.input_value() == "33"
    page.get_by_role("button", name="Allowed spread: back to 12").click()
    assert number.input_value() == "12"
    page.get_by_text("Only tried, not saved").wait_for(state="detached")
    number.fill("34")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("dialog").get_by_role("button", name="Only save").click()
    page.get_by_text("Settings saved.").wait_for()
    assert "balanciness: 34" in file.read_text()
    assert number.input_value() == "34"


def test_a_guests_panel_says_why_it_would_move_or_stay(page: Any, demo: tuple[Program, Api]) -> None:
    rows = wait_until(lambda: all(one["why"] for one in demo[1].get("/guests")["items"]))
    assert rows
    page.goto(f"http://127.0.0.1:{demo[1].port}/#/guests")
    guest = demo[1].get("/guests")["items"][-1]
    page.get_by_role("row").filter(has_text=guest["name"]).click()
    panel = page.get_by_role("complementary", name=f"Guest {guest['name']}")
    panel.get_by_text(re.compile(r"^(Would move to|Stays: )")).wait_for()
    page.get_by_role("search").get_by_label("Next run").first.select_option("stay")
    staying = demo[1].get("/guests?would=stay")["items"]
    page.get_by_text(re.compile(rf"^{len(staying)} of \d+ guests$")).wait_for()
