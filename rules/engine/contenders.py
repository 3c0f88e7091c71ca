"""The products that may be shown, best first, with their points; rank 0 is the best."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rules.engine.candidate import Candidate
from rules.engine.facts import read_fact
from rules.engine.page import Points
from rules.engine.rule import Rule, Scoring


class Contender(NamedTuple):
    """This will be a candidate with its final score."""

    candidate: Candidate
    score: float


@dataclass(frozen=True, slots=True)
class Contenders:
    """This will hold contenders by rank; `families[rank]` numbers the variant family."""

    ranked: tuple[Contender, ...]
    families: tuple[int, ...]

    @property
    def family_count(self) -> int:
        return len(set(self.families))


def line_up(candidates: Sequence[Candidate], *, rules: Sequence[Rule]) -> Contenders:
    """This will add the points, merge copies of a product (the best score stays) and rank; ties go to the lower id."""
    bodies = [rule.body for rule in rules if isinstance(rule.body, Scoring)]
    scored = sorted((_score(each, bodies) for each in candidates), key=_best_first)
    best: dict[int, Contender] = {}
    for contender in scored:
        best.setdefault(contender.candidate.product_id, contender)
    ranked = tuple(best.values())
    return Contenders(ranked=ranked, families=_number_families(ranked))


def points_given(candidate: Candidate, *, rules: Sequence[Rule]) -> tuple[Points, ...]:
    """This will list the points a candidate got, rule by rule; a rule that gave none is left out."""
    given = ((rule, rule.body.points_for(candidate.facts)) for rule in rules if isinstance(rule.body, Scoring))
    return tuple(Points(rule.rule_id, rule.name, points) for rule, points in given if points)


def check_scores(candidates: Sequence[Candidate]) -> None:
    """This will raise ValueError for a score that cannot be ordered, naming the product."""
    for candidate in candidates:
        try:
            finite = math.isfinite(candidate.score)
        except (TypeError, OverflowError):
            finite = False
        if not finite:
            raise ValueError(
                f"score of product {candidate.product_id} must be a finite number, not {candidate.score!r}"
            )


def _score(candidate: Candidate, bodies: Sequence[Scoring]) -> Contender:
    score = float(candidate.score)
    for body in bodies:
        points = body.points_for(candidate.facts)
        if points:
            score += points
    return Contender(candidate, score)


def _best_first(contender: Contender) -> tuple[float, int]:
    return (-contender.score, contender.candidate.product_id)


def _number_families(ranked: Sequence[Contender]) -> tuple[int, ...]:
    """A product without a family is a family of its own."""
    numbers: dict[object, int] = {}
    keys = (read_fact(each.candidate.facts, "item_group") or each.candidate.product_id for each in ranked)
    return tuple(numbers.setdefault(key, len(numbers)) for key in keys)
