"""What is taken from systemd's description of a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from proxlb_ui.adapters.systemd_unit.dbus.errors import not_installed

_EXITED, _KILLED, _DUMPED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One look at a unit, in systemd's own words; words is its command line."""

    id: str
    load_state: str
    load_error: str
    active_state: str
    sub_state: str
    file_state: str
    invocation: str
    changed_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    main_pid: int
    result: str
    exit_code: int | None
    restarts: int
    can_reload: bool
    outdated: bool
    status_text: str
    words: tuple[str, ...]
    environment: tuple[str, ...] = field(repr=False)

    @property
    def runs_proxlb(self) -> bool:
        """Whether its command line names ProxLB; somebody may have named another unit by mistake."""
        return any("proxlb" in word.lower() for word in self.words)

    @property
    def runs_cockpit(self) -> bool:
        """Whether it is this very program."""
        return any(PurePath(word).name == "proxlb-ui" for word in self.words)

    @property
    def program(self) -> tuple[str, ...]:
        """The command line without its options: a Python and `-m proxlb`, a script, or a program."""
        for number, word in enumerate(self.words):
            if word == "-m":
                return self.words[: number + 2]
        following = next((place for place, word in enumerate(self.words) if word.startswith("-")), len(self.words))
        return self.words[:following]


def facts_in(unit: Mapping[str, Any], service: Mapping[str, Any]) -> UnitFacts:
    """The facts in the properties of both interfaces; what is missing gets its empty value."""
    error = unit.get("LoadError")
    return UnitFacts(
        id=str(unit.get("Id") or ""),
        load_state=str(unit.get("LoadState") or ""),
        load_error=str(error[1]) if isinstance(error, Sequence) and len(error) > 1 else "",
        active_state=str(unit.get("ActiveState") or ""),
        sub_state=str(unit.get("SubState") or ""),
        file_state=str(unit.get("UnitFileState") or ""),
        invocation=bytes(unit.get("InvocationID") or b"").hex(),
        changed_at=_time(unit.get("StateChangeTimestamp")),
        started_at=_time(service.get("ExecMainStartTimestamp")),
        ended_at=_time(service.get("ExecMainExitTimestamp")),
        main_pid=int(service.get("MainPID") or 0),
        result=str(service.get("Result") or ""),
        exit_code=_exit_code(int(service.get("ExecMainCode") or 0), int(service.get("ExecMainStatus") or 0)),
        restarts=int(service.get("NRestarts") or 0),
        can_reload=bool(unit.get("CanReload")),
        outdated=bool(unit.get("NeedDaemonReload")),
        status_text=str(service.get("StatusText") or ""),
        words=_words(service.get("ExecStart")),
        environment=tuple(str(one) for one in service.get("Environment") or ()),
    )


def not_proxlb(facts: UnitFacts, name: str) -> tuple[str, str] | None:
    """Sentence and hint when this unit cannot or must not be touched."""
    match facts.load_state:
        case "not-found":
            sentence = not_installed(name)
            return sentence.message, sentence.hint
        case "bad-setting" | "error":
            message = f"systemd cannot read the unit {name}: {facts.load_error or 'it does not say why'}"
            return message, f"Run: systemd-analyze verify {name}"
        case "masked":
            return None
    hint = "Name the unit that runs ProxLB in PROXLB_UNIT."
    if facts.runs_cockpit:
        return f"The unit {name} is the cockpit itself, not ProxLB.", hint
    if not facts.runs_proxlb:
        return f"The unit {name} does not run ProxLB, so it is left alone.", hint
    return None


def _words(commands: Any) -> tuple[str, ...]:
    if not isinstance(commands, Sequence) or not commands:
        return ()
    path, arguments = str(commands[0][0]), [str(word) for word in commands[0][1]]
    return (path, *arguments[1:])


def _exit_code(how: int, status: int) -> int | None:
    if how == _EXITED:
        return status
    return -status if how in (_KILLED, _DUMPED) else None


def _time(microseconds: Any) -> datetime | None:
    return datetime.fromtimestamp(int(microseconds) / 1e6, UTC) if microseconds else None
