"""Recall what sells and is looked at now, where and for whom it does, with a lane for new arrivals."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import TrainingData
from ranking.recall.attributes import categories_of
from ranking.recall.base import (
    NOTHING,
    Alignment,
    Floats,
    Mask,
    Part,
    Recalled,
    Rows,
    ShopperState,
    ages_in_days,
    best,
    event_weights,
    taken_rows,
)
from ranking.recall.hot_prior import prior_popularity
from ranking.recall.lane import Lane, first_open, interleave, newest_first

KEPT_ORDERS = 64  # regions by tiers whose order is kept; a shop with more works the rarer ones out again


@dataclass(frozen=True, slots=True)
class HotConfig:
    """Hold how fast popularity fades, and the event weights at which a part speaks as loudly as the wider one."""

    half_life: float = 14.0  # days
    guess_prior: float = 20.0  # everybody against the guess from what products are
    region_prior: float = 200.0  # a region against everybody
    tier_prior: float = 200.0  # a tier against everybody
    category_prior: float = 1.0  # the category in view, and each above it, against the one around it


def fit(data: TrainingData, *, config: HotConfig) -> Part:
    """Return decayed popularity: row 0 for everybody, then one row a region; and one row a tier."""
    events, size = data.interactions, len(data.catalogue)
    weights = event_weights(events.kind, ages_in_days(events.at, now=data.now), half_life=config.half_life)

    def counted(groups: NDArray[np.int16], count: int) -> Floats:
        known = groups >= 0
        keys = groups[known].astype(np.int64) * size + events.product[known]
        sums = np.bincount(keys, weights=weights[known], minlength=count * size)
        return sums.reshape(count, size).astype(np.float32)

    everybody = counted(np.zeros(len(events), dtype=np.int16), 1)
    regions = counted(events.region, len(data.catalogue.region_codes))
    tiers = counted(events.tier, len(data.catalogue.tier_codes))
    return Part(arrays={"popularity": np.concatenate([everybody, regions]), "tiers": tiers}, facts=asdict(config))


class Hot:
    """Recall by decayed popularity in the shopper's region and tier; some places belong to new arrivals."""

    name: ClassVar[str] = "hot"

    def __init__(self, *, part: Part, alignment: Alignment) -> None:
        facts: Mapping[str, Any] = part.facts
        popularity = alignment.take(np.asarray(part.arrays["popularity"]).T).T
        guess = prior_popularity(alignment.catalogue)
        self._everybody = _shrunk(popularity[:1], guess, prior=float(facts["guess_prior"]))
        self._regions = _shrunk(popularity[1:], self._everybody, prior=float(facts["region_prior"]))
        tiers = alignment.take(np.asarray(part.arrays["tiers"]).T).T
        self._tiers = _shrunk(tiers, self._everybody, prior=float(facts["tier_prior"]))
        evidence = float(np.abs(popularity[0]).sum()) + float(facts["guess_prior"])
        self._category_lift = np.float32(1.0 + evidence / float(facts["category_prior"]))
        self._numbers = alignment.regions, alignment.tiers
        self._categories = categories_of(alignment.catalogue)
        self._inside = self._categories.transposed
        self._newest = newest_first(alignment.catalogue)
        self._lane = Lane(alignment)
        self._orders: dict[tuple[int, int], tuple[Floats, Rows]] = {}

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        """Return the channel; a product the model never saw has the popularity that its facts promise."""
        return cls(part=part, alignment=alignment)

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return what is popular for such a shopper, first in the category in view, new arrivals between them."""
        if k <= 0:
            return NOTHING
        excluded = taken_rows(shopper)
        open_rows = _open_rows(len(self._newest), allowed=allowed, excluded=excluded)
        scores, order = self._popular(shopper)
        if len(shopper.seeds):
            scores = self._near(scores, shopper.seeds)
            popular = best(scores, allowed=open_rows, excluded=excluded, k=k).rows
        else:
            popular = first_open(order, open_rows, k=k)
        lane = self._lane.rows(open_rows, at=shopper.at, k=k)
        rows = interleave(popular, lane, every=self._lane.every, k=k)
        return Recalled(rows=rows, scores=_descending(scores, rows=rows, lane=lane))

    def _popular(self, shopper: ShopperState) -> tuple[Floats, Rows]:
        """Return the scores of a region and tier, and all rows in their order, equal ones newest first."""
        key = self._numbers[0].get(shopper.region or "", -1), self._numbers[1].get(shopper.tier or "", -1)
        found = self._orders.get(key)
        if found is None:
            scores = self._scores(*key)
            found = scores, self._newest[np.argsort(-scores[self._newest], kind="stable")]
            if len(self._orders) < KEPT_ORDERS:
                self._orders[key] = found
        return found

    def _scores(self, region: int, tier: int) -> Floats:
        """Return everybody's shares times how far region and tier each stray from them."""
        scores: Floats = self._everybody[0] if region < 0 else self._regions[region]
        if tier < 0:
            return scores
        usual = self._everybody[0]
        strays = np.divide(self._tiers[tier], usual, out=np.ones_like(usual), where=usual > 0)
        return np.asarray(scores * np.maximum(strays, 0), dtype=np.float32)

    def _near(self, scores: Floats, seeds: Rows) -> Floats:
        """Return scores in which each category of the seeds, and each above, lifts its products.

        A category's share shrunk towards the wider one's is, but for a factor on all products, the wider one's
        share times 1 + evidence / prior for the products inside.
        """
        lifted = scores.copy()
        for category in np.unique(self._categories.among(seeds).indices).tolist():
            inside = self._inside.of(category)
            if len(inside) == len(lifted):
                lifted *= self._category_lift  # of all: this is much quicker than one by one
            else:
                lifted[inside] *= self._category_lift
        return lifted


def _shrunk(counts: Floats, wider: Floats, *, prior: float) -> Floats:
    """Return each row's shares, shrunk towards the wider shares: (counts + prior * wider) / (total + prior)."""
    totals = np.abs(counts).sum(axis=1, keepdims=True)
    return np.asarray((counts + prior * wider) / (totals + prior), dtype=np.float32)


def _descending(scores: Floats, *, rows: Rows, lane: Rows) -> Floats:
    # A new arrival stands on its place and not on its popularity, so it takes the score of the place before it.
    placed = np.where(np.isin(rows, lane), scores.max(initial=0), scores[rows])
    return np.asarray(np.minimum.accumulate(placed), dtype=np.float32)


def _open_rows(size: int, *, allowed: Mask | None, excluded: Rows) -> Mask:
    open_rows = np.ones(size, dtype=np.bool_) if allowed is None else allowed.copy()
    open_rows[excluded] = False
    return open_rows
