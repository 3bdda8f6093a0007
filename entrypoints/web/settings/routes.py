"""The settings file: as values, as text, and its earlier versions."""

from proxlb_ui.domain.errors import Conflict, Denied, Invalid, NotFound, Unavailable
from proxlb_ui.domain.model.settings.text.change import merge_changes
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.body import json_body
from proxlb_ui.entrypoints.web.kit.describe import describes
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.kit.headers import expected_digest
from proxlb_ui.entrypoints.web.services import Services
from proxlb_ui.entrypoints.web.settings.exchange import CHANGE_ERRORS, changes_in, tagged, text_in
from proxlb_ui.entrypoints.web.settings.payload import (
    backup_payload,
    backup_row,
    preview_payload,
    text_payload,
)
from proxlb_ui.entrypoints.web.settings.shapes import (
    BackupShape,
    BackupsShape,
    BalancingBodyShape,
    ChangesBodyShape,
    CheckBodyShape,
    SettingsPreviewShape,
    SettingsTextShape,
    SettingsViewShape,
    TextBodyShape,
)
from quart import Blueprint, Response

READ_ERRORS = (NotFound, Denied, Unavailable)


def settings_blueprint(services: Services) -> Blueprint:
    """Routes about ProxLB's settings."""
    routes = Blueprint("settings", __name__)
    settings = services.settings

    @routes.get("/config")
    @describes(SettingsViewShape, errors=READ_ERRORS)
    async def config() -> Response:
        """The settings file as values, and what there is to say about it."""
        return tagged(await settings.view())

    @routes.put("/config")
    @describes(SettingsViewShape, body=ChangesBodyShape, if_match=True, errors=CHANGE_ERRORS)
    async def change() -> Response:
        """Change some values of the settings file."""
        digest, body = expected_digest(), await json_body()
        return tagged(await settings.change(changes_in(body), digest))

    @routes.get("/config/raw")
    @describes(SettingsTextShape, errors=READ_ERRORS)
    async def text() -> Response:
        """The settings file as text, with placeholders for secrets."""
        view = await settings.view()
        answer = computed(text_payload(view))
        answer.headers["ETag"] = f'"{view.digest}"'
        return answer

    @routes.put("/config/raw")
    @describes(SettingsViewShape, body=TextBodyShape, if_match=True, errors=CHANGE_ERRORS)
    async def replace_text() -> Response:
        """Replace the text of the settings file."""
        digest, body = expected_digest(), await json_body()
        changes = changes_in(body) if "changes" in body else ()
        return tagged(await settings.replace_text(text_in(body), digest, changes))

    @routes.post("/config/check")
    @describes(SettingsPreviewShape, body=CheckBodyShape, errors=(*READ_ERRORS, Conflict))
    async def check() -> Response:
        """What saving a text or some changes would do, without doing it."""
        body = await json_body()
        digest = body.get("etag")
        if digest is not None and not isinstance(digest, str):
            raise Invalid("etag must be that of the file as it was read.")
        preview = await settings.preview(
            text_in(body) if "text" in body else None, changes_in(body) if "changes" in body else (), digest
        )
        return computed(preview_payload(preview))

    @routes.get("/config/backups")
    @describes(BackupsShape, errors=READ_ERRORS)
    async def backups() -> Response:
        """Earlier versions of the settings file."""
        items = [backup_row(backup) for backup in await settings.backups()]
        return computed({"items": items, "as_of": iso(services.clock.now()), "age_seconds": 0, "seq": 0})

    @routes.get("/config/backups/<backup_id>")
    @describes(BackupShape, errors=READ_ERRORS)
    async def backup(backup_id: str) -> Response:
        """One earlier version, with placeholders for secrets."""
        return computed(backup_payload(await settings.backup(backup_id)))

    @routes.post("/config/backups/<backup_id>/restore")
    @describes(SettingsViewShape, if_match=True, errors=CHANGE_ERRORS)
    async def restore(backup_id: str) -> Response:
        """Bring an earlier version back."""
        return tagged(await settings.restore(backup_id, expected_digest()))

    @routes.patch("/balancing")
    @describes(SettingsViewShape, body=BalancingBodyShape, if_match=True, errors=CHANGE_ERRORS)
    async def patch_balancing() -> Response:
        """Change keys of the section balancing; null removes one."""
        digest, body = expected_digest(), await json_body()
        return tagged(await settings.change(merge_changes(body, ("balancing",)), digest))

    return routes
