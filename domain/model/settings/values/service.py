"""The sections about ProxLB itself: how its service runs, and the solver it may use."""

from typing import Annotated, Literal

from proxlb_ui.domain.model.settings.values.setting import Section, Setting


class Delay(Section):
    """How long the daemon waits before its first run."""

    enable: Annotated[bool, Setting("Wait at the start", "Wait before the first run.")] = False
    time: Annotated[int, Setting("Wait", "How long to wait before the first run.", minimum=0)] = 1
    format: Annotated[Literal["hours", "minutes"], Setting("Unit of the wait", "The unit of the wait.")] = "hours"


class Schedule(Section):
    """How long the daemon sleeps after each run."""

    interval: Annotated[int, Setting("Pause", "The pause after each run.", minimum=1, since="1.1.1")] = 12
    format: Annotated[
        Literal["hours", "minutes"],
        Setting("Unit of the pause", "The unit of the pause.", since="1.1.1"),
    ] = "hours"

    @property
    def seconds(self) -> int:
        """The interval in seconds."""
        return self.interval * (3600 if self.format == "hours" else 60)


class Service(Section):
    """How ProxLB itself runs."""

    daemon: Annotated[bool, Setting("Keep running", "Run again and again instead of once.")] = True
    schedule: Schedule = Schedule()
    delay: Annotated[
        Delay,
        Setting("Delay", "How long ProxLB waits before its first run.", since="1.1.3"),
    ] = Delay()
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
        Setting("Log level", "The least severe lines that are logged."),
    ] = "INFO"
    enable_ha: Annotated[
        bool,
        Setting("High availability", "Let several ProxLB agree on which of them acts.", since="2.2.0"),
    ] = False


class Solver(Section):
    """The constraint solver that ProxLB can use beside its own algorithm."""

    enable: Annotated[bool, Setting("Solver", "Use the constraint solver.")] = False
    mode: Annotated[
        Literal["shadow", "active"],
        Setting("Mode", "Only record what the solver would do, or do it."),
    ] = "shadow"
    log_dir: Annotated[str, Setting("Reports", "Where the solver writes its reports.")] = "/var/log/proxlb/solver"
    timeout_seconds: Annotated[
        float,
        Setting("Time to calculate", "How long the solver may calculate.", unit="s"),
    ] = 30
    use_reservations: Annotated[bool, Setting("Keep reserves", "Respect node_resource_reserve.")] = True
    active_step_retries: Annotated[
        int,
        Setting("New calculations", "How often to calculate anew after a failed migration."),
    ] = 3
    fallback_to_greedy: Annotated[
        bool,
        Setting(
            "Fall back",
            "Use ProxLB's own algorithm when the solver finds nothing.",
            since="2.3.0",
        ),
    ] = True
