"""Recall what sells and is looked at now, with a lane for new arrivals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, Catalogue, TrainingData
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
    event_weights,
    taken_rows,
)


@dataclass(frozen=True, slots=True)
class HotConfig:
    """Hold how fast popularity fades and how much room new arrivals have."""

    half_life: float = 14.0  # days
    region_prior: float = 200.0  # event weight at which a region's own taste counts as much as everybody's
    new_days: float = 30.0
    new_every: int = 5  # each fifth place; 0 closes the lane


def fit(data: TrainingData, *, config: HotConfig) -> Part:
    """Return decayed popularity: row 0 for everybody, then one row a region."""
    events = data.interactions
    weights = event_weights(events.kind, ages_in_days(events.at, now=data.now), half_life=config.half_life)
    size = len(data.catalogue)
    overall = np.bincount(events.product, weights=weights, minlength=size)
    regions = range(len(data.catalogue.region_codes))
    rows = [overall, *(_region(events.product, weights, events.region == region, size=size) for region in regions)]
    facts = {"region_prior": config.region_prior, "new_days": config.new_days, "new_every": config.new_every}
    return Part(arrays={"popularity": np.stack(rows).astype(np.float32)}, facts=facts)


def _region(product: Rows, weights: Floats, chosen: Mask, *, size: int) -> NDArray[np.float64]:
    return np.asarray(np.bincount(product[chosen], weights=weights[chosen], minlength=size), dtype=np.float64)


class Hot:
    """Recall by decayed popularity in the shopper's region; each nth place belongs to the newest products."""

    name: ClassVar[str] = "hot"

    def __init__(self, *, scores: Floats, alignment: Alignment, facts: Mapping[str, Any]) -> None:
        self._newest = newest_first(alignment.catalogue)
        self._scores = scores  # [1 + regions, P], everybody first
        self._orders = [_popular_first(row, newest=self._newest) for row in scores]
        self._regions = alignment.regions
        self._unknown = ~alignment.known
        self._launched = np.nan_to_num(alignment.catalogue.launched_days, nan=-np.inf)
        self._new_days = float(facts["new_days"])
        self._new_every = int(facts["new_every"])

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        """Return the channel; products the model never saw start without popularity, in the lane of new arrivals."""
        popularity = alignment.take(np.asarray(part.arrays["popularity"]).T).T
        scores = _towards_everybody(popularity, prior=float(part.facts["region_prior"]))
        return cls(scores=scores, alignment=alignment, facts=part.facts)

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return popular products of the shopper's region with new arrivals between them."""
        if k <= 0:
            return NOTHING
        place = self._regions.get(shopper.region or "", -1) + 1
        open_rows = _open_rows(len(self._newest), allowed=allowed, excluded=taken_rows(shopper))
        popular = _first(self._orders[place], open_rows, k=k)
        lane = self._lane(open_rows, day=shopper.at / DAY, k=k)
        rows = interleave(popular, lane, every=self._new_every)[:k]
        return Recalled(rows=rows, scores=_descending(self._scores[place], rows=rows, lane=lane))

    def _lane(self, open_rows: Mask, *, day: float, k: int) -> Rows:
        if self._new_every <= 0:
            return self._newest[:0]
        fresh = self._unknown | (self._launched >= day - self._new_days)
        return _first(self._newest, open_rows & fresh, k=k // self._new_every)


def _descending(scores: Floats, *, rows: Rows, lane: Rows) -> Floats:
    # A new arrival stands on its place and not on its popularity, so it takes the score of the place before it.
    placed = np.where(np.isin(rows, lane), scores.max(initial=0), scores[rows])
    return np.asarray(np.minimum.accumulate(placed), dtype=np.float32)


def interleave(main: Rows, lane: Rows, *, every: int) -> Rows:
    """Return `main` with one row of `lane` at each nth place, without repeats."""
    main = main[~np.isin(main, lane)]
    if every <= 0 or not len(lane):
        return main
    between = np.arange(len(main)) // (every - 1) if every > 1 else len(lane)
    main_places = np.arange(len(main)) + between
    lane_places = np.arange(1, len(lane) + 1) * every - 1
    order = np.argsort(np.concatenate([main_places, lane_places]), kind="stable")
    return np.concatenate([main, lane])[order]


def newest_first(catalogue: Catalogue) -> Rows:
    """Return all rows, the last launched first, unknown launch days last."""
    launched = np.nan_to_num(catalogue.launched_days, nan=-np.inf)
    return np.lexsort((-catalogue.product_ids, -launched)).astype(np.int32)


def _popular_first(scores: Floats, *, newest: Rows) -> Rows:
    return newest[np.argsort(-scores[newest], kind="stable")]


def _towards_everybody(popularity: Floats, *, prior: float) -> Floats:
    overall = popularity[0] / max(float(np.abs(popularity[0]).sum()), 1e-9)
    totals = np.abs(popularity[1:]).sum(axis=1, keepdims=True)
    regions = (popularity[1:] + prior * overall) / (totals + prior)
    return np.concatenate([overall[None], regions]).astype(np.float32)


def _open_rows(size: int, *, allowed: Mask | None, excluded: Rows) -> Mask:
    open_rows = np.ones(size, dtype=bool) if allowed is None else allowed.copy()
    open_rows[excluded] = False
    return open_rows


def _first(order: Rows, chosen: Mask, *, k: int) -> Rows:
    return order[chosen[order]][:k]
