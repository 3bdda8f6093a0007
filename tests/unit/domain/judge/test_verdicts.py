"""Verdicts: rules before points, in words, and true for every random cluster."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proxlb_ui.domain.judge.judgement import ConcernKind, Judgement
from proxlb_ui.domain.judge.loads.figures import spread_of
from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.judge.verdict.breaches import Breaches
from proxlb_ui.domain.judge.verdict.effect import Effects, Goal
from proxlb_ui.domain.judge.verdict.verdict import VerdictKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.rules.context import rule_context
from proxlb_ui.domain.model.rules.judging import Judge as RuleJudge
from proxlb_ui.domain.model.rules.pins import pins_of
from proxlb_ui.domain.model.rules.rule import RuleState

from tests.differential.snapshots import Seen, random_seen
from tests.unit.domain.examples import GIB, NOON, guest, node
from tests.unit.domain.judge.judged import judged

SEEDS = st.integers(0, 2**40)
many = settings(max_examples=150, deadline=None)
DB, WEB = "plb_anti_affinity_db", "plb_affinity_web"


def big(vmid: int, on: str, used: float = 4, **changes: Any) -> Any:
    return guest(vmid, on, memory=Load(used * GIB, 2 * used * GIB), **changes)


def test_a_plan_that_helps_says_by_how_much() -> None:
    plan, found = judged([node("pve1", 16), node("pve2", 8)], [big(100, "pve1")])
    assert plan.moves
    verdict = found.verdict
    assert (verdict.kind, verdict.gain_points, verdict.moved_bytes, verdict.seconds) == ("helps", 25, 4 * GIB, None)
    assert verdict.sentence == "Helps: the used memory spread falls from 25 % to 0 % (10 % allowed)."
    assert verdict.gain_per_gib == 6.25
    assert found.moves[100].sentence == "Helps: without it the used memory spread is 25 %, with it 0 %."
    assert found.concerns == ()


def test_a_plan_that_makes_it_worse_says_so() -> None:
    """P3: a rule that is broken on another node makes ProxLB move guests of a balanced cluster."""
    nodes = [node("pve1", 12), node("pve2", 10.5), node("pve3", 10)]
    rest = [big(vmid, "pve2", 0.5, tags=(DB,)) for vmid in (101, 102)]
    plan, found = judged(nodes, [big(100, "pve1", 6), *rest])
    assert [move.vmid for move in plan.moves] == [100]
    assert found.verdict.kind is VerdictKind.MAKES_WORSE
    sentence = "Makes worse: the used memory spread rises from 6 % to 31 % (10 % allowed)."
    assert (found.verdict.sentence, found.verdict.gain_points) == (sentence, -25)
    (concern,) = found.concerns
    assert (concern.kind, concern.message) == (ConcernKind.MAKES_WORSE, sentence)
    assert found.moves[100].kind is VerdictKind.MAKES_WORSE


def test_rules_count_before_points() -> None:
    nodes = [node("pve1", 16), node("pve2", 8)]
    together = [big(100, "pve1", tags=(WEB,)), big(101, "pve2", tags=(WEB,))]
    _, joined = judged(nodes, together)
    assert (joined.verdict.kind, joined.verdict.repaired) == ("helps", (WEB,))
    pair = [big(100, "pve1", 2, tags=(DB,)), big(101, "pve1", 2, tags=(DB,))]
    plan, apart = judged([node("pve2", 8), node("pve1", 12)], pair)
    assert plan.moves
    assert (apart.verdict.kind, apart.verdict.repaired) == ("helps", (DB,))
    assert apart.verdict.sentence.startswith(f"Helps: it repairs {DB}, the used memory spread falls")
    mixed = [big(100, "pve1", tags=("plb_pin_pve2",)), big(101, "pve1", tags=("plb_pin_pve1",))]
    _, pinned = judged([node("pve1", 20), node("pve2", 4)], mixed)
    assert pinned.verdict.repaired == ("plb_pin_pve2",)


def test_a_move_that_breaks_a_rule_makes_it_worse() -> None:
    """ProxLB counts a guest to the last of its affinity groups only, and so tears the first one apart."""
    tags = (WEB, "plb_affinity_z")
    nodes = [node("pve1", 16), node("pve2", 8)]
    plan, found = judged(nodes, [big(100, "pve1", tags=tags), big(101, "pve1", 5, tags=(WEB,))])
    assert [move.vmid for move in plan.moves] == [100]
    assert (found.verdict.kind, found.verdict.broken) == ("makes worse", (WEB,))
    assert found.verdict.sentence.startswith(f"Makes worse: it breaks {WEB}, the used memory spread falls from 25 %")
    assert found.moves[100].sentence == f"Makes worse: it breaks {WEB}."


def test_emptying_a_node_is_what_was_asked_for() -> None:
    nodes = [node("pve1", 8), node("pve2", 8), node("pve3", 8)]
    plan, found = judged(nodes, [big(100, "pve1", 6)], cluster={"maintenance_nodes": ["pve1"]})
    assert [move.reason for move in plan.moves] == ["maintenance"]
    assert found.verdict.kind is VerdictKind.HELPS
    assert found.verdict.sentence == (
        "Helps: it empties pve1, the used memory spread rises from 0 % to 19 % (10 % allowed)."
    )
    assert found.moves[100].sentence == "Helps: pve1 is to be empty."


@pytest.mark.parametrize(
    ("used", "kind", "sentence"),
    [
        (8, "not needed", "Not needed: nothing moves, and nothing has to (used memory spread 0 %, 10 % allowed)."),
        (16, "no effect", "No effect: nothing moves (used memory spread 25 %, 10 % allowed)."),
    ],
)
def test_a_plan_without_moves_says_whether_any_were_needed(used: float, kind: str, sentence: str) -> None:
    plan, found = judged([node("pve1", used), node("pve2", 8)], [big(100, "pve1")], enable=False)
    assert plan.moves == ()
    assert (found.verdict.kind, found.verdict.sentence) == (kind, sentence)


def test_in_mode_psi_nobody_knows_ahead() -> None:
    limits = {"memory": {"pressure_full": 0, "pressure_some": 0, "pressure_spikes": 0}}
    psi = {"mode": "psi", "psi": {"nodes": limits, "guests": {}}}
    plan, found = judged([node("pve0", 8), node("pve1", 16)], [big(100, "pve1")], **psi)
    assert plan.moves
    assert found.verdict.sentence.endswith("shows only afterwards.")


def open_spreads(seen: Seen) -> tuple[Any, Any]:
    goal = Goal.of(seen.settings.balancing)
    found: Judgement = seen.judgement
    before, after = (
        spread_of([one for one in nodes if not one.maintenance], goal.method, goal.mode)
        for nodes in (found.before, found.after)
    )
    return before, after


@many
@given(SEEDS)
def test_no_plan_with_true_spread_up_and_goal_unmet_lacks_makes_worse(seed: int) -> None:
    """P3: over the nodes that may hold guests; one in maintenance is to be empty, and emptying it was asked for."""
    found = random_seen(seed)
    before, after = open_spreads(found)
    closed = {one.name for one in found.judgement.before if one.maintenance}
    if before is None or after is None or any(move.source in closed for move in found.plan.moves):
        return
    if after.percent > before.percent + 1e-6 and not Goal.of(found.settings.balancing).met_by(after):
        assert found.judgement.verdict.kind is VerdictKind.MAKES_WORSE
        assert found.judgement.verdict.sentence.startswith("Makes worse: ")


@many
@given(SEEDS)
def test_every_move_has_a_verdict_that_is_what_it_contributes(seed: int) -> None:
    found = random_seen(seed)
    moves = found.plan.moves
    assert set(found.judgement.moves) == {move.vmid for move in moves}
    scene = rule_context(found.snapshot, found.facts, found.settings, NOON, found.ha_rules)
    loads, goal = TrueLoads(found.snapshot, found.settings, NOON), Goal.of(found.settings.balancing)
    effects = Effects(loads, Breaches(scene), goal)
    everything = effects.of(moves)
    for move in moves[:5]:
        without = effects.of([one for one in moves if one.vmid != move.vmid])
        gain = found.judgement.moves[move.vmid].gain_points
        if without.after is not None and everything.after is not None and gain is not None:
            assert gain == pytest.approx(without.after.percent - everything.after.percent)
        assert effects.of_each(moves)[move.vmid].breaches == everything.breaches - without.breaches


@many
@given(SEEDS)
def test_a_rule_is_broken_by_as_many_as_the_rules_page_finds(seed: int) -> None:
    found = random_seen(seed)
    scene = rule_context(found.snapshot, found.facts, found.settings, NOON, found.ha_rules)
    breaches = Breaches(scene)
    judge = RuleJudge(scene, pins_of(scene, breaches.rules), ())
    for rule in breaches.rules:
        violated = judge.judge(rule).state is RuleState.VIOLATED
        assert (breaches.of(rule, breaches.now) > 0) == violated
