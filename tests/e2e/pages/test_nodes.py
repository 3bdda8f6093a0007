"""A node into maintenance from the page: the preview, the real ProxLB that empties it, and the way back."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.e2e.conftest import Watched, watch
from tests.e2e.programs import Api, Program, running
from tests.e2e.test_accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.timeout(240)]
# ProxLB looks every five seconds whether a migration has ended, and does one after another.
EMPTIED_MS = 120_000


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[Program, Api]]:
    """A demo of its own, as these tests leave the nodes changed."""
    port = free_port()
    # Loads that drift between the preview and ProxLB's own reading would let it choose another node.
    options = ("--nodes", "3", "--guests", "16", "--speed", "30", "--still")
    with running(["demo", "--port", str(port), *options]) as program:
        api = Api(port)
        program.wait_until(lambda: api.answers("/guests"), "showing guests")
        program.wait_until(lambda: api.get("/service")["state"] == "running", "running ProxLB")
        program.wait_until(lambda: at_rest(api), "at rest after ProxLB's first run")
        yield program, api


def at_rest(api: Api) -> bool:
    """No run of the service is under way, and nothing moves: what is previewed now is what a run will find."""
    moving = any(row["state"] == "running" for row in api.get("/migrations")["items"])
    schedule = api.get("/overview")["schedule"]
    return schedule["running"] is False and schedule["last_run_ended_at"] is not None and not moving


@pytest.fixture
def page(demo: tuple[Program, Api], watched: Watched) -> Any:
    watched.page.goto(f"http://127.0.0.1:{demo[1].port}/#/nodes")
    watched.page.get_by_role("switch", name="Maintenance: pve1", disabled=False).wait_for()
    return watched.page


def switch(page: Any, name: str) -> Any:
    return page.get_by_role("switch", name=name, exact=True)


def is_on(page: Any, name: str, on: bool) -> None:
    page.locator(f'[role=switch][aria-label="{name}"][aria-checked={str(on).lower()}]').wait_for()


def nodes_of(api: Api) -> dict[int, str]:
    return {guest["vmid"]: guest["node"] for guest in api.get("/guests")["items"]}


def test_a_node_is_emptied_as_previewed_and_freed_again(page: Any, demo: tuple[Program, Api]) -> None:
    api = demo[1]
    before = {vmid for vmid, node in nodes_of(api).items() if node == "pve1"}
    switch(page, "Maintenance: pve1").click()
    dialog = page.get_by_role("dialog", name="Put pve1 into maintenance?")
    dialog.get_by_text("running guests leave pve1").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    rows = dialog.locator("tbody tr").all()
    promised = {int(row.get_attribute("data-vmid")): row.get_attribute("data-target") for row in rows}
    staying = {int(item.get_attribute("data-vmid")) for item in dialog.locator("li[data-vmid]").all()}
    assert promised
    assert set(promised) | staying == before
    assert api.get("/nodes/pve1")["maintenance"] == []
    started = time.monotonic()
    dialog.get_by_role("button", name="Save, run now").click()
    is_on(page, "Maintenance: pve1", True)
    page.get_by_text("guests have left").wait_for()
    page.reload()
    page.get_by_text(f"Done: all {len(promised)} guests have left.").wait_for(timeout=EMPTIED_MS)
    print(f"emptied after {time.monotonic() - started:.0f} s")
    found = nodes_of(api)
    assert {vmid: found[vmid] for vmid in promised} == promised
    assert {vmid for vmid, node in found.items() if node == "pve1"} == staying
    moved = {row["vmid"] for row in api.get("/migrations")["items"] if row["source"] == "pve1" and row["state"] == "ok"}
    assert moved >= set(promised)

    switch(page, "Maintenance: pve1").click()
    dialog = page.get_by_role("dialog", name="End the maintenance of pve1?")
    dialog.get_by_role("button", name="Only save").click()
    is_on(page, "Maintenance: pve1", False)
    assert api.get("/nodes/pve1")["maintenance"] == []


def test_what_is_cancelled_saves_nothing(page: Any, demo: tuple[Program, Api]) -> None:
    etag = demo[1].get("/config")["etag"]
    switch(page, "Maintenance: pve2").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    switch(page, "Ignored: pve2").click()
    page.get_by_role("dialog", name="Ignore pve2?").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    is_on(page, "Ignored: pve2", False)
    assert demo[1].get("/config")["etag"] == etag


def test_a_node_is_ignored_and_no_more(page: Any, demo: tuple[Program, Api]) -> None:
    for on in (True, False):
        switch(page, "Ignored: pve3").click()
        page.get_by_role("dialog").get_by_role("button", name="Only save").click()
        is_on(page, "Ignored: pve3", on)
        assert demo[1].get("/nodes/pve3")["ignored"] is on


def test_a_weekly_window_is_set_and_removed(page: Any, demo: tuple[Program, Api]) -> None:
    edit = page.get_by_role("button", name="Weekly maintenance of pve2")
    edit.click()
    dialog = page.get_by_role("dialog", name="Weekly maintenance of pve2")
    dialog.get_by_role("button", name="Add a window").click()
    dialog.get_by_label("Day of the week").select_option("Sunday")
    dialog.get_by_label("Begins at").fill("03:30")
    dialog.get_by_label("Hours each lasts").fill("1")
    dialog.get_by_role("button", name="Only save").click()
    page.get_by_text("Next weekly maintenance").wait_for()
    shown = demo[1].get("/nodes/pve2")["schedule"]
    assert (shown["entries"], shown["duration_hours"]) == (["Sunday, 3:30"], 1)
    edit.click()
    dialog.get_by_role("button", name="Remove this window").click()
    dialog.get_by_role("button", name="Only save").click()
    page.get_by_text("Next weekly maintenance").wait_for(state="detached")
    assert demo[1].get("/nodes/pve2")["schedule"] is None


def test_a_node_opens_to_its_guests(page: Any, demo: tuple[Program, Api]) -> None:
    card = page.get_by_role("region", name="Node pve2")
    card.locator("summary").click()
    for vmid, node in nodes_of(demo[1]).items():
        if node == "pve2":
            card.locator(f'a[href="#/guests?guest={vmid}"]').wait_for()


@pytest.mark.axe
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_preview_has_nothing_serious(browser: Any, demo: tuple[Program, Api], theme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True)
    page = watch(context).page
    page.goto(f"http://127.0.0.1:{demo[1].port}/#/nodes")
    page.get_by_role("region", name="Node pve2").locator("summary").click()
    serious = []
    for opener in ("Maintenance: pve2", "Ignored: pve2", "Weekly maintenance of pve2"):
        page.get_by_label(opener, exact=True).click()
        page.get_by_role("dialog").wait_for()
        page.wait_for_timeout(300)
        serious += [f"{opener}: {finding}" for finding in findings(page)]
        page.get_by_role("button", name="Cancel").click()
    context.close()
    assert not serious, "\n".join(serious)


@pytest.fixture(scope="module")
def large() -> Iterator[Api]:
    """Many nodes, one of them in Proxmox' own maintenance, and a cockpit that may not change anything."""
    port = free_port()
    arguments = ["demo", "--port", str(port), "--nodes", "14", "--guests", "40", "--fault", "node-maintenance:pve3"]
    with running(arguments, {"PROXLB_UI_READ_ONLY": "true"}) as program:
        api = Api(port)
        program.wait_until(lambda: api.answers("/guests"), "showing guests")
        yield api


def test_many_nodes_are_a_table_that_a_read_only_cockpit_only_shows(large: Api, watched: Watched) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{large.port}/#/nodes")
    page.get_by_text("Nodes cannot be switched here: The cockpit is read-only.").wait_for()
    assert page.locator(".node-table tbody tr").count() == 14
    lever = switch(page, "Maintenance: pve1")
    assert lever.get_attribute("aria-disabled") == "true"
    assert lever.get_attribute("aria-description") == "The cockpit is read-only."
    lever.click(force=True)
    assert page.get_by_role("dialog").count() == 0
    page.get_by_role("button", name="Preview the evacuation of pve1", exact=True).click()
    dialog = page.get_by_role("dialog", name="If pve1 were in maintenance")
    dialog.get_by_text("leave pve1").wait_for()
    assert dialog.get_by_role("button", name="Save").count() == 0
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="pve3", exact=True).click()
    page.get_by_text("ha-manager crm-command node-maintenance disable pve3").wait_for()
    page.get_by_text("In maintenance by Proxmox HA.").wait_for()
