"""The systemd adapters on real machines: their tests run inside, as a user without privileges."""

import re

import pytest

from tests.systemd.container import RELEASES, checks_image, systemd_container

pytestmark = [pytest.mark.systemd, pytest.mark.timeout(900)]

SUITES = ("contract.py", "journal.py", "trouble.py", "real.py")
PYTEST = ("/opt/checks/bin/python", "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--color=no", "--durations=10")


@pytest.mark.parametrize("release", RELEASES)
def test_what_runs_inside(release: str) -> None:
    with systemd_container(release, image=checks_image(release), network="none") as machine:
        folder = machine.copy_project()
        files = [f"tests/systemd/inside/{name}" for name in SUITES]
        inside = f"cd {folder} && exec {' '.join((*PYTEST, *files))}"
        done = machine.attempt("sh", "-c", inside, user="proxlb-ui", seconds=800)
        print(done.stdout, done.stderr)
        assert done.returncode == 0, "the tests inside failed; their output is above"
        summary = re.search(r"(\d+) passed", done.stdout)
        assert summary is not None and int(summary[1]) > 100
