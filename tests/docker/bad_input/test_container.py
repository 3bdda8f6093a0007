"""What the page says about a Docker container that is not there, not right or not well; on a real engine."""

import asyncio
from contextlib import aclosing

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerEngineRunner, DockerLogSource, DockerServiceControl
from proxlb_ui.domain.errors import Conflict, NotFound, Unavailable
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.service.service import Capability, ServiceAction, ServiceState, ServiceStatus

from tests.contract.child_fixtures import Commands
from tests.contract.docker_fixtures import SOCKET, Create, redact
from tests.contract.suites.service_control import until
from tests.docker.engine_image import docker, inspect, removed_afterwards, unique_name
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.docker

PAUSED = "ProxLB's Docker container is paused: ProxLB stands still and moves nothing."


async def status_of(name: str) -> ServiceStatus:
    control = DockerServiceControl(DockerContainer(name, SOCKET), redact)
    status = await control.status()
    await control.close()
    return status


async def refusal_of(name: str, action: ServiceAction) -> tuple[type[Exception], str]:
    control = DockerServiceControl(DockerContainer(name, SOCKET), redact)
    with pytest.raises((Conflict, NotFound)) as caught:
        await control.perform(action)
    await control.close()
    return type(caught.value), caught.value.message


async def test_there_is_no_such_container(name: str) -> None:
    status = await status_of(name)
    assert (status.state, status.message) == (ServiceState.UNKNOWN, f"There is no Docker container named {name}.")
    assert status.hint.startswith("Create it, or name the right one in PROXLB_CONTAINER")
    assert await refusal_of(name, ServiceAction.START) == (NotFound, status.message)
    with pytest.raises(NotFound, match="There is no Docker container named"):
        await DockerLogSource(DockerContainer(name, SOCKET), redact).read()


async def test_a_name_that_begins_the_id_of_another_container_is_nobodys(idle: str) -> None:
    found = inspect(idle)
    for beginning in (found["Id"][:12], found["Id"]):
        status = await status_of(beginning)
        assert status.message == f"There is no Docker container named {beginning}."
        assert status.hint.startswith(f"The ID of Docker container {idle} begins like that.")
        for action in ServiceAction:
            assert await refusal_of(beginning, action) == (NotFound, status.message)
    assert inspect(idle)["State"] == found["State"], "nothing was done to it"


async def test_it_never_ran(create: Create) -> None:
    status = await status_of(create())
    assert (status.state, status.message) == (
        ServiceState.STOPPED,
        "ProxLB's Docker container has not been started yet.",
    )
    assert ServiceAction.START not in status.refused
    assert status.refused[ServiceAction.RELOAD].startswith("ProxLB is not running, so there is nothing to reload")


async def test_docker_cannot_start_it(create: Create) -> None:
    name = create("--entrypoint", "/opt/no-such-program")
    with pytest.raises(AssertionError):
        docker("start", name)
    status = await status_of(name)
    assert status.state is ServiceState.FAILED
    assert status.message.startswith("Docker could not start ProxLB: ")
    assert "no-such-program" in status.message
    assert status.hint == "Correct the cause and start ProxLB again."
    with pytest.raises(Unavailable, match="no-such-program"):
        control = DockerServiceControl(DockerContainer(name, SOCKET), redact)
        await control.perform(ServiceAction.START)


async def test_the_real_engine_restarts_in_a_loop_over_bad_settings(create: Create, commands: Commands) -> None:
    commands.settings.write_text("proxmox_api: [this is: no YAML\n")
    # Without the stand-in on its path it is the real ProxLB.
    name = create("--restart", "always", "--env", "PYTHONPATH=")
    docker("start", name)
    control = DockerServiceControl(DockerContainer(name, SOCKET), redact)
    status = await until(control, ServiceState.FAILED, seconds=45)
    assert status.message.startswith("ProxLB ends right after its start, and Docker has restarted it ")
    assert "Error loading YAML file" in status.message
    assert status.hint == "Correct what its log complains about, or stop it."
    assert status.last_lines
    assert status.refused[ServiceAction.START] == "Docker is starting ProxLB again and again already."
    assert ServiceAction.STOP not in status.refused
    await control.perform(ServiceAction.STOP)
    # It was FAILED before and may be so after: that Docker has given up is told by what is allowed.
    async with asyncio.timeout(PATIENCE_SECONDS), aclosing(control.watch()) as statuses:
        async for stopped in statuses:
            if ServiceAction.START not in stopped.refused:
                break
    assert inspect(name)["State"]["Status"] == "exited"
    await control.close()


async def test_it_is_paused(idle: str) -> None:
    docker("pause", idle)
    status = await status_of(idle)
    assert (status.state, status.message) == (ServiceState.UNKNOWN, PAUSED)
    assert status.hint == f"Run: docker unpause {idle}"
    assert set(status.refused.values()) == {PAUSED}
    for action in ServiceAction:
        assert await refusal_of(idle, action) == (Conflict, PAUSED)
    runner = DockerEngineRunner(DockerContainer(idle, SOCKET), redact)
    with pytest.raises(Conflict, match="paused"):
        await anext(runner.run(RunKind.DRY_RUN, "{}"))
    assert inspect(idle)["State"]["Paused"], "it is still as somebody wanted it"
    await DockerLogSource(DockerContainer(idle, SOCKET), redact).read()


async def test_another_program_is_left_alone(name: str, engine_image: str) -> None:
    docker("run", "--detach", "--name", name, "--network", "none", "debian:trixie-slim", "sleep", "1000")
    status = await status_of(name)
    words = f"The Docker container {name} (image debian:trixie-slim) does not run ProxLB, so it is left alone."
    assert (status.state, status.message) == (ServiceState.UNKNOWN, words)
    assert status.hint == "Name the Docker container that runs ProxLB in PROXLB_CONTAINER."
    assert set(status.refused.values()) == {words}
    for action in ServiceAction:
        assert await refusal_of(name, action) == (NotFound, words)
    assert inspect(name)["State"]["Running"]


async def test_the_cockpit_does_not_steer_itself(create: Create) -> None:
    name = create("--entrypoint", "proxlb-ui", arguments=("serve",))
    status = await status_of(name)
    assert status.message == f"The Docker container {name} is the cockpit itself, not ProxLB."
    assert status.hint == "Name the Docker container that runs ProxLB in PROXLB_CONTAINER."
    assert await refusal_of(name, ServiceAction.START) == (NotFound, status.message)


async def test_the_main_process_ignores_sigterm(create: Create) -> None:
    # The kernel spares process 1 every signal it has no handler for, and ProxLB has none for this one.
    name = create("--stop-signal", "SIGTERM", "--stop-timeout", "1")
    docker("start", name)
    control = DockerServiceControl(DockerContainer(name, SOCKET), redact)
    await until(control, ServiceState.RUNNING)
    begun = asyncio.get_running_loop().time()
    await control.perform(ServiceAction.STOP)
    status = await until(control, ServiceState.STOPPED, ServiceState.FAILED)
    assert asyncio.get_running_loop().time() - begun < 5, "the container's own patience counts"
    assert (status.state, status.message) == (
        ServiceState.STOPPED,
        "ProxLB did not answer Docker's SIGTERM and was killed.",
    )
    assert status.hint == "Give its container `stop_signal: SIGINT`, which ProxLB answers at once."
    first = status.instance
    await control.perform(ServiceAction.RESTART)
    assert (await until(control, ServiceState.RUNNING, unlike=first)).message == ""
    await control.close()


async def test_of_two_who_ask_at_once_one_is_told_to_wait(idle: str) -> None:
    control = DockerServiceControl(DockerContainer(idle, SOCKET), redact)
    first = await until(control, ServiceState.RUNNING)
    asked = (control.perform(ServiceAction.RESTART) for _ in range(2))
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert [(type(error), str(error)) for error in refused] == [(Conflict, "ProxLB is being started or stopped.")]
    await until(control, ServiceState.RUNNING, unlike=first.instance)
    assert inspect(idle)["RestartCount"] == 0
    await control.close()


async def test_its_logging_driver_keeps_nothing_to_read(create: Create) -> None:
    name = create("--log-driver", "none")
    docker("start", name)
    with pytest.raises(Unavailable) as caught:
        await DockerLogSource(DockerContainer(name, SOCKET), redact).read()
    assert caught.value.message == "The logging driver of ProxLB's Docker container keeps no log that could be read."
    assert "json-file" in caught.value.hint


async def test_its_environment_never_leaves_the_adapter(idle: str, commands: Commands) -> None:
    assert "CANARY=swordfish" in inspect(idle)["Config"]["Env"], "it is there to be found"
    container = DockerContainer(idle, SOCKET)
    control = DockerServiceControl(container, redact)
    found = [repr(await container.inspect()), repr(await until(control, ServiceState.RUNNING))]
    found.append(repr(await DockerLogSource(container, redact).read()))
    runner = DockerEngineRunner(container, redact)
    found += [repr(event) async for event in runner.run(RunKind.DRY_RUN, '{"lines": ["done"], "show_arguments": 1}')]
    await control.close()
    assert "done" in "".join(found)
    assert "swordfish" not in "".join(found)


async def test_what_the_engine_allows_is_found_out_without_doing_it(idle: str) -> None:
    before = inspect(idle)
    control = DockerServiceControl(DockerContainer(idle, SOCKET), redact)
    status = await until(control, ServiceState.RUNNING)
    await control.close()
    assert dict(status.capabilities) == dict.fromkeys(Capability, "")
    assert inspect(idle)["State"] == before["State"]


async def test_only_the_named_container_is_touched(idle: str, engine_image: str) -> None:
    with removed_afterwards(unique_name()) as neighbour:
        docker("run", "--detach", "--name", neighbour, "--network", "none", "debian:trixie-slim", "sleep", "1000")
        before = inspect(neighbour)
        control = DockerServiceControl(DockerContainer(idle, SOCKET), redact)
        running = await until(control, ServiceState.RUNNING)
        await control.perform(ServiceAction.RESTART)
        await until(control, ServiceState.RUNNING, unlike=running.instance)
        await control.perform(ServiceAction.STOP)
        await until(control, ServiceState.STOPPED)
        await control.close()
        assert inspect(neighbour) == before
