"""What every test gets: markers that check what they need, and an account of what was skipped."""

from collections.abc import Iterator

import pytest
from blockbuster import blockbuster_ctx

from tests import needs

pytest_plugins = ["tests.random_order"]


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
    with blockbuster_ctx(["proxlb_ui.adapters", "proxlb_ui.domain", "proxlb_ui.entrypoints"]) as guard:
        for function in guard.functions.values():
            # Once, before anything is served: the framework looks where it is, and the page's files are read.
            function.can_block_in("entrypoints/web/app.py", "create_app")
            function.can_block_in("entrypoints/web/assets/files.py", "__init__")
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not needs.missing:
        return
    terminalreporter.section("skipped for want of something")
    for name, count in sorted(needs.missing.items()):
        terminalreporter.line(
            f"{name}: {count} test{'' if count == 1 else 's'}; to run them: {needs.NEEDS[name].remedy}"
        )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright's synchronous interface keeps an event loop of its own in the thread, beside which no other may run.
    items.sort(key=lambda item: "/e2e/" in str(item.path))
