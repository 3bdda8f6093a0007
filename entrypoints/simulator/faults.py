"""What goes wrong on request."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

KINDS = frozenset(
    {
        "node-offline",
        "node-maintenance",
        "migration-fails",
        "ha-rejects",
        "slow",
        "401",
        "403",
        "500",
        "token-without-privileges",
        "no-quorum",
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, perhaps about one node, path or number of seconds."""

    kind: str
    argument: str
    since: float

    @property
    def text(self) -> str:
        """The form it is asked for in."""
        return f"{self.kind}:{self.argument}" if self.argument else self.kind


class Faults:
    """The faults in force, changed by tests while the simulation runs."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._active: dict[str, Fault] = {}
        self.version = 0

    def add(self, text: str) -> None:
        """Start one, e.g. `node-offline:pve3` or `slow:2`."""
        kind, _, argument = text.partition(":")
        if kind not in KINDS:
            raise ValueError(f"No such fault: {kind}. Choose one of {', '.join(sorted(KINDS))}.")
        if kind == "slow" and not 0 <= float(argument) <= 60:
            raise ValueError("Choose slow:SECONDS between 0 and 60.")
        with self._lock:
            self._active.setdefault(text, Fault(kind, argument, self._now()))
            self.version += 1

    def remove(self, text: str) -> None:
        """End one."""
        with self._lock:
            self._active.pop(text, None)
            self.version += 1

    def clear(self) -> None:
        """End all."""
        with self._lock:
            self._active.clear()
            self.version += 1

    def all(self) -> list[Fault]:
        """Those in force."""
        with self._lock:
            return list(self._active.values())

    def find(self, kind: str, argument: str | None = None) -> Fault | None:
        """The fault of this kind, if in force; without its own argument it is about everything."""
        for fault in self.all():
            if fault.kind == kind and (argument is None or fault.argument in ("", argument)):
                return fault
        return None
