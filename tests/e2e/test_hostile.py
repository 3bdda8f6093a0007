"""Names and log lines from outside are text, whatever they contain."""

import re

import pytest

from tests.e2e.conftest import Watched
from tests.e2e.hostile import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]


@pytest.mark.parametrize("name", ["overview", "nodes", "guests", "rules", "logs", "service"])
def test_nothing_from_outside_becomes_markup(port: int, watched: Watched, name: str) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/{name}")
    page.wait_for_timeout(1500)
    assert page.locator("main img[src], main svg[onload], main script").count() == 0
    assert "broken" not in page.title()
    assert "proxlb" in page.title().lower()


def test_a_guest_panel_shows_the_name_as_it_is(port: int, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/guests")
    row = page.get_by_role("row").filter(has_text="<img src=x")
    row.click()
    panel = page.get_by_role("complementary").or_(page.get_by_role("dialog"))
    assert "<img src=x" in panel.first.inner_text()


def test_every_hostile_guest_is_listed(port: int, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/guests")
    page.get_by_role("row").filter(has_text="<img").wait_for()
    assert page.get_by_role("row").count() == len(NAMES) + 1


def test_a_filter_in_the_address_is_text(port: int, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/guests?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&__proto__=1&node=%3Cb%3E")
    page.wait_for_timeout(500)
    assert page.locator("main img[src], main b").count() == 0


def test_rules_show_names_as_they_are_and_link_nowhere_else(port: int, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/rules")
    page.get_by_role("article").filter(has_text="plb_affinity_<img src=x").first.wait_for()
    more = page.get_by_role("button", name=re.compile("^Show .* more"))
    while more.count():
        more.first.click()
        page.wait_for_timeout(200)
    assert page.get_by_role("article").count() >= 4 * len(NAMES)
    links = page.get_by_role("main").get_by_role("link").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert links and all(link.startswith("#/") for link in links)
    text = page.get_by_role("main").inner_text()
    assert "\u202e" not in text and "\x1b" not in text
    page.get_by_role("link", name="plb_affinity_<img src=x", exact=False).first.click()
    page.get_by_title("Remove this filter").wait_for()
    assert page.get_by_role("article").count() == 1


def test_names_cannot_turn_the_reading_direction(port: int, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/guests")
    page.get_by_role("row").filter(has_text="<img").wait_for()
    text = page.get_by_role("main").inner_text()
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_the_log_follows_only_at_its_end_and_never_moves_the_reader(port: int, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/logs")
    log = page.get_by_role("log")
    log.get_by_text("heartbeat").last.wait_for()
    bottom = "(log) => log.scrollHeight - log.clientHeight - log.scrollTop"
    assert log.evaluate(bottom) < 40, "it follows from the start"
    log.hover()
    page.mouse.wheel(0, -1500)
    pill = page.get_by_role("button", name=re.compile(r"Paused – \d+ new"))
    pill.wait_for()
    before = log.evaluate("(log) => log.scrollTop")
    first = pill.inner_text()
    page.wait_for_timeout(1500)
    assert pill.inner_text() != first, "the number of new lines grows"
    assert log.evaluate("(log) => log.scrollTop") == before, "the reader is not moved"
    log.press("End")
    pill.wait_for(state="detached")
    page.wait_for_timeout(500)
    assert log.evaluate(bottom) < 40


def test_the_log_filters_and_keeps_the_filter_in_the_address(port: int, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{port}/#/logs")
    page.get_by_role("log").get_by_text("heartbeat").last.wait_for()
    page.get_by_label("Least severe level").select_option("WARNING")
    page.get_by_role("log").get_by_text("heartbeat").first.wait_for(state="detached")
    page.get_by_role("log").get_by_text("</script>").first.wait_for()
    assert page.get_by_role("log").get_by_text("heartbeat").count() == 0
    assert "level=WARNING" in page.url
