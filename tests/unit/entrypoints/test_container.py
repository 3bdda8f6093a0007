"""What the container chooses by configuration, and what it leaves alone."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from proxlb_ui.adapters.docker_engine.runtime import IN_DOCKER
from proxlb_ui.adapters.in_memory.runtime import in_memory_runtime
from proxlb_ui.domain.errors import NotFound
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.entrypoints.config import STEERABLE, Config
from proxlb_ui.entrypoints.container import build_container
from proxlb_ui.entrypoints.runtimes import ABSENT, runtime_of, with_runtime_found

THEN = datetime(2026, 11, 24, tzinfo=UTC)
# Which of them are there after all that depends on the runtime was asked for.
WHAT_IS_IMPORTED = """
import sys
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.entrypoints.config import Config
from proxlb_ui.entrypoints.container import build_container

container = build_container(Config(runtime=RuntimeKind(sys.argv[1])))
for provider in (container.service_control, container.log_source, container.engine_runner, container.solver_reports):
    provider()
print(*sorted({"docker", "dbus_fast"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [
        (RuntimeKind.DOCKER, IN_DOCKER),
        (RuntimeKind.PROCESS, "/nowhere cannot be read"),
        (RuntimeKind.SYSTEMD, "/nowhere cannot be read"),
        (RuntimeKind.NONE, ABSENT),
    ],
)
async def test_the_solvers_reports_are_read_where_the_files_are_the_same(runtime: RuntimeKind, expected: str) -> None:
    reports = build_container(Config(runtime=runtime)).solver_reports()
    assert expected in (await reports.newest("/nowhere", THEN)).why


@pytest.mark.parametrize(
    ("runtime", "imported"), [("process", ""), ("none", ""), ("docker", "docker"), ("systemd", "dbus_fast")]
)
def test_only_the_wanted_runtimes_library_is_imported(runtime: str, imported: str) -> None:
    command = [sys.executable, "-c", WHAT_IS_IMPORTED, runtime]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout.strip()) == (0, imported), done.stderr


@pytest.mark.parametrize("kind", STEERABLE)
def test_a_bundle_is_all_of_one_runtime(kind: RuntimeKind) -> None:
    container = build_container(Config(runtime=kind))
    runtime = container.runtime()
    assert runtime.kind is kind
    assert container.service_control() is runtime.control
    assert container.log_source() is runtime.log


async def test_a_runtime_in_memory_is_found() -> None:
    runtime = in_memory_runtime()
    await runtime.probe.seek()
    assert (await runtime.control.status()).runtime is runtime.kind is RuntimeKind.MEMORY


async def test_a_runtime_that_is_not_there_says_why_wherever_it_is_asked() -> None:
    runtime = runtime_of(RuntimeKind.NONE, Config(runtime_note="Nothing was found."), str)
    with pytest.raises(NotFound, match=r"Nothing was found\."):
        await runtime.probe.seek()
    assert (await runtime.control.status()).message == "Nothing was found."


async def test_a_named_runtime_is_taken_at_its_word() -> None:
    named = Config(runtime=RuntimeKind.PROCESS)
    assert await with_runtime_found(named) is named


@pytest.fixture
def _no_dbus(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an installation without the extra `systemd`."""
    # None is what importlib takes for "there is no such module".
    monkeypatch.setitem(sys.modules, "dbus_fast", None)


@pytest.mark.usefixtures("_no_dbus")
async def test_without_its_library_a_named_systemd_is_none_with_the_reason() -> None:
    found = await with_runtime_found(Config(runtime=RuntimeKind.SYSTEMD))
    assert found.runtime is RuntimeKind.NONE
    assert "pip install 'proxlb-ui[systemd]'" in found.runtime_note


@pytest.mark.usefixtures("_no_dbus")
async def test_without_its_library_systemd_is_looked_for_and_not_found() -> None:
    probe = runtime_of(RuntimeKind.SYSTEMD, Config(), str).probe
    assert probe.sought == "a systemd unit named proxlb.service"
    with pytest.raises(NotFound, match="lacks dbus-fast"):
        await probe.seek()
