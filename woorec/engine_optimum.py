"""What the page of traffic control loses against the page with the greatest sum of score / log2(position + 1).

The engine promises the best product at each position, one after the other, and not that sum. CP-SAT of ortools, which
is there for development alone, finds the greatest sum on shops that are small enough for a proof.
"""

import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rules.engine.candidate import Candidate
from rules.engine.facts import values_of
from rules.engine.rerank import rerank
from woorec.engine_shops import CONTEXT, RULES, Shop, ruleset, shop

CANDIDATES = 60
SIZE = 12
SECONDS = 20.0  # for one proof
PRECISION = 10_000


@dataclass(frozen=True, slots=True)
class Loss:
    """Shares of the greatest sum that were lost, over the shops whose optimum was proven."""

    mean: float
    most: float
    shops: int
    unproven: int

    def describe(self) -> str:
        return (
            f"lost against the greatest sum of score / log2(position + 1): mean {100 * self.mean:.3f} %, most "
            f"{100 * self.most:.3f} %, {self.shops} shops of {CANDIDATES} candidates into {SIZE} positions, "
            f"{self.unproven} without a proof left out"
        )


def loss_against_optimum(*, shops: int) -> Loss | None:
    """This will compare pages on which no rule gave way; None where ortools is not installed."""
    if importlib.util.find_spec("ortools") is None:
        return None
    losses, unproven = [], 0
    for seed in range(shops):
        made = shop(CANDIDATES, seed=seed)
        page = rerank(made.candidates, ruleset(), size=SIZE, context=CONTEXT)
        best = None if page.relaxed else _greatest_sum(made)
        unproven += best is None and not page.relaxed
        if best is not None:
            losses.append(1 - _discounted([placed.score for placed in page.placed]) / best)
    return Loss(sum(losses) / max(1, len(losses)), max(losses, default=0.0), len(losses), unproven)


def _discounted(scores: Sequence[float]) -> float:
    return sum(score / math.log2(position + 1) for position, score in enumerate(scores, start=1))


def _greatest_sum(made: Shop) -> float | None:
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    places = range(SIZE)
    stands = [[model.new_bool_var("") for _ in places] for _ in made.candidates]
    for place in places:
        model.add_exactly_one(row[place] for row in stands)
    for family in _sharing(made.candidates, "item_group", alone=True):
        model.add_at_most_one(stands[number][place] for number in family for place in places)
    for kind, params, _ in RULES:
        _keep(model, kind, params, stands, made.candidates)
    weights = [[round(PRECISION * each.score / math.log2(place + 2)) for place in places] for each in made.candidates]
    model.maximize(
        sum(w * x for given, row in zip(weights, stands, strict=True) for w, x in zip(given, row, strict=True))
    )
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = SECONDS
    return solver.objective_value / PRECISION if solver.solve(model) == cp_model.OPTIMAL else None


def _keep(model: Any, kind: str, params: Any, stands: list[list[Any]], candidates: Sequence[Candidate]) -> None:
    if kind == "slot":
        wanted = params["condition"]["value"]
        pool = [number for number, each in enumerate(candidates) if each.facts["brand_kind"] == wanted]
        for position in params["positions"]:
            model.add_exactly_one(stands[number][position - 1] for number in pool)
        return
    window = params.get("window", SIZE)
    for alike in _sharing(candidates, params["fact"]):
        for start in range(SIZE - window + 1):
            near = [stands[number][place] for number in alike for place in range(start, start + window)]
            model.add(sum(near) <= params["limit"])


def _sharing(candidates: Sequence[Candidate], fact: str, *, alone: bool = False) -> list[list[int]]:
    """This will list which candidates share a value; without one they share nothing, or stand alone."""
    sharing: dict[object, list[int]] = {}
    for number, each in enumerate(candidates):
        values = values_of(each.facts, fact) or (frozenset((number,)) if alone else frozenset())
        for value in values:
            sharing.setdefault(value, []).append(number)
    return list(sharing.values())
