"""What is taken from the engine's description of a container; its environment is not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

STOP_SECONDS = 10
LONGEST_STOP_SECONDS = 600

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?")
_VERSION_TAG = re.compile(r":v?(\d+\.\d+\.\d+)(?:[-@].*)?$")


@dataclass(frozen=True, slots=True)
class ContainerFacts:
    """One look at a container; phase is the engine's own word for its state."""

    id: str
    name: str
    phase: str
    paused: bool
    out_of_memory: bool
    pid: int
    exit_code: int
    error: str
    started_at: datetime | None
    finished_at: datetime | None
    health: str
    restarts: int
    image: str
    version: str | None
    entrypoint: tuple[str, ...]
    arguments: tuple[str, ...]
    terminal: bool
    stop_signal: str
    stop_seconds: int

    @property
    def instance(self) -> str:
        """Differs from one start to the next."""
        start = self.started_at.isoformat() if self.started_at else "never"
        return f"{self.id[:12]}-{start}"

    @property
    def runs_proxlb(self) -> bool:
        """Whether anything about it names ProxLB; somebody may have named another container by mistake."""
        return any("proxlb" in word.lower() for word in (*self.entrypoint, *self.arguments, self.image))

    @property
    def runs_cockpit(self) -> bool:
        """Whether it is this very program."""
        return any("proxlb-ui" in word.lower() for word in (*self.entrypoint, *self.arguments))


def facts_in(body: Mapping[str, Any]) -> ContainerFacts:
    """The facts in an inspect answer; what is missing gets its empty value."""
    state = _mapping(body, "State")
    config = _mapping(body, "Config")
    image = str(config.get("Image") or "")
    return ContainerFacts(
        id=str(body.get("Id") or ""),
        name=str(body.get("Name") or "").removeprefix("/"),
        phase=str(state.get("Status") or "unknown"),
        paused=bool(state.get("Paused")),
        out_of_memory=bool(state.get("OOMKilled")),
        pid=int(state.get("Pid") or 0),
        exit_code=int(state.get("ExitCode") or 0),
        error=str(state.get("Error") or ""),
        started_at=_time(state.get("StartedAt")),
        finished_at=_time(state.get("FinishedAt")),
        health=str(_mapping(state, "Health").get("Status") or ""),
        restarts=int(body.get("RestartCount") or 0),
        image=image,
        version=_version(_mapping(config, "Labels"), image),
        entrypoint=_words(config.get("Entrypoint")),
        arguments=_words(config.get("Cmd")),
        terminal=bool(config.get("Tty")),
        stop_signal=str(config.get("StopSignal") or "SIGTERM"),
        stop_seconds=_patience(config.get("StopTimeout")),
    )


def not_proxlb(facts: ContainerFacts, name: str) -> tuple[str, str] | None:
    """Sentence and hint when this container must not be touched."""
    hint = "Name the Docker container that runs ProxLB in PROXLB_CONTAINER."
    if facts.runs_cockpit:
        return f"The Docker container {name} is the cockpit itself, not ProxLB.", hint
    if not facts.runs_proxlb:
        return f"The Docker container {name} (image {facts.image}) does not run ProxLB, so it is left alone.", hint
    return None


def nanoseconds_of(seconds: str, fraction: str) -> int:
    """From the two parts of an RFC 3339 time in UTC."""
    return int(datetime.fromisoformat(f"{seconds}+00:00").timestamp()) * 10**9 + int(fraction.ljust(9, "0") or 0)


def _mapping(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = body.get(key)
    return found if isinstance(found, Mapping) else {}


def _words(found: Any) -> tuple[str, ...]:
    return tuple(str(word) for word in found) if isinstance(found, list) else ()


def _patience(found: Any) -> int:
    """Seconds the engine waits for the container to end before it kills it; a negative number stands for ever."""
    if not isinstance(found, int):
        return STOP_SECONDS
    return found if 0 <= found <= LONGEST_STOP_SECONDS else LONGEST_STOP_SECONDS


def _version(labels: Mapping[str, Any], image: str) -> str | None:
    label = str(labels.get("org.opencontainers.image.version") or "").removeprefix("v")
    if "proxlb" in image.lower() and re.fullmatch(r"\d+\.\d+\.\d+\S*", label):
        return label
    tag = _VERSION_TAG.search(image)
    return tag[1] if tag else None


def _time(found: Any) -> datetime | None:
    parts = _TIME.match(str(found or ""))
    if parts is None:
        return None
    if parts[1].startswith("0001-"):
        return None  # how the engine says "never"
    return datetime.fromtimestamp(nanoseconds_of(parts[1], parts[2] or "") / 1e9, UTC)
