"""The front end's own unit tests, run by node."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.needs import need

HERE = Path(__file__).parent
SUITES = sorted(str(path.relative_to(HERE)) for path in HERE.rglob("*.test.mjs"))


@pytest.mark.timeout(90)
@pytest.mark.parametrize("suite", SUITES)
def test_suite(suite: str) -> None:
    node = need("node")
    if re.search(r'"[./]+/dom\.mjs"', (HERE / suite).read_text()):
        need("happy-dom")
    command = [node, "--no-warnings", "--test", "--test-reporter=tap", suite]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=80, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "\n# pass 0\n" not in done.stdout


def test_every_suite_is_found() -> None:
    assert {"state/live.test.mjs", "api/sockets.test.mjs", "router.test.mjs", "format/format.test.mjs"} <= set(SUITES)
