"""Finding something in a log that never stops, and coming back to it later."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]


@pytest.fixture
def page(port: int, watched: Watched) -> Any:
    watched.page.goto(f"http://127.0.0.1:{port}/#/logs")
    watched.page.get_by_role("log").get_by_text("heartbeat").last.wait_for()
    return watched.page


def find(page: Any, text: str, *, expression: bool = False) -> None:
    page.get_by_label("Find in the log").fill(text)
    if expression:
        page.get_by_role("button", name="Regular expression").click()


def current(page: Any) -> Any:
    return page.locator(".log-line[aria-current=true] .log-text")


def test_an_expression_is_found_and_stepped_through(page: Any) -> None:
    find(page, r"history 7\d[13]$", expression=True)
    steps = page.get_by_text(re.compile(r"^20$"))
    steps.wait_for()
    page.get_by_role("button", name="Previous match").click()
    page.get_by_text("20 of 20").wait_for()
    assert current(page).inner_text() == "history 793"
    page.get_by_label("Find in the log").press("Enter")
    page.get_by_text("19 of 20").wait_for()
    assert current(page).inner_text() == "history 791"
    page.get_by_role("button", name="Next match").click()
    page.get_by_role("button", name="Next match").click()
    page.get_by_text("1 of 20", exact=True).wait_for()
    assert current(page).inner_text() == "history 701"
    assert "re=1" in page.url


def test_a_match_is_seen_in_its_context(page: Any) -> None:
    find(page, "history 850")
    page.get_by_role("button", name="Only matches").click()
    page.get_by_text("history 851").wait_for(state="detached")
    page.get_by_role("button", name="Previous match").click()
    page.get_by_role("button", name="In context", exact=True).click()
    page.get_by_text("history 851").wait_for()
    assert current(page).inner_text() == "history 850"


def test_lines_that_do_not_match_can_be_shown(page: Any) -> None:
    find(page, "heartbeat")
    page.get_by_role("button", name="Lines that do not match").click()
    page.get_by_role("button", name="Only matches").click()
    page.get_by_role("log").get_by_text("heartbeat").first.wait_for(state="detached")
    page.get_by_role("log").get_by_text("</script>").first.wait_for()
    page.wait_for_timeout(300)
    assert page.get_by_role("log").get_by_text("heartbeat").count() == 0, "those that come later are left out too"


@pytest.mark.parametrize("pattern", ["(x+x+)+y$", "("])
def test_an_expression_that_cannot_work_is_told_and_the_page_goes_on(page: Any, pattern: str) -> None:
    find(page, pattern, expression=True)
    problem = page.get_by_role("alert")
    problem.get_by_text(re.compile("takes too long|Not a regular expression")).wait_for()
    before = page.get_by_role("log").locator(".log-line").last.inner_text()
    page.wait_for_timeout(600)
    assert page.get_by_role("log").locator(".log-line").last.inner_text() != before, "new lines still arrive"
    page.get_by_label("Find in the log").fill("heartbeat")
    problem.wait_for(state="detached")


def test_a_link_leads_to_the_line_and_back_to_now(port: int, page: Any) -> None:
    find(page, "history 5")
    page.get_by_role("button", name="Previous match").click()
    text = current(page).inner_text()
    cursor = page.locator(".log-line[aria-current=true]").get_attribute("data-cursor")
    page.goto("about:blank")
    page.goto(f"http://127.0.0.1:{port}/#/logs?at={cursor}")
    page.get_by_text("An excerpt from the past.").wait_for()
    assert current(page).inner_text() == text
    page.get_by_role("button", name="Back to now").click()
    page.get_by_role("log").get_by_text("heartbeat").last.wait_for()
    assert "at=" not in page.url


def test_a_link_to_a_line_that_is_gone_says_so(port: int, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/logs?at=nowhere-1")
    page.get_by_text("That line is no longer kept.").wait_for()
    page.get_by_role("log").get_by_text("heartbeat").last.wait_for()


def test_all_that_is_kept_can_be_downloaded(page: Any) -> None:
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="All that is kept, .txt").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines[0].endswith("INFO     history 0")
    assert any(line.endswith("INFO     history 899") for line in lines)


def test_clear_empties_the_view_and_new_lines_come(page: Any) -> None:
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("log").get_by_text("heartbeat").first.wait_for()
    assert page.get_by_role("log").get_by_text("history").count() == 0
