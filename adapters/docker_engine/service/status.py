"""How a container's state reads as the state of the service."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from proxlb_ui.adapters.docker_engine.engine.errors import one_line
from proxlb_ui.adapters.docker_engine.engine.facts import ContainerFacts, not_proxlb
from proxlb_ui.domain.model.log.failure_lines import ending
from proxlb_ui.domain.model.service.service import ServiceState

# Until ProxLB has installed its signal handlers a SIGHUP would kill it.
STARTING = timedelta(seconds=2)
# A start this short after another is Docker's restart policy at work.
SETTLED = timedelta(seconds=10)
KILLED, TERMINATED, INTERRUPTED = 137, 143, 130


@dataclass(frozen=True, slots=True)
class ContainerVerdict:
    """State and sentence; failed_run says that the log's last words explain it."""

    state: ServiceState
    message: str = ""
    hint: str = ""
    failed_run: bool = False
    refuses_all: bool = False


def verdict_on(facts: ContainerFacts, name: str, now: datetime) -> ContainerVerdict:
    """The service's state, and what a person should know about it."""
    if (problem := not_proxlb(facts, name)) is not None:
        return ContainerVerdict(ServiceState.UNKNOWN, *problem, refuses_all=True)
    if facts.paused:
        message = "ProxLB's Docker container is paused: ProxLB stands still and moves nothing."
        return ContainerVerdict(ServiceState.UNKNOWN, message, f"Run: docker unpause {name}", refuses_all=True)
    match facts.phase:
        case "running":
            return _running(facts, now)
        case "restarting":
            return _looping(facts)
        case "created":
            if facts.error:
                return _not_started(facts)
            return ContainerVerdict(ServiceState.STOPPED, "ProxLB's Docker container has not been started yet.")
        case "exited":
            return _exited(facts)
        case "removing":
            return ContainerVerdict(
                ServiceState.STOPPING, "ProxLB's Docker container is being removed.", refuses_all=True
            )
        case "dead":
            message = "ProxLB's Docker container is dead: Docker could neither stop nor remove it."
            return ContainerVerdict(ServiceState.FAILED, message, "Remove and create it again.", refuses_all=True)
    return ContainerVerdict(ServiceState.UNKNOWN, f"Docker calls the container's state {facts.phase!r}.")


def _running(facts: ContainerFacts, now: datetime) -> ContainerVerdict:
    age = now - facts.started_at if facts.started_at else SETTLED
    if facts.restarts and timedelta(0) <= age < SETTLED:
        return ContainerVerdict(
            ServiceState.STARTING,
            f"Docker has restarted ProxLB {_times(facts.restarts)} by itself.",
            "Look at the log: it probably ends soon after its start.",
        )
    if timedelta(0) <= age < STARTING:
        return ContainerVerdict(ServiceState.STARTING)
    if facts.health == "unhealthy":
        message = "ProxLB runs, but its Docker container's health check fails."
        return ContainerVerdict(ServiceState.RUNNING, message, "See `docker inspect` for what the check said.")
    return ContainerVerdict(ServiceState.RUNNING)


def _looping(facts: ContainerFacts) -> ContainerVerdict:
    if facts.exit_code == 0:
        message = f"ProxLB ends after each run, and Docker has started it again {_times(facts.restarts)}."
        hint = "Turn on service.daemon, or each start is a whole run with migrations."
        return ContainerVerdict(ServiceState.FAILED, message, hint)
    message = f"ProxLB ends right after its start, and Docker has restarted it {_times(facts.restarts)}"
    hint = "Correct what its log complains about, or stop it."
    return ContainerVerdict(ServiceState.FAILED, message, hint, failed_run=True)


def _exited(facts: ContainerFacts) -> ContainerVerdict:
    if facts.out_of_memory:
        message = "ProxLB was killed because its Docker container had no memory left."
        return ContainerVerdict(ServiceState.FAILED, message, "Raise the container's memory limit and start ProxLB.")
    if facts.error:
        return _not_started(facts)
    if facts.exit_code == KILLED and facts.stop_signal != "SIGINT":
        message = "ProxLB did not answer Docker's SIGTERM and was killed."
        hint = "Give its container `stop_signal: SIGINT`, which ProxLB answers at once."
        return ContainerVerdict(ServiceState.STOPPED, message, hint)
    if facts.exit_code in (TERMINATED, INTERRUPTED):
        return ContainerVerdict(ServiceState.STOPPED, f"ProxLB was ended by {ending(128 - facts.exit_code)}.")
    if facts.exit_code:
        code = facts.exit_code if facts.exit_code < 128 else 128 - facts.exit_code
        hint = "Look at the log, correct the cause and start ProxLB again."
        return ContainerVerdict(ServiceState.FAILED, f"ProxLB ended with {ending(code)}", hint, failed_run=True)
    return ContainerVerdict(ServiceState.STOPPED)


def _not_started(facts: ContainerFacts) -> ContainerVerdict:
    message = f"Docker could not start ProxLB: {one_line(facts.error)}"
    return ContainerVerdict(ServiceState.FAILED, message, "Correct the cause and start ProxLB again.")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
