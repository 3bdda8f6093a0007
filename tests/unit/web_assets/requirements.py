"""Whether a tool is here, may be missing, or must be there."""

import os
import shutil
from pathlib import Path

import pytest


def need(name: str, *places: Path) -> str:
    """The tool's path; without it the test is skipped, or fails where PROXLB_UI_REQUIRE names "node"."""
    found = next((str(place) for place in places if place.exists()), None) or shutil.which(name)
    if found is not None:
        return found
    if "node" in os.environ.get("PROXLB_UI_REQUIRE", "").replace(",", " ").split():
        pytest.fail(f"{name} is required here but not installed")
    pytest.skip(f"{name} is not installed")
