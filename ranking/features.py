"""Define every ranking feature once; training asks for a million pairs, serving for one shopper's candidates.

Three sides: what the product is (its attributes, itself, its popularity), who asks (region, tier), and `CROSS`, what
the shopper's earlier events say about this product at this moment. Margin is left out on purpose: a rule may reward
it, the prediction may not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, PURCHASE, TrainingData
from ranking.recall.attributes import Attributes, attributes_of, fit_price_edges
from ranking.recall.base import (
    Alignment,
    Floats,
    Part,
    Rows,
    ShopperState,
    ages_in_days,
    event_weights,
    history_weights,
)

CROSS = (
    "affinity",
    "material_match",
    "category_share",
    "brand_share",
    "price_distance",
    "seen",
    "bought",
    "recency",
    "companion",
    "history",
    "freshness",
)
PAIRS_AT_ONCE = 65_536
EVENTS_AT_ONCE = 200_000
HISTORY_TOUCHES = 20  # the newest, of which networks pool the products


@dataclass(frozen=True, slots=True)
class FeatureConfig:
    """Hold how shopper histories are read."""

    half_life: float = 14.0  # days
    history_limit: int = 50  # events; the same at training and serving
    popularity_half_life: float = 30.0


@dataclass(frozen=True, slots=True)
class Moments:
    """Hold n shoppers, each at one moment, with the events before it as CSR rows, newest first."""

    indptr: NDArray[np.int64]  # [n + 1]
    rows: Rows
    kinds: NDArray[np.int8]
    ages: Floats  # days before the moment
    at: NDArray[np.float64]  # [n] unix seconds

    def __len__(self) -> int:
        return len(self.at)

    @property
    def counts(self) -> NDArray[np.int64]:
        return np.diff(self.indptr)

    def weights(self, half_life: float) -> Floats:
        """Return each event's weight at its moment."""
        return history_weights(self.kinds, self.ages, indptr=self.indptr, half_life=half_life)

    @property
    def owners(self) -> NDArray[np.int64]:
        """Return which moment each event belongs to."""
        return np.repeat(np.arange(len(self)), self.counts)


@dataclass(frozen=True, slots=True)
class History:
    """Hold the newest touches of m moments, padded; the weights of one moment add up to 1 by amount, padding is 0."""

    rows: Rows  # [m, H], -1 = none
    weights: Floats  # [m, H]

    def take(self, index: NDArray[np.int64]) -> "History":
        """Return the moments of an index array."""
        return History(self.rows[index], self.weights[index])


def fit(data: TrainingData, *, config: FeatureConfig) -> Part:
    """Return popularity and price bands as they stood in the training window."""
    events = data.interactions
    ages = ages_in_days(events.at, now=data.now)
    weights = event_weights(events.kind, ages, half_life=config.popularity_half_life)
    popularity = np.bincount(events.product, weights=np.maximum(weights, 0), minlength=len(data.catalogue))
    log_popularity = np.log1p(popularity)
    arrays = {
        "popularity": (log_popularity - log_popularity.mean()) / max(float(log_popularity.std()), 1e-6),
        "price_edges": fit_price_edges(data.catalogue.prices),
    }
    facts = {"half_life": config.half_life, "history_limit": config.history_limit}
    return Part(arrays={name: values.astype(np.float32) for name, values in arrays.items()}, facts=facts)


class FeatureSpace:
    """Compute features for one catalogue, in serving rows."""

    def __init__(
        self,
        *,
        part: Part,
        alignment: Alignment,
        vectors: Floats,
        companions: tuple[Rows, Floats],
    ) -> None:
        catalogue = alignment.catalogue
        self.alignment = alignment
        self.attributes: Attributes = attributes_of(alignment, price_edges=np.asarray(part.arrays["price_edges"]))
        popularity = np.asarray(part.arrays["popularity"])
        # A product nobody could know yet is neither loved nor shunned: it stands at the mean.
        self.popularity = alignment.take(popularity)
        self.history_limit = int(part.facts["history_limit"])
        self.half_life = float(part.facts["half_life"])
        # How shoppers behave and what products are made of, side by side: one look finds both.
        self.directions = np.concatenate([unit(vectors), unit(catalogue.materials)], axis=1)
        self.vectors, self.materials = np.split(self.directions, [vectors.shape[1]], axis=1)
        self.log_prices = np.log(np.where(catalogue.prices > 0, catalogue.prices, np.nan)).astype(np.float32)
        self.companions = companions

    @classmethod
    def load(cls, part: Part, alignment: Alignment, *, vectors: Floats, companions: tuple[Rows, Floats]) -> Self:
        """Return the features of an aligned catalogue; `vectors` [P, d] and companion rows and scores [P, K]."""
        return cls(part=part, alignment=alignment, vectors=vectors, companions=companions)

    def user_side(self, shopper: ShopperState) -> tuple[int, int]:
        """Return the shopper's region and tier in the model's numbers plus one; 0 = unknown."""
        regions, tiers = self.alignment.regions, self.alignment.tiers
        return regions.get(shopper.region or "", -1) + 1, tiers.get(shopper.tier or "", -1) + 1

    def cross(self, moments: Moments, *, owners: NDArray[np.int64], rows: Rows) -> Floats:
        """Return [pairs, len(CROSS)]: what moment owners[i] says about product rows[i]."""
        weights = moments.weights(self.half_life)
        catalogue = self.alignment.catalogue
        shared = _Shares(moments, np.maximum(weights, 0))
        seen, recency = _last_seen(moments, owners=owners, rows=rows, size=len(catalogue))
        columns: Mapping[str, NDArray[Any]] = {
            "affinity": self._agreement(self.vectors, moments, weights, owners=owners, rows=rows),
            "material_match": self._material_match(moments, weights, owners=owners, rows=rows),
            "category_share": shared.of(catalogue.categories, owners=owners, rows=rows),
            "brand_share": shared.of(catalogue.brands, owners=owners, rows=rows),
            "price_distance": np.abs(self._price_above(moments, weights, owners=owners, rows=rows)),
            "seen": seen,
            "bought": _was_bought(moments, owners=owners, rows=rows, size=len(catalogue)),
            "recency": recency,
            "companion": self._companion(moments, owners=owners, rows=rows),
            "history": np.log1p(moments.counts)[owners],
            "freshness": self._freshness(moments, owners=owners, rows=rows),
        }
        return np.stack([columns[name] for name in CROSS], axis=1).astype(np.float32)

    def history(self, moments: Moments) -> History:
        """Return what each moment's shopper touched last, each touch by its decayed weight; a return counts against."""
        most = min(HISTORY_TOUCHES, int(moments.counts.max(initial=1)))
        places = np.arange(len(moments.rows)) - np.repeat(moments.indptr[:-1], moments.counts)
        kept = places < most
        owners, places = moments.owners[kept], places[kept]
        rows = np.full((len(moments), max(most, 1)), -1, dtype=np.int32)
        weights = np.zeros(rows.shape, dtype=np.float32)
        rows[owners, places] = moments.rows[kept]
        weights[owners, places] = moments.weights(self.half_life)[kept]
        return History(rows, weights / np.maximum(np.abs(weights).sum(axis=1, keepdims=True), 1e-6))

    def _material_match(self, moments: Moments, weights: Floats, *, owners: NDArray[np.int64], rows: Rows) -> Floats:
        return np.clip(self._agreement(self.materials, moments, weights, owners=owners, rows=rows), 0, 1)

    def _agreement(
        self, vectors: Floats, moments: Moments, weights: Floats, *, owners: NDArray[np.int64], rows: Rows
    ) -> Floats:
        if not vectors.shape[1]:
            return np.zeros(len(rows), dtype=np.float32)
        taste = unit(weighted_sums(vectors, moments, weights))
        parts = range(0, len(rows), PAIRS_AT_ONCE)
        cut = [slice(start, start + PAIRS_AT_ONCE) for start in parts]
        cosines = [np.einsum("nd,nd->n", taste[owners[part]], vectors[rows[part]]) for part in cut]
        return np.concatenate(cosines) if cosines else np.zeros(0, dtype=np.float32)

    def price_above_usual(self, moments: Moments, *, owners: NDArray[np.int64], rows: Rows) -> Floats:
        """Return the log of each product's price over what its shopper usually looks at; 0 where either is unknown."""
        return self._price_above(moments, moments.weights(self.half_life), owners=owners, rows=rows)

    def _price_above(self, moments: Moments, weights: Floats, *, owners: NDArray[np.int64], rows: Rows) -> Floats:
        logs = self.log_prices[moments.rows]
        counted = np.where(np.isfinite(logs), np.maximum(weights, 0), 0)
        totals = np.bincount(moments.owners, weights=counted, minlength=len(moments))
        sums = np.bincount(moments.owners, weights=counted * np.nan_to_num(logs), minlength=len(moments))
        usual = np.where(totals > 0, sums / np.maximum(totals, 1e-9), np.nan)
        return np.nan_to_num(self.log_prices[rows] - usual[owners], nan=0.0)

    def _companion(self, moments: Moments, *, owners: NDArray[np.int64], rows: Rows) -> Floats:
        """Return how well the product goes with the newest event's product: the seed, or the last one touched."""
        neighbours, scores = self.companions
        if not len(moments.rows) or not neighbours.size:
            return np.zeros(len(rows), dtype=np.float32)
        latest = np.where(moments.counts > 0, moments.rows[np.minimum(moments.indptr[:-1], len(moments.rows) - 1)], -1)
        found = np.zeros(len(rows), dtype=np.float32)
        for start in range(0, len(rows), PAIRS_AT_ONCE):
            part = slice(start, start + PAIRS_AT_ONCE)
            last = latest[owners[part]]
            same = (neighbours[last] == rows[part, None]) & (last >= 0)[:, None]
            found[part] = (scores[last] * same).sum(axis=1)
        return found

    def _freshness(self, moments: Moments, *, owners: NDArray[np.int64], rows: Rows) -> Floats:
        days = moments.at[owners] / DAY - self.alignment.catalogue.launched_days[rows]
        return np.nan_to_num(np.exp(-np.maximum(days, 0) / 30.0), nan=0.0)


class _Shares:
    """Answer which share of a moment's history belongs to the same group as a product."""

    def __init__(self, moments: Moments, weights: Floats) -> None:
        self._moments, self._weights = moments, weights
        self._totals = np.bincount(moments.owners, weights=weights, minlength=len(moments))

    def of(self, groups: Rows, *, owners: NDArray[np.int64], rows: Rows) -> NDArray[np.float64]:
        span = int(groups.max(initial=0)) + 1
        past = groups[self._moments.rows]
        kept = past >= 0
        keys, places = np.unique(self._moments.owners[kept] * span + past[kept], return_inverse=True)
        sums = np.bincount(places, weights=self._weights[kept], minlength=len(keys))
        wanted = np.where(groups[rows] >= 0, owners * span + groups[rows], -1)
        return look_up(keys, sums, wanted) / np.maximum(self._totals[owners], 1e-9)


def look_up(keys: NDArray[np.int64], values: NDArray[Any], wanted: NDArray[np.int64]) -> NDArray[Any]:
    """Return the value of each wanted key in ascending `keys`, 0 where there is none."""
    if not len(keys):
        return np.zeros(len(wanted))
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], 0)


def _last_seen(
    moments: Moments, *, owners: NDArray[np.int64], rows: Rows, size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return whether the product was touched before, and 1 / (1 + days since), 0 if never."""
    keys, first = np.unique(moments.owners * size + moments.rows, return_index=True)  # newest first
    recency = look_up(keys, 1.0 / (1.0 + moments.ages[first]), owners * size + rows)
    return (recency > 0).astype(np.float64), recency


def _was_bought(moments: Moments, *, owners: NDArray[np.int64], rows: Rows, size: int) -> NDArray[np.float64]:
    bought = moments.kinds == PURCHASE
    keys = np.unique(moments.owners[bought] * size + moments.rows[bought])
    return look_up(keys, np.ones(len(keys)), owners * size + rows)


def weighted_sums(vectors: Floats, moments: Moments, weights: Floats) -> Floats:
    """Return for each moment the weighted sum of its events' vectors [n, d]."""
    sums = np.zeros((len(moments), vectors.shape[1]), dtype=np.float32)
    step = max(1, EVENTS_AT_ONCE // max(int(moments.counts.max(initial=1)), 1))
    for start in range(0, len(moments), step):
        bounds = moments.indptr[start : start + step + 1]
        filled = np.flatnonzero(np.diff(bounds))
        if len(filled):
            part = slice(int(bounds[0]), int(bounds[-1]))
            weighted = vectors[moments.rows[part]] * weights[part, None]
            sums[start + filled] = np.add.reduceat(weighted, bounds[filled] - bounds[0], axis=0)
    return sums


def unit(vectors: Floats) -> Floats:
    """Return the vectors at length one; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
