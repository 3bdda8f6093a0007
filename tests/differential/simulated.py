"""The simulator's seeded clusters as the planner's input, without a server in between."""

from datetime import UTC, datetime

from proxlb_ui.adapters.proxmox_api.answers.ha_rules import rules_from
from proxlb_ui.adapters.proxmox_api.answers.translate import guests_from, nodes_from
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot
from proxlb_ui.domain.model.settings.values.settings import Settings
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.read_input import plan_input
from proxlb_ui.entrypoints.simulator.http.endpoints.cluster import guest_row, node_row
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

API = {"hosts": ["127.0.0.1"], "user": "proxlb@pve"}


def simulated_input(options: SimulatorOptions, *, now: float = 1.8e9, **balancing: object) -> PlanInput:
    """The cluster of these options at one moment, as loads drift, under these settings."""
    simulation = Simulation(options, lambda: now)
    cluster = simulation.cluster
    snapshot = ClusterSnapshot(
        datetime.now(UTC),
        nodes_from([node_row(simulation, node, full=True) for node in cluster.nodes.values()]),
        guests_from([guest_row(simulation, guest) for guest in cluster.guests.values()], {}, {}),
    )
    section = {"enable": True, "balance_types": ["vm", "ct"], **balancing}
    settings = Settings.model_validate({"proxmox_api": API, "balancing": section})
    facts = ClusterFacts(version=f"{options.pve}.1.0")
    rules = rules_from(cluster.rules) if options.pve >= 9 else ()
    return plan_input(snapshot, facts, settings, datetime.now(UTC), ha_rules=rules)
