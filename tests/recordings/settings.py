"""The settings file of a scene."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings

from tests.recordings.scenes import FOLDER, PORT, Scene


def settings_of(scene: Scene, port: int, folder: Path) -> str:
    """Its text, for a cluster on this port; solver reports go below the folder."""
    if scene.text is not None:
        return scene.text
    values = yaml.safe_load(proxlb_settings("127.0.0.1", port, daemon=False))
    # A copy, so that dumping tells nothing of parts that scenes share.
    text = yaml.safe_dump(_laid_over(values, copy.deepcopy(dict(scene.settings))), sort_keys=False)
    return text.replace(PORT, str(port)).replace(FOLDER, str(folder))


def _laid_over(values: dict[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in overlay.items():
        if value is None:
            values.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(values.get(key), dict):
            _laid_over(values[key], value)
        else:
            values[key] = value
    return values
