"""What every ServiceControl does."""

import asyncio
from contextlib import aclosing
from typing import Protocol

import pytest
from proxlb_ui.domain.errors import Conflict, Denied
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState, ServiceStatus
from proxlb_ui.domain.ports.service_control import ServiceControl

BOUND_SECONDS = 15


class ServiceSideDoor(Protocol):
    """How a test makes the service itself misbehave, past the port."""

    async def crash(self, exit_code: int, last_words: str) -> None:
        """The running engine logs these words as CRITICAL and ends."""
        ...


async def until(
    control: ServiceControl, *states: ServiceState, unlike: str | None = None, seconds: float = BOUND_SECONDS
) -> ServiceStatus:
    """The first status watched that is in one of the states and not of this instance."""
    async with asyncio.timeout(seconds), aclosing(control.watch()) as statuses:
        async for status in statuses:
            if status.state in states and status.instance != unlike:
                return status
    raise AssertionError("the watch ended")


async def started(control: ServiceControl) -> ServiceStatus:
    await control.perform(ServiceAction.START)
    return await until(control, ServiceState.RUNNING)


class ServiceControlContract:
    """Subclasses supply the fixtures `control`, of a stopped service, and `side_door`."""

    async def test_a_service_that_never_ran_is_stopped(self, control: ServiceControl) -> None:
        status = await control.status()
        assert status.state is ServiceState.STOPPED
        assert status.runtime
        assert status.version == "2.3.0"

    async def test_starting_ends_in_running(self, control: ServiceControl) -> None:
        before = await control.status()
        status = await started(control)
        assert status.instance != before.instance
        assert status.since is not None and status.since.tzinfo is not None

    async def test_starting_a_running_service_is_a_conflict(self, control: ServiceControl) -> None:
        running = await started(control)
        with pytest.raises(Conflict) as caught:
            await control.perform(ServiceAction.START)
        assert caught.value.message and caught.value.hint
        assert (await control.status()).instance == running.instance

    async def test_stopping_ends_in_stopped(self, control: ServiceControl) -> None:
        await started(control)
        await control.perform(ServiceAction.STOP)
        status = await until(control, ServiceState.STOPPED, ServiceState.FAILED)
        assert status.state is ServiceState.STOPPED
        assert status.pid is None

    async def test_stopping_a_stopped_service_changes_nothing(self, control: ServiceControl) -> None:
        await control.perform(ServiceAction.STOP)
        assert (await control.status()).state is ServiceState.STOPPED

    async def test_a_restart_brings_another_instance(self, control: ServiceControl) -> None:
        first = await started(control)
        await control.perform(ServiceAction.RESTART)
        second = await until(control, ServiceState.RUNNING, unlike=first.instance)
        assert second.instance not in ("", first.instance)

    async def test_restarting_a_stopped_service_starts_it(self, control: ServiceControl) -> None:
        await control.perform(ServiceAction.RESTART)
        assert (await until(control, ServiceState.RUNNING)).instance

    async def test_a_stopped_service_can_be_started_again(self, control: ServiceControl) -> None:
        first = await started(control)
        await control.perform(ServiceAction.STOP)
        await until(control, ServiceState.STOPPED)
        assert (await started(control)).instance != first.instance

    async def test_a_reload_leaves_the_instance_alone(self, control: ServiceControl) -> None:
        running = await started(control)
        await control.perform(ServiceAction.RELOAD)
        await asyncio.sleep(0.2)
        status = await control.status()
        assert (status.state, status.instance) == (ServiceState.RUNNING, running.instance)

    async def test_a_stopped_service_does_not_reload(self, control: ServiceControl) -> None:
        with pytest.raises((Conflict, Denied)) as caught:
            await control.perform(ServiceAction.RELOAD)
        assert caught.value.message and caught.value.hint

    async def test_a_crash_is_a_failure_that_explains_itself(
        self, control: ServiceControl, side_door: ServiceSideDoor
    ) -> None:
        await started(control)
        await side_door.crash(2, "Authentication failed.")
        status = await until(control, ServiceState.FAILED)
        assert status.exit_code == 2
        assert "2" in status.message
        assert any("Authentication failed." in line for line in status.last_lines)

    async def test_a_crashed_service_can_be_started_again(
        self, control: ServiceControl, side_door: ServiceSideDoor
    ) -> None:
        await started(control)
        await side_door.crash(1, "Enough.")
        failed = await until(control, ServiceState.FAILED)
        again = await started(control)
        assert again.instance != failed.instance
        assert again.exit_code is None and again.last_lines == ()

    async def test_a_watch_begins_with_the_present(self, control: ServiceControl) -> None:
        async with asyncio.timeout(BOUND_SECONDS), aclosing(control.watch()) as statuses:
            assert (await anext(statuses)).state is ServiceState.STOPPED

    async def test_every_watcher_sees_the_change(self, control: ServiceControl) -> None:
        watchers = [asyncio.create_task(until(control, ServiceState.RUNNING)) for _ in range(3)]
        await asyncio.sleep(0.05)
        running = await started(control)
        assert {status.instance for status in await asyncio.gather(*watchers)} == {running.instance}

    async def test_a_watcher_that_leaves_disturbs_nobody(self, control: ServiceControl) -> None:
        leaving = asyncio.create_task(until(control, ServiceState.FAILED))
        staying = asyncio.create_task(until(control, ServiceState.RUNNING))
        await asyncio.sleep(0.05)
        leaving.cancel()
        await asyncio.wait({leaving})
        await started(control)
        assert (await staying).state is ServiceState.RUNNING

    async def test_closing_twice_is_fine(self, control: ServiceControl) -> None:
        await started(control)
        await control.close()
        await control.close()
