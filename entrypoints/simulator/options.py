"""How a simulated cluster is asked for, from code or from the command line."""

import argparse
from dataclasses import dataclass

DEFAULT_SECRET = "5e1f0c52-7c1d-4b0e-9a53-2f1d7c0a9b11"  # noqa: S105 - a public secret of a simulator on loopback


@dataclass(frozen=True, slots=True)
class SimulatorOptions:
    """Size, version and behavior of one simulated cluster."""

    nodes: int = 3
    guests: int = 30
    seed: int = 1
    pve: int = 9
    speed: float = 1.0
    faults: tuple[str, ...] = ()
    ticket_seconds: int = 7200
    login_delay_seconds: float = 0.0
    token_secret: str = DEFAULT_SECRET
    shuffle: bool = False
    still: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.nodes <= 100 or not 0 <= self.guests <= 20_000:
            raise ValueError("Choose 1 to 100 nodes and 0 to 20000 guests.")
        if self.pve not in (8, 9) or self.speed <= 0 or self.ticket_seconds <= 0:
            raise ValueError("Choose PVE 8 or 9, a speed above 0 and a ticket life above 0 seconds.")

    @staticmethod
    def add_arguments(parser: argparse.ArgumentParser) -> None:
        """Add the simulator's options to a parser."""
        add_arguments(parser)

    @staticmethod
    def from_arguments(namespace: argparse.Namespace) -> "SimulatorOptions":
        """Read back what add_arguments declared."""
        return from_arguments(namespace)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the simulator's options to a parser."""
    parser.add_argument("--nodes", type=int, default=3, help="number of nodes (default: %(default)s)")
    parser.add_argument("--guests", type=int, default=30, help="number of guests (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="equal seeds give equal clusters (default: %(default)s)")
    parser.add_argument("--pve", type=int, choices=(8, 9), default=9, help="Proxmox VE version (default: %(default)s)")
    parser.add_argument("--speed", type=float, default=1.0, help="migrations run this many times faster")
    parser.add_argument("--still", action="store_true", help="loads and uptimes stand still; migrations go on")
    parser.add_argument(
        "--fault", action="append", default=[], help="node-offline:NAME, migration-fails, slow:SECONDS, …"
    )
    parser.add_argument(
        "--ticket-seconds", type=int, default=7200, help="life of a login ticket (default: %(default)s)"
    )
    parser.add_argument("--login-delay", type=float, default=0.0, help="seconds before a 401, 3 as in the real thing")
    parser.add_argument("--token-secret", default=DEFAULT_SECRET, help="secret of the token proxlb@pve!proxlb")
    parser.add_argument(
        "--shuffle", action="store_true", help="list nodes and guests in another order every time, as Proxmox does"
    )


def from_arguments(namespace: argparse.Namespace) -> SimulatorOptions:
    """Read back what add_arguments declared."""
    return SimulatorOptions(
        nodes=namespace.nodes,
        guests=namespace.guests,
        seed=namespace.seed,
        pve=namespace.pve,
        speed=namespace.speed,
        faults=tuple(namespace.fault),
        ticket_seconds=namespace.ticket_seconds,
        login_delay_seconds=namespace.login_delay,
        token_secret=namespace.token_secret,
        shuffle=namespace.shuffle,
        still=namespace.still,
    )
