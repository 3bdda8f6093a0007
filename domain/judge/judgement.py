"""A plan judged: true loads beside ProxLB's claims, the verdict of all moves and of each, and what to warn of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from proxlb_ui.domain.judge.loads.claims import OFF_POINTS, Claim, wrong_claims
from proxlb_ui.domain.judge.loads.figures import NodeFigures, spread_of
from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.judge.verdict.breaches import Breaches
from proxlb_ui.domain.judge.verdict.effect import Goal
from proxlb_ui.domain.judge.verdict.judging import PlanJudge
from proxlb_ui.domain.judge.verdict.verdict import Verdict, VerdictKind
from proxlb_ui.domain.model.cluster.balance import Spread
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.load import percent_text
from proxlb_ui.domain.model.rules.context import rule_context
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode, Settings
from proxlb_ui.domain.model.wording import counted
from proxlb_ui.domain.planner.compared import compared, summary
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.sentences import figure, resource


class ConcernKind(StrEnum):
    """What the judge warns of; the words never change."""

    MAKES_WORSE = "makes worse"
    CLAIM_OFF = "claim off"
    DISK_UNKNOWN = "disk of VMs unknown"


@dataclass(frozen=True, slots=True)
class Concern:
    """One warning about a plan as a whole, with the node that shows it best and the true percentage, if any."""

    kind: ConcernKind
    message: str
    node: str | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is true of a plan: every node before and after its moves, and how far all nodes ProxLB compares are apart
    (None where one is not known); the figures of ProxLB's that are off, verdicts (by VMID for moves), and concerns.
    summary is the plan as one headline, with true figures in place of ProxLB's.
    """

    before: tuple[NodeFigures, ...]
    after: tuple[NodeFigures, ...]
    spread_before: Spread | None
    spread_after: Spread | None
    claims: tuple[Claim, ...]
    verdict: Verdict
    moves: Mapping[int, Verdict]
    concerns: tuple[Concern, ...]
    summary: str


def judge(
    plan: Plan,
    snapshot: ClusterSnapshot,
    facts: ClusterFacts,
    settings: Settings,
    now: datetime,
    ha_rules: tuple[HaRule, ...] = (),
) -> Judgement:
    """PlanJudge a plan against the cluster it was made for; now is the local time ProxLB would see."""
    balancing = settings.balancing
    loads, goal = TrueLoads(snapshot, settings, now), Goal.of(balancing)
    breaches = Breaches(rule_context(snapshot, facts, settings, now, ha_rules))
    waiting = bool(plan.nodes_under_pressure or plan.guests_under_pressure) if balancing.mode is Mode.PSI else None
    own = PlanJudge(loads, breaches, goal, waiting=waiting)
    before, after = loads.after(), loads.after(plan.moves)
    was, will = (spread_of(nodes, goal.method, goal.mode) for nodes in (before, after))
    claims, verdict = wrong_claims(plan.after, after), own.plan(plan.moves)
    concerns = tuple(_concerns(plan, balancing, will, claims, verdict))
    return Judgement(
        before, after, was, will, claims, verdict, own.each(plan.moves), concerns, _summary(plan, balancing, was, will)
    )


def _summary(plan: Plan, balancing: Balancing, before: Spread | None, after: Spread | None) -> str:
    if not plan.moves:
        return summary(plan, balancing)
    count, allowed = counted(len(plan.moves), "move"), balancing.balanciness
    if before is None or after is None:
        return f"{count}; the {resource(balancing.method)} spread afterwards is not known."
    was, will = (percent_text(one.percent, allowed) for one in (before, after))
    return f"{count}: {resource(balancing.method)} spread from {was} % to {will} % ({allowed} % allowed)."


def _concerns(
    plan: Plan, balancing: Balancing, after: Spread | None, claims: tuple[Claim, ...], verdict: Verdict
) -> Iterator[Concern]:
    if verdict.kind is VerdictKind.MAKES_WORSE:
        yield Concern(ConcernKind.MAKES_WORSE, verdict.sentence)
    yield from _wrong_spread(plan, balancing, after, claims)
    vms = sum(move.kind is GuestKind.VM for move in plan.moves)
    if vms and balancing.method is Method.DISK and balancing.mode is not Mode.ASSIGNED:
        yield Concern(
            ConcernKind.DISK_UNKNOWN,
            f"Proxmox does not tell how much disk a VM uses, and ProxLB counts 0: {counted(vms, 'move')} of VMs "
            f"{'has' if vms == 1 else 'have'} no effect on what it compares.",
        )


def _wrong_spread(
    plan: Plan, balancing: Balancing, true: Spread | None, claims: tuple[Claim, ...]
) -> Iterator[Concern]:
    claimed = compared(plan.after, balancing)
    off = [claim for claim in claims if _is_compared(claim, balancing)]
    if claimed is None or true is None or not (off or abs(claimed.percent - true.percent) > OFF_POINTS):
        return
    what = figure(balancing.method, balancing.mode)
    says, will = (percent_text(one.percent, balancing.balanciness) for one in (claimed, true))
    worst = max(off, key=lambda claim: claim.off_points, default=None)
    example = (
        f" It reckons {worst.node} at {worst.claimed_percent:.0f} %, and it will be at {worst.true_percent:.0f} %."
        if worst
        else ""
    )
    message = f"ProxLB reckons with a {what} spread of {says} % afterwards, and it will be {will} %.{example}"
    yield Concern(ConcernKind.CLAIM_OFF, message, node=worst.node if worst else None, percent=true.percent)


def _is_compared(claim: Claim, balancing: Balancing) -> bool:
    mode = Mode.ASSIGNED if balancing.mode is Mode.ASSIGNED else Mode.USED
    return claim.method is balancing.method and claim.mode is mode
