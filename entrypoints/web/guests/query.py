"""Which guests a query string asks for."""

from collections.abc import Mapping
from enum import StrEnum

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.planner.expected import Would
from proxlb_ui.domain.use_cases.cluster.filter_guests import GuestFilter, GuestOrder, GuestRule
from proxlb_ui.entrypoints.web.kit.describe import Query
from proxlb_ui.entrypoints.web.kit.query import one_of


class Direction(StrEnum):
    """Smallest first, or largest first."""

    ASCENDING = "asc"
    DESCENDING = "desc"


QUERY = (
    Query("q", "Text to find in name, VMID, tags and pool."),
    *(Query(name, f"Only guests whose {name} is this.") for name in ("node", "status", "type", "tag")),
    Query("rule", "Only guests under such a rule.", GuestRule),
    Query("would", "Only guests that the next run would move, or would not.", Would),
    Query("sort", "Field to order by.", GuestOrder),
    Query("order", "Direction.", Direction),
)
FILTERS = tuple(one.name for one in QUERY)


def guest_filter(query: Mapping[str, str]) -> GuestFilter:
    """The filter a query string means; raises Invalid for what it cannot mean."""
    if unknown := sorted(set(query) - set(FILTERS)):
        raise Invalid(f"Unknown parameter {unknown[0][:40]!r}.", f"Use {', '.join(FILTERS)}.")
    return GuestFilter(
        text=query.get("q", ""),
        node=query.get("node", ""),
        status=query.get("status", ""),
        kind=query.get("type", ""),
        tag=query.get("tag", ""),
        rule=one_of(GuestRule, "rule", query.get("rule")),
        would=one_of(Would, "would", query.get("would")),
        order=one_of(GuestOrder, "sort", query.get("sort")) or GuestOrder.VMID,
        descending=one_of(Direction, "order", query.get("order")) is Direction.DESCENDING,
    )
