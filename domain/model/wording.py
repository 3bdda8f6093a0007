"""Small pieces of sentences: lists that stay short, and the word somebody probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name nearest to a word, whatever its case; None when none is near."""
    by_folded = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), by_folded, n=1, cutoff=cutoff)
    return by_folded[near[0]] if near else None


def meant_node(name: str, nodes: Iterable[str]) -> str | None:
    """The node a name probably stands for: one with a domain, or in another case, is the short name of Proxmox."""
    by_folded = {node.lower(): node for node in nodes}
    folded = name.strip().lower()
    host = folded.partition(".")[0]
    return by_folded.get(folded) or by_folded.get(host) or meant(host, by_folded.values())


def spelling(word: str, known: Iterable[str]) -> str:
    """A question that names the word somebody probably meant, or nothing."""
    found = meant(word, known)
    return f"Did you mean {found}?" if found else ""


def counted(number: int, noun: str) -> str:
    """The number with the noun, in the plural where it is not one."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def listed(names: Iterable[str], most: int = 5) -> str:
    """The names, the first few of many."""
    every = list(names)
    shown = ", ".join(every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown
