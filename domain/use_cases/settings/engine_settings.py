"""The settings one run is given."""

from collections.abc import Mapping
from typing import Any

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.settings.values.settings import Settings, SettingsFile
from pydantic import ValidationError

# The section about the connection is not among them: it would send the credentials wherever the caller likes.
TRIED_SECTIONS = ("balancing", "proxmox_cluster")


def for_one_run(raw: Mapping[str, Any], kind: RunKind, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with the overrides, for one run that begins at once, says what it does and ends by itself."""
    service = {"daemon": False, "delay": {"enable": False}, "enable_ha": False, "log_level": "DEBUG"}
    forced: dict[str, Any] = {"service": service}
    if kind is not RunKind.DRY_RUN:
        # Where it finds no node, ProxLB goes on from the best node to balancing.
        forced["balancing"] = {"enable": kind is RunKind.REBALANCE}
    return _merged(_merged(raw, overrides), forced)


def settings_with(file: SettingsFile, overrides: Mapping[str, Any]) -> Settings:
    """The settings as the run sees them; raises Invalid for overrides that ProxLB would reject or nobody may give."""
    for section, values in overrides.items():
        if section not in TRIED_SECTIONS or not isinstance(values, Mapping):
            known = " and ".join(TRIED_SECTIONS)
            raise Invalid(f"{str(section)[:40]!r} cannot be overridden for one run.", f"Use the sections {known}.")
        fields = Settings.model_fields[section].annotation
        for key in values:
            if key not in getattr(fields, "model_fields", ()):
                raise Invalid(f"ProxLB knows no setting {section}.{str(key)[:40]}.", "Check the spelling.")
    if not overrides:
        return file.settings
    try:
        return Settings.model_validate(_merged(file.raw, overrides))
    except ValidationError as exc:
        first = exc.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"ProxLB would reject {where}: {first['msg']}.", "Give a value ProxLB accepts.") from exc


def secrets_of(file: SettingsFile) -> tuple[str, ...]:
    """The secret values in the settings."""
    api = file.settings.proxmox_api
    return tuple(secret.get_secret_value() for secret in (api.password, api.token_secret) if secret is not None)


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in changes.items():
        below = result.get(key)
        if isinstance(value, Mapping):
            result[key] = _merged(below if isinstance(below, Mapping) else {}, value)
        else:
            result[key] = value
    return result
