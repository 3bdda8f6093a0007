"""A real Chromium on the real program; what went wrong in the page fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.e2e.programs import Api, Program, running, serving
from tests.needs import need

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name that is no secure context: what a cockpit in a LAN looks like to a browser.
    "--host-resolver-rules=MAP cockpit.lan 127.0.0.1",
]


@dataclass
class Watched:
    """A page, and everything in it that should not have happened."""

    page: Any
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    expected: tuple[str, ...] = ()

    def surprises(self) -> list[str]:
        """The problems the test did not provoke on purpose."""
        return [problem for problem in self.problems if not any(part in problem for part in self.expected)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = need("browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[Program, Api]]:
    """What `make demo` starts, small and fast."""
    port = free_port()
    arguments = ["demo", "--port", str(port), "--nodes", "3", "--guests", "12", "--speed", "4"]
    with running(arguments) as program:
        api = Api(port)
        program.wait_until(lambda: api.answers("/guests"), "showing guests")
        program.wait_until(lambda: api.get("/service")["state"] == "running", "running ProxLB")
        yield program, api


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A cockpit over a cluster and a log that try to break the page."""
    with serving("tests.e2e.hostile") as number:
        yield number


def watch(context: Any) -> Watched:
    """A new page whose errors, violations and requests are kept."""
    watched = Watched(context.new_page())
    page = watched.page
    page.on("console", lambda message: message.type == "error" and watched.problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: watched.problems.append(f"page error: {error}"))
    page.on("request", lambda request: watched.requests.append(request.url))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"
    )
    return watched


@pytest.fixture
def watched(browser: Any, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """One page at 1440 px; problems fail the test, and a failed test leaves a picture."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    context.set_default_timeout(15_000)
    found = watch(context)
    yield found
    report = getattr(request.node, "report", None)
    if report is not None and report.failed:
        RESULTS.mkdir(exist_ok=True)
        found.page.screenshot(path=RESULTS / f"{request.node.name}.png", full_page=True)
    context.close()
    assert not found.surprises(), found.surprises()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.report = report
