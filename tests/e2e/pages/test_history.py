"""The history of a rebalance is there after cockpit, engine, cluster and browser were all started anew."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import free_port, simulator_process

from tests.e2e.conftest import watch
from tests.e2e.pages.test_runs import expect
from tests.e2e.programs import Api, Program, running, write_settings

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.timeout(240)]
RUN_SECONDS = 120


@contextmanager
def everything(folder: Path, state_dir: Path | None, **options: Any) -> Iterator[tuple[Api, Program]]:
    """A simulated cluster without any task, and a cockpit on it."""
    folder.mkdir()
    with simulator_process(SimulatorOptions(**{"guests": 9, "speed": 10, **options}), 0, folder) as cluster:
        port = free_port()
        environment = {
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "PROXLB_CONFIG": str(write_settings(folder, proxlb_settings(cluster.host, cluster.port))),
            "PROXLB_UI_RUNTIME": "process",
            "PROXLB_UI_REFRESH_SECONDS": "2",
            "PROXLB_UI_PVE_CA_FILE": str(cluster.ca_file),
            "REQUESTS_CA_BUNDLE": str(cluster.ca_file),
        }
        if state_dir is not None:
            environment["PROXLB_UI_STATE_DIR"] = str(state_dir)
        with running(["serve"], environment) as program:
            api = Api(port)
            program.wait_until(lambda: api.answers("/guests"), "showing guests")
            yield api, program


def until(read: Any, wanted: Any) -> Any:
    deadline = time.monotonic() + RUN_SECONDS
    while not wanted(found := read()):
        assert time.monotonic() < deadline, found
        time.sleep(0.3)
    return found


def rebalanced(api: Api) -> dict[str, Any]:
    run = api.post("/runs", {"kind": "rebalance"})["run"]
    return dict(until(lambda: api.get(f"/runs/{run['id']}"), lambda now: now["ended_at"]))


def joined(api: Api, run_id: str) -> Any:
    return api.get(f"/migrations?run={run_id}")["items"]


def test_a_rebalance_is_told_after_a_restart_of_everything(browser: Any, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    with everything(tmp_path / "before", state, guests=14) as (api, _):
        run = rebalanced(api)
        asked = run["result"]["migrations"]
        assert run["state"] == "done" and asked, run
        rows = until(lambda: joined(api, run["id"]), lambda found: len(found) == len(asked))
        assert any(row["ha"] for row in rows), "one goes through the HA manager"
        log = api.get(f"/runs/{run['id']}/log")["items"]
    with everything(tmp_path / "after", state, seed=2) as (api, _):
        told = api.get(f"/runs/{run['id']}")
        assert (told["message"], told["result"]["migrations"]) == (run["message"], asked)
        assert api.get(f"/runs/{run['id']}/log")["items"] == log
        assert {row["id"] for row in joined(api, run["id"])} == {one["upid"] for one in asked}
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        watched = watch(context)
        page = watched.page
        page.goto(f"http://127.0.0.1:{api.port}/#/runs?run={run['id']}")
        expect(page.locator(".run-outcome")).to_have_text(run["message"])
        done = page.get_by_role("region", name="Migrations", exact=True).get_by_text("Done")
        expect(done).to_have_count(len(asked))
        page.goto(f"http://127.0.0.1:{api.port}/#/migrations?by=run")
        links = page.get_by_role("region", name="Migrations").get_by_role("link", name="Run started here")
        expect(links).to_have_count(len(asked))
        links.first.click()
        expect(page.locator(".run-outcome")).to_have_text(re.compile(re.escape(run["message"])))
        context.close()
        assert watched.problems == []


def test_a_kill_in_the_middle_of_a_rebalance_is_told(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    with everything(tmp_path / "before", state, speed=1) as (api, program):
        run = api.post("/runs", {"kind": "rebalance"})["run"]
        begun = until(
            lambda: api.get(f"/runs/{run['id']}"),
            lambda now: now["result"] and any(one["upid"] for one in now["result"]["migrations"]),
        )
        time.sleep(2)
        program.kill()
    with everything(tmp_path / "after", state) as (api, _):
        told = until(lambda: api.get(f"/runs/{run['id']}"), lambda now: now["hint"])
        assert (told["state"], told["message"]) == ("failed", "The cockpit was restarted during this run.")
        assert told["ended_at"]
        assert {one["guest"] for one in told["result"]["migrations"]} >= {
            one["guest"] for one in begun["result"]["migrations"]
        }
        assert api.get(f"/runs/{run['id']}/log")["items"]


def test_without_a_state_directory_the_page_says_so(browser: Any, tmp_path: Path) -> None:
    with everything(tmp_path / "only", None) as (api, _):
        assert "PROXLB_UI_STATE_DIR" in api.get("/runs?limit=5")["note"]
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = watch(context).page
        page.goto(f"http://127.0.0.1:{api.port}/#/runs")
        expect(page.get_by_text("History is in memory only")).to_be_visible()
        context.close()
