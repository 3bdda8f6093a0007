"""Whatever fails while saving, the old settings or the new ones are in the file."""

import ast
import asyncio
import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from proxlb_ui.adapters.yaml_settings.editor import YamlSettingsEditor
from proxlb_ui.adapters.yaml_settings.file.disk import Disk
from proxlb_ui.adapters.yaml_settings.file.replacement import digest_of
from proxlb_ui.domain.errors import Conflict, Denied, Invalid, NotFound, ProxlbUiError, Unavailable
from proxlb_ui.domain.model.settings.text.source import StaleSettings

from tests.unit.adapters.yaml_settings.faulty_disk import NEVER, FaultyDisk, raising

OLD = b"proxmox_api:\n  hosts: [pve1]\n  user: a@pve\n  pass: canary-old # here\n"
NEW = OLD.replace(b"[pve1]", b"[pve2]").replace(b"# here", b"")
# Forks for each step: an interpreter a step would spend the whole time of a busy machine on starting.
PROGRAM = """\
import asyncio, os, sys
from itertools import count
from proxlb_ui.adapters.yaml_settings.editor import YamlSettingsEditor
from proxlb_ui.adapters.yaml_settings.file.replacement import digest_of
from tests.unit.adapters.yaml_settings.faulty_disk import FaultyDisk, dying
path, way, after, new = sys.argv[1:]
old = open(path, "rb").read()
class Busy(FaultyDisk):
    def replace(self, source, target):
        if way == "busy":
            raise OSError(16, "busy")
        super().replace(source, target)
for at in count():
    with open(path, "wb") as file:
        file.write(old)
    if (pid := os.fork()) == 0:
        asyncio.run(YamlSettingsEditor(path, Busy(at, dying, after=after == "after")).write(new, digest_of(old)))
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(repr((code, open(path, "rb").read())))
    if code != -9:
        break
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "proxlb.yaml"
    path.write_bytes(OLD)
    path.chmod(0o640)
    return path


async def save(path: Path, disk: Disk | None = None, new: bytes = NEW) -> None:
    await YamlSettingsEditor(str(path), disk).write(new.decode(), digest_of(OLD))


def steps_of_a_save(path: Path) -> list[str]:
    disk = FaultyDisk(NEVER, raising(errno.EIO))
    asyncio.run(save(path, disk))
    path.write_bytes(OLD)
    return disk.steps


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EBUSY, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("after", [False, True])
def test_an_error_at_any_step_leaves_the_old_or_the_new_file(path: Path, number: int, after: bool) -> None:
    steps = steps_of_a_save(path)
    assert {"create", "write_all", "flush", "replace", "flush_directory", "set_owner", "set_mode"} <= set(steps)
    for at, name in enumerate(steps):
        path.write_bytes(OLD)
        try:
            asyncio.run(save(path, FaultyDisk(at, raising(number), after=after)))
        except ProxlbUiError as problem:
            assert str(path) in problem.message, f"{name}: {problem.message}"
            assert problem.hint
            assert "canary" not in problem.message + problem.hint
            assert path.read_bytes() in (OLD, NEW), name
        else:
            assert path.read_bytes() == NEW, name
        assert not [entry for entry in path.parent.iterdir() if ".new-" in entry.name], name


@pytest.mark.parametrize("way", ["rename", "busy"])
@pytest.mark.parametrize("after", ["before", "after"])
def test_killed_at_any_step_the_file_is_old_or_new(path: Path, way: str, after: str) -> None:
    command = [sys.executable, "-c", PROGRAM, str(path), way, after, NEW.decode()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *deaths, (code, last) = [ast.literal_eval(line) for line in done.stdout.splitlines()]
    for at, (signalled, found) in enumerate(deaths):
        assert signalled == -signal.SIGKILL
        # Overwriting in place may be killed before the empty lines behind the text are cut off.
        assert found == OLD or found.rstrip(b"\n") == NEW.rstrip(b"\n"), at
    assert len(deaths) > 10
    assert (code, last) == (0, NEW), done.stderr
    assert not [entry for entry in path.parent.iterdir() if ".new-" in entry.name]


async def test_owner_and_mode_stay_and_backups_are_private(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, 1234, 2345)
    before = path.stat()
    await save(path)
    after = path.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (before.st_uid, before.st_gid, 0o640)
    (backup,) = path.parent.glob("proxlb.yaml.bak-*")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert backup.read_bytes() == OLD


async def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "etc" / "proxlb.yaml"
    link.parent.mkdir()
    link.symlink_to("../proxlb.yaml")
    await save(link)
    assert link.is_symlink()
    assert path.read_bytes() == NEW
    assert len(list(path.parent.glob("proxlb.yaml.bak-*"))) == 1


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV])
@pytest.mark.parametrize("new", [NEW, NEW + b"more: 1\n", b"a: 1\n"])
async def test_a_mounted_file_is_overwritten_with_a_backup(path: Path, number: int, new: bytes) -> None:
    inode = path.stat().st_ino
    editor = YamlSettingsEditor(str(path), FaultyDisk(0, raising(number), only="replace"))
    written = await editor.write(new.decode(), digest_of(OLD))
    assert written.in_place
    assert path.read_bytes() == new
    assert path.stat().st_ino == inode
    assert written.backup is not None
    assert (await editor.load_backup(written.backup)).text.encode() == OLD


async def test_overwriting_that_runs_out_of_room_brings_the_old_file_back(path: Path) -> None:
    class Full(Disk):
        def replace(self, source: str, target: str) -> None:
            raise OSError(errno.EBUSY, "busy")

        def truncate(self, handle: int, size: int) -> None:
            if size != len(OLD):
                raise OSError(errno.ENOSPC, "full")
            super().truncate(handle, size)

    with pytest.raises(Unavailable, match="the disk is full"):
        await save(path, Full(), NEW + b"x: 1\n" * 100)
    assert path.read_bytes() == OLD


async def test_an_owner_that_cannot_be_kept_means_overwriting(path: Path) -> None:
    editor = YamlSettingsEditor(str(path), FaultyDisk(1, raising(errno.EPERM), only="set_owner"))
    written = await editor.write(NEW.decode(), digest_of(OLD))
    assert written.in_place
    assert path.read_bytes() == NEW


@pytest.mark.parametrize(
    ("number", "kind", "part"),
    [
        (errno.ENOSPC, Unavailable, "disk is full"),
        (errno.EROFS, Denied, "read-only file system"),
        (errno.EACCES, Denied, "may not be written"),
        (errno.EIO, Unavailable, "cannot be saved"),
    ],
)
async def test_each_trouble_has_its_sentence(path: Path, number: int, kind: type[ProxlbUiError], part: str) -> None:
    with pytest.raises(kind) as caught:
        await save(path, FaultyDisk(0, raising(number), only="create"))
    assert part in caught.value.message
    assert path.read_bytes() == OLD


async def test_an_editor_that_saves_at_the_same_moment_is_noticed(path: Path) -> None:
    theirs = OLD.replace(b"pve1", b"pve9")

    class Interrupted(Disk):
        def flush(self, handle: int) -> None:
            super().flush(handle)
            path.write_bytes(theirs)

    with pytest.raises(StaleSettings) as caught:
        await save(path, Interrupted())
    assert caught.value.current.text.encode() == theirs
    assert path.read_bytes() == theirs


async def test_an_editor_that_saves_right_after_is_noticed(path: Path) -> None:
    theirs = OLD.replace(b"pve1", b"pve9")

    class Overtaken(Disk):
        def flush_directory(self, directory: str) -> None:
            path.write_bytes(theirs)

    with pytest.raises(Conflict, match="overwritten by another program"):
        await save(path, Overtaken())
    (backup,) = path.parent.glob("proxlb.yaml.bak-*")
    assert backup.read_bytes() == OLD


async def test_two_saves_at_once_are_one_save_and_one_refusal(path: Path) -> None:
    editors = [YamlSettingsEditor(str(path)) for _ in range(4)]
    texts = [NEW.decode() + f"number: {number}\n" for number in range(4)]
    outcomes = await asyncio.gather(
        *(editor.write(text, digest_of(OLD)) for editor, text in zip(editors, texts, strict=True)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, StaleSettings) for outcome in outcomes) == 3
    assert path.read_text() in texts


async def test_a_lock_that_is_never_given_back(path: Path) -> None:
    with Disk().locked(str(path.parent)) as mine, pytest.raises(Conflict, match="Another program is writing"):
        assert mine
        await YamlSettingsEditor(str(path), lock_seconds=0.1).write(NEW.decode(), digest_of(OLD))
    assert path.read_bytes() == OLD


async def test_what_is_no_file_is_not_written(tmp_path: Path) -> None:
    editor = YamlSettingsEditor(str(tmp_path))
    for attempt in (editor.load(), editor.write("a: 1\n", "0" * 64)):
        with pytest.raises(Invalid, match="is a directory"):
            await attempt
    missing = YamlSettingsEditor(str(tmp_path / "none.yaml"))
    for attempt in (missing.load(), missing.write("a: 1\n", "0" * 64)):
        with pytest.raises(NotFound):
            await attempt
    assert list(tmp_path.iterdir()) == []
