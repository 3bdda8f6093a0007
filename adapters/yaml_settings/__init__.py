"""ProxLB's settings file, read with PyYAML as ProxLB does."""

from adapters.yaml_settings.store import YamlSettingsStore

__all__ = ["YamlSettingsStore"]
