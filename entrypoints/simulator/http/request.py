"""What an endpoint gets to see of a request."""

from dataclasses import dataclass
from typing import Any

from proxlb_ui.entrypoints.simulator.auth import Caller
from proxlb_ui.entrypoints.simulator.errors import ApiError, parameter_error
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Request:
    """One call: who asks, for what, of which simulation."""

    sim: Simulation
    caller: Caller
    path: dict[str, str]
    parameters: dict[str, str]

    def required(self, name: str) -> str:
        """A parameter that must be there."""
        if not self.parameters.get(name):
            raise parameter_error(**{name: "property is missing and it is not optional"})
        return self.parameters[name]

    def integer(self, name: str, default: int) -> int:
        """A parameter that must be a whole number."""
        text = self.parameters.get(name, "")
        if not text:
            return default
        if not text.isdecimal():
            raise parameter_error(**{name: f"type check ('integer') failed - got '{text}'"})
        return int(text)

    def flag(self, name: str) -> bool:
        """A boolean parameter."""
        return self.parameters.get(name, "").lower() in ("1", "on", "yes", "true")

    def node(self) -> str:
        """The node of the path, which must answer."""
        name = self.path["node"]
        if name not in self.sim.cluster.nodes:
            raise ApiError(500, f"hostname lookup '{name}' failed - failed to get address info for: {name}")
        if self.sim.offline_seconds(name) is not None:
            raise ApiError(595, "No route to host", empty=True)
        return name


@dataclass(frozen=True, slots=True)
class Listing:
    """Data with a total beside it."""

    data: Any
    total: int
