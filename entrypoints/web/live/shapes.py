"""What the published topics look like: of a table one row, of a document all of it."""

from collections.abc import Mapping

from proxlb_ui.entrypoints.web.guests.shapes import GuestShape
from proxlb_ui.entrypoints.web.migrations.shapes import MigrationShape
from proxlb_ui.entrypoints.web.nodes.shapes import NodeShape
from proxlb_ui.entrypoints.web.overview.shapes import OverviewShape
from proxlb_ui.entrypoints.web.rules.shapes import RuleBookShape
from proxlb_ui.entrypoints.web.runs.shapes import RunShape
from proxlb_ui.entrypoints.web.service.shapes import ServiceShape
from proxlb_ui.entrypoints.web.settings.shapes import SettingsTopicShape

TOPICS: Mapping[str, type] = {
    "overview": OverviewShape,
    "service": ServiceShape,
    "rules": RuleBookShape,
    "settings": SettingsTopicShape,
    "nodes": NodeShape,
    "guests": GuestShape,
    "migrations": MigrationShape,
    "runs": RunShape,
}
