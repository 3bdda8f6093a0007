"""The JSDoc types of the front end, checked by the TypeScript compiler."""

import subprocess
from pathlib import Path

import pytest

from tests.unit.web_assets.requirements import need

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.mark.timeout(150)
def test_types() -> None:
    compiler = need("tsc", TOOLS / "node_modules/.bin/tsc")
    command = [compiler, "-p", str(TOOLS / "tsconfig.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=140, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
