"""Guests that are tied to each other, through any number of groups: a union-find."""

from collections.abc import Iterable


class Ties:
    """Sets of VMIDs: guests that are joined, directly or through others, are in one set."""

    def __init__(self, groups: Iterable[tuple[int, ...]] = ()) -> None:
        self._parent: dict[int, int] = {}
        for group in groups:
            for member in group:
                self.tie(group[0], member)

    def tie(self, one: int, other: int) -> None:
        """Put two guests, and all that is tied to them, together."""
        self._parent[self.root(one)] = self.root(other)

    def root(self, vmid: int) -> int:
        """The guest that stands for everybody tied to this one."""
        path = []
        while (parent := self._parent.setdefault(vmid, vmid)) != vmid:
            path.append(vmid)
            vmid = parent
        for passed in path:
            self._parent[passed] = vmid
        return vmid

    def together(self, vmids: Iterable[int]) -> list[tuple[int, ...]]:
        """Those of the guests that are tied to another of them, set by set."""
        sets: dict[int, list[int]] = {}
        for vmid in vmids:
            sets.setdefault(self.root(vmid), []).append(vmid)
        return [tuple(members) for members in sets.values() if len(members) > 1]
