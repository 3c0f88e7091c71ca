"""Reranks candidates into a page: eligibility, points, then slots, scatters and caps together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.engine.candidate import Candidate, Context
from rules.engine.contenders import Contenders, check_scores, line_up, points_given
from rules.engine.eligibility import sift
from rules.engine.explain import explain_moves
from rules.engine.judgements import Asking, Judgements
from rules.engine.page import Conflict, Page, Placed, Relaxation
from rules.engine.rule import Rule
from rules.engine.ruleset import RuleSet
from rules.engine.search import Budget, find_best
from rules.engine.settle import Giving, Settling
from rules.engine.units import SlotUnit, Unit, units_for

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
) -> Page:
    """This will return the best page of at most `size` products that keeps every rule that can be kept.

    Scores are on the 0 to 100 scale; one that is not finite raises ValueError. The page is full (as many products as
    there are eligible variant families, at most `size`) whatever the rules say; those that give way are named.
    `judgements` of these candidates may be handed over by who has them ready; else the rules are asked.
    """
    if not 0 <= size <= LARGEST_PAGE:
        raise ValueError(f"size must be between 0 and {LARGEST_PAGE}, not {size}")
    check_scores(candidates)
    rules = ruleset.active(context)
    judgements = judgements or Asking(candidates)
    shown, rejected = sift(candidates, rules=rules, context=context, judgements=judgements)
    contenders = line_up(candidates, shown=shown, rules=rules, judgements=judgements)
    length = min(size, contenders.family_count)
    units = units_for(rules, contenders=contenders, length=length)
    fillable, released = _release_empty_slots(units, length=length, size=size)
    budget = Budget(node_budget)
    arrangement = _arrange(fillable, contenders=contenders, length=length, budget=budget)
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


def _release_empty_slots(units: Sequence[Unit], *, length: int, size: int) -> tuple[list[Unit], tuple[Relaxation, ...]]:
    """A slot beyond the size that was asked for is not part of this page and is not named."""
    fillable: list[Unit] = []
    released: list[Relaxation] = []
    for unit in units:
        if not isinstance(unit, SlotUnit) or (unit.position < length and any(unit.pool)):
            fillable.append(unit)
        elif unit.position < size:
            reason = "No product of its pool may be shown." if not any(unit.pool) else f"The page ends at {length}."
            released.append(_relaxation(unit, reason=reason, positions=(unit.position + 1,), kept="released"))
    return fillable, tuple(released)


def _arrange(units: list[Unit], *, contenders: Contenders, length: int, budget: Budget) -> Arrangement:
    """A unit that was given up without proof may hold by luck; then it did not give way."""
    families = contenders.families
    found = find_best(units, families=families, length=length, budget=budget)
    if found.chosen is not None:
        return Arrangement(found.chosen, units, bounded=not found.proven)
    settled = Settling(families=families, length=length, budget=budget).settle(units)
    best = settled.best
    assert best.chosen is not None  # found with the last unit that was kept; without any, every page will do
    given = [giving for giving in settled.given if giving.unit.broken_at(best.chosen)]
    lucky = [giving.unit for giving in settled.given if not giving.unit.broken_at(best.chosen)]
    return Arrangement(
        chosen=best.chosen,
        units=[*settled.units, *lucky],
        relaxed=tuple(_relax(giving, best.chosen) for giving in given),
        conflicts=tuple(giving.conflict for giving in given),
        bounded=not (settled.proven and best.proven),
    )


def _relax(giving: Giving, chosen: Sequence[int]) -> Relaxation:
    unit, kept = giving.unit, giving.kept
    words = "released" if isinstance(unit, SlotUnit) else "not kept"
    if kept is not None:
        words = kept.describe_limit()
    return _relaxation(unit, reason=giving.conflict.why, positions=unit.broken_at(chosen), kept=words)


def _relaxation(unit: Unit, *, reason: str, positions: tuple[int, ...], kept: str) -> Relaxation:
    rule = unit.rule
    return Relaxation(rule.rule_id, rule.name, rule.severity, reason, positions, kept)


def _place(arrangement: Arrangement, contenders: Contenders, rules: Sequence[Rule]) -> tuple[Placed, ...]:
    moves = explain_moves(arrangement.chosen, units=arrangement.units, contenders=contenders)
    slots = {unit.position: unit.rule.rule_id for unit in reversed(arrangement.units) if isinstance(unit, SlotUnit)}
    return tuple(
        Placed(
            position=position + 1,
            candidate=contenders.candidates[rank],
            score=contenders.scores[rank],
            points=points_given(contenders.candidates[rank], rules=rules),
            slot=slots.get(position),
            moved=moves[position],
        )
        for position, rank in enumerate(arrangement.chosen)
    )
