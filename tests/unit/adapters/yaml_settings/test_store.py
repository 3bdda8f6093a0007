"""The settings file in all the states people leave it in."""

import asyncio
import os
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx
from proxlb_ui.adapters.yaml_settings.file.threads import FileThreads
from proxlb_ui.adapters.yaml_settings.store import YamlSettingsStore
from proxlb_ui.domain.errors import Denied, Invalid, NotFound, ProxlbUiError

from tests.recordings.scenes import SCENES
from tests.recordings.settings import settings_of
from tests.samples import SAMPLES

GOOD = """\
proxmox_api:
  hosts: [pve1]
  user: proxlb@pve
  pass: hunter2
balancing:
  enable: yes
  balanciness: "7"
  colour: blue
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "proxlb.yaml"


async def problem_of(path: Path) -> ProxlbUiError:
    with blockbuster_ctx(), pytest.raises(ProxlbUiError) as caught:
        await YamlSettingsStore(str(path)).read()
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert "hunter2" not in caught.value.message + caught.value.hint
    return caught.value


async def test_it_coerces_as_proxlb_does_and_keeps_unknown_keys(path: Path) -> None:
    path.write_text(GOOD)
    with blockbuster_ctx():
        found = await YamlSettingsStore(str(path)).read()
    assert found.settings.balancing.enable is True
    assert found.settings.balancing.balanciness == 7
    assert found.raw["balancing"]["colour"] == "blue"
    assert found.path == str(path)
    assert "hunter2" not in repr(found)


async def test_an_unchanged_file_is_not_parsed_again_and_a_changed_one_is(path: Path) -> None:
    path.write_text(GOOD)
    store = YamlSettingsStore(str(path))
    first = await store.read()
    assert await store.read() is first
    path.write_text(GOOD.replace("hunter2", "hunter3x"))
    second = await store.read()
    assert second.digest != first.digest
    path.write_text("nothing: [")
    with pytest.raises(Invalid):
        await store.read()
    path.unlink()
    with pytest.raises(NotFound):
        await store.read()
    path.write_text(GOOD)
    assert (await store.read()).digest == first.digest


async def test_a_file_that_is_not_there(path: Path) -> None:
    problem = await problem_of(path)
    assert isinstance(problem, NotFound)
    assert "proxlb_example.yaml" in problem.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_file_that_may_not_be_read(path: Path) -> None:
    path.write_text(GOOD)
    path.chmod(0)
    problem = await problem_of(path)
    assert isinstance(problem, Denied)
    assert f"chown {os.geteuid()}" in problem.hint


async def test_a_change_of_mode_is_noticed(path: Path) -> None:
    """S11: chmod moves only the file's ctime; what may no longer be read must not be answered from memory."""
    path.write_text(GOOD)
    os.utime(path, (1, 1))
    store = YamlSettingsStore(str(path))
    before = await store.read()
    assert await store.read() is before
    path.chmod(0)
    if os.geteuid() == 0:
        assert await store.read() is not before
    else:
        with pytest.raises(Denied):
            await store.read()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("", "is empty"),
        ("# only a comment\n", "is empty"),
        ("- a\n- b\n", "holds a list"),
        ("hello", "holds a single value"),
        ("proxmox_api:\n  pass: hunter2\n bad: [\n", "line 3, column 2"),
        ("proxmox_api:\n\thosts: []\n", "line 2, column 1"),
        ("a: *nobody\n", "unknown alias"),
        ("a: !!python/object/apply:os.system ['hunter2']\n", "line 1"),
        ("a: &x [*x]\n", "aliases"),
        ("a: \x07\n", "position 3"),
        ("a: " + "[" * 200 + "]" * 200, "nested too deeply"),
        ("a: " + "[" * 5000 + "]" * 5000, "proxlb.yaml"),
        ("a: 2024-99-99\n", "cannot be read"),
        (f"a: {'x' * (1024 * 1024)}\n", "larger than 1 MiB"),
        ("balancing: {}\n", "proxmox_api: field required"),
        (GOOD.replace("[pve1]", "pve1"), "proxmox_api.hosts: input should be a valid list"),
        (GOOD.replace('"7"', "7.5"), "balancing.balanciness"),
        (GOOD.replace("enable: yes", "method: RAM"), "balancing.method"),
        (GOOD.replace("hunter2", "[hunter2]"), "proxmox_api.pass"),
        (GOOD + "service: {schedule: 12}\n", "service.schedule: input should be a valid dictionary."),
    ],
)
async def test_a_file_that_cannot_be_used(path: Path, content: str, part: str) -> None:
    path.write_text(content)
    problem = await problem_of(path)
    assert isinstance(problem, Invalid)
    assert part in problem.message
    assert len(problem.message) < 600


async def test_a_bomb_of_aliases_is_refused_quickly(path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    path.write_text("\n".join(lines))
    assert "aliases" in (await problem_of(path)).message


async def test_a_directory_that_docker_created(path: Path) -> None:
    path.mkdir()
    problem = await problem_of(path)
    assert isinstance(problem, Invalid)
    assert "Docker" in problem.hint


async def test_bytes_that_are_no_text(path: Path) -> None:
    path.write_bytes(b"proxmox_api: \xff\xfe")
    assert isinstance(await problem_of(path), Invalid)


def settings_that_were_tried() -> dict[str, str]:
    """Those of the recorded scenes, and of the samples where they are."""
    tried = {scene.name: settings_of(scene, 8006, Path("/etc/proxlb")) for scene in SCENES}
    samples = sorted((SAMPLES / "proxlb").glob("*.yaml")) if SAMPLES else []
    return tried | {f"samples/{sample.stem}": sample.read_text() for sample in samples}


@pytest.mark.engine
@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in settings_that_were_tried().items()])
async def test_it_accepts_what_proxlb_accepts(tmp_path: Path, text: str) -> None:
    parser = pytest.importorskip("proxlb.utils.config_parser")
    import yaml

    sample = tmp_path / "proxlb.yaml"
    sample.write_text(text)
    try:
        parser.Config(**yaml.load(sample.read_bytes(), Loader=yaml.FullLoader))
        accepted = True
    except Exception:  # noqa: BLE001 - whatever it raises, it does not start
        accepted = False
    try:
        await YamlSettingsStore(str(sample)).read()
        ours = True
    except Invalid:
        ours = False
    assert ours == accepted


async def test_a_disk_that_hangs_keeps_no_thread_that_others_need(tmp_path: Path) -> None:
    pipe = tmp_path / "proxlb.yaml"
    os.mkfifo(pipe)
    threads, hung = FileThreads(str(pipe)), 12
    calls = [asyncio.create_task(threads.call(pipe.read_bytes)) for _ in range(hung)]
    try:
        async with asyncio.timeout(5):
            assert await asyncio.to_thread(lambda: "somebody else") == "somebody else"
    finally:
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)
        os.close(os.open(pipe, os.O_RDWR))
