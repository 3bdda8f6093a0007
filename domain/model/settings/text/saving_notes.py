"""What to say to whoever just saved, and which secrets must not be saved."""

from collections.abc import Iterator, Mapping
from typing import Any

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.text.secrets import is_mask, is_secret_key

IN_PLACE = (
    "The file could not be replaced in one step and was overwritten: a single file is mounted, "
    "or its owner could not be kept. Mount its directory instead."
)
HOSTS_CHANGED = (
    "The hosts changed and the secret did not: ProxLB will send it to {}. Enter a new one if these are other clusters."
)


def notes_on(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[str]:
    """Sentences about what a save brings with it."""
    old, new = _api(before), _api(after)
    added = [str(host) for host in new.get("hosts") or () if host not in (old.get("hosts") or ())]
    kept = any(is_secret_key(key) and value and old.get(key) == value for key, value in new.items())
    if added and kept and isinstance(old.get("hosts"), list):
        yield HOSTS_CHANGED.format(", ".join(added[:5]))


def refuse_new_masks(before: Any, after: Any, key: object = "") -> None:
    """Raise Invalid if a mask would be saved in the place of a secret that was not one before."""
    if isinstance(after, Mapping):
        old = before if isinstance(before, Mapping) else {}
        for name, value in after.items():
            refuse_new_masks(old.get(name), value, name)
    elif isinstance(after, str) and is_secret_key(key) and after != before and is_mask(after):
        raise Invalid(f"{key} is a mask, not a secret.", "Type the secret itself, or keep the one that is set.")


def _api(values: Mapping[str, Any] | None) -> Mapping[str, Any]:
    found = (values or {}).get("proxmox_api")
    return found if isinstance(found, Mapping) else {}
