"""What systemd, polkit and D-Bus say when they refuse, in the project's own words."""

from proxlb_ui.domain.errors import Conflict, Denied, Invalid, NotFound, ProxlbUiError, TimedOut, Unavailable

RULE = "/etc/polkit-1/rules.d/50-proxlb-ui.rules"
POLKIT = "org.freedesktop.PolicyKit1"

_BUS_GONE = "Is the service dbus running, and may the cockpit's user reach /run/dbus/system_bus_socket?"
_REFUSED = (
    "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
    "org.freedesktop.DBus.Error.AccessDenied",
    "org.freedesktop.DBus.Error.AuthFailed",
)
_SYSTEMD = "org.freedesktop.systemd1."


class CallFailed(Exception):
    """An error answer: its D-Bus name and its sentence."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name
        self.text = text

    @property
    def refused(self) -> bool:
        """Whether it was not allowed."""
        return self.name in _REFUSED


def bus_gone(problem: object) -> Unavailable:
    """Nobody to talk to."""
    return Unavailable(f"The system's D-Bus cannot be reached: {problem}.", _BUS_GONE)


def polkit_missing() -> Denied:
    """Without polkit only root may steer units."""
    return Denied(
        "polkit is not running, and without it only root may steer ProxLB's unit.",
        "Install the package polkitd (policykit-1 before Debian 12), or start its service.",
    )


def not_allowed(verb: str, unit: str) -> Denied:
    """polkit is there and says no."""
    return Denied(
        f"polkit does not let the cockpit's user {verb} {unit}: the rule in {RULE} is missing, "
        "or it names another user or unit.",
        "Run install.sh of deploy/systemd again, or write the rule from deploy/systemd/README.md there.",
    )


def translated(failure: CallFailed, unit: str) -> ProxlbUiError:
    """Everything that was not foreseen where the call was made."""
    match failure.name.removeprefix(_SYSTEMD):
        case "NoSuchUnit" | "LoadFailed":
            return not_installed(unit)
        case "UnitMasked" if unit in failure.text:
            return masked(unit)
        case "OnlyByDependency":
            return Denied(f"{unit} refuses to be started or stopped by hand.", "Its RefuseManualStart/Stop says so.")
        case "TransactionIsDestructive" | "TransactionJobsConflicting":
            return Conflict("systemd is about to do the opposite.", "Is the machine shutting down? Try again later.")
        case "JobTypeNotApplicable":
            return Conflict(f"systemd cannot do that with {unit} now.", "Look at its state and try again.")
    match failure.name:
        case "org.freedesktop.DBus.Error.NoReply" | "org.freedesktop.DBus.Error.Timeout":
            return TimedOut("systemd does not answer.", "Look at the load of this machine.")
        case "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner":
            return Unavailable("D-Bus is there, but systemd is not on it.", "Was this machine started with systemd?")
        case "org.freedesktop.DBus.Error.InvalidArgs":
            return Invalid(f"systemd does not accept {unit} as a unit.", "Correct PROXLB_UNIT.")
    if failure.refused:
        return not_allowed("steer", unit)
    return Unavailable(f"systemd refused: {failure.text or failure.name}", f"Run: systemctl status {unit}")


def not_installed(unit: str) -> NotFound:
    """No such unit."""
    return NotFound(f"systemd knows no unit {unit}.", "Install ProxLB's package, or name its unit in PROXLB_UNIT.")


def masked(unit: str) -> Conflict:
    """Switched off for good."""
    return Conflict(f"{unit} is masked: systemd does not start it for anybody.", f"Run: systemctl unmask {unit}")
