"""Steering the service: observed effects, one action at a time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.domain.errors import Conflict, Denied, NotFound, Unavailable
from proxlb_ui.domain.model.service.action import ActionState, ActionTask
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState
from proxlb_ui.domain.use_cases.service.control_service import REMEMBERED_TASKS, ControlService

pytestmark = pytest.mark.timeout(10)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def control() -> InMemoryServiceControl:
    return InMemoryServiceControl()


@pytest.fixture
async def service(control: InMemoryServiceControl, clock: FakeClock) -> AsyncGenerator[ControlService, None]:
    service = ControlService(control, clock)
    running = asyncio.create_task(service.run())
    await clock.settle()
    yield service
    await service.close()
    running.cancel()
    await asyncio.wait({running})


async def ended(service: ControlService, task: ActionTask, clock: FakeClock, seconds: float = 2) -> ActionTask:
    await clock.advance(seconds)
    return service.find(task.id)


async def test_the_status_is_unknown_before_the_first(control: InMemoryServiceControl, clock: FakeClock) -> None:
    service = ControlService(control, clock)
    assert service.status.state is ServiceState.UNKNOWN
    assert service.task is None


async def test_the_status_follows_the_service(
    service: ControlService, control: InMemoryServiceControl, clock: FakeClock
) -> None:
    assert service.status.state is ServiceState.STOPPED
    seen = service.change.count
    await control.perform(ServiceAction.START)
    assert await service.change.wait(seen) > seen
    assert service.status.state is ServiceState.RUNNING


async def test_a_broken_runtime_is_said_and_survived(
    service: ControlService, control: InMemoryServiceControl, clock: FakeClock
) -> None:
    control.break_down(Unavailable("The Docker socket is gone.", "Mount it."))
    await clock.settle()
    assert (service.status.state, service.status.message) == (ServiceState.UNKNOWN, "The Docker socket is gone.")
    assert (service.status.runtime, service.status.hint) == ("process", "Mount it.")
    control.break_down(None)
    await clock.advance(1)
    assert service.status.state is ServiceState.STOPPED


async def test_starting_is_done_when_it_runs_and_keeps_running(service: ControlService, clock: FakeClock) -> None:
    task = service.start(ServiceAction.START)
    assert task.state is ActionState.ACCEPTED
    await clock.settle()
    assert service.find(task.id).state is ActionState.RUNNING
    done = await ended(service, task, clock)
    assert done.state is ActionState.DONE
    assert done.ended_at is not None and done.ended_at > done.started_at
    assert service.task == done


@pytest.mark.parametrize("action", [ServiceAction.STOP, ServiceAction.RESTART, ServiceAction.RELOAD])
async def test_every_action_ends_in_its_effect(
    service: ControlService, control: InMemoryServiceControl, clock: FakeClock, action: ServiceAction
) -> None:
    await control.perform(ServiceAction.START)
    before = (await control.status()).instance
    assert (await ended(service, service.start(action), clock)).state is ActionState.DONE
    expected = ServiceState.STOPPED if action is ServiceAction.STOP else ServiceState.RUNNING
    assert service.status.state is expected
    assert (service.status.instance != before) == (action is ServiceAction.RESTART)


@pytest.mark.parametrize("action", [ServiceAction.START, ServiceAction.RESTART])
async def test_an_engine_that_dies_at_once_fails_the_action_with_its_last_words(
    service: ControlService, control: InMemoryServiceControl, clock: FakeClock, action: ServiceAction
) -> None:
    control.die_after_start(2, ("Authentication failed.",))
    failed = await ended(service, service.start(action), clock)
    assert failed.state is ActionState.FAILED
    assert "exit code 2" in failed.message and "Authentication failed." in failed.message


async def test_an_engine_that_ends_well_after_one_run_did_what_was_asked(
    service: ControlService, control: InMemoryServiceControl, clock: FakeClock
) -> None:
    control.die_after_start(0)
    done = await ended(service, service.start(ServiceAction.START), clock)
    assert (done.state, service.status.state) == (ActionState.DONE, ServiceState.STOPPED)
    assert "ended by itself" in done.message


async def test_what_never_happens_times_out(
    service: ControlService, control: InMemoryServiceControl, clock: FakeClock
) -> None:
    control.ignore_actions()
    task = service.start(ServiceAction.START)
    await clock.advance(59)
    assert service.find(task.id).state is ActionState.RUNNING
    failed = await ended(service, task, clock)
    assert failed.state is ActionState.FAILED
    assert "60 seconds" in failed.message
    assert control.watchers == 1  # only the service's own


async def test_a_refusing_runtime_fails_the_action(
    service: ControlService, control: InMemoryServiceControl, clock: FakeClock
) -> None:
    control.break_down(Denied("polkit said no.", "Install the rule."))
    await clock.settle()
    failed = await ended(service, service.start(ServiceAction.STOP), clock)
    assert (failed.state, failed.message, failed.hint) == (ActionState.FAILED, "polkit said no.", "Install the rule.")


async def test_one_action_at_a_time(service: ControlService, clock: FakeClock) -> None:
    first = service.start(ServiceAction.RESTART, key="a")
    with pytest.raises(Conflict, match="restarting"):
        service.start(ServiceAction.STOP)
    assert service.start(ServiceAction.RESTART, key="a").id == first.id
    await clock.advance(2)
    assert service.start(ServiceAction.RESTART, key="a").id == first.id
    assert service.start(ServiceAction.RESTART, key="b").id != first.id


async def test_read_only_and_refused_actions_are_denied(
    control: InMemoryServiceControl, clock: FakeClock, service: ControlService
) -> None:
    control.refuse(ServiceAction.STOP, "The socket is read-only.")
    await clock.settle()
    with pytest.raises(Denied, match=r"The socket is read-only\."):
        service.start(ServiceAction.STOP)
    with pytest.raises(Denied, match="read-only"):
        ControlService(control, clock, read_only=True).start(ServiceAction.START)
    assert service.task is None


async def test_old_tasks_are_forgotten(service: ControlService, clock: FakeClock) -> None:
    first = service.start(ServiceAction.STOP)
    await clock.settle()
    for _ in range(REMEMBERED_TASKS):
        service.start(ServiceAction.STOP)
        await clock.settle()
    with pytest.raises(NotFound):
        service.find(first.id)


async def test_closing_interrupts_the_action(control: InMemoryServiceControl, clock: FakeClock) -> None:
    service = ControlService(control, clock)
    control.ignore_actions()
    task = service.start(ServiceAction.START)
    await clock.settle()
    await service.close()
    assert service.find(task.id).state is ActionState.FAILED
    assert control.watchers == 0
    async with aclosing(control.watch()) as statuses:
        assert (await anext(statuses)).state is ServiceState.STOPPED


async def test_a_defect_in_an_action_ends_it_and_escapes_at_once(clock: FakeClock) -> None:
    class Defective(InMemoryServiceControl):
        async def perform(self, action: ServiceAction) -> None:
            raise KeyError("canary")

    escaped: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: escaped.append(context["task"].get_name()))
    service = ControlService(Defective(), clock)
    task = service.start(ServiceAction.START)
    await clock.settle()
    found = service.find(task.id)
    assert (found.state, "canary" in found.message) == (ActionState.FAILED, False)
    assert escaped == ["start ProxLB"]
    await service.close()
