"""Recall by two towers in one space: what a product is, and what a shopper's recent products say."""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ranking.recall.attributes import attributes_of
from ranking.recall.base import (
    NOTHING,
    Alignment,
    Floats,
    Mask,
    Part,
    Recalled,
    ShopperState,
    Trail,
    taken_rows,
    trail_of,
)
from ranking.recall.search import product_index


class Vector:
    """Recall by the inner product of user and product vectors; a visitor without history gets nothing."""

    name: ClassVar[str] = "vector"

    def __init__(self, *, part: Part, alignment: Alignment) -> None:
        self.vectors = product_vectors(part, alignment)
        self._part = {name: np.asarray(values) for name, values in part.arrays.items()}
        self._regions, self._tiers = alignment.regions, alignment.tiers
        self._half_life = float(part.facts["half_life"])
        self._limit = int(part.facts["history_limit"])
        self._index = product_index(self.vectors, serving=alignment.serving)

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        """Return the channel; a product the model never saw gets the vector of its attributes."""
        return cls(part=part, alignment=alignment)

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return the products nearest to the shopper."""
        trail = trail_of(shopper, limit=self._limit)
        if not len(trail.rows):
            return NOTHING
        query = self.user_vector(trail, region=shopper.region, tier=shopper.tier)
        return self._index.search(query, allowed=allowed, excluded=taken_rows(shopper), k=k)

    def user_vector(self, trail: Trail, *, region: str | None, tier: str | None) -> Floats:
        """Return the user tower's output [d]; an unknown region or tier takes the default, row 0."""
        mean = history_mean(self.vectors, trail, half_life=self._half_life)
        place = self._part["regions"][self._regions.get(region or "", -1) + 1]
        standing = self._part["tiers"][self._tiers.get(tier or "", -1) + 1]
        user = mean @ self._part["linear"] + self._part["bias"] + place + standing
        return np.asarray(user, dtype=np.float32)


def history_mean(vectors: Floats, trail: Trail, *, half_life: float) -> Floats:
    """Return the decayed mean of the trail's product vectors; returns count against."""
    weights = trail.weights(half_life)
    total = max(float(np.abs(weights).sum()), 1e-6)
    return np.asarray((weights / total) @ vectors[trail.rows], dtype=np.float32)


def product_vectors(part: Part, alignment: Alignment) -> Floats:
    """Return the product tower's output [P, d]: own vector where known, plus attributes, plus material."""
    arrays = part.arrays
    attributes = attributes_of(alignment, price_edges=np.asarray(arrays["price_edges"]))
    content = attributes.total(np.asarray(arrays["attributes"])) / _root_counts(attributes.indptr)
    own = alignment.take(np.asarray(arrays["products"]))
    materials = fit_width(alignment.catalogue.materials, len(arrays["materials"]))
    return np.asarray(own + content + materials @ np.asarray(arrays["materials"]), dtype=np.float32)


def _root_counts(indptr: NDArray[np.int64]) -> Floats:
    # Products carry three attributes or thirty; without this the well described ones would be the loudest.
    return np.sqrt(np.maximum(np.diff(indptr), 1)).astype(np.float32)[:, None]


def fit_width(materials: Floats, width: int) -> Floats:
    """Return as many axes of the material vectors as a model was trained with: new ones only ever come behind."""
    return np.pad(materials, ((0, 0), (0, max(0, width - materials.shape[1]))))[:, :width]
