"""The systemd adapters on real machines: their tests run inside, as a user without privileges."""

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.systemd.container import IMPORTS, RELEASES, checks_image, systemd_container

pytestmark = [pytest.mark.systemd, pytest.mark.timeout(900)]

SUITES = ("contract.py", "journal.py", "trouble.py", "real.py")
PYTEST = ("/opt/checks/bin/python", "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--color=no", "--durations=10")
LEAST_TESTS = 100

Outcome = subprocess.CompletedProcess[str]


def run_inside(release: str, image: str) -> Outcome:
    with systemd_container(release, image=image) as machine:
        folder = machine.copy_project()
        files = [f"tests/systemd/inside/{name}" for name in SUITES]
        inside = f"cd {folder} && PYTHONPATH={IMPORTS} exec {' '.join((*PYTEST, *files))}"
        return machine.attempt("sh", "-c", inside, user="proxlb-ui", seconds=800)


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, Future[Outcome]]]:
    """One machine of each release, side by side: most of their time is waiting."""
    images = {release: checks_image(release) for release in RELEASES}
    with ThreadPoolExecutor(len(images)) as threads:
        yield {release: threads.submit(run_inside, release, image) for release, image in images.items()}


@pytest.mark.parametrize("release", RELEASES)
def test_what_runs_inside(outcomes: dict[str, Future[Outcome]], release: str) -> None:
    done = outcomes[release].result()
    print(done.stdout, done.stderr)
    assert done.returncode == 0, "the tests inside failed; their output is above"
    summary = re.search(r"(\d+) passed", done.stdout)
    assert summary is not None and int(summary[1]) >= LEAST_TESTS
