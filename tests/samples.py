"""Recorded outputs of the real ProxLB and the real Proxmox API; optional, so tests skip without them."""

from pathlib import Path

import pytest

_FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "samples"
SAMPLES: Path | None = _FOLDER if _FOLDER.is_dir() else None

needs_samples = pytest.mark.skipif(SAMPLES is None, reason="the recorded samples are not beside this checkout")
