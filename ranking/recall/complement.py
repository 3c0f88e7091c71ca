"""Recall what goes with the product in front of the shopper: from another category, bought together with it."""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import PURCHASE, VIEW
from ranking.recall.base import (
    NO_ROWS,
    NOTHING,
    Alignment,
    Floats,
    Mask,
    Part,
    Recalled,
    Rows,
    ShopperState,
    best,
    taken_rows,
)
from ranking.recall.graph import neighbours_of

PRIOR_LINK = 0.02  # categories nobody has bought together yet may still share a material


class Complement:
    """Recall companions of seeds and cart, else of the last purchase or view.

    score(i, j) = joint(i, j) / sqrt((n_i + s)(n_j + s)) + s / sqrt((n_i + s)(n_j + s)) * content(i, j)

    so what was bought together speaks as far as there is evidence, and likeness in style (linked categories, the same
    material, a similar price) for the rest. The second term is counted only where a new product takes part.
    """

    name: ClassVar[str] = "complement"

    def __init__(self, *, part: Part, alignment: Alignment) -> None:
        catalogue = alignment.catalogue
        self.companions = neighbours_of(part, alignment)
        self._categories = catalogue.categories
        self._links = _links(part, alignment)  # [C serving + 1, C serving + 1]
        self._materials = _unit(catalogue.materials)
        self._log_prices = np.log(np.where(catalogue.prices > 0, catalogue.prices, np.nan))
        self._shrinkage = float(part.facts["shrinkage"])
        self._support = alignment.take(np.asarray(part.arrays["support"]))
        self._young = np.flatnonzero(self._support < self._shrinkage / 2).astype(np.int32)

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        """Return the channel; a product the model never saw is matched by category, material and price."""
        return cls(part=part, alignment=alignment)

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return companions; nothing for a shopper without seed, cart or history."""
        anchors = anchors_of(shopper)
        if not len(anchors):
            return NOTHING
        scores = np.zeros(len(self._categories), dtype=np.float32)
        for anchor in anchors.tolist():
            self._add_companions(scores, anchor)
        return best(scores, allowed=allowed, excluded=_excluded(shopper, anchors), k=k, above=0.0)

    def _add_companions(self, scores: Floats, anchor: int) -> None:
        rows, values = self.companions[0][anchor], self.companions[1][anchor]
        known = rows >= 0
        scores[rows[known]] += values[known]
        others = self._young if self._support[anchor] >= self._shrinkage / 2 else slice(None)
        scores[others] += self._likeness(anchor, others)

    def _likeness(self, anchor: int, others: Rows | slice) -> Floats:
        link = self._links[self._categories[anchor]][self._categories[others]]
        material = np.clip(self._materials[others] @ self._materials[anchor], 0, 1)
        price = np.exp(-np.abs(self._log_prices[others] - self._log_prices[anchor]))
        content = (link + PRIOR_LINK * material) * (0.5 + 0.5 * material) * np.nan_to_num(price, nan=0.5)
        content[self._categories[others] == self._categories[anchor]] = 0.0
        evidence = (self._support[anchor] + self._shrinkage) * (self._support[others] + self._shrinkage)
        return np.asarray(content * self._shrinkage / np.sqrt(evidence), dtype=np.float32)


def anchors_of(shopper: ShopperState) -> Rows:
    """Return the products to complement: seeds and cart, else the last purchase, else the last view."""
    anchors = taken_rows(shopper)
    if len(anchors):
        return np.unique(anchors)
    for kinds in ((PURCHASE,), (VIEW,)):
        found = np.flatnonzero(np.isin(shopper.history_kinds, kinds))
        if len(found):
            return shopper.history_rows[found[:1]]
    return NO_ROWS


def _excluded(shopper: ShopperState, anchors: Rows) -> Rows:
    return np.concatenate([taken_rows(shopper), anchors]).astype(np.int32)


def _links(part: Part, alignment: Alignment) -> Floats:
    """Return how strongly serving categories go together; the last row and column stand for no category."""
    linked, links = np.asarray(part.arrays["linked"]), np.asarray(part.arrays["links"])
    model_size = len(linked) + 1
    table = np.zeros((model_size, model_size), dtype=np.float32)
    source = np.repeat(np.arange(len(linked)), linked.shape[1])
    table[source, linked.ravel()] = links.ravel()
    table[:, -1] = 0.0
    numbers = np.append(alignment.category_numbers, -1)
    return np.asarray(table[np.ix_(numbers, numbers)])


def _unit(vectors: Floats) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
