"""Settings files as people write them: the same values in many styles."""

import json
from typing import Any

from hypothesis import strategies as st

NAMES = ("pve1", "pve2", "node.example.com", "010", "yes", "8:00", "1e3", "a b", "ünïcode", "it's", "x: y", "#1", "")
KEYS = ("dev", "db-1", "on", "12", "a.b")

words = st.sampled_from(NAMES)
scalars = st.one_of(st.booleans(), st.integers(-5, 2000), st.sampled_from([0.2, 1.0, 30.0, 1e-07]), words, st.none())
lists = st.lists(words, max_size=4)
maps = st.dictionaries(st.sampled_from(KEYS), st.one_of(scalars, lists), max_size=3)
values = st.one_of(scalars, lists, maps)
PATHS = (
    ("proxmox_api", "hosts"), ("proxmox_api", "pass"), ("proxmox_api", "timeout"),
    ("proxmox_cluster", "maintenance_nodes"), ("proxmox_cluster", "ignore_nodes"),
    ("proxmox_cluster", "maintenance_nodes_schedule", "schedules", "pve1"), ("proxmox_cluster", "unknown"),
    ("balancing", "enable"), ("balancing", "balanciness"), ("balancing", "pools"), ("balancing", "pools", "dev", "pin"),
    ("balancing", "pools", "on", "strict"), ("balancing", "psi", "nodes", "cpu", "pressure_full"),
    ("service", "schedule", "interval"), ("service", "log_level"), ("solver", "enable"), ("of my own",),
)  # fmt: skip


class Writer:
    """Writes values in styles drawn anew at every turn."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw
        self._step = draw(st.sampled_from([2, 4]))
        self._comments = 0

    def document(self, sections: dict[str, Any]) -> str:
        """The whole file."""
        draw = self._draw
        if draw(st.integers(0, 9)) == 0:
            text = self._flow(sections) + "\n"
        else:
            lines = [*self._remark(0)] if draw(st.booleans()) else []
            lines += ["---"] if draw(st.integers(0, 5)) == 0 else []
            text = "\n".join([*lines, *self._map(sections, 0)]) + draw(st.sampled_from(["\n", "", "\n\n# the end\n"]))
        text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
        return draw(st.sampled_from(["", "\ufeff"])) + text

    def _map(self, values: dict[str, Any], column: int) -> list[str]:
        lines: list[str] = []
        for key, value in values.items():
            lines += self._remark(column) if self._draw(st.integers(0, 3)) == 0 else []
            head = " " * column + self._scalar(key, key=True) + ":"
            lines += self._entry(head, value, column)
        return lines

    def _entry(self, head: str, value: Any, column: int) -> list[str]:
        block = self._draw(st.booleans())
        if isinstance(value, dict) and value and block:
            return [head + self._beside(), *self._map(value, column + self._step)]
        if isinstance(value, list) and value and block:
            dash = " " * (column + self._draw(st.sampled_from([0, self._step]))) + "- "
            items = [
                line for item in value for line in (*self._between(dash), dash + self._scalar(item) + self._beside())
            ]
            return [head + self._beside(), *items]
        if isinstance(value, list) and value and self._draw(st.booleans()):
            return self._long_flow(head, value, column + self._step)
        if isinstance(value, str) and value and value.isalnum() and self._draw(st.integers(0, 3)) == 0:
            sign, deeper = self._draw(st.sampled_from(["|-", ">-"])), " " * (column + self._step)
            return [f"{head} {sign}{self._beside()}", deeper + value]
        if value is None and self._draw(st.booleans()):
            return [head + self._beside()]
        return [f"{head} {self._flow(value)}{self._beside()}"]

    def _long_flow(self, head: str, value: list[Any], column: int) -> list[str]:
        last = self._draw(st.sampled_from(["", ","]))
        inner = [" " * column + self._scalar(item, flow=True) + "," + self._beside() for item in value[:-1]]
        final = " " * column + self._scalar(value[-1], flow=True) + last + self._beside()
        return [f"{head} [", *inner, final, " " * column + "]" + self._beside()]

    def _flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self._scalar(k, True, True)}: {self._flow(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self._scalar(item, flow=True) for item in value) + "]"
        return self._scalar(value, flow=True)

    def _scalar(self, value: Any, key: bool = False, flow: bool = False) -> str:
        if isinstance(value, bool):
            words = ["true", "True", "yes", "on"] if value else ["false", "False", "no", "OFF"]
            return str(self._draw(st.sampled_from(words)))
        if isinstance(value, str):
            ways = [json.dumps(value, ensure_ascii=False), "'" + value.replace("'", "''") + "'"]
            if value.replace("-", "").replace(".", "").isalpha() and value.lower() not in ("yes", "on"):
                ways.append(value)
            return str(self._draw(st.sampled_from(ways)))
        if value is None:
            return str(self._draw(st.sampled_from(["null", "~"])))
        return "1.0e-07" if value == 1e-07 else str(value)

    def _beside(self) -> str:
        return "  " + self._comment() if self._draw(st.integers(0, 3)) == 0 else ""

    def _between(self, dash: str) -> list[str]:
        return self._remark(dash.index("-")) if self._draw(st.integers(0, 5)) == 0 else []

    def _remark(self, column: int) -> list[str]:
        return [*([""] if self._draw(st.booleans()) else []), " " * column + self._comment()]

    def _comment(self) -> str:
        self._comments += 1
        return f"# remark {self._comments}: 'quoted' [x]"


@st.composite
def documents(draw: Any) -> str:
    """A settings file in some style."""
    section = st.dictionaries(
        st.sampled_from([path[1] for path in PATHS if len(path) > 1]), values, min_size=1, max_size=5
    )
    names = draw(st.lists(st.sampled_from(sorted({path[0] for path in PATHS})), min_size=1, max_size=5, unique=True))
    return Writer(draw).document({name: draw(st.one_of(section, st.just({}), st.none())) for name in names})
