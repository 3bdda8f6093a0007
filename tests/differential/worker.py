"""The real ProxLB's calculation as a process: one JSON line in (settings and API answers), one JSON line out.

It runs in a process of its own, so that no line of ProxLB is ever imported into the cockpit or its tests.
"""

import json
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any


class RecordedApi:
    """Answers ProxLB's requests from a mapping of path to answer."""

    def __init__(self, answers: Mapping[str, Any], path: str = "") -> None:
        self._answers = answers
        self._path = path

    def __getattr__(self, name: str) -> "RecordedApi":
        return RecordedApi(self._answers, f"{self._path}/{name}")

    def __call__(self, part: object) -> "RecordedApi":
        return RecordedApi(self._answers, f"{self._path}/{part}")

    def get(self, **options: str) -> Any:
        """The recorded answer; rrddata is recorded under its consolidation function."""
        suffix = f"?{options['cf']}" if "cf" in options else ""
        return self._answers[self._path + suffix]


def calculate(settings: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Targets, loads and flags after ProxLB's own collection and calculation."""
    from proxlb.models.calculations import Calculations
    from proxlb.models.features import Features
    from proxlb.models.groups import Groups
    from proxlb.models.guests import Guests
    from proxlb.models.ha_rules import HaRules
    from proxlb.models.nodes import Nodes
    from proxlb.models.pools import Pools
    from proxlb.utils.config_parser import Config
    from proxlb.utils.proxlb_data import ProxLbData

    api: Any = RecordedApi(answers)
    config = Config(**settings)
    nodes = Nodes.get_nodes(api, config)
    meta = Features.validate_any_non_pve9_node(config, nodes)
    pools = Pools.get_pools(api)
    rules = HaRules.get_ha_rules(api, meta)
    guests = Guests.get_guests(api, pools, rules, nodes, config)
    groups = Groups.get_groups(guests, nodes)
    data = ProxLbData(meta=meta, nodes=nodes, guests=guests, pools=pools, ha_rules=rules, groups=groups)
    started = time.perf_counter()
    Features.validate_available_features(data)
    Calculations.set_node_assignments(data)
    before = _loads(data)
    Calculations.set_node_hot(data)
    Calculations.set_guest_hot(data)
    if Calculations.get_most_free_node(data, False) is not None:
        Calculations.validate_affinity_map(data)
        Calculations.relocate_guests_on_maintenance_nodes(data)
        Calculations.get_balanciness(data)
        Calculations.relocate_guests(data)
    types = [str(kind) for kind in data.meta.balancing.balance_types]
    return {
        "targets": {name: guest.node_target for name, guest in data.guests.items()},
        "moves": {
            name: guest.node_target
            for name, guest in data.guests.items()
            if data.meta.balancing.enable
            and guest.node_target != guest.node_current
            and not guest.ignore
            and str(guest.type) in types
        },
        "seconds": time.perf_counter() - started,
        "before": before,
        "after": _loads(data),
        "enforce_affinity": data.meta.balancing.enforce_affinity,
    }


def _loads(data: Any) -> dict[str, dict[str, list[float]]]:
    return {
        name: {method: [getattr(node, method).used, getattr(node, method).assigned] for method in _METHODS}
        for name, node in data.nodes.items()
    }


_METHODS = ("cpu", "memory", "disk")


def calculate_with_dictionaries(settings: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The same with ProxLB 1.1, whose data are dictionaries with flat keys."""
    from proxlb.models.calculations import Calculations
    from proxlb.models.features import Features
    from proxlb.models.groups import Groups
    from proxlb.models.guests import Guests
    from proxlb.models.ha_rules import HaRules
    from proxlb.models.nodes import Nodes
    from proxlb.models.pools import Pools

    api: Any = RecordedApi(answers)
    config: Any = settings
    nodes = Nodes.get_nodes(api, config)
    meta = Features.validate_any_non_pve9_node({"meta": config}, nodes)
    pools = Pools.get_pools(api)
    rules = HaRules.get_ha_rules(api, meta)
    guests = Guests.get_guests(api, pools, rules, nodes, meta, config)
    data: dict[str, Any] = {**meta, **nodes, **guests, **pools, **rules, **Groups.get_groups(guests, nodes)}
    started = time.perf_counter()
    Features.validate_available_features(data)
    Calculations.set_node_assignments(data)
    before = _flat_loads(data)
    Calculations.set_node_hot(data)
    Calculations.set_guest_hot(data)
    if Calculations.get_most_free_node(data, False) is not None:
        Calculations.validate_affinity_map(data)
        Calculations.relocate_guests_on_maintenance_nodes(data)
        Calculations.get_balanciness(data)
        Calculations.relocate_guests(data)
    balancing = data["meta"]["balancing"]
    return {
        "targets": {name: guest["node_target"] for name, guest in data["guests"].items()},
        "moves": {
            name: guest["node_target"]
            for name, guest in data["guests"].items()
            if balancing.get("enable", False)
            and guest["node_target"] != guest["node_current"]
            and not guest["ignore"]
            and guest["type"] in balancing.get("balance_types", [])
        },
        "seconds": time.perf_counter() - started,
        "before": before,
        "after": _flat_loads(data),
        "enforce_affinity": balancing.get("enforce_affinity", False),
    }


def _reach_flat_modules() -> None:
    """Its modules import each other as if its own folder were on the path, as it is when it is started."""
    import importlib.util

    found = importlib.util.find_spec("proxlb")
    for folder in (found.submodule_search_locations if found else None) or ():
        if folder not in sys.path:
            sys.path.insert(0, folder)


def _flat_loads(data: Any) -> dict[str, dict[str, list[float]]]:
    return {
        name: {method: [node[f"{method}_used"], node[f"{method}_assigned"]] for method in _METHODS}
        for name, node in data["nodes"].items()
    }


def _answer(line: str) -> dict[str, Any]:
    case = json.loads(line)
    from importlib.metadata import version

    first = version("proxlb").startswith("1.")
    if first:
        _reach_flat_modules()
    run = calculate_with_dictionaries if first else calculate
    try:
        return run(case["settings"], case["answers"])
    # Whatever ProxLB raises is its answer: a real run would end here.
    except Exception as error:  # noqa: BLE001
        return {"crash": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer until the input ends."""
    logging.disable(logging.CRITICAL)
    # ProxLB pauses a tenth of a second per request, for the sake of a real API.
    time.sleep = lambda seconds: None
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(_answer(line)), file=answers, flush=True)


if __name__ == "__main__":
    main()
