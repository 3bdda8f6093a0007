"""What goes wrong with a unit: each trouble has a sentence of its own, and loses nothing."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from proxlb_ui.adapters.systemd_unit import (
    JournalLogSource,
    SystemdServiceControl,
    SystemdUnit,
    UnitEngineRunner,
    journal_of,
)
from proxlb_ui.adapters.systemd_unit.dbus.bus import SystemBus
from proxlb_ui.adapters.systemd_unit.dbus.errors import CallFailed
from proxlb_ui.domain.errors import Conflict, Denied, NotFound, ProxlbUiError, Unavailable
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.service.service import Capability, ServiceAction, ServiceState, ServiceStatus

from tests.contract.child_fixtures import Commands
from tests.contract.suites.service_control import started, until
from tests.systemd.inside.machine import BASE, MASK, UNIT, change_unit, put, redact, root

RULE = Path("/etc/polkit-1/rules.d/50-proxlb-ui.rules")
OTHER = "ssh.service"

pytestmark = pytest.mark.usefixtures("no_blocking")


async def watched(control: SystemdServiceControl, wanted: Callable[[ServiceStatus], bool]) -> ServiceStatus:
    """The first status pushed that is like this."""
    async with asyncio.timeout(20), aclosing(control.watch()) as statuses:
        async for status in statuses:
            if wanted(status):
                return status
    raise AssertionError("the watch ended")


@asynccontextmanager
async def control_of(name: str) -> AsyncGenerator[SystemdServiceControl, None]:
    control = SystemdServiceControl(SystemdUnit(name), JournalLogSource(journal_of(name), redact), BASE)
    try:
        yield control
    finally:
        await control.close()


@pytest.fixture
def without_rule(commands: Commands) -> Iterator[None]:
    root("mv", str(RULE), "/root/rule")
    yield
    root("mv", "/root/rule", str(RULE))


@pytest.fixture
def without_polkit(commands: Commands) -> Iterator[None]:
    root("systemctl", "mask", "--runtime", "polkit.service")
    root("systemctl", "stop", "polkit.service")
    yield
    root("systemctl", "unmask", "--runtime", "polkit.service")


@pytest.fixture
def without_bus() -> Iterator[Callable[[], None]]:
    def stop() -> None:
        root("systemctl", "stop", "dbus.socket", "dbus.service")

    yield stop
    root("systemctl", "start", "dbus.socket")


@pytest.fixture
def other_unit(commands: Commands) -> Iterator[str]:
    path = Path("/run/systemd/system") / OTHER
    put(path, "[Service]\nExecStart=/usr/bin/sleep 1000\n")
    root("systemctl", "daemon-reload")
    yield OTHER
    root("rm", str(path))
    root("systemctl", "daemon-reload")


@pytest.mark.usefixtures("without_rule")
async def test_without_the_rule_each_action_says_which_rule_is_missing(control: SystemdServiceControl) -> None:
    status = await watched(control, lambda status: bool(status.capabilities.get(Capability.START)))
    assert str(RULE) in status.capabilities[Capability.START]
    assert set(status.refused) == set(ServiceAction)
    with pytest.raises(Denied) as caught:
        await control.perform(ServiceAction.START)
    assert f"start {UNIT}" in caught.value.message and str(RULE) in caught.value.message
    assert "install.sh" in caught.value.hint


async def test_a_rule_that_comes_is_seen_at_once(control: SystemdServiceControl) -> None:
    root("mv", str(RULE), "/root/rule")
    try:
        await watched(control, lambda status: bool(status.capabilities.get(Capability.START)))
        async with asyncio.TaskGroup() as tasks:
            seeing = tasks.create_task(watched(control, lambda status: not status.capabilities[Capability.START]))
            await asyncio.sleep(0.1)
            await asyncio.to_thread(root, "mv", "/root/rule", str(RULE))
        assert set(seeing.result().refused) == {ServiceAction.RELOAD}
    finally:
        root("mv", "/root/rule", str(RULE), check=False)
    assert (await started(control)).pid


@pytest.mark.usefixtures("without_polkit")
async def test_without_polkit_it_is_said_so(control: SystemdServiceControl) -> None:
    status = await control.status()
    assert "polkit is not running" in status.capabilities[Capability.STOP]
    with pytest.raises(Denied) as caught:
        await control.perform(ServiceAction.START)
    assert "polkit is not running" in caught.value.message and "polkitd" in caught.value.hint


async def test_asking_what_is_allowed_changes_nothing(control: SystemdServiceControl) -> None:
    assert set((await control.status()).capabilities.values()) == {""}
    running = await started(control)
    async with control_of(UNIT) as second:
        status = await second.status()
    assert set(status.capabilities.values()) == {""} and set(status.capabilities) == set(Capability)
    assert (status.instance, status.pid) == (running.instance, running.pid)
    assert root("systemctl", "list-jobs", "--no-legend") in ("", "No jobs running.")


async def test_a_unit_that_is_not_installed() -> None:
    async with control_of("proxlb-gone.service") as control:
        status = await control.status()
        assert status.state is ServiceState.UNKNOWN
        assert status.message == "systemd knows no unit proxlb-gone.service." and "PROXLB_UNIT" in status.hint
        with pytest.raises(NotFound, match="knows no unit"):
            await control.perform(ServiceAction.START)


async def test_a_masked_unit(control: SystemdServiceControl) -> None:
    root("ln", "-s", "/dev/null", str(MASK))
    root("systemctl", "daemon-reload")
    status = await control.status()
    assert status.state is ServiceState.STOPPED
    assert "is masked" in status.message and f"systemctl unmask {UNIT}" in status.hint
    with pytest.raises(Conflict, match="is masked") as caught:
        await control.perform(ServiceAction.START)
    assert "systemctl unmask" in caught.value.hint


async def test_a_unit_that_cannot_be_read(control: SystemdServiceControl) -> None:
    change_unit("ExecStart=")
    status = await control.status()
    assert status.state is ServiceState.UNKNOWN
    assert "systemd cannot read the unit" in status.message and "systemd-analyze verify" in status.hint


async def test_started_too_often(control: SystemdServiceControl, commands: Commands) -> None:
    change_unit("ExecStartPre=/bin/true", "[Unit]", "StartLimitBurst=2", "StartLimitIntervalSec=600")
    commands.script(lines=["2026-11-24 02:20:58,951 - ProxLB - CRITICAL - No settings."], exit_code=2)
    for _ in range(2):
        await control.perform(ServiceAction.START)
        await until(control, ServiceState.FAILED)
    with pytest.raises(Unavailable, match="started too often") as caught:
        await control.perform(ServiceAction.START)
    assert f"systemctl reset-failed {UNIT}" in caught.value.hint
    status = await control.status()
    assert status.state is ServiceState.FAILED and status.message


async def test_a_start_that_never_ends_and_is_replaced(control: SystemdServiceControl) -> None:
    change_unit("ExecStartPre=/usr/bin/sleep 1000", "TimeoutStartSec=infinity")
    starting = asyncio.create_task(control.perform(ServiceAction.START))
    status = await watched(control, lambda status: "still starting" in status.message)
    assert status.state is ServiceState.STARTING and "ExecStartPre" in status.message
    with pytest.raises(Conflict, match="being started"):
        await control.perform(ServiceAction.STOP)
    await asyncio.to_thread(root, "systemctl", "stop", UNIT)
    with pytest.raises(Conflict, match="systemd called off the start") as caught:
        await starting
    assert caught.value.hint


async def test_a_start_that_takes_too_long(control: SystemdServiceControl) -> None:
    change_unit("ExecStartPre=/usr/bin/sleep 1000", "TimeoutStartSec=1")
    with pytest.raises(Unavailable, match="in the time its unit gives it"):
        await control.perform(ServiceAction.START)


async def test_a_dependency_that_fails(control: SystemdServiceControl) -> None:
    put(Path("/run/systemd/system/needed.service"), "[Service]\nType=oneshot\nExecStart=/bin/false\n")
    change_unit("[Unit]", "Requires=needed.service", "After=needed.service")
    with pytest.raises(Unavailable, match="did not start ProxLB, because something") as caught:
        await control.perform(ServiceAction.START)
    assert "list-dependencies" in caught.value.hint


async def test_a_condition_that_is_not_met(control: SystemdServiceControl) -> None:
    change_unit("[Unit]", "ConditionPathExists=/nowhere")
    with pytest.raises(Conflict, match="a condition of its unit is not met"):
        await control.perform(ServiceAction.START)


async def test_a_program_that_is_not_there(control: SystemdServiceControl, unit: SystemdUnit) -> None:
    change_unit("ExecStart=", "ExecStart=/opt/gone/python3 -m proxlb -c /etc/proxlb/proxlb.yaml")
    status = await control.status()
    assert "cannot execute /opt/gone/python3" in status.capabilities[Capability.RUN_ENGINE]
    await control.perform(ServiceAction.START)
    status = await until(control, ServiceState.FAILED)
    assert "the program in its ExecStart is missing" in status.message
    with pytest.raises(Denied, match="cannot execute"):
        async with aclosing(UnitEngineRunner(unit, BASE, redact).run(RunKind.DRY_RUN, "{}")) as events:
            await anext(events)


async def test_a_user_that_is_not_there(control: SystemdServiceControl) -> None:
    change_unit("User=nobody-at-all")
    await control.perform(ServiceAction.START)
    assert "its user does not exist" in (await until(control, ServiceState.FAILED)).message


async def test_a_reload_that_fails(control: SystemdServiceControl) -> None:
    change_unit("ExecReload=", "ExecReload=/bin/false")
    running = await started(control)
    with pytest.raises(Unavailable, match="ExecReload failed"):
        await control.perform(ServiceAction.RELOAD)
    assert (await control.status()).instance == running.instance


async def test_a_unit_without_reload(control: SystemdServiceControl) -> None:
    change_unit("ExecReload=")
    await started(control)
    with pytest.raises(Conflict, match="has no ExecReload"):
        await control.perform(ServiceAction.RELOAD)


async def test_restarts_by_systemd_are_told(control: SystemdServiceControl, commands: Commands) -> None:
    change_unit("Restart=always", "RestartSec=3")
    commands.script(lines=["2026-11-24 02:20:58,951 - ProxLB - CRITICAL - No settings."], exit_code=2)
    await control.perform(ServiceAction.START)
    status = await until(control, ServiceState.FAILED)
    assert "systemd has restarted it" in status.message and status.message.endswith("No settings.")
    await control.perform(ServiceAction.STOP)
    assert (await until(control, ServiceState.STOPPED, ServiceState.FAILED)).pid is None


async def test_an_engine_that_ends_after_its_run(control: SystemdServiceControl, commands: Commands) -> None:
    commands.script(lines=["2026-11-24 02:20:58,951 - ProxLB - INFO - Done."])
    before = await control.status()
    async with asyncio.timeout(20), aclosing(control.watch()) as statuses:
        await anext(statuses)
        await control.perform(ServiceAction.START)
        async for status in statuses:
            if status.state is ServiceState.STOPPED and status.instance != before.instance:
                break


async def test_bus_gone_and_back(control: SystemdServiceControl, without_bus: Callable[[], None]) -> None:
    running = await started(control)
    async with asyncio.timeout(40), aclosing(control.watch()) as statuses:
        await anext(statuses)
        await asyncio.to_thread(without_bus)
        async for status in statuses:
            if status.state is ServiceState.UNKNOWN:
                break
        assert "D-Bus cannot be reached" in status.message and "dbus" in status.hint
        assert set(status.refused) == set(ServiceAction)
        with pytest.raises(Unavailable, match="D-Bus cannot be reached"):
            await control.perform(ServiceAction.STOP)
        await asyncio.to_thread(root, "systemctl", "start", "dbus.socket")
        async for status in statuses:
            if status.state is ServiceState.RUNNING:
                break
        assert (status.instance, status.pid) == (running.instance, running.pid)
        await control.perform(ServiceAction.STOP)
        async for status in statuses:
            if status.state is ServiceState.STOPPED:
                break


async def test_changes_of_others_are_pushed(control: SystemdServiceControl) -> None:
    async with asyncio.timeout(20), aclosing(control.watch()) as statuses:
        assert (await anext(statuses)).state is ServiceState.STOPPED
        await asyncio.to_thread(root, "systemctl", "start", UNIT)
        async for status in statuses:
            if status.state is ServiceState.RUNNING:
                break
        await asyncio.to_thread(root, "systemctl", "kill", "--signal=KILL", UNIT)
        async for status in statuses:
            if status.state is ServiceState.FAILED:
                break
    assert status.exit_code == -9 and "SIGKILL" in status.message


async def test_another_unit_is_left_alone(other_unit: str) -> None:
    async with control_of(other_unit) as control:
        status = await control.status()
        assert (status.state, status.capabilities) == (ServiceState.UNKNOWN, {})
        assert status.message == "The unit ssh.service does not run ProxLB, so it is left alone."
        for action in ServiceAction:
            with pytest.raises(NotFound, match="left alone"):
                await control.perform(action)
    assert root("systemctl", "is-active", other_unit, check=False) == "inactive"


@pytest.mark.parametrize("method", ["StartUnit", "StopUnit", "RestartUnit", "ReloadUnit"])
async def test_polkit_refuses_another_unit(other_unit: str, method: str) -> None:
    bus = SystemBus(lambda message: None)
    try:
        with pytest.raises(CallFailed) as caught:
            await bus.call(method, other_unit, "replace", signature="ss")
        assert caught.value.refused
    finally:
        await bus.close()
    assert root("systemctl", "is-active", other_unit, check=False) == "inactive"


async def test_another_name_for_proxlb_is_refused_by_polkit(commands: Commands) -> None:
    path = Path("/run/systemd/system/proxlb-two.service")
    put(path, "[Service]\nExecStart=/opt/venvs/proxlb/bin/python3 -m proxlb\n")
    root("systemctl", "daemon-reload")
    try:
        async with control_of(path.name) as control:
            with pytest.raises(Denied) as caught:
                await control.perform(ServiceAction.START)
            assert "start proxlb-two.service" in caught.value.message
    finally:
        root("rm", str(path))


async def test_no_bus_at_all() -> None:
    unit = SystemdUnit(UNIT, "unix:path=/nowhere/bus")
    with pytest.raises(Unavailable) as caught:
        await unit.facts()
    assert "D-Bus cannot be reached: No such file or directory" in caught.value.message and caught.value.hint
    await unit.close()


async def test_every_refusal_has_a_hint(control: SystemdServiceControl) -> None:
    with pytest.raises(ProxlbUiError) as caught:
        await control.perform(ServiceAction.RELOAD)
    assert caught.value.message and caught.value.hint
