"""Recall what this shopper buys again and again."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import PURCHASE, RETURN, TrainingData, subset
from ranking.recall.base import NOTHING, Alignment, Floats, Mask, Part, Recalled, ShopperState, best, taken_rows


@dataclass(frozen=True, slots=True)
class AgainConfig:
    """Hold how fast a habit fades and how many buyers it takes to believe a product's own repeat rate."""

    half_life: float = 90.0  # days
    shrinkage: float = 20.0  # buyers


def fit(data: TrainingData, *, config: AgainConfig) -> Part:
    """Return each product's repeat rate: buyers who bought it in a second order, shrunk towards the shop's rate."""
    buyers, returners = _buyers(data)
    shop_rate = (returners.sum() + 1) / (buyers.sum() + config.shrinkage)  # never quite zero: a young shop cannot know
    rates = (returners + config.shrinkage * shop_rate) / (buyers + config.shrinkage)
    facts = {"half_life": config.half_life, "shop_rate": float(shop_rate)}
    return Part(arrays={"repeat_rates": rates.astype(np.float32)}, facts=facts)


def _buyers(data: TrainingData) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count for each product the customers who bought it, and those who did so at two times."""
    events = data.interactions
    bought = subset(events, (events.kind == PURCHASE) & (events.customer >= 0))
    size = len(data.catalogue)
    times = np.unique(np.stack([bought.customer * size + bought.product, bought.at.astype(np.int64)]), axis=1)
    pairs, counts = np.unique(times[0], return_counts=True)
    products = pairs % max(size, 1)
    return np.bincount(products, minlength=size), np.bincount(products[counts > 1], minlength=size)


class Again:
    """Recall by the shopper's own decayed purchases, weighted by how readily each product is bought again."""

    name: ClassVar[str] = "again"

    def __init__(self, *, repeat_rates: Floats, half_life: float) -> None:
        self._repeat_rates = repeat_rates
        self._half_life = half_life

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        """Return the channel; a product the model never saw repeats at the shop's rate."""
        rates = alignment.take(np.asarray(part.arrays["repeat_rates"]), missing=float(part.facts["shop_rate"]))
        return cls(repeat_rates=rates, half_life=float(part.facts["half_life"]))

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return the shopper's past purchases, the firmest habit first; nothing for who never bought."""
        bought = np.isin(shopper.history_kinds, (PURCHASE, RETURN))
        if not bought.any():
            return NOTHING
        signs = np.where(shopper.history_kinds[bought] == PURCHASE, 1.0, -1.0)
        decay = np.exp2(-shopper.history_ages[bought] / self._half_life)
        rows = shopper.history_rows[bought]
        habits = np.bincount(rows, weights=signs * decay, minlength=len(self._repeat_rates))
        scores = (habits * self._repeat_rates).astype(np.float32)
        return best(scores, allowed=allowed, excluded=taken_rows(shopper), k=k, above=0.0)
