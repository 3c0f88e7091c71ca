"""Recall what lies near the shopper's recent products in the item graph."""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ranking.recall.attributes import Attributes, attributes_of
from ranking.recall.base import (
    NOTHING,
    Alignment,
    Floats,
    Mask,
    Part,
    Recalled,
    Rows,
    ShopperState,
    best_among,
    taken_rows,
    trail_of,
)
from ranking.recall.memory import MEMORIES
from ranking.recall.search import product_index


class Graph:
    """Recall by direct neighbours and smooth signals of what the shopper touched, seeds and cart included.

    score(j) = sum over history i of w_i (neighbour(i, j) + source_i . target_j)
    """

    name: ClassVar[str] = "graph"

    def __init__(self, *, part: Part, alignment: Alignment) -> None:
        arrays = {name: np.asarray(values) for name, values in part.arrays.items()}
        attributes = attributes_of(alignment, price_edges=arrays["price_edges"])
        self._sources = _placed("sources", arrays, attributes, alignment)
        self._targets = _placed("targets", arrays, attributes, alignment)
        self._index = product_index(self._targets, serving=alignment.serving)
        self._neighbours, self._closeness = neighbours_of(part, alignment)
        self._memory = MEMORIES[part.facts["memory"]]

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        """Return the channel; a product the model never saw stands where its attributes stand."""
        return cls(part=part, alignment=alignment)

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return graph neighbours of the history; nothing for who has none."""
        touched, weights = self._memory.query(trail_of(shopper, limit=self._memory.limit))
        query = (weights @ self._sources[touched]).astype(np.float32)
        if k <= 0 or not query.any():
            return NOTHING
        excluded = taken_rows(shopper)
        smooth = self._index.search(query, allowed=allowed, excluded=excluded, k=k)
        direct = self._direct(touched, weights)
        direct[excluded] = 0.0
        near = np.flatnonzero(direct != 0 if allowed is None else (direct != 0) & allowed)
        near = self._promising(near, direct, query, smooth=smooth, k=k)
        # Whoever is among the k best of the sum is among the k best smooth ones or is somebody's direct neighbour.
        rows = np.union1d(smooth.rows, near)
        return best_among(rows, self._sums(rows, direct, query), k=k)

    def _promising(
        self, near: NDArray[np.int64], direct: Floats, query: Floats, *, smooth: Recalled, k: int
    ) -> NDArray[np.int64]:
        """Return the neighbours whose sum may be among the k best, though the search did not find them.

        The k closest neighbours and what the search found have k sums that are at least `kth`. A neighbour that the
        search did not find has a smooth signal of at most `ceiling`, so it stays below without its being worked out.
        """
        if len(near) <= 2 * k:
            return near
        closest = near[np.argpartition(-direct[near], k)[:k]]
        ready = np.union1d(smooth.rows, closest)
        kth = np.partition(self._sums(ready, direct, query), len(ready) - k)[len(ready) - k]
        ceiling = self._index.ceiling(query, found=smooth, k=k)
        return np.asarray(near[direct[near] + ceiling >= kth], dtype=np.int64)

    def _sums(self, rows: NDArray[np.int64], direct: Floats, query: Floats) -> Floats:
        return np.asarray(direct[rows] + self._targets[rows] @ query, dtype=np.float32)

    def _direct(self, rows: Rows, weights: Floats) -> Floats:
        closeness = self._closeness[rows] * weights[:, None]
        neighbours = self._neighbours[rows]  # -1 counts into place 0, which is dropped
        total = np.bincount((neighbours + 1).ravel(), weights=closeness.ravel(), minlength=len(self._targets) + 1)
        return total[1:].astype(np.float32)


def neighbours_of(part: Part, alignment: Alignment) -> tuple[Rows, Floats]:
    """Return neighbour rows and scores [P, K] in serving rows; -1 and 0 where there is none."""
    neighbours = alignment.take(np.asarray(part.arrays["neighbours"]), missing=-1)
    rows = np.append(alignment.served, -1)[neighbours]
    scores = np.where(rows >= 0, alignment.take(np.asarray(part.arrays["scores"])), 0)
    return rows.astype(np.int32), scores.astype(np.float32)


def _placed(name: str, arrays: dict[str, Floats], attributes: Attributes, alignment: Alignment) -> Floats:
    """Return vectors of every product: its own where the model saw it, else the telling mean of its attributes."""
    vectors = alignment.take(arrays[name])
    weights = arrays["attribute_weights"]
    sums = attributes.total(arrays[f"attribute_{name}"] * weights[:, None])
    means = sums / np.maximum(attributes.total(weights), 1e-6)[:, None]
    unseen = ~alignment.known
    vectors[unseen] = means[unseen]
    return np.asarray(vectors, dtype=np.float32)
