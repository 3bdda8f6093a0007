"""A change to the settings over HTTP: what it sends, and the answer with the file's new state."""

from collections.abc import Mapping
from typing import Any

from proxlb_ui.domain.errors import Conflict, Denied, Invalid, NotFound, Refused, Stale, TimedOut, Unavailable
from proxlb_ui.domain.model.settings.findings.view import SettingsView
from proxlb_ui.domain.model.settings.text.change import REMOVED, Path, SettingsChange
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.refusals import IfMatchRequired
from proxlb_ui.entrypoints.web.settings.payload import view_payload
from quart import Response

MOST_CHANGES = 200
LONGEST_PATH = 20
# What a change to the file can end with, whichever route makes it.
CHANGE_ERRORS = (NotFound, Denied, Conflict, Stale, Refused, IfMatchRequired, Unavailable, TimedOut)
_CHANGE_HINT = 'Send {"changes": [{"path": ["balancing", "balanciness"], "value": 7}]}; docs/api.md describes it.'


def tagged(view: SettingsView, **more: Any) -> Response:
    """The file as values, its state in the header; more fields may come with it."""
    answer = computed({**view_payload(view), **more})
    answer.headers["ETag"] = f'"{view.digest}"'
    return answer


def changes_in(body: Mapping[str, Any]) -> list[SettingsChange]:
    """The changes of a request; raises Invalid for what is none."""
    sent = body.get("changes")
    if not isinstance(sent, list) or len(sent) > MOST_CHANGES:
        raise Invalid(f"changes must be a list of at most {MOST_CHANGES}.", _CHANGE_HINT)
    return [_change(one) for one in sent]


def _change(sent: Any) -> SettingsChange:
    path = sent.get("path") if isinstance(sent, dict) else None
    if not isinstance(path, list) or not path or not all(isinstance(part, str) and part for part in path):
        raise Invalid("Each change needs a path, which is a list of names.", _CHANGE_HINT)
    if len(path) > LONGEST_PATH or ("value" in sent) == (sent.get("remove") is True):
        raise Invalid("Each change needs either a value or remove: true.", _CHANGE_HINT)
    where: Path = tuple(path)
    return SettingsChange(where, sent.get("value", REMOVED))


def text_in(body: Mapping[str, Any]) -> str:
    """The text of a request; raises Invalid for none, and for one that no file can hold."""
    text = body.get("text")
    if not isinstance(text, str):
        raise Invalid("text must be the whole text of the file.", 'Send {"text": "..."}.')
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid("The text holds half a character, which no file can.", "Send whole characters.")
    return text
