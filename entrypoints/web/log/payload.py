"""Log lines as JSON."""

from typing import Any

from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.entrypoints.web.kit.encoding import iso


def line_payload(line: LogLine) -> dict[str, Any]:
    """One line; a document's own text stays on the server, its description says what it is."""
    return {
        "cursor": line.cursor,
        "time": iso(line.time),
        "level": line.level.value,
        "kind": line.kind.value,
        "text": line.text,
    }
