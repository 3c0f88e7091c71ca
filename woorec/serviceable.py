"""What is stored of a placement, and what can be served of it: what cannot is left out and named."""

import math
from collections.abc import Mapping
from dataclasses import replace

from ranking.objectives import FORMULA, OBJECTIVES, is_formula
from rules.engine.page import Relaxation
from rules.models import DEFAULT_OBJECTIVE, default_recall_mix
from rules.queries import LivePlacement, UnreadableRule
from woorec.answers import Answer


def serviceable(placement: LivePlacement) -> LivePlacement:
    """This will put the usual goal and mix where those of the placement cannot be served, and name each."""
    facts, problems = placement.facts, list(placement.problems)
    if facts.objective not in OBJECTIVES:
        facts = replace(facts, objective=DEFAULT_OBJECTIVE)
        problems.append("objective_unknown")
    elif facts.objective == FORMULA and not is_formula(facts.formula):
        facts = replace(facts, objective=DEFAULT_OBJECTIVE)
        problems.append("formula_unreadable")
    if not is_mix(facts.recall_mix):
        facts = replace(facts, recall_mix=default_recall_mix())
        problems.append("recall_mix_unreadable")
    return replace(placement, facts=facts, problems=tuple(problems))


def is_mix(value: object) -> bool:
    """This will say whether a recall mix gives each channel a share and at least one of them more than nothing.

    A channel that does not exist is no fault here: recall leaves it out and names it.
    """
    shares = list(value.values()) if isinstance(value, Mapping) else []
    return all(_is_share(share) for share in shares) and any(share > 0 for share in shares)


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def with_stand_ins(answer: Answer, placement: LivePlacement) -> Answer:
    """This will name in an answer what stood in for settings and rules of its placement."""
    missing = [rule for rule in placement.unreadable if rule.is_on(answer.request.at)]
    named = (*placement.problems, *(("rule_unreadable",) if missing else ()))
    return replace(answer, fallback=(*answer.fallback, *named), relaxed=(*answer.relaxed, *map(_left_out, missing)))


def _left_out(rule: UnreadableRule) -> Relaxation:
    return Relaxation(
        rule_id=rule.rule_id,
        label=rule.label,
        severity=rule.severity,
        reason="The stored rule cannot be read any more and is left out.",
        positions=(),
    )
