"""axe-core on every page, light and dark, wide and narrow: nothing serious."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import watch
from tests.e2e.programs import Api, Program
from tests.needs import need

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.axe, pytest.mark.timeout(120)]
PAGES = ("overview", "nodes", "guests", "rules", "balancing", "migrations", "runs", "logs", "settings", "service")


def findings(page: Any) -> list[str]:
    """What axe-core calls serious or worse, and whether the page scrolls sideways."""
    page.evaluate((Path(need("axe")) / "axe.min.js").read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    serious = [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']][:3]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*serious, f"scrolls sideways by {wide} px"] if wide > 0 else serious


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, demo: tuple[Program, Api], theme: str, width: int) -> None:
    # The page's own policy rightly refuses foreign scripts; this is the test's script, so the policy steps aside.
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True)
    page = watch(context).page
    serious = []
    for name in PAGES:
        page.goto(f"http://127.0.0.1:{demo[1].port}/#/{name}")
        page.wait_for_timeout(700)
        serious += [f"{name}: {finding}" for finding in findings(page)]
    context.close()
    assert not serious, "\n".join(serious)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_reached_on_a_phone_by_keyboard(browser: Any, demo: tuple[Program, Api], theme: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=theme, bypass_csp=True)
    page = watch(context).page
    page.goto(f"http://127.0.0.1:{demo[1].port}/#/overview")
    bar = page.get_by_role("navigation", name="Pages")
    more = bar.get_by_role("button", name="More")
    more.wait_for()
    shown = [link.get_attribute("data-page") for link in bar.get_by_role("link").all() if link.is_visible()]
    assert 2 <= len(shown) <= 5, shown
    more.press("Enter")
    sheet = page.get_by_role("dialog", name="More pages")
    behind = [link.get_attribute("data-page") for link in sheet.get_by_role("link").all()]
    assert set(shown) | set(behind) >= set(PAGES)
    assert not findings(page)
    page.keyboard.press("Escape")
    sheet.wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent") == "More"
    more.press("Enter")
    sheet.get_by_role("link", name="Logs").press("Enter")
    page.wait_for_selector(".view-logs")
    sheet.wait_for(state="detached")
    context.close()


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_draft(browser: Any, demo: tuple[Program, Api], theme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True)
    page = watch(context).page
    page.goto(f"http://127.0.0.1:{demo[1].port}/#/settings")
    page.locator(".settings-form").wait_for()
    page.evaluate("document.querySelectorAll('.settings-form details').forEach((one) => { one.open = true; })")
    page.locator("[data-path='balancing.balanciness'] input[type=number]").fill("140")
    page.locator("[data-path='service.schedule.interval'] input[type=number]").fill("-1")
    page.locator("[data-path='balancing.psi']").get_by_role("button", name="Set limits").click()
    page.locator("[data-path='service.schedule.interval'] .settings-problem").wait_for()
    page.locator("[data-path='balancing.psi'] table").wait_for()
    serious = [f"form: {finding}" for finding in findings(page)]
    for part in ("text", "changes", "backups"):
        page.goto(f"http://127.0.0.1:{demo[1].port}/#/settings?show={part}")
        page.wait_for_timeout(500)
        serious += [f"{part}: {finding}" for finding in findings(page)]
    context.close()
    assert not serious, "\n".join(serious)
