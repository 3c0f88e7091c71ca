"""Compute the features of one request: what `FeatureSpace` defines for many moments, with the least work for one.

A list asks for some hundred products of one shopper, who has touched a few. So nothing is sorted or grouped here: the
touches are held against the products, and whole columns stay nought where they say nothing. Each figure is the
definition's to the last bit: a network looks up in which bin it lies, and many lie on the very edge of one.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, PURCHASE
from ranking.features import CROSS, HISTORY_TOUCHES, FeatureSpace, History, unit
from ranking.recall.base import MOMENTS, NONE, Floats, Rows, ShopperState, Trail, event_weights, trail_of


class RequestFeatures:
    """Hold what one shopper's past says about some products; each answer is computed once, when it is asked for."""

    def __init__(self, space: FeatureSpace, shopper: ShopperState, rows: Rows) -> None:
        self.shopper, self.rows = shopper, rows
        self._space = space
        self.trail = trail_of(shopper, limit=space.history_limit)
        self._weights = _weights(self.trail, half_life=space.half_life)
        self._liked = np.maximum(self._weights, 0)

    @cached_property
    def user(self) -> tuple[int, int]:
        """Return region and tier in the model's numbers plus one; 0 = unknown."""
        return self._space.user_side(self.shopper)

    @cached_property
    def history(self) -> History:
        """Return what the shopper touched last as the only row; a return counts against."""
        rows, weights = self.trail.rows[:HISTORY_TOUCHES], self._weights[:HISTORY_TOUCHES]
        if not len(rows):
            return History(np.full((1, 1), NONE), np.zeros((1, 1), np.float32))
        return History(rows[None], (weights / max(float(np.abs(weights).sum()), 1e-6))[None])

    @property
    def material_match(self) -> Floats:
        """Return 0..1: how near each product's material is to what the shopper's events are made of."""
        return np.asarray(np.clip(self._agreements[1], 0, 1))

    @cached_property
    def price_above(self) -> NDArray[np.float64]:
        """Return the log of each price over what the shopper usually looks at; 0 where either is unknown."""
        logs = self._space.log_prices[self.trail.rows]
        counted = np.where(np.isfinite(logs), self._liked, 0)
        total = _sum(counted)
        if total <= 0:
            return np.zeros(len(self.rows))
        usual = _sum(counted * np.nan_to_num(logs)) / np.maximum(total, 1e-9)
        above = self._space.log_prices.take(self.rows) - usual
        np.copyto(above, 0, where=np.isnan(above))
        return np.asarray(above)

    @cached_property
    def cross(self) -> Floats:
        """Return [n, len(CROSS)], laid out column by column."""
        columns = np.zeros((len(CROSS), len(self.rows)), dtype=np.float32)
        named = dict(zip(CROSS, columns, strict=True))
        named["freshness"][:] = self._freshness()
        if len(self.trail.rows):
            catalogue = self._space.alignment.catalogue
            named["history"][:] = np.log1p(len(self.trail.rows))
            named["affinity"][:] = self._agreements[0]
            named["material_match"][:] = self.material_match
            named["category_share"][:] = self._share(catalogue.categories, catalogue.category_count)
            named["brand_share"][:] = self._share(catalogue.brands, catalogue.brand_count)
            named["price_distance"][:] = np.abs(self.price_above)
            self._touch(named)
            self._accompany(named["companion"])
        return columns.T

    @cached_property
    def _agreements(self) -> tuple[Floats, Floats]:
        """Return the cosines [n] by how shoppers behave, and by what products are made of."""
        cut = self._space.vectors.shape[1]
        touched = self._space.directions[self.trail.rows] * self._weights[:, None]
        sums = np.add.reduceat(touched, [0], axis=0) if len(touched) else np.zeros((1, touched.shape[1]), np.float32)
        asked = self._space.directions.take(self.rows, axis=0)
        by_behaviour = np.einsum("d,nd->n", unit(sums[:, :cut])[0], asked[:, :cut])
        return by_behaviour, np.einsum("d,nd->n", unit(sums[:, cut:])[0], asked[:, cut:])

    def _share(self, groups: Rows, count: int) -> NDArray[np.float32]:
        """Return which share of the past belongs to each product's group; the last place is that of no group."""
        past = groups[self.trail.rows]
        grouped = past >= 0
        sums = np.bincount(past[grouped], weights=self._liked[grouped], minlength=count + 1)
        shares = (sums / np.maximum(_sum(self._liked), 1e-9)).astype(np.float32)
        return np.asarray(shares[groups.take(self.rows)])

    def _touch(self, named: dict[str, Floats]) -> None:
        """Put down which products were touched and bought before, and how lately."""
        touches, places = self._met(self.trail.rows[::-1])  # newest last, so that it is what stays
        recency = 1.0 / (1.0 + self.trail.ages[::-1][touches])
        named["recency"][places] = recency
        named["seen"][places] = recency > 0
        named["bought"][places[self.trail.kinds[::-1][touches] == PURCHASE]] = 1

    def _accompany(self, column: Floats) -> None:
        """Put down how well products go with the newest event's product: the seed, or the last one touched."""
        neighbours, scores = self._space.companions
        if neighbours.size:
            latest = self.trail.rows[0]
            partners, places = self._met(neighbours[latest])
            np.add.at(column, places, scores[latest][partners])

    def _met(self, products: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which of the products stand where among the rows."""
        return np.divmod(np.flatnonzero(products[:, None] == self.rows), max(len(self.rows), 1))

    def _freshness(self) -> Floats:
        launched = self._space.alignment.catalogue.launched_days.take(self.rows)
        fresh = np.exp(np.maximum(np.float64(self.shopper.at / DAY) - launched, 0) / -30.0).astype(np.float32)
        np.copyto(fresh, 0, where=np.isnan(fresh))
        return np.asarray(fresh)


def _weights(trail: Trail, *, half_life: float) -> Floats:
    """Return each event's weight, as `history_weights` does for many histories: kind, time and place all count."""
    places = np.zeros(len(trail.ages), dtype=np.int64)
    np.cumsum(trail.ages[1:] != trail.ages[:-1], out=places[1:])
    decayed = event_weights(trail.kinds, trail.ages, half_life=half_life)
    return np.asarray(decayed / (1.0 + places / MOMENTS), dtype=np.float32)


def _sum(values: Floats) -> np.float64:
    """Return the sum as the definition adds up, one by one in double precision."""
    return np.float64(np.bincount(np.zeros(len(values), dtype=np.int64), weights=values, minlength=1)[0])
