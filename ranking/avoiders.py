"""How a new model fares with shoppers who avoid something: one rounded sum over at least 100 people, or nothing.

That there is a record says who avoids something; what it holds stays sealed. Nothing is kept of anybody: the ids are
held while the sum is made. Too few of the others are as telling as too few of them, and figures that were not rounded
would tell from two versions who came between them.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ranking.rankers.foretold import Arrays, judge_group, rankers_in

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
    """This will add the group to every head of every ranker, where both it and the others are enough people."""
    customers = customers_in(foretold)
    theirs = np.array(sorted(set(customers) & set(avoiding)), dtype=np.int64)
    if min(len(theirs), len(customers) - len(theirs)) < FEWEST_SHOPPERS:
        return dict(metrics)
    kept = np.isin(foretold["customer"], theirs)
    rankers = dict(metrics.get("rankers") or {})
    for ranker, heads in rankers_in(foretold).items():
        for head in heads:
            figures = dict(rankers[ranker][head])
            found = judge_group(foretold, kept, ranker=ranker, head=head) | {"shoppers": len(theirs)}
            figures["segments"] = dict(figures.get("segments") or {}) | {NAME: _rounded(found)}
            rankers[ranker] = dict(rankers[ranker]) | {head: figures}
    return dict(metrics) | {"rankers": rankers}


def _rounded(found: Mapping[str, Any]) -> dict[str, Any]:
    """This will round counts down and figures to the nearest step; a figure without a step is left out."""
    return {name: _to_step(found[name], step) for name, step in STEPS.items() if name in found}


def _to_step(value: float | None, step: float) -> float | None:
    if value is None:
        return None
    return value // step * step if step >= 1 else round(round(value / step) * step, 4)
