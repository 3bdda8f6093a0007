"""ProxLB's settings file, read with PyYAML as ProxLB does and edited without losing a line."""

from proxlb_ui.adapters.yaml_settings.editor import YamlSettingsEditor
from proxlb_ui.adapters.yaml_settings.store import YamlSettingsStore

__all__ = ["YamlSettingsEditor", "YamlSettingsStore"]
