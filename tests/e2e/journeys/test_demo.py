"""The way a newcomer takes through the demo: load, live update, log, restart, crash."""

import os
import re
import signal
from typing import Any
from urllib.parse import urlsplit

import pytest
from proxmoxer import ProxmoxAPI

from tests.e2e.conftest import Watched
from tests.e2e.programs import Api, Program
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.timeout(150)]
PAGES = ("overview", "nodes", "guests", "rules", "balancing", "migrations", "runs", "logs", "settings", "service")


@pytest.fixture
def api(demo: tuple[Program, Api]) -> Api:
    return demo[1]


def url(api: Api, page: str) -> str:
    return f"http://127.0.0.1:{api.port}/#/{page}"


def expect(locator: Any) -> Any:
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(locator)


def migrations(api: Api) -> list[dict[str, Any]]:
    return list(api.get("/migrations")["items"])


def test_every_page_loads_from_one_origin(api: Api, watched: Watched) -> None:
    page = watched.page
    for name in PAGES:
        page.goto(url(api, name))
        expect(page.get_by_role("navigation", name="Pages").locator("[aria-current=page]")).to_have_text(
            name.capitalize()
        )
        page.wait_for_timeout(300)
    origins = {urlsplit(address).netloc for address in watched.requests if not address.startswith("data:")}
    assert origins == {f"127.0.0.1:{api.port}"}


def test_overview_shows_what_the_interface_says(api: Api, watched: Watched) -> None:
    page = watched.page
    page.goto(url(api, "overview"))
    expect(page.get_by_role("heading", name=re.compile("memory spread"))).to_be_visible()
    counts = api.get("/overview")["counts"]
    expect(page.get_by_role("link", name=re.compile("Guests running"))).to_contain_text(
        f"{counts['guests']['running']} / {counts['guests']['total']}"
    )
    for node in api.get("/nodes")["items"]:
        expect(page.get_by_role("region", name="Memory by node").get_by_role("link", name=node["name"])).to_be_visible()


def test_a_guest_that_proxlb_moves_is_seen_moving(api: Api, watched: Watched) -> None:
    page = watched.page
    page.goto(url(api, "migrations"))
    moved = wait_until(lambda: next((row for row in migrations(api) if row["state"] == "ok"), None), 100)
    expect(page.get_by_role("row", name=re.compile(f"Done.*{moved['guest']}")).first).to_be_visible()
    page.goto(url(api, f"guests?q={moved['guest']}"))
    row = page.get_by_role("row", name=re.compile(rf"\b{moved['guest']}\b"))
    expect(row).to_contain_text(api.get(f"/guests/{moved['vmid']}")["node"])


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_an_open_page_follows_a_migration_by_deltas(demo: tuple[Program, Api], watched: Watched) -> None:
    program, api = demo
    page = watched.page
    page.goto(url(api, "guests"))
    guest = next(row for row in api.get("/guests")["items"] if row["status"] == "running" and not row["lock"])
    row = page.get_by_role("row").filter(has_text=re.compile(rf"^\s*{guest['vmid']}"))
    expect(row).to_contain_text(guest["node"])
    target = next(node["name"] for node in api.get("/nodes")["items"] if node["name"] != guest["node"])
    migrate(program, guest, target)
    expect(row).to_contain_text(target, timeout=40_000)
    fetched = [address for address in watched.requests if address.endswith("/api/v1/guests")]
    assert len(fetched) == 1, "the list is read once; what changes comes as deltas"


def migrate(program: Program, guest: dict[str, Any], target: str) -> None:
    """What an administrator would do in Proxmox' own interface."""
    line = next(line for line in program.lines if "Simulated Proxmox cluster: https://" in line)
    host, _, port = line.partition("https://")[2].split()[0].partition(":")
    proxmox = ProxmoxAPI(host, port=int(port), user="root@pam", password="simulator", verify_ssl=False)
    node = proxmox.nodes(guest["node"])
    if guest["type"] == "vm":
        node.qemu(guest["vmid"]).migrate.post(target=target, online=1)
    else:
        node.lxc(guest["vmid"]).migrate.post(target=target, restart=1)


def test_the_log_follows_a_restart(api: Api, watched: Watched) -> None:
    page = watched.page
    page.goto(url(api, "logs"))
    expect(page.get_by_text("API connection to host").last).to_be_visible()
    before = api.get("/service")["pid"]
    assert api.request("POST", "/service/restart")[0] == 202
    pid = wait_until(lambda: (pid := api.get("/service")["pid"]) != before and pid)
    expect(page.get_by_text(f"ProxLB started (pid {pid})")).to_be_visible(timeout=20_000)


def test_restart_from_the_page_is_confirmed_and_observed(api: Api, watched: Watched) -> None:
    page = watched.page
    page.goto(url(api, "service"))
    before = api.get("/service")["pid"]
    page.get_by_role("main").get_by_role("button", name="Restart").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("migration")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Restart").click()
    expect(page.get_by_role("main")).to_contain_text("Restart: done", timeout=30_000)
    assert api.get("/service")["pid"] != before


def test_a_crash_is_shown_and_can_be_mended(api: Api, watched: Watched) -> None:
    page = watched.page
    page.goto(url(api, "service"))
    expect(page.get_by_role("main").get_by_text("running").first).to_be_visible()
    os.kill(api.get("/service")["pid"], signal.SIGKILL)
    expect(page.get_by_role("main").get_by_text("failed").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("SIGKILL")
    page.get_by_role("main").get_by_role("button", name="Start").first.click()
    expect(page.get_by_role("main").get_by_text("running").first).to_be_visible(timeout=30_000)
