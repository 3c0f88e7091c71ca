"""Rank by logistic regression: additive, so its item half is one number a product."""

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ranking.features import FeatureSpace, History
from ranking.rankers.base import CLICK_HEAD, CONVERSION_HEAD, with_both
from ranking.recall.base import Floats, Part, Rows


class Logistic:
    """Predict click and, where the shop has taught it enough, purchase after a click."""

    name: ClassVar[str] = "logistic"

    def __init__(self, *, items: dict[str, Floats], weights: dict[str, dict[str, Floats]]) -> None:
        self._items = items
        self._weights = weights

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(with_both(self._items))

    @classmethod
    def load(cls, part: Part, space: FeatureSpace) -> Self:
        """Return the ranker; a product it never saw is judged by its attributes."""
        trained = [head for head in (CLICK_HEAD, CONVERSION_HEAD) if f"{head}.cross" in part.arrays]
        weights = {head: head_weights(part, head) for head in trained}
        return cls(items={head: item_half(weights[head], space) for head in trained}, weights=weights)

    def score(self, *, user: tuple[int, int], history: History, rows: Rows, cross: Floats) -> dict[str, Floats]:
        """Return calibrated probabilities as if every product stood at the first position."""
        return with_both({head: self._probability(head, user, rows, cross) for head in self._items})

    def _probability(self, head: str, user: tuple[int, int], rows: Rows, cross: Floats) -> Floats:
        weights = self._weights[head]
        half = weights["regions"][user[0]] + weights["tiers"][user[1]] + weights["bias"][0]
        slope, offset = weights["calibration"]
        return sigmoid(slope * (self._items[head][rows] + half + cross @ weights["cross"]) + offset)


def head_weights(part: Part, head: str) -> dict[str, Floats]:
    """Return one head's weights by name."""
    start = f"{head}."
    return {name.removeprefix(start): np.asarray(part.arrays[name]) for name in part.arrays if name.startswith(start)}


def item_half(weights: dict[str, Floats], space: FeatureSpace) -> Floats:
    """Return each product's share of the logit: its attributes, itself, its popularity."""
    own = space.alignment.take(weights["products"])
    total = space.attributes.total(weights["attributes"]) + own + space.popularity * weights["popularity"][0]
    return np.asarray(total, dtype=np.float32)


def sigmoid(logits: NDArray[Any]) -> Floats:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)), dtype=np.float32)
