"""A node that is offline and supposed to be back: with the size it had, and empty."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from proxlb_ui.domain.model.cluster.cluster import Node, NodeStatus
from proxlb_ui.domain.model.cluster.load import Load

_GIB = 1024**3


def returned(node: Node, known: Mapping[str, Node]) -> Node:
    """The node as if it were online; it stays as it is where nobody knows how large it is.

    known are nodes as they were when they were last online: Proxmox forgets their size after a few minutes.
    """
    size = _sized(node, known)
    return node if size is None else size


def told_of_returning(nodes: Iterable[Node], known: Mapping[str, Node]) -> Iterator[str]:
    """What is assumed of each of these nodes, which are offline."""
    for node in nodes:
        size = _sized(node, known)
        if size is None:
            yield f"{node.name} is offline and its size is not known, so it is left out here."
            continue
        gib = (size.memory.total or 0) / _GIB
        yield (
            f"{node.name} is offline: it is reckoned with the size it had ({size.cpu.total:g} cores, {gib:.1f} GiB of "
            "memory) and with nothing running on it."
        )


def _sized(node: Node, known: Mapping[str, Node]) -> Node | None:
    last = known.get(node.name, node)
    totals = [
        own.total if own.total is not None else old.total
        for own, old in ((node.cpu, last.cpu), (node.memory, last.memory), (node.disk, last.disk))
    ]
    cpu, memory, disk = totals
    if not cpu or not memory or not disk:
        return None
    return replace(
        node,
        status=NodeStatus.ONLINE,
        cpu=Load(0.0, cpu),
        memory=Load(0.0, memory),
        disk=Load(last.disk.used or 0.0, disk),
    )
