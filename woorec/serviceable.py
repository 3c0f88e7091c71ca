"""What is stored of a placement, and what can be served of it: what cannot is left out and named."""

from dataclasses import replace

from rules.engine.page import Relaxation
from rules.queries import LivePlacement, UnreadableRule
from woorec.answers import Answer


def serviceable(placement: LivePlacement) -> LivePlacement:
    """This will return the placement as it can be served."""
    return placement


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
