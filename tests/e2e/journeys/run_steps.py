"""Running the real engine from the page, whatever runtime is behind it."""

import re
from typing import Any

from tests.e2e.journeys.test_demo import expect
from tests.e2e.programs import Api
from tests.waiting import wait_until

RUN_MS = 120_000
KINDS = {"Dry run": "dry-run", "Best node": "best-node", "Rebalance": "rebalance"}


def run_from_page(page: Any, api: Api, name: str) -> dict[str, Any]:
    """Press the button on the page of runs, confirm where asked, and give the run once the page tells its end."""
    known = {run["id"] for run in api.get("/runs")["items"]}
    wait_until(lambda: quiet(api), 100)
    page.get_by_role("main").get_by_role("button", name=name).click()
    if name == "Rebalance":
        page.get_by_role("dialog").get_by_role("button", name=name).click()
    started = wait_until(lambda: next((run for run in api.get("/runs")["items"] if run["id"] not in known), None))
    run = dict(wait_until(lambda: (now := api.get(f"/runs/{started['id']}"))["ended_at"] and now, RUN_MS / 1000))
    expect(page.locator(".run-outcome")).to_have_text(re.compile(re.escape(run["message"])), timeout=20_000)
    assert (run["kind"], run["state"]) == (KINDS[name], "done"), run
    return run


def quiet(api: Api) -> bool:
    """True when neither the service nor a person moves anything, so that a rebalance is not refused."""
    moving = any(one["state"] == "running" for one in api.get("/migrations")["items"])
    return not moving and api.get("/service")["schedule"]["running"] is not True
