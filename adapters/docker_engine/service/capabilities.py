"""Finding out what the way to the engine allows, without doing any of it."""

from proxlb_ui.adapters.docker_engine.engine.client import EngineClient
from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.domain.model.service.service import Capability

REFUSED = (401, 403, 405)
# Each of these calls is one the engine itself always turns down, so that only a gatekeeper's "no" differs:
# a patience that is no number, a signal and a checkpoint that do not exist, a command without words.
_WRONG_PATIENCE = {"t": "probe"}
_WRONG_CHECKPOINT = {"checkpoint": "probe"}
_WRONG_SIGNAL = {"signal": "PROBE"}


async def capabilities_of(container: DockerContainer, *, running: bool) -> dict[Capability, str]:
    """Why each is not allowed, or an empty text; starting can only be tried while it changes nothing."""

    def work(client: EngineClient) -> dict[Capability, int]:
        name = container.name
        codes = {
            Capability.READ_LOG: client.log_answer(name),
            Capability.STOP: client.try_call("/containers/{0}/stop", name, params=_WRONG_PATIENCE),
            Capability.RESTART: client.try_call("/containers/{0}/restart", name, params=_WRONG_PATIENCE),
            Capability.RELOAD: client.try_call("/containers/{0}/kill", name, params=_WRONG_SIGNAL),
            Capability.RUN_ENGINE: client.try_call("/containers/{0}/exec", name, json={"Cmd": []}),
        }
        # An engine that does not know checkpoints would start a stopped container.
        if running:
            codes[Capability.START] = client.try_call("/containers/{0}/start", name, params=_WRONG_CHECKPOINT)
        return codes

    return {capability: _reason(capability, code) for capability, code in (await container.call(work)).items()}


_WORDS = {
    Capability.READ_LOG: "read ProxLB's log",
    Capability.START: "start ProxLB",
    Capability.STOP: "stop ProxLB",
    Capability.RESTART: "restart ProxLB",
    Capability.RELOAD: "reload ProxLB (SIGHUP)",
    Capability.RUN_ENGINE: "run the engine (exec)",
}


def _reason(capability: Capability, code: int) -> str:
    if code not in REFUSED:
        return ""
    return f"The way to the Docker engine does not let the cockpit {_WORDS[capability]}."
