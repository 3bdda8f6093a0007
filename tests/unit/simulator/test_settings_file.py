"""`simulate --settings`: the file for a ProxLB that is started next."""

import stat
from pathlib import Path

import pytest
import yaml
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.entrypoints.simulator.settings_text import write_settings


def test_a_new_file_is_for_its_owner_and_group(tmp_path: Path) -> None:
    path = tmp_path / "proxlb.yaml"
    write_settings(path, "127.0.0.1", 8006, "a-secret")
    found = yaml.safe_load(path.read_text())["proxmox_api"]
    assert (found["hosts"], found["token_secret"], found["ssl_verification"]) == (["127.0.0.1:8006"], "a-secret", True)
    assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0


def test_what_somebody_has_edited_stays(tmp_path: Path) -> None:
    path = tmp_path / "proxlb.yaml"
    path.write_text("edited: true\n")
    write_settings(path, "127.0.0.1", 8006, "a-secret")
    assert path.read_text() == "edited: true\n"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be written"):
        write_settings(tmp_path / "absent" / "proxlb.yaml", "127.0.0.1", 8006, "a-secret")
