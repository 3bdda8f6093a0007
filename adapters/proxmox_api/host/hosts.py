"""Which host to ask: the one that answered last, else the others in order, those that keep failing last."""

from dataclasses import dataclass

from proxlb_ui.adapters.proxmox_api.host.client import HostClient
from proxlb_ui.domain.errors import ProxlbUiError, Unavailable
from proxlb_ui.domain.ports.clock import Clock

_FAILURES_TO_OPEN = 3
_OPEN_SECONDS = 30.0


@dataclass(slots=True)
class Circuit:
    """How one host behaves; an open circuit is left alone for a while."""

    client: HostClient
    failures: int = 0
    open_until: float = float("-inf")
    problem: ProxlbUiError | None = None


class Hosts:
    """The hosts of one connection with their circuits."""

    def __init__(self, clients: list[HostClient], clock: Clock) -> None:
        self._circuits = [Circuit(client) for client in clients]
        self._clock = clock

    def candidates(self) -> list[HostClient]:
        """Hosts to try, best first; when every circuit is open, the one closest to another chance."""
        now = self._clock.monotonic()
        closed = [circuit.client for circuit in self._circuits if circuit.open_until <= now]
        if closed or not self._circuits:
            return closed
        return [min(self._circuits, key=lambda circuit: circuit.open_until).client]

    def succeeded(self, client: HostClient) -> None:
        """Remember the host as the one to ask first."""
        circuit = self._circuit_of(client)
        circuit.failures, circuit.open_until, circuit.problem = 0, float("-inf"), None
        self._circuits.remove(circuit)
        self._circuits.insert(0, circuit)

    def failed(self, client: HostClient, problem: ProxlbUiError) -> None:
        """Count a failure; the third in a row opens the circuit, and each later one keeps it open."""
        circuit = self._circuit_of(client)
        circuit.failures += 1
        circuit.problem = problem
        if circuit.failures >= _FAILURES_TO_OPEN:
            circuit.open_until = self._clock.monotonic() + _OPEN_SECONDS

    def exhausted(self) -> ProxlbUiError:
        """The error when no host is left: the only problem, or all of them in one sentence."""
        problems = [circuit.problem for circuit in self._circuits if circuit.problem is not None]
        if not problems:
            return Unavailable("No Proxmox host is known.", "Add one under proxmox_api.hosts.")
        if len(self._circuits) == 1:
            return problems[0]
        told = "; ".join(problem.message.rstrip(".") for problem in problems)
        return Unavailable(f"None of the {len(self._circuits)} hosts can be used: {told}.", problems[0].hint)

    def close(self) -> None:
        """Close every host's connections."""
        for circuit in self._circuits:
            circuit.client.close()

    def _circuit_of(self, client: HostClient) -> Circuit:
        return next(circuit for circuit in self._circuits if circuit.client is client)
