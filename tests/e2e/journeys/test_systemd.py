"""The page of the cockpit that install.sh put beside ProxLB: each action confirmed and observed, and the log live."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Watched
from tests.e2e.journeys.run_steps import run_from_page
from tests.needs import need
from tests.systemd.installation import TOKEN, Installation, bare, simulated_cluster
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.systemd, pytest.mark.timeout(400)]
# The page asks who it is before it has signed in.
REFUSED = ("status of 401",)


def expect(locator: Any) -> Any:
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(locator)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    need("systemd")
    folder: Path = tmp_path_factory.mktemp("simulator")
    with bare("trixie") as found, simulated_cluster(folder, found):
        found.machine.run("systemctl", "start", "proxlb.service")
        found.install_well("--port", str(found.port))
        yield found


@pytest.fixture
def page(installed: Installation, watched: Watched) -> Any:
    """Signed in on the Service page, with the token an administrator reads from its file."""
    watched.expected = REFUSED
    token = installed.machine.run("cat", TOKEN)
    watched.page.goto(f"http://127.0.0.1:{installed.port}/#token={token}")
    expect(watched.page.get_by_role("navigation", name="Pages")).to_be_visible()
    watched.page.goto(f"http://127.0.0.1:{installed.port}/#/service")
    return watched.page


def act(page: Any, action: str) -> None:
    """Press the button, confirm where the page asks, and wait until it says that the effect was seen."""
    main = page.get_by_role("main")
    main.get_by_role("button", name=action).first.click()
    if action in ("Stop", "Restart"):
        page.get_by_role("dialog").get_by_role("button", name=action).click()
    expect(main).to_contain_text(f"{action}: done", timeout=40_000)


def at_work(installed: Installation) -> int:
    """ProxLB's process, once it has logged that it reached Proxmox."""
    pid = int(installed.show("MainPID", "proxlb.service"))
    said = ("sh", "-c", f"journalctl --unit proxlb _PID={pid} | grep --quiet 'API connection'")
    wait_until(lambda: installed.machine.attempt(*said).returncode == 0)
    return pid


def test_stop_start_restart_and_reload_from_the_page(installed: Installation, page: Any) -> None:
    main, api = page.get_by_role("main"), installed.api()
    expect(main.get_by_text("running").first).to_be_visible()
    expect(main).to_contain_text("proxlb.service")
    act(page, "Stop")
    expect(main.get_by_text("stopped").first).to_be_visible()
    assert installed.show("ActiveState", "proxlb.service") == "inactive"
    act(page, "Start")
    expect(main.get_by_text("running").first).to_be_visible()
    first = at_work(installed)
    act(page, "Restart")
    second = at_work(installed)
    assert second != first
    act(page, "Reload")
    assert installed.show("MainPID", "proxlb.service") == str(second) == str(api.get("/service")["pid"])


def test_the_log_is_live(installed: Installation, page: Any) -> None:
    page.goto(f"http://127.0.0.1:{installed.port}/#/logs")
    expect(page.get_by_text("API connection to host").last).to_be_visible()
    at_work(installed)
    seen = page.get_by_text("API connection to host").count()
    installed.machine.run("systemctl", "restart", "proxlb.service")
    at_work(installed)
    expect(page.get_by_text("API connection to host")).to_have_count(seen + 1, timeout=5_000)


def test_dry_run_best_node_and_rebalance_from_the_page(installed: Installation, page: Any) -> None:
    act(page, "Stop")
    api = installed.api()
    page.goto(f"http://127.0.0.1:{installed.port}/#/runs")
    assert run_from_page(page, api, "Dry run")["result"]["nodes"]
    assert run_from_page(page, api, "Best node")["best_node"]
    before = {guest["vmid"]: guest["node"] for guest in api.get("/guests")["items"]}
    moved = run_from_page(page, api, "Rebalance")
    after = {guest["vmid"]: guest["node"] for guest in api.get("/guests")["items"]}
    assert {one["vmid"] for one in moved["result"]["migrations"]} == {
        vmid for vmid in after if after[vmid] != before[vmid]
    }
