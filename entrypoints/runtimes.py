"""Which runtime the cockpit steers: the one place that knows them all, and imports only the one that is wanted."""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.ports.runtime import Runtime
from proxlb_ui.domain.use_cases.service.find_runtime import find_runtime
from proxlb_ui.entrypoints.config import Config

ABSENT = "The cockpit was told that there is no ProxLB service to steer (PROXLB_UI_RUNTIME=none)."
ABSENT_HINT = "Set PROXLB_UI_RUNTIME=process to let the cockpit run ProxLB itself; everything else works without."
WITHOUT_DBUS = Unavailable(
    "This installation lacks dbus-fast, which talks to systemd.", "Run: pip install 'proxlb-ui[systemd]'"
)
# Where nobody has said it, in the order of preference.
LOOKED_FOR = (RuntimeKind.DOCKER, RuntimeKind.SYSTEMD)


def runtime_of(kind: RuntimeKind, config: Config, redact: Callable[[str], str]) -> Runtime:
    """The runtime of this kind as the configuration describes it; redact hides secrets in what its engine prints."""
    match kind:
        case RuntimeKind.PROCESS:
            return _process(config, redact)
        case RuntimeKind.DOCKER:
            return _docker(config, redact)
        case RuntimeKind.SYSTEMD:
            return _systemd(config, redact)
    return _none(config.runtime_note or ABSENT)


async def with_runtime_found(config: Config) -> Config:
    """The configuration with a runtime: the one that was found where none is named, and none where it cannot work."""
    if config.runtime is RuntimeKind.SYSTEMD and not _has_dbus():
        return replace(config, runtime=RuntimeKind.NONE, runtime_note=f"{WITHOUT_DBUS.message} {WITHOUT_DBUS.hint}")
    if config.runtime is not None:
        return config
    choice = await find_runtime([runtime_of(kind, config, str).probe for kind in LOOKED_FOR])
    return replace(config, runtime=choice.runtime, runtime_note=choice.note)


def _process(config: Config, redact: Callable[[str], str]) -> Runtime:
    from proxlb_ui.adapters.child_process import EngineProgram, process_runtime

    program = EngineProgram(config.engine_python, config.proxlb_config, config.engine_environment, redact)
    return process_runtime(program, autostart=config.engine_autostart)


def _docker(config: Config, redact: Callable[[str], str]) -> Runtime:
    # The docker SDK takes 170 ms and 10 MB, which other installs never need.
    from proxlb_ui.adapters.docker_engine import docker_runtime

    return docker_runtime(config.proxlb_container, config.docker_host, redact)


def _systemd(config: Config, redact: Callable[[str], str]) -> Runtime:
    # Only an extra of the package brings what it needs.
    if not _has_dbus():
        return _none(WITHOUT_DBUS.message, f"a systemd unit named {config.proxlb_unit}")
    from proxlb_ui.adapters.systemd_unit import systemd_runtime

    return systemd_runtime(config.proxlb_unit, config.engine_environment, redact)


def _none(note: str, sought: str = "") -> Runtime:
    from proxlb_ui.adapters.no_runtime import absent_runtime

    return absent_runtime(note, ABSENT_HINT, sought)


def _has_dbus() -> bool:
    return find_spec("dbus_fast") is not None
