"""One extra run of the engine."""

import asyncio
import json
from typing import Any

import pytest
import yaml

from adapters.in_memory.clock import FakeClock
from adapters.in_memory.engine_runner import InMemoryEngineRunner
from adapters.in_memory.settings_store import InMemorySettingsStore
from domain.errors import Conflict, Invalid, NotFound
from domain.model.engine_run import RunKind
from domain.model.logs import LineKind, LogLevel
from domain.use_cases.run_engine import RunEngine

PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "
RAW: dict[str, Any] = {
    "proxmox_api": {"hosts": ["pve1"], "user": "root@pam", "pass": "hunter22", "future_key": 1e-07},
    "balancing": {"enable": False, "method": "memory"},
    "service": {"daemon": True, "log_level": "DEBUG", "delay": {"enable": True, "time": 5}},
}


@pytest.fixture
def runner() -> InMemoryEngineRunner:
    return InMemoryEngineRunner()


@pytest.fixture
def engine(runner: InMemoryEngineRunner) -> RunEngine:
    return RunEngine(runner, InMemorySettingsStore(RAW), FakeClock())


def handed_over(runner: InMemoryEngineRunner) -> dict[str, Any]:
    return yaml.load(runner.asked[-1][1], Loader=yaml.FullLoader)


async def test_a_run_ends_by_itself_whatever_the_settings_say(engine: RunEngine, runner: InMemoryEngineRunner) -> None:
    await engine.run(RunKind.DRY_RUN, {"balancing": {"method": "cpu"}, "service": {"daemon": True}})
    settings = handed_over(runner)
    assert settings["service"] == {"daemon": False, "log_level": "DEBUG", "delay": {"enable": False, "time": 5}}
    assert settings["balancing"] == {"enable": False, "method": "cpu"}
    assert settings["proxmox_api"] == RAW["proxmox_api"]
    assert RAW["service"]["daemon"] is True


async def test_a_rebalance_really_balances(engine: RunEngine, runner: InMemoryEngineRunner) -> None:
    await engine.run(RunKind.REBALANCE)
    assert handed_over(runner)["balancing"] == {"enable": True, "method": "memory"}


async def test_sections_may_be_missing_or_empty(runner: InMemoryEngineRunner) -> None:
    raw = {"proxmox_api": RAW["proxmox_api"]}
    await RunEngine(runner, InMemorySettingsStore(raw), FakeClock()).run(RunKind.REBALANCE)
    assert handed_over(runner)["service"] == {"daemon": False, "delay": {"enable": False}}


async def test_a_dry_run_answers_with_its_document(engine: RunEngine, runner: InMemoryEngineRunner) -> None:
    document = {"nodes": {"pve1": {}}, "guests": {"web01": {"node_target": "pve1"}}}
    lines = [f"{PREFIX}INFO - a", *json.dumps(document, indent=4).split("\n"), "Daemon mode not active - stopping."]
    runner.learn(RunKind.DRY_RUN, lines)
    result = await engine.run(RunKind.DRY_RUN)
    assert (result.exit_code, result.document) == (0, document)
    assert [line.kind for line in result.lines] == [LineKind.RECORD, LineKind.DOCUMENT, LineKind.PLAIN]


async def test_a_broken_document_is_said(engine: RunEngine, runner: InMemoryEngineRunner) -> None:
    runner.learn(RunKind.DRY_RUN, ["{", "    oops", "}"])
    with pytest.raises(Invalid):
        await engine.run(RunKind.DRY_RUN)


@pytest.mark.parametrize("level", ["INFO", "WARNING", "ERROR"])
async def test_the_best_node_is_the_bare_line(engine: RunEngine, runner: InMemoryEngineRunner, level: str) -> None:
    runner.learn(RunKind.BEST_NODE, [f"{PREFIX}{level} - Failed to retrieve something.", "pve3"])
    assert (await engine.run(RunKind.BEST_NODE)).best_node == "pve3"


async def test_a_failed_run_has_no_best_node(engine: RunEngine, runner: InMemoryEngineRunner) -> None:
    runner.learn(RunKind.BEST_NODE, ["No hosts."], errors=["Traceback (most recent call last):"], exit_code=1)
    result = await engine.run(RunKind.BEST_NODE)
    assert (result.exit_code, result.best_node) == (1, None)
    assert result.lines[-1].level is LogLevel.ERROR


async def test_secrets_stay_out_of_the_lines(engine: RunEngine, runner: InMemoryEngineRunner) -> None:
    runner.learn(RunKind.DRY_RUN, ["logging in with hunter22"])
    result = await engine.run(RunKind.DRY_RUN)
    assert "hunter22" not in repr(result)


async def test_one_run_at_a_time(engine: RunEngine, runner: InMemoryEngineRunner) -> None:
    runner.learn(RunKind.DRY_RUN, endless=True)
    first = asyncio.create_task(engine.run(RunKind.DRY_RUN))
    await asyncio.sleep(0.01)
    with pytest.raises(Conflict, match="dry-run"):
        await engine.run(RunKind.BEST_NODE)
    first.cancel()
    await asyncio.wait({first})
    assert runner.running == 0
    assert (await engine.run(RunKind.BEST_NODE)).exit_code == 0


async def test_a_missing_engine_frees_the_way_again(engine: RunEngine, runner: InMemoryEngineRunner) -> None:
    runner.break_down(NotFound("No engine."))
    for _ in range(2):
        with pytest.raises(NotFound):
            await engine.run(RunKind.DRY_RUN)
