"""Reading, checking and changing ProxLB's settings file, without a secret ever leaving it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from proxlb_ui.domain.errors import Conflict, Denied, Invalid, NotFound
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.settings.findings.check import accepted, check
from proxlb_ui.domain.model.settings.findings.problem import Problem, SettingsRefused
from proxlb_ui.domain.model.settings.findings.view import BackupView, Saved, SettingsPreview, SettingsView
from proxlb_ui.domain.model.settings.text.change import SettingsChange
from proxlb_ui.domain.model.settings.text.difference import DiffLine, diff_lines
from proxlb_ui.domain.model.settings.text.saving_notes import IN_PLACE, notes_on, refuse_new_masks
from proxlb_ui.domain.model.settings.text.secrets import (
    hide,
    is_secret_key,
    reveal,
    shown,
    sources,
    without,
    without_kept,
)
from proxlb_ui.domain.model.settings.text.source import Backup, ParsedText, SettingsSource, StaleSettings, Written
from proxlb_ui.domain.ports.settings_editor import SettingsEditor
from proxlb_ui.domain.ports.worker import Worker
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.service.control_service import ControlService

READ_ONLY = "This cockpit is read-only."
# All problems of a text, as the cluster and the service were when it was asked for.
Judge = Callable[[ParsedText], tuple[Problem, ...]]
# The text to save, made from the file as it is, and what that file means.
Make = Callable[[SettingsSource, ParsedText], Awaitable[str]]


class EditSettings:
    """Every save is checked as ProxLB will, is made for one state of the file, and keeps what was there.

    Checks, differences and masking of a large text take a good part of a second, so they are left to the worker.
    """

    def __init__(
        self,
        editor: SettingsEditor,
        cluster: WatchCluster,
        service: ControlService,
        worker: Worker,
        redact: Callable[[str], str],
        read_only: bool = False,
    ) -> None:
        self._editor = editor
        self._cluster = cluster
        self._service = service
        self._worker = worker
        self._redact = redact
        self._read_only = read_only
        self._lock = asyncio.Lock()

    async def view(self) -> SettingsView:
        """The file now."""
        source = await self._editor.load()
        parsed = await self._editor.parse(source.text)
        refusal = READ_ONLY if self._read_only else await self._editor.refusal()
        judge = self._judge()

        def work() -> SettingsView:
            problems = judge(parsed)
            text, values = hide(source.text, parsed.secrets), self._shown(parsed)
            return SettingsView(source.path, source.digest, text, values, problems, accepted(problems), refusal)

        return await self._worker.run(work)

    async def change(self, changes: Iterable[SettingsChange], digest: str) -> SettingsView:
        """Change some values; raises StaleSettings, SettingsRefused or Invalid and then changes nothing."""
        wanted = list(changes)
        return await self._save(digest, lambda source, parsed: self._edited(source.text, parsed, wanted))

    async def replace_text(self, text: str, digest: str, changes: Iterable[SettingsChange] = ()) -> SettingsView:
        """Save a text with placeholders, with changes on top of it."""
        wanted = list(changes)
        return await self._save(digest, lambda source, parsed: self._drafted(source, parsed, text, wanted))

    async def restore(self, backup_id: str, digest: str) -> SettingsView:
        """Bring an earlier version back."""

        async def text(source: SettingsSource, parsed: ParsedText) -> str:
            return (await self._editor.load_backup(backup_id)).text

        return await self._save(digest, text)

    async def preview(
        self, text: str | None = None, changes: Iterable[SettingsChange] = (), digest: str | None = None
    ) -> SettingsPreview:
        """What saving would do; nothing is changed."""
        source = await self._editor.load()
        before = await self._editor.parse(source.text)
        secrets, others = _apart(changes)
        drafted = await self._drafted(source, before, text, others)
        new = await self._with_secrets(drafted, secrets)
        after = await self._editor.parse(new)
        placeholders = await self._placeholders_in(drafted, source, before) if others else None
        judge = self._judge()

        def work() -> SettingsPreview:
            problems = judge(after)
            return SettingsPreview(
                source.digest,
                accepted(problems),
                digest is not None and digest != source.digest,
                new != source.text,
                problems,
                _diff(source.text, before, new, after),
                tuple(notes_on(before.values, after.values)),
                placeholders,
                self._shown(after),
            )

        return await self._worker.run(work)

    async def backups(self) -> tuple[Backup, ...]:
        """What can be restored, newest first."""
        return await self._editor.backups()

    async def backup(self, backup_id: str) -> BackupView:
        """One of them, beside the file now."""
        kept = await self._editor.load_backup(backup_id)
        found = next((one for one in await self._editor.backups() if one.id == backup_id), None)
        if found is None:
            raise NotFound("There is no such backup.", "The oldest ones are deleted; list them again.")
        source = await self._editor.load()
        before, after = await self._editor.parse(source.text), await self._editor.parse(kept.text)
        judge = self._judge()

        def work() -> BackupView:
            problems, diff = judge(after), _diff(source.text, before, kept.text, after)
            return BackupView(found, hide(kept.text, after.secrets), problems, accepted(problems), diff)

        return await self._worker.run(work)

    async def _save(self, digest: str, make: Make) -> SettingsView:
        if self._read_only:
            raise Denied(READ_ONLY, "Unset PROXLB_UI_READ_ONLY to allow changes.")
        async with self._lock:
            source = await self._editor.load()
            before = await self._editor.parse(source.text)
            if source.digest != digest:
                raise await self._stale(source, before, make)
            text = await make(source, before)
            after = await self._editor.parse(text)
            judge = self._judge()
            diff = await self._worker.run(lambda: _admitted(judge, source.text, before, text, after))
            try:
                written = await self._editor.write(text, digest)
            except StaleSettings as exc:
                raise await self._stale(exc.current, await self._editor.parse(exc.current.text), make) from exc
            finally:
                # Whatever happened to the file, everybody looks at what is there now.
                await self._cluster.refresh_settings()
        return replace(await self.view(), saved=_saved(written, before, after, text != source.text, diff))

    async def _drafted(
        self, source: SettingsSource, parsed: ParsedText, text: str | None, changes: list[SettingsChange]
    ) -> str:
        """The file, or another text instead of it, with the changes."""
        new = source.text
        if text is not None:
            new = reveal(_like(source.text, text), sources(source.text, parsed.secrets))
            parsed = await self._editor.parse(new)
        return await self._edited(new, parsed, changes) if changes else new

    async def _with_secrets(self, text: str, changes: list[SettingsChange]) -> str:
        """A text that is no YAML yet stays as it is: its problems are what matters."""
        parsed = await self._editor.parse(text)
        return await self._edited(text, parsed, changes) if changes and parsed.values is not None else text

    async def _placeholders_in(self, text: str, source: SettingsSource, parsed: ParsedText) -> str:
        """The text for whoever drafts it: the file's secrets are hidden, one that was just typed stays as it is."""
        known = sources(source.text, parsed.secrets)
        spans = (await self._editor.parse(text)).secrets
        return hide(text, [span for span in spans if known.get(span.name) == text[span.start : span.end]])

    async def _edited(self, text: str, parsed: ParsedText, changes: list[SettingsChange]) -> str:
        if parsed.values is None:
            raise Conflict("The file is no YAML, so single values cannot be changed.", "Correct its text first.")
        return await self._editor.edit(text, without_kept(changes, parsed.values))

    async def _stale(self, current: SettingsSource, parsed: ParsedText, make: Make) -> StaleSettings:
        """What the change would now do to the file, as far as that can be told."""
        try:
            text = await make(current, parsed)
        except (Invalid, Conflict, NotFound):
            return StaleSettings(current)
        after = await self._editor.parse(text)
        return StaleSettings(current, await self._worker.run(lambda: _diff(current.text, parsed, text, after)))

    def _judge(self) -> Judge:
        snapshot: ClusterSnapshot | None = self._cluster.view.snapshot
        nodes = {node.name for node in snapshot.nodes} if snapshot is not None else None
        version = self._service.status.version

        def judge(parsed: ParsedText) -> tuple[Problem, ...]:
            found = check(parsed, nodes, version)
            return tuple(replace(one, message=self._redact(one.message), hint=self._redact(one.hint)) for one in found)

        return judge

    def _shown(self, parsed: ParsedText) -> Mapping[str, Any] | None:
        return None if parsed.values is None else shown(parsed.values, self._redact)


def _admitted(judge: Judge, old: str, before: ParsedText, new: str, after: ParsedText) -> tuple[DiffLine, ...]:
    """The difference that a save makes; raises SettingsRefused or Invalid for a text that must not be saved."""
    problems = judge(after)
    if not accepted(problems):
        raise SettingsRefused(problems)
    refuse_new_masks(before.values, after.values)
    return _diff(old, before, new, after)


def _diff(old: str, before: ParsedText, new: str, after: ParsedText) -> tuple[DiffLine, ...]:
    known = sources(old, before.secrets)
    shown_old = without(hide(old, before.secrets), known)
    return diff_lines(shown_old, without(hide(new, after.secrets, known), known))


def _saved(written: Written, before: ParsedText, after: ParsedText, changed: bool, diff: tuple[DiffLine, ...]) -> Saved:
    notes = [IN_PLACE] if written.in_place else []
    return Saved(changed, written.backup, written.in_place, (*notes, *notes_on(before.values, after.values)), diff)


def _apart(changes: Iterable[SettingsChange]) -> tuple[list[SettingsChange], list[SettingsChange]]:
    """Those of secrets, and the others."""
    wanted = list(changes)
    secrets = [change for change in wanted if is_secret_key(change.path[-1])]
    return secrets, [change for change in wanted if change not in secrets]


def _like(old: str, new: str) -> str:
    """A browser's text field forgets how lines end and what stands before the first one."""
    if "\r\n" in old and "\r\n" not in new:
        new = new.replace("\n", "\r\n")
    return "\ufeff" + new if old.startswith("\ufeff") and not new.startswith("\ufeff") else new
