"""The first state of a cluster: credible, unbalanced and equal for equal seeds."""

import math
import random
from collections.abc import Iterator

from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.state.cluster import GIB, Cluster, HaService, SimulatedGuest, SimulatedNode

ENOUGH_MACHINES = 5
KINDS = ("web", "db", "mail", "dns", "app", "cache", "git", "ci", "proxy", "files", "monitor", "queue", "build", "wiki")
POOLS = {"production": "Customer facing", "office": "Internal services", "lab": ""}
COLORS = {"prod": "1f7a4d:ffffff", "backup": "b36b00:ffffff", "staging": "3b6fb6"}
FULLEST, EMPTIEST, BASE = 0.80, 0.40, 0.06


def generate(options: SimulatorOptions, now: float) -> Cluster:
    """A cluster whose fullest node has about twice the load of its emptiest."""
    chance = random.Random(options.seed)  # noqa: S311 - repeatable on purpose
    names = [f"pve{number}" for number in range(1, options.nodes + 1)]
    guests = {100 + index: _guest(index, chance, now) for index in range(options.guests)}
    _special_states(guests)
    _place(list(guests.values()), names)
    nodes = _nodes(names, guests, chance, now)
    cluster = Cluster("simulated", nodes, guests, dict(POOLS), colors=dict(COLORS))
    _tag(cluster, chance)
    _high_availability(cluster)
    return cluster


def _guest(index: int, chance: random.Random, now: float) -> SimulatedGuest:
    kind = KINDS[index % len(KINDS)]
    busy = chance.random() < 0.12
    return SimulatedGuest(
        vmid=100 + index,
        name=f"{kind}-{index // len(KINDS) + 1:02d}",
        kind="lxc" if index % 3 == 2 else "qemu",
        node="",
        cores=chance.choice((1, 2, 2, 4, 4, 8)),
        memory_bytes=chance.choice((1, 2, 2, 4, 4, 8)) * GIB,
        disk_bytes=chance.choice((8, 16, 32, 64)) * GIB,
        cpu_share=chance.uniform(0.3, 0.6) if busy else chance.uniform(0.005, 0.06),
        memory_share=chance.uniform(0.45, 0.85),
        busy=busy,
        phase=chance.random(),
        started=now - chance.randint(3600, 90 * 86400),
        pool=chance.choice((*POOLS, "", "")),
    )


def _special_states(guests: dict[int, SimulatedGuest]) -> None:
    for guest in guests.values():
        if guest.vmid % 10 == 9:
            guest.status, guest.busy = "stopped", False
    if len(guests) >= 10:
        template = next(guest for guest in guests.values() if guest.status == "stopped")
        template.template, template.kind, template.name = True, "qemu", "debian-template"
        guests[106].status, guests[106].kind = "paused", "qemu"


def _place(guests: list[SimulatedGuest], names: list[str]) -> None:
    spread = max(1, len(names) - 1)
    weights = {name: 1 - (1 - (EMPTIEST - BASE) / (FULLEST - BASE)) * at / spread for at, name in enumerate(names)}
    used = dict.fromkeys(names, 0.0)
    for guest in sorted(guests, key=lambda guest: (-guest.memory_bytes * guest.running, guest.vmid)):
        size = guest.memory_bytes * guest.memory_share if guest.running else 0.0
        guest.node = min(names, key=lambda name: (used[name] + size) / weights[name])
        used[guest.node] += size or GIB / 8


def _nodes(
    names: list[str], guests: dict[int, SimulatedGuest], chance: random.Random, now: float
) -> dict[str, SimulatedNode]:
    used = dict.fromkeys(names, 0.0)
    cores = dict.fromkeys(names, 0)
    for guest in guests.values():
        if guest.running:
            used[guest.node] += guest.memory_bytes * guest.memory_share
            cores[guest.node] += guest.cores
    memory = max(4, math.ceil(max(used.values()) / (FULLEST - BASE) / (2 * GIB)) * 2) * GIB
    threads = max(8, math.ceil(max(cores.values()) / 16) * 8)
    return {
        name: SimulatedNode(
            name=name,
            number=number,
            address=f"127.0.0.{number}",
            threads=threads,
            memory_bytes=memory - 180_000_000,
            base_memory_bytes=int(memory * BASE),
            disk_bytes=94 * GIB,
            booted=now - chance.randint(86400, 200 * 86400),
        )
        for number, name in enumerate(names, start=1)
    }


def _tag(cluster: Cluster, chance: random.Random) -> None:
    for guest in cluster.guests.values():
        guest.tags = tuple(tag for tag in ("backup", "prod", "staging") if chance.random() < 0.3)
    for guest, mark in _marks(cluster):
        guest.tags = tuple(sorted((*guest.tags, mark)))


def _marks(cluster: Cluster) -> Iterator[tuple[SimulatedGuest, str]]:
    """One of each kind of rule: two kept together, two to be parted, one ignored, one pinned, one misspelled."""
    names = list(cluster.nodes)
    # Guests of the busiest node stay free to move, so that there is something to balance.
    busiest, middle, idlest = names[0], names[len(names) // 2], names[-1]
    wanted = [
        (middle, "plb_affinity_shop"), (middle, "plb_affinity_shop"),
        (idlest, "plb_anti_affinity_dns"), (idlest, "plb_anti_affinity_dns"),
        (middle, "plb_ignore_legacy"), (idlest, f"plb_pin_{idlest}"), (busiest, "plb-affinity-shop"),
    ]  # fmt: skip
    free = [guest for guest in cluster.guests.values() if guest.status == "running"]
    for node, mark in wanted if len(free) >= 10 else ():
        guest = next((guest for guest in free if guest.node == node), None)
        if guest is not None:
            free.remove(guest)
            yield guest, mark


def _high_availability(cluster: Cluster) -> None:
    names = list(cluster.nodes)
    free = [guest for guest in cluster.guests.values() if guest.status == "running" and not _marked(guest)]
    # ProxLB never sees the end of a CT's HA migration and waits for hours. So it is VMs where there are enough of them,
    # and the first two are to be apart and are, so that no move is due.
    machines = [guest for guest in free if guest.kind == "qemu"]
    free = sorted(machines if len(machines) >= ENOUGH_MACHINES else free, key=lambda guest: guest.node == names[0])
    apart = [next((guest for guest in free if guest.node != free[0].node), free[-1])] if free else []
    chosen = [*free[:1], *apart, *(guest for guest in free[1:] if guest not in apart)][:4]
    if len(chosen) < 4 or len(names) < 3:
        return
    for guest in chosen:
        sid = f"{'vm' if guest.kind == 'qemu' else 'ct'}:{guest.vmid}"
        cluster.services[sid] = HaService(sid, guest.vmid)
    sids = list(cluster.services)
    chosen_names = sorted({chosen[2].node, *names[-2:]})
    nodes = ",".join(f"{name}:1" for name in chosen_names)
    cluster.services[sids[2]].group = "prefer-new"
    cluster.groups.append({"group": "prefer-new", "nodes": nodes, "restricted": 0, "nofailback": 0, "type": "group"})
    cluster.rules += [
        {"rule": "ha-apart", "type": "resource-affinity", "affinity": "negative", "resources": ",".join(sids[:2])},
        {"rule": "ha-prefer-new", "type": "node-affinity", "nodes": nodes, "strict": 0, "resources": sids[2]},
    ]
    for order, rule in enumerate(cluster.rules, start=1):
        rule["order"], rule["digest"] = order, f"{order:040x}"


def _marked(guest: SimulatedGuest) -> bool:
    return any(tag.startswith("plb_") for tag in guest.tags)
