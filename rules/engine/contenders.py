"""The products that may be shown, best first, with their points; rank 0 is the best."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic

from rules.engine.candidate import Candidate
from rules.engine.judgements import Column, Judgements, Question, Seen
from rules.engine.page import Points
from rules.engine.rule import Rule, Scoring


@dataclass(frozen=True, slots=True)
class Contenders:
    """This will hold candidates and scores by rank; `families[rank]` numbers the variant family from 0."""

    candidates: Sequence[Candidate]
    scores: Sequence[float]
    families: Sequence[int]
    family_count: int
    order: Sequence[int]  # the place of each among the candidates that were judged
    judgements: Judgements

    def column(self, question: Question[Seen]) -> "Ranked[Seen]":
        """This will answer a question by rank."""
        return Ranked(self.judgements.column(question), self.order)


class Ranked(Generic[Seen]):
    """This will be the answers to one question, by rank; nothing is asked before somebody wants to know."""

    __slots__ = ("_answers", "_order")

    def __init__(self, answers: Column[Seen], order: Sequence[int]) -> None:
        self._answers = answers
        self._order = order

    def __getitem__(self, rank: int) -> Seen:
        return self._answers[self._order[rank]]

    def __iter__(self) -> Iterator[Seen]:
        return map(self._answers.__getitem__, self._order)


def line_up(
    candidates: Sequence[Candidate], *, shown: Sequence[int], rules: Sequence[Rule], judgements: Judgements
) -> Contenders:
    """This will add the points, merge copies of a product (the best score stays) and rank; ties go to the lower id.

    `shown` lists the places of the candidates that may be shown.
    """
    points = judgements.total([rule.body.points_for for rule in rules if isinstance(rule.body, Scoring)])
    scores = [float(each.score) + given for each, given in zip(candidates, points, strict=True)]
    ids = [each.product_id for each in candidates]
    # A stable sort by score after one by id is cheaper than one by pairs.
    order = _without_copies(sorted(sorted(shown, key=ids.__getitem__), key=scores.__getitem__, reverse=True), ids)
    ranked = [candidates[place] for place in order]
    styles = judgements.styles()
    families, count = _number_families([ids[place] for place in order], [styles[place] for place in order])
    return Contenders(ranked, [scores[place] for place in order], families, count, order, judgements)


def points_given(candidate: Candidate, *, rules: Sequence[Rule]) -> tuple[Points, ...]:
    """This will list the points a candidate got, rule by rule; a rule that gave none is left out."""
    given = ((rule, rule.body.points_for(candidate.facts)) for rule in rules if isinstance(rule.body, Scoring))
    return tuple(Points(rule.rule_id, rule.name, points) for rule, points in given if points)


def check_scores(candidates: Sequence[Candidate]) -> None:
    """This will raise ValueError for a score that cannot be ordered, naming the product."""
    try:
        if all(map(math.isfinite, [candidate.score for candidate in candidates])):
            return
    except (TypeError, OverflowError):
        pass
    wrong = next(each for each in candidates if not _is_finite(each.score))
    raise ValueError(f"score of product {wrong.product_id} must be a finite number, not {wrong.score!r}")


def _is_finite(score: float) -> bool:
    try:
        return math.isfinite(score)
    except (TypeError, OverflowError):
        return False


def _without_copies(order: list[int], ids: Sequence[int]) -> list[int]:
    best: dict[int, int] = {}
    for place in order:
        best.setdefault(ids[place], place)
    return list(best.values())


def _number_families(ids: Sequence[int], styles: Sequence[str | int | None]) -> tuple[list[int], int]:
    """A product without a style is a family of its own."""
    numbers: dict[object, int] = {}
    keys = [("alone", pk) if style is None else style for pk, style in zip(ids, styles, strict=True)]
    return [numbers.setdefault(key, len(numbers)) for key in keys], len(numbers)
