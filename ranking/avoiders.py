"""How a new model fares with shoppers who avoid something: one rounded sum over at least 100 people, or nothing.

That there is a record says who avoids something; what it holds stays sealed. Nothing is kept of anybody: the ids are
held while the sum is made. People are counted for each figure by itself: of a hundred who were shown something two may
have clicked, and an order of clicks is about these two. Too few of the others are as telling as too few of them, and
figures that were not rounded would tell from two versions who came between them.
"""

from collections.abc import Collection, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.rankers.foretold import Arrays, hangs_on, judge_group, rankers_in

NAME = "Shoppers with avoidances"
FEWEST_SHOPPERS = 100
STEPS: Mapping[str, float] = {
    "shoppers": 10,
    "rows": 100,
    "positives": 10,
    "auc": 0.02,
    "log_loss": 0.005,
    "calibration": 0.05,
    "recall@4": 0.05,
    "recall@10": 0.05,
}


def read_foretold(path: Path) -> dict[str, Any]:
    """This will read what rankers foretold; nothing where a training had too little to learn from."""
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def customers_in(foretold: Arrays) -> list[int]:
    """This will name the customers to whom the newest products were shown; visitors are not known."""
    customers = np.unique(foretold["customer"]) if foretold else np.zeros(0, dtype=np.int64)
    return [int(customer) for customer in customers if customer >= 0]


def with_avoiders(metrics: Mapping[str, Any], foretold: Arrays, *, avoiding: Collection[int]) -> dict[str, Any]:
    """This will add the group to each head of each ranker; a figure that hangs on too few people is None.

    A head for which too few people were judged, in the group or outside, has no group at all.
    """
    heads_of = rankers_in(foretold)
    kept = np.isin(foretold["customer"], sorted(avoiding)) if heads_of else np.zeros(0, dtype=bool)
    people = {head: _people(foretold, kept, head=head) for head in set(chain.from_iterable(heads_of.values()))}
    rankers = dict(metrics.get("rankers") or {})
    for ranker, heads in heads_of.items():
        for head in (head for head in heads if people[head]):
            found = judge_group(foretold, kept, ranker=ranker, head=head) | {"shoppers": people[head]["shoppers"]}
            group = _rounded({name: value if name in people[head] else None for name, value in found.items()})
            figures = dict(rankers[ranker][head])
            figures["segments"] = dict(figures.get("segments") or {}) | {NAME: group}
            rankers[ranker] = dict(rankers[ranker]) | {head: figures}
    return dict(metrics) | {"rankers": rankers}


def _people(foretold: Arrays, kept: NDArray[np.bool_], *, head: str) -> dict[str, int]:
    """This will count the group's people for each figure that hangs on enough of them, and of the others."""
    found = {}
    for name, masks in hangs_on(foretold, head=head).items():
        sides = [(_distinct(foretold, mask & kept), _distinct(foretold, mask & ~kept)) for mask in masks]
        if min(map(min, sides)) >= FEWEST_SHOPPERS:
            found[name] = min(inside for inside, _ in sides)
    return {"shoppers": found["rows"], **found} if found else {}  # whoever has a part in a figure was judged


def _distinct(foretold: Arrays, rows: NDArray[np.bool_]) -> int:
    """This will count customers; visitors are nobody here."""
    customers = np.unique(foretold["customer"][rows])
    return int((customers >= 0).sum())


def _rounded(found: Mapping[str, Any]) -> dict[str, Any]:
    """This will round counts down and figures to the nearest step; a figure without a step is left out."""
    return {name: _to_step(found[name], step) for name, step in STEPS.items() if name in found}


def _to_step(value: float | None, step: float) -> float | None:
    if value is None:
        return None
    return value // step * step if step >= 1 else round(round(value / step) * step, 4)
