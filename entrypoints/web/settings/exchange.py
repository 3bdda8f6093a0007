"""A change to the settings over HTTP: what it must send, and the answer with the file's new state."""

import json
from typing import Any

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.findings.view import SettingsView
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.settings.payload import view_payload
from quart import Response, request


async def json_body() -> dict[str, Any]:
    """The request's object; raises Invalid for anything else."""
    try:
        body = json.loads(await request.get_data() or b"{}", parse_constant=_no_number)
    except (ValueError, RecursionError) as exc:
        raise Invalid("The request is no JSON.", "Send one object as application/json.") from exc
    if not isinstance(body, dict):
        raise Invalid("The request must be a JSON object.", "docs/api.md describes it.")
    return body


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def tagged(view: SettingsView, **more: Any) -> Response:
    """The file as values, its state in the header; more fields may come with it."""
    answer = computed({**view_payload(view), **more})
    answer.headers["ETag"] = f'"{view.digest}"'
    return answer
