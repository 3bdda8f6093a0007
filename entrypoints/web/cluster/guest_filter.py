"""Choosing and ordering guest rows by a query string."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from proxlb_ui.domain.errors import Invalid

Row = dict[str, Any]
SORTABLE = (
    "vmid", "name", "type", "status", "node", "cpu_percent", "cpu_cores", "memory_bytes", "memory_total_bytes",
    "memory_percent", "disk_total_bytes", "started_at", "pool",
)  # fmt: skip
FILTERS = ("q", "node", "status", "type", "tag", "rule", "would")
WOULD = ("move", "stay")
RULES = ("affinity", "anti-affinity", "ignore", "pin")


def select_guests(rows: Iterable[Row], query: Mapping[str, str]) -> list[Row]:
    """The rows the query asks for, in its order; raises Invalid for what it cannot mean."""
    unknown = set(query) - {*FILTERS, "sort", "order"}
    if unknown:
        raise Invalid(f"Unknown parameter {sorted(unknown)[0]!r}.", f"Use {', '.join(FILTERS)}, sort and order.")
    tests = [_test(name, query[name]) for name in FILTERS if query.get(name)]
    found = [row for row in rows if all(test(row) for test in tests)]
    return _sorted(found, query.get("sort", "vmid"), query.get("order", "asc"))


def _test(name: str, wanted: str) -> Callable[[Row], bool]:
    if name == "q":
        needle = wanted.casefold()
        return lambda row: needle in _searched(row)
    if name == "tag":
        return lambda row: any(tag["text"] == wanted for tag in row["tags"])
    if name == "rule":
        if wanted not in RULES:
            raise Invalid(f"Unknown rule {wanted!r}.", f"Use one of {', '.join(RULES)}.")
        return lambda row: wanted in row["rules"]
    if name == "would":
        if wanted not in WOULD:
            raise Invalid(f"A guest would not {wanted[:20]!r}.", f"Use {' or '.join(WOULD)}.")
        return lambda row: (row["why"] or {}).get("would") == wanted
    return lambda row: bool(row[name] == wanted)


def _searched(row: Row) -> str:
    return " ".join(
        [row["name"], str(row["vmid"]), row["pool"] or "", *(tag["text"] for tag in row["tags"])]
    ).casefold()


def _sorted(rows: list[Row], field: str, order: str) -> list[Row]:
    if field not in SORTABLE:
        raise Invalid(f"Guests cannot be sorted by {field!r}.", f"Use one of {', '.join(SORTABLE)}.")
    if order not in ("asc", "desc"):
        raise Invalid(f"Unknown order {order!r}.", "Use asc or desc.")
    known = [row for row in rows if row[field] is not None]
    known.sort(key=lambda row: (row[field], row["vmid"]), reverse=order == "desc")
    # What Proxmox does not tell comes last in either direction.
    return known + [row for row in rows if row[field] is None]
