"""Whether everybody can have a node of their own, and whom that concerns when not."""

from collections.abc import Iterable, Mapping


def crowd(choices: Mapping[int, Iterable[str]]) -> tuple[int, ...]:
    """The guests that have fewer nodes among them than they are, or nobody: each may take one of its choices.

    Kuhn's augmenting paths; the guests met on a search that fails are such a crowd (Hall's theorem).
    """
    taken: dict[str, int] = {}
    for vmid in choices:
        met = _seat(vmid, choices, taken)
        if met:
            return tuple(sorted(met))
    return ()


def _seat(vmid: int, choices: Mapping[int, Iterable[str]], taken: dict[str, int]) -> set[int]:
    """Give the guest a node, moving others on; what is returned is empty then, or everybody asked in vain."""
    came_from: dict[str, int] = {}
    asked, waiting = {vmid}, [vmid]
    while waiting:
        current = waiting.pop()
        for node in choices[current]:
            if node in came_from:
                continue
            came_from[node] = current
            holder = taken.get(node)
            if holder is None:
                _move_on(node, came_from, taken, vmid)
                return set()
            asked.add(holder)
            waiting.append(holder)
    return asked


def _move_on(node: str, came_from: Mapping[str, int], taken: dict[str, int], first: int) -> None:
    while True:
        mover = came_from[node]
        left = next((held for held, by in taken.items() if by == mover), None)
        taken[node] = mover
        if mover == first or left is None:
            return
        node = left
