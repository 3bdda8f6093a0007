"""The JSDoc types of the front end, checked by the TypeScript compiler."""

import subprocess

import pytest

from tests.needs import TOOLS, need


@pytest.mark.timeout(150)
def test_types() -> None:
    need("typescript")
    command = [str(TOOLS / ".bin" / "tsc"), "-p", str(TOOLS.parent / "tsconfig.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=140, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
