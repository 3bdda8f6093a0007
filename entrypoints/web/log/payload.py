"""Log lines as JSON."""

from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.log.shapes import LogLineShape


def line_payload(line: LogLine) -> LogLineShape:
    """One line; a document's own text stays on the server, its description says what it is."""
    return {
        "cursor": line.cursor,
        "time": iso(line.time),
        "level": line.level.value,
        "kind": line.kind.value,
        "text": line.text,
    }
