"""A ProxLB whose pauses pass quickly, for tests that would only wait for them."""

import sys
import tempfile
from functools import cache
from pathlib import Path

# On the path of a Python, this shortens what it sleeps through.
HURRIED = Path(__file__).parent / "hurried"


@cache
def hurried_python() -> str:
    """A program that is this Python with the folder on its path; what starts ProxLB hands on no such variable."""
    path = Path(tempfile.mkdtemp(prefix="proxlb-ui-test-")) / "python"
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{HURRIED}" exec "{sys.executable}" "$@"\n')
    path.chmod(0o755)
    return str(path)
