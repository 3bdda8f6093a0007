"""What every SettingsEditor does."""

import json

import pytest
from proxlb_ui.domain.errors import Conflict, Invalid, NotFound
from proxlb_ui.domain.model.settings.text.change import REMOVED, SettingsChange
from proxlb_ui.domain.model.settings.text.secrets import hide, reveal, sources
from proxlb_ui.domain.model.settings.text.source import StaleSettings
from proxlb_ui.domain.ports.settings_editor import SettingsEditor

# JSON, so that it means the same to an editor of YAML and to one that knows no YAML.
TEXT = json.dumps(
    {
        "proxmox_api": {"hosts": ["pve1"], "user": "proxlb@pve", "pass": "canary-of-the-contract"},
        "balancing": {"enable": True, "balanciness": 10},
    },
    indent=2,
)


class SettingsEditorContract:
    """Subclasses supply the fixture `editor`, over a file that holds TEXT."""

    async def test_it_loads_what_is_there(self, editor: SettingsEditor) -> None:
        source = await editor.load()
        assert source.text == TEXT
        assert len(source.digest) == 64
        assert source == await editor.load()
        assert "canary" not in repr(source)

    async def test_it_edits_and_parses(self, editor: SettingsEditor) -> None:
        changes = [
            SettingsChange(("balancing", "balanciness"), 7),
            SettingsChange(("balancing", "enable"), REMOVED),
            SettingsChange(("solver", "mode"), "shadow"),
        ]
        text = await editor.edit(TEXT, changes)
        parsed = await editor.parse(text)
        assert parsed.values is not None
        assert parsed.values["balancing"] == {"balanciness": 7}
        assert parsed.values["solver"] == {"mode": "shadow"}
        assert parsed.problem is None
        assert (await editor.load()).text == TEXT

    @pytest.mark.parametrize("text", ["{", "[1]", '{"a": "'])
    async def test_a_text_without_meaning_is_told_not_raised(self, editor: SettingsEditor, text: str) -> None:
        parsed = await editor.parse(text)
        assert parsed.values is None
        assert parsed.problem is not None
        assert parsed.problem.message
        assert parsed.problem.hint

    async def test_secrets_have_their_spans(self, editor: SettingsEditor) -> None:
        spans = (await editor.parse(TEXT)).secrets
        assert [span.name for span in spans] == ["proxmox_api.pass"]
        hidden = hide(TEXT, spans)
        assert "canary" not in hidden
        assert reveal(hidden, sources(TEXT, spans)) == TEXT

    async def test_a_write_replaces_the_text_and_keeps_the_old_one(self, editor: SettingsEditor) -> None:
        before = await editor.load()
        written = await editor.write(TEXT.replace("10", "7"), before.digest)
        after = await editor.load()
        assert after.text == TEXT.replace("10", "7")
        assert after.digest == written.digest != before.digest
        (backup,) = await editor.backups()
        assert backup.id == written.backup
        assert backup.digest == before.digest
        assert backup.size_bytes == len(TEXT)
        assert (await editor.load_backup(backup.id)).text == TEXT

    async def test_nothing_new_is_not_written(self, editor: SettingsEditor) -> None:
        written = await editor.write(TEXT, (await editor.load()).digest)
        assert written.backup is None
        assert await editor.backups() == ()

    async def test_a_stale_write_changes_nothing(self, editor: SettingsEditor) -> None:
        old = await editor.load()
        await editor.write(TEXT.replace("10", "7"), old.digest)
        with pytest.raises(StaleSettings) as caught:
            await editor.write(TEXT.replace("10", "8"), old.digest)
        assert isinstance(caught.value, Conflict)
        assert caught.value.current == await editor.load()
        assert (await editor.load()).text == TEXT.replace("10", "7")

    async def test_ten_backups_are_kept(self, editor: SettingsEditor) -> None:
        for number in range(20, 33):
            await editor.write(TEXT.replace("10", str(number)), (await editor.load()).digest)
        kept = await editor.backups()
        assert len(kept) == 10
        assert [backup.id for backup in kept] == sorted((backup.id for backup in kept), reverse=True)
        assert (await editor.load_backup(kept[0].id)).text == TEXT.replace("10", "31")

    @pytest.mark.parametrize("name", ["", "x", "../proxlb.yaml", "20260101T000000.000Z", "/etc/passwd"])
    async def test_other_names_are_no_backups(self, editor: SettingsEditor, name: str) -> None:
        with pytest.raises(NotFound):
            await editor.load_backup(name)

    async def test_it_says_that_it_can_be_written(self, editor: SettingsEditor) -> None:
        assert await editor.refusal() == ""

    async def test_a_change_that_leads_nowhere_is_refused(self, editor: SettingsEditor) -> None:
        with pytest.raises(Invalid):
            await editor.edit(TEXT, [SettingsChange(("balancing", "enable", "x"), 1)])
