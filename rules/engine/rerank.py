"""Reranks candidates into a page: eligibility, points, then slots, scatters, caps and campaigns together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.engine.budget import Budget
from rules.engine.candidate import Candidate, Context
from rules.engine.chains import say_stand_in
from rules.engine.contenders import Contenders, check_scores, line_up, points_given
from rules.engine.eligibility import sift
from rules.engine.explain import explain_moves
from rules.engine.judgements import Asking, Judgements
from rules.engine.page import Conflict, Page, Placed, Relaxation
from rules.engine.released import release_empty
from rules.engine.rule import Promising, Rule
from rules.engine.ruleset import RuleSet
from rules.engine.settle import Giving, Settling
from rules.engine.units import SlotUnit, SpreadUnit, Unit, units_for

NODE_BUDGET = 10_000
LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Arrangement:
    """This will be the chosen ranks, the units they keep, and what gave way."""

    chosen: list[int]
    units: list[Unit]
    relaxed: tuple[Relaxation, ...] = ()
    conflicts: tuple[Conflict, ...] = field(default=())
    bounded: bool = False


def rerank(
    candidates: Sequence[Candidate],
    ruleset: RuleSet,
    *,
    size: int,
    context: Context,
    node_budget: int = NODE_BUDGET,
    judgements: Judgements | None = None,
    explain: bool = True,
) -> Page:
    """This will return the best page of at most `size` products that keeps every rule that can be kept.

    Scores are on the 0 to 100 scale; one that is not finite raises ValueError. The page is full (as many products as
    there are eligible variant families, at most `size`) whatever the rules say; those that give way are named.
    `judgements` of these candidates may be handed over by who has them ready; else the rules are asked. With `explain`
    each conflict is searched for its smallest set of rules, on a budget of its own: the page is the same without.
    """
    if not 0 <= size <= LARGEST_PAGE:
        raise ValueError(f"size must be between 0 and {LARGEST_PAGE}, not {size}")
    check_scores(candidates)
    rules = ruleset.active(context)
    judgements = judgements or Asking(candidates)
    shown, rejected = sift(candidates, rules=rules, context=context, judgements=judgements)
    contenders = line_up(candidates, shown=shown, rules=rules, judgements=judgements)
    length = min(size, contenders.family_count)
    units = units_for(rules, contenders=contenders, length=length, quotas=context.quotas)
    fillable, released = release_empty(units, length=length, size=size, candidates=candidates, rejected=rejected)
    budget = Budget(node_budget)
    arrangement = _arrange(
        fillable,
        settling=Settling(families=contenders.families, length=length, budget=budget),
        explaining=Settling(families=contenders.families, length=length, budget=Budget(node_budget))
        if explain
        else None,
    )
    return Page(
        placed=_place(arrangement, contenders, rules),
        relaxed=(*released, *arrangement.relaxed),
        rejected=tuple(rejected),
        short=length < size,
        eligible=contenders.family_count,
        infeasible=arrangement.conflicts,
        bounded=arrangement.bounded,
        nodes=budget.spent,
    )


def _arrange(units: list[Unit], *, settling: Settling, explaining: Settling | None) -> Arrangement:
    """A unit that was given up without proof may hold by luck; then it did not give way."""
    settled = settling.settle(units)
    best = settled.best
    assert best.chosen is not None  # found with the last unit that was kept; without any, every page will do
    chosen = best.chosen
    given = [giving for giving in settled.given if giving.unit.broken_at(chosen)]
    lucky = [giving.unit for giving in settled.given if not giving.unit.broken_at(chosen)]
    conflicts = tuple(explaining.explain(giving) for giving in given) if explaining else ()
    reasons = [conflict.why for conflict in conflicts] or [giving.why for giving in given]
    return Arrangement(
        chosen=chosen,
        units=[*settled.units, *lucky],
        relaxed=tuple(_relax(giving, chosen, why=why) for giving, why in zip(given, reasons, strict=True)),
        conflicts=conflicts,
        bounded=not (settled.proven and best.proven),
    )


def _relax(giving: Giving, chosen: Sequence[int], *, why: str) -> Relaxation:
    unit, kept, rule = giving.unit, giving.kept, giving.unit.rule
    words = "released" if isinstance(unit, SlotUnit) else "not kept"
    if kept is not None:
        words = kept.describe_limit()
    is_owed = isinstance(unit, SpreadUnit) and unit.wants == "owed"
    positions = () if is_owed else unit.broken_at(chosen)
    code = "conflict" if giving.proven else "bounded"
    return Relaxation(rule.rule_id, rule.name, rule.severity, why, positions, words, code)


def _place(arrangement: Arrangement, contenders: Contenders, rules: Sequence[Rule]) -> tuple[Placed, ...]:
    moves = explain_moves(arrangement.chosen, units=arrangement.units, contenders=contenders)
    slots = {unit.position: unit for unit in reversed(arrangement.units) if isinstance(unit, SlotUnit)}
    promises = [(rule.rule_id, rule.body) for rule in rules if isinstance(rule.body, Promising)]
    return tuple(
        Placed(
            position=position + 1,
            candidate=contenders.candidates[rank],
            score=contenders.scores[rank],
            points=points_given(contenders.candidates[rank], rules=rules),
            slot=slots[position].rule.rule_id if position in slots else None,
            moved=moves[position],
            stand_in=say_stand_in(slots[position], rank) if position in slots else "",
            campaigns=tuple(rule_id for rule_id, body in promises if body.admits(contenders.candidates[rank].facts)),
        )
        for position, rank in enumerate(arrangement.chosen)
    )
