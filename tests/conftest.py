"""What every test gets: markers that check what they need, and an account of what was skipped."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import needs
from tests.blocking import no_blocking

pytest_plugins = ["tests.random_order"]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    # Under coverage every line knows the tests that reached it, whatever task or thread it ran in.
    if "coverage" in sys.modules and (measuring := sys.modules["coverage"].Coverage.current()):
        measuring.switch_context(item.nodeid)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in needs.NEEDS:
        if item.get_closest_marker(name) is not None:
            needs.need(name)


@pytest.fixture(autouse=True)
def _no_blocking_in_the_event_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Our own code must not block the loop; the test's own files and sockets may."""
    if "/e2e/" in str(request.path):  # there the loop is Playwright's, and the program another process
        yield
        return
    with no_blocking():
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--account", type=Path, help="write the counts of the run into this JSON file")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if path := config.getoption("--account"):
        counts = {kind: len(reports) for kind, reports in terminalreporter.stats.items()}
        path.write_text(json.dumps({"counts": counts, "missing": needs.missing}))
    if not needs.missing:
        return
    terminalreporter.section("skipped for want of something")
    for line in needs.account(needs.missing):
        terminalreporter.line(line)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright's synchronous interface keeps an event loop of its own in the thread, beside which no other may run.
    items.sort(key=lambda item: "/e2e/" in str(item.path))
