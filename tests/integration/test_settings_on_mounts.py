"""Saving settings where they really lie: single files mounted, disks that are full or read-only."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """\
import asyncio, json, sys
from proxlb_ui.adapters.yaml_settings import YamlSettingsEditor
from proxlb_ui.domain.errors import ProxlbUiError
async def main():
    editor = YamlSettingsEditor(sys.argv[1])
    source = await editor.load()
    try:
        written = await editor.write(source.text + sys.argv[2], source.digest)
        print(json.dumps({"in_place": written.in_place, "backups": len(await editor.backups())}))
    except ProxlbUiError as problem:
        print(json.dumps({"problem": problem.message, "hint": problem.hint, "same": (await editor.load()) == source}))
asyncio.run(main())
"""
TEXT = "proxmox_api:\n  user: a@pve\n"


def save_under(folder: Path, mounts: str, path: Path, more: str = "balancing: {}\n") -> dict[str, object]:
    """Save in a mount namespace of its own; skips where none can be made."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is missing")
    script = f'set -e; {mounts}; exec "{sys.executable}" -c "$1" "$2" "$3"'
    command = ["unshare", "--mount", "sh", "-c", script, "sh", PROGRAM, str(path), more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False, cwd=folder)
    if done.returncode != 0 and ("not permitted" in done.stderr or "must be superuser" in done.stderr):
        pytest.skip("mounting needs root")
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.fixture
def root() -> Path:
    return Path(__file__).resolve().parents[2]


def test_a_single_mounted_file_is_overwritten_with_a_backup(root: Path, tmp_path: Path) -> None:
    outside, inside = tmp_path / "host.yaml", tmp_path / "etc" / "proxlb.yaml"
    inside.parent.mkdir()
    outside.write_text(TEXT)
    inside.touch()
    answer = save_under(root, f"mount --bind {outside} {inside}", inside)
    assert answer == {"in_place": True, "backups": 1}
    assert outside.read_text() == TEXT + "balancing: {}\n"
    assert [entry.name.partition(".bak-")[0] for entry in inside.parent.iterdir() if ".bak-" in entry.name]


def test_a_mounted_directory_is_the_ordinary_case(root: Path, tmp_path: Path) -> None:
    outside, inside = tmp_path / "host", tmp_path / "etc"
    outside.mkdir()
    inside.mkdir()
    (outside / "proxlb.yaml").write_text(TEXT)
    answer = save_under(root, f"mount --bind {outside} {inside}", inside / "proxlb.yaml")
    assert answer == {"in_place": False, "backups": 1}


def test_a_full_disk_is_told_and_loses_nothing(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "proxlb.yaml"
    fill = f"printf 'proxmox_api: {{}}\\n' > {path}; head -c 1M /dev/zero > {tmp_path}/full 2>/dev/null || true"
    answer = save_under(root, f"mount -t tmpfs -o size=64k none {tmp_path}; {fill}", path, "# " + "x" * 30_000)
    assert answer["same"] is True
    assert "the disk is full" in str(answer["problem"])


@pytest.mark.parametrize("what", ["file", "directory"])
def test_a_read_only_mount_is_told(root: Path, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    path = folder / "proxlb.yaml"
    path.write_text(TEXT)
    mounted = path if what == "file" else folder
    bind = f"mount --bind {mounted} {mounted}; mount -o remount,bind,ro {mounted}"
    answer = save_under(root, bind, path)
    assert answer["same"] is True
    assert "read-only file system" in str(answer["problem"])
    assert ":ro" in str(answer["hint"])
    assert path.read_text() == TEXT
    assert [entry.name for entry in folder.iterdir()] == ["proxlb.yaml"]
