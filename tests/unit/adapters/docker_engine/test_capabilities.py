"""What the way to the engine allows: found out, told and respected."""

import asyncio
from pathlib import Path

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerServiceControl
from proxlb_ui.domain.errors import Denied
from proxlb_ui.domain.model.service.service import Capability, ServiceAction

from tests.docker.broken_engine import answer, described, engine_that_says

TURNED_DOWN = answer(b'{"message": "bad parameter"}', "400 Bad Request")
REFUSED = answer(b'{"message": "The socket proxy does not allow this call."}', "403 Forbidden")
QUIET = answer(b"", content_type="application/vnd.docker.raw-stream")
CALLS = {
    Capability.READ_LOG: "GET /v1.41/containers/proxlb/logs",
    Capability.START: "POST /v1.41/containers/proxlb/start",
    Capability.STOP: "POST /v1.41/containers/proxlb/stop",
    Capability.RESTART: "POST /v1.41/containers/proxlb/restart",
    Capability.RELOAD: "POST /v1.41/containers/proxlb/kill",
    Capability.RUN_ENGINE: "POST /v1.41/containers/proxlb/exec",
}
WORDS = {
    Capability.READ_LOG: "read ProxLB's log",
    Capability.START: "start ProxLB",
    Capability.STOP: "stop ProxLB",
    Capability.RESTART: "restart ProxLB",
    Capability.RELOAD: "reload ProxLB (SIGHUP)",
    Capability.RUN_ENGINE: "run the engine (exec)",
}


def engine_without(*refused: Capability) -> dict[str, bytes]:
    allowed = {call: QUIET if capability is Capability.READ_LOG else TURNED_DOWN for capability, call in CALLS.items()}
    return {"/proxlb/json": described(), **allowed, **{CALLS[capability]: REFUSED for capability in refused}}


def control_at(host: str) -> DockerServiceControl:
    return DockerServiceControl(DockerContainer("proxlb", host, answer_seconds=2), str)


@pytest.mark.parametrize("refused", list(Capability))
async def test_each_refusal_is_found_and_explained(tmp_path: Path, refused: Capability) -> None:
    with engine_that_says(engine_without(refused), tmp_path) as host:
        control = control_at(host)
        status = await control.status()
        await control.close()
    words = f"The way to the Docker engine does not let the cockpit {WORDS[refused]}."
    assert {name: reason for name, reason in status.capabilities.items() if reason} == {refused: words}
    assert set(status.capabilities) == set(Capability)
    action = next((action for action in ServiceAction if action.value == refused.value), None)
    assert dict(status.refused) == ({action: words} if action else {})


async def test_a_refused_action_is_not_even_tried(tmp_path: Path) -> None:
    with engine_that_says(engine_without(Capability.RESTART), tmp_path) as host:
        control = control_at(host)
        await control.status()
        with pytest.raises(Denied) as caught:
            await control.perform(ServiceAction.RESTART)
        await control.close()
    assert caught.value.message == "The way to the Docker engine does not let the cockpit restart ProxLB."
    assert caught.value.hint == "Allow it in the socket proxy."


async def test_a_stopped_container_is_not_started_to_find_out(tmp_path: Path) -> None:
    stopped = {**engine_without(), "/proxlb/json": described(State={"Status": "exited"})}
    del stopped[CALLS[Capability.START]]  # asking would wait for an answer in vain
    with engine_that_says(stopped, tmp_path) as host:
        control = control_at(host)
        async with asyncio.timeout(1.5):
            status = await control.status()
        await control.close()
    assert Capability.START not in status.capabilities
    assert ServiceAction.START not in status.refused


async def test_what_is_allowed_is_asked_anew_when_the_engine_was_away(tmp_path: Path) -> None:
    with engine_that_says(engine_without(Capability.STOP), tmp_path) as host:
        control = control_at(host)
        assert ServiceAction.STOP in (await control.status()).refused
    (tmp_path / "docker.sock").unlink()
    assert set((await control.status()).refused) == set(ServiceAction)
    with engine_that_says(engine_without(), tmp_path):
        assert not (await control.status()).refused
        await control.close()
