"""The cockpit's own configuration: the only place that reads the environment."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Network, IPv6Network

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.cluster.connection import ConnectionOverride
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.entrypoints import env_values as env
from proxlb_ui.entrypoints.env_values import BadValue, Reader

try:
    VERSION = version("proxlb-ui")
except PackageNotFoundError:  # run from a source tree that was never installed
    VERSION = "0.0.0+source"

ENGINE_VARIABLES = ("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
DOCKER_SOCKET = "unix:///var/run/docker.sock"
AUTO = "auto"
STEERABLE = (RuntimeKind.DOCKER, RuntimeKind.SYSTEMD, RuntimeKind.PROCESS, RuntimeKind.NONE)
SHORTEST_TOKEN = 16
WEAK_TOKENS = frozenset({"changeme", "change-me", "password", "secret", "token", "admin", "proxlb"})


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable, as the documentation lists it."""

    name: str
    default: str
    meaning: str
    secret: bool = False


VARIABLES = (
    Variable("PROXLB_CONFIG", "/etc/proxlb/proxlb.yaml", "ProxLB's settings file."),
    Variable("PROXLB_CONTAINER", "proxlb", "Name of the Docker container that runs ProxLB."),
    Variable("DOCKER_HOST", DOCKER_SOCKET, "Where the Docker engine or a socket proxy listens: `unix://` or `tcp://`."),
    Variable("PROXLB_UNIT", "proxlb.service", "Name of the systemd unit that runs ProxLB."),
    Variable("HOST", "0.0.0.0", "Address the cockpit listens on."),  # noqa: S104
    Variable("PORT", "8080", "Port the cockpit listens on."),
    Variable("PROXLB_UI_RUNTIME", "auto", "What runs ProxLB: `auto`, `docker`, `systemd`, `process` or `none`."),
    Variable("PROXLB_UI_AUTH", "", "`token` or `none`. Unset: `token` when listening beyond loopback."),
    Variable(
        "PROXLB_UI_TOKEN",
        "",
        "The access token, 16 characters or more. Unset: a new one at every start, in the log.",
        True,
    ),
    Variable("PROXLB_UI_READ_ONLY", "false", "Show everything, change nothing."),
    Variable("PROXLB_UI_BASE_PATH", "", "Path below which a reverse proxy serves the cockpit, such as `/proxlb`."),
    Variable("PROXLB_UI_ALLOWED_HOSTS", "", "Further host names browsers may use, separated by commas."),
    Variable("PROXLB_UI_TRUSTED_ORIGINS", "", "Further origins that may act, such as `https://ops.example.org`."),
    Variable("PROXLB_UI_TRUSTED_PROXIES", "", "Addresses or networks whose X-Forwarded-* headers count."),
    Variable("PROXLB_UI_REFRESH_SECONDS", "10", "How often the cluster is read while somebody looks, 2 to 300."),
    Variable("PROXLB_UI_RUN_MINUTES", "60", "When a run started here is ended at the latest, 1 to 1440."),
    Variable("PROXLB_UI_LOG_FORMAT", "text", "`text` or `json`."),
    Variable("PROXLB_UI_LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`."),
    Variable(
        "PROXLB_UI_STATE_DIR",
        "",
        "Directory for the history of migrations and runs. Unset: systemd's `STATE_DIRECTORY`, else it is in memory.",
    ),
    Variable("PROXLB_UI_HISTORY_DAYS", "400", "How long the history is kept, 1 to 3650 days."),
    Variable("PROXLB_UI_HISTORY_MEGABYTES", "64", "How large the history may become, 1 to 4096 MiB."),
    Variable("PROXLB_UI_ENGINE_PYTHON", "", "Python that has ProxLB, for the `process` runtime. Unset: our own."),
    Variable("PROXLB_UI_PVE_HOSTS", "", "Proxmox hosts to ask instead of those in ProxLB's settings."),
    Variable("PROXLB_UI_PVE_USER", "", "Proxmox user of the cockpit's own token."),
    Variable("PROXLB_UI_PVE_TOKEN_ID", "", "Name of the cockpit's own token."),
    Variable("PROXLB_UI_PVE_TOKEN_SECRET", "", "Secret of the cockpit's own token.", True),
    Variable("PROXLB_UI_PVE_CA_FILE", "", "Certificate authority to trust for Proxmox, a PEM file."),
    Variable("PROXLB_UI_PVE_VERIFY_TLS", "", "`true` or `false`. Unset: `ssl_verification` of ProxLB's settings."),
)


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the environment decides, checked."""

    proxlb_config: str = "/etc/proxlb/proxlb.yaml"
    proxlb_container: str = "proxlb"
    proxlb_unit: str = "proxlb.service"
    host: str = "0.0.0.0"  # noqa: S104
    port: int = 8080
    runtime: RuntimeKind | None = None  # None: whatever is found
    runtime_note: str = ""
    docker_host: str = DOCKER_SOCKET
    auth: str = "token"
    token: str | None = field(default=None, repr=False)
    read_only: bool = False
    base_path: str = ""
    allowed_hosts: tuple[str, ...] = ()
    trusted_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    refresh_seconds: int = 10
    run_minutes: int = 60
    log_format: str = "text"
    log_level: str = "INFO"
    state_dir: str | None = None
    history_days: int = 400
    history_megabytes: int = 64
    engine_python: str = sys.executable
    engine_environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    engine_autostart: bool = False
    pve: ConnectionOverride = ConnectionOverride()
    default_ca_bundle: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def longest_run_seconds(self) -> float:
        """The bound of one run of the engine."""
        return self.run_minutes * 60.0


def load_config(environ: Mapping[str, str] | None = None, overrides: Mapping[str, str] | None = None) -> Config:
    """Read the environment, overridden where a command decides; raises Invalid that names every bad variable."""
    reader = Reader({**(os.environ if environ is None else environ), **(overrides or {})})
    config = _read(reader)
    if reader.problems:
        lines = "\n".join(f"  {problem}" for problem in reader.problems)
        count = len(reader.problems)
        raise Invalid(
            f"{count} environment variable{' is' if count == 1 else 's are'} wrong:\n{lines}",
            "Correct them and start again; docs/configure.md lists them all.",
        )
    return config


def _read(reader: Reader) -> Config:
    host = reader.read("HOST", env.text, "0.0.0.0")  # noqa: S104
    auth = reader.read("PROXLB_UI_AUTH", env.one_of("token", "none"), "none" if env.is_loopback(host) else "token")
    return Config(
        proxlb_config=reader.read("PROXLB_CONFIG", env.text, "/etc/proxlb/proxlb.yaml"),
        proxlb_container=reader.read("PROXLB_CONTAINER", env.container_name, "proxlb"),
        docker_host=reader.read("DOCKER_HOST", env.docker_host, DOCKER_SOCKET),
        proxlb_unit=reader.read("PROXLB_UNIT", env.unit_name, "proxlb.service"),
        host=host,
        port=reader.read("PORT", env.whole_number(1, 65535), 8080),
        runtime=reader.read("PROXLB_UI_RUNTIME", _runtime, None),
        auth=auth,
        token=reader.secret("PROXLB_UI_TOKEN", _token),
        read_only=reader.read("PROXLB_UI_READ_ONLY", env.boolean, False),
        base_path=reader.read("PROXLB_UI_BASE_PATH", env.base_path, ""),
        allowed_hosts=reader.read("PROXLB_UI_ALLOWED_HOSTS", env.host_names, ()),
        trusted_origins=reader.read("PROXLB_UI_TRUSTED_ORIGINS", env.origins, ()),
        trusted_proxies=reader.read("PROXLB_UI_TRUSTED_PROXIES", env.networks, ()),
        refresh_seconds=reader.read("PROXLB_UI_REFRESH_SECONDS", env.whole_number(2, 300), 10),
        run_minutes=reader.read("PROXLB_UI_RUN_MINUTES", env.whole_number(1, 1440), 60),
        log_format=reader.read("PROXLB_UI_LOG_FORMAT", env.one_of("text", "json"), "text"),
        log_level=reader.read("PROXLB_UI_LOG_LEVEL", env.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        state_dir=reader.read("PROXLB_UI_STATE_DIR", env.text, reader.environ.get("STATE_DIRECTORY") or None),
        history_days=reader.read("PROXLB_UI_HISTORY_DAYS", env.whole_number(1, 3650), 400),
        history_megabytes=reader.read("PROXLB_UI_HISTORY_MEGABYTES", env.whole_number(1, 4096), 64),
        engine_python=reader.read("PROXLB_UI_ENGINE_PYTHON", env.text, sys.executable),
        engine_environment=_engine_environment(reader.environ),
        pve=_override(reader),
        default_ca_bundle=reader.environ.get("REQUESTS_CA_BUNDLE") or reader.environ.get("SSL_CERT_FILE") or None,
        warnings=_unknown(reader.environ),
    )


def _override(reader: Reader) -> ConnectionOverride:
    token_id = reader.read("PROXLB_UI_PVE_TOKEN_ID", env.text, None)
    secret = reader.secret("PROXLB_UI_PVE_TOKEN_SECRET", env.text)
    if (token_id is None) != (secret is None):
        reader.problems.append("PROXLB_UI_PVE_TOKEN_ID and PROXLB_UI_PVE_TOKEN_SECRET belong together: set both.")
    return ConnectionOverride(
        hosts=reader.read("PROXLB_UI_PVE_HOSTS", env.listed, ()),
        user=reader.read("PROXLB_UI_PVE_USER", env.text, None),
        token_id=token_id,
        token_secret=secret,
        verify_tls=reader.read("PROXLB_UI_PVE_VERIFY_TLS", env.boolean, None),
        ca_file=reader.read("PROXLB_UI_PVE_CA_FILE", env.readable_file, None),
    )


def _runtime(value: str) -> RuntimeKind | None:
    named = env.one_of(AUTO, *STEERABLE)(value)
    return None if named == AUTO else RuntimeKind(named)


def _token(value: str) -> str:
    if len(value) < SHORTEST_TOKEN or value.lower() in WEAK_TOKENS:
        raise BadValue(
            f"is too easy to guess: use {SHORTEST_TOKEN} characters or more, such as `openssl rand -hex 24` gives"
        )
    return value


def _engine_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """ProxLB gets what it needs and nothing else: no token of ours, no setting of ours."""
    return {key: value for key, value in environ.items() if key in ENGINE_VARIABLES or key.startswith("LC_")}


def _unknown(environ: Mapping[str, str]) -> tuple[str, ...]:
    known = [variable.name for variable in VARIABLES]
    known += [f"{variable.name}_FILE" for variable in VARIABLES if variable.secret]
    found = []
    for name in sorted(environ):
        if name.startswith("PROXLB_UI_") and name not in known and name != "PROXLB_UI_REQUIRE":
            near = get_close_matches(name, known, n=1)
            found.append(f"{name} is not a variable of proxlb-ui" + (f"; did you mean {near[0]}?" if near else "."))
    return tuple(found)
