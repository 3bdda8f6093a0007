"""Both editors of the settings keep the contract."""

import json
from pathlib import Path

import pytest
from proxlb_ui.adapters.in_memory.settings_editor import InMemorySettingsEditor
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.yaml_settings import YamlSettingsEditor

from tests.contract.suites.settings_editor import TEXT, SettingsEditorContract


class TestYamlSettingsEditor(SettingsEditorContract):
    """On a real disk."""

    @pytest.fixture
    def editor(self, tmp_path: Path) -> YamlSettingsEditor:
        path = tmp_path / "proxlb.yaml"
        path.write_text(TEXT)
        return YamlSettingsEditor(str(path))


class TestInMemorySettingsEditor(SettingsEditorContract):
    """Without a disk."""

    @pytest.fixture
    def editor(self) -> InMemorySettingsEditor:
        return InMemorySettingsEditor(InMemorySettingsStore(json.loads(TEXT)))
