"""One rule about where guests run, and what is said about it."""

from dataclasses import dataclass, field
from enum import StrEnum


class RuleKind(StrEnum):
    """What a rule asks for."""

    AFFINITY = "affinity"
    ANTI_AFFINITY = "anti-affinity"
    PIN = "pin"
    IGNORE = "ignore"


class RuleSource(StrEnum):
    """Where somebody declares a rule: as a tag, for a pool in the settings, in HA, or in ignore_guests."""

    TAG = "tag"
    POOL = "pool"
    HA = "ha"
    SETTINGS = "settings"


class RuleState(StrEnum):
    """Whether a rule holds; off when it is disabled or has no guests."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    IMPOSSIBLE = "impossible"
    OFF = "off"


class Followed(StrEnum):
    """How much of a rule ProxLB acts on."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as written; nodes are a pin's, spelled as there, and members are VMIDs in rising order."""

    kind: RuleKind
    origin: RuleSource
    name: str
    members: tuple[int, ...] = ()
    nodes: tuple[str, ...] = ()
    strict: bool = True
    disabled: bool = False
    comment: str = ""

    @property
    def id(self) -> str:
        """What names the rule among all."""
        return f"{self.kind}/{self.origin}/{self.name}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a rule holds, in a sentence, and the nodes and guests that break it."""

    state: RuleState
    sentence: str
    nodes: tuple[str, ...] = ()
    guests: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Compliance:
    """How much of a rule ProxLB acts on, and what it makes of the rest."""

    followed: Followed = Followed.YES
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedRule:
    """A rule, whether it holds, and what ProxLB makes of it."""

    rule: Rule
    finding: Finding
    compliance: Compliance = field(default_factory=Compliance)
