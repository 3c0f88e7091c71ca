"""Recall what goes with the product in front of the shopper: from another category, bought together with it."""

from typing import ClassVar, Self

import numpy as np

from ranking.dataset import PURCHASE, VIEW, Catalogue
from ranking.recall.attributes import Attributes
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
from ranking.recall.likeness import Likeness, category_links

PRIOR_LINK = 0.02  # categories nobody has bought together yet may still go together
MOST_ANCHORS = 10  # of a large cart, the first ones


class Complement:
    """Recall companions of seeds and cart, else of the last purchase or view.

    score(i, j) = joint(i, j) / sqrt((n_i + s)(n_j + s)) + s / sqrt((n_i + s)(n_j + s)) * likeness(i, j)
                  + s / (min(n_i, n_j) + s), where the shop itself puts j beside i

    so what was bought together speaks as far as there is evidence, and likeness in style for the rest. The second
    term is counted only where a new product takes part, so on a shop's first day it is counted for all. Categories
    are linked by what was bought together, and a little by their place in the tree. The shop's word counts as `s`
    joint events, also within a category; two products can have no more of those than the rarer of them has, so it
    outweighs everything while one of them is new, and fades as both are bought.
    """

    name: ClassVar[str] = "complement"

    def __init__(self, *, part: Part, alignment: Alignment) -> None:
        catalogue = alignment.catalogue
        self.companions = neighbours_of(part, alignment)
        self._categories = catalogue.categories
        self._shrinkage = float(part.facts["shrinkage"])
        self._support = alignment.take(np.asarray(part.arrays["support"]))
        links = _links(part, alignment) + np.float32(PRIOR_LINK) * category_links(catalogue)
        young = np.flatnonzero(self._is_young).astype(np.int32)
        self._everybody = Likeness(catalogue, rows=np.arange(len(catalogue), dtype=np.int32), links=links)
        self._young = self._everybody.among(young)
        self._beside = _beside(catalogue)

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        """Return the channel; a product the model never saw is matched by its style."""
        return cls(part=part, alignment=alignment)

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return companions; nothing for a shopper without seed, cart or history."""
        anchors = anchors_of(shopper)
        if not len(anchors):
            return NOTHING
        scores = np.zeros(len(self._categories), dtype=np.float32)
        for anchor in anchors[:MOST_ANCHORS].tolist():
            self._add_companions(scores, anchor)
        return best(scores, allowed=allowed, excluded=_excluded(shopper, anchors), k=k, above=0.0)

    @property
    def _is_young(self) -> Mask:
        return np.asarray(self._support < self._shrinkage / 2, dtype=np.bool_)

    def _add_companions(self, scores: Floats, anchor: int) -> None:
        rows, values = self.companions[0][anchor], self.companions[1][anchor]
        known = rows >= 0
        scores[rows[known]] += values[known]
        others = self._everybody if self._is_young[anchor] else self._young
        evidence = (self._support[anchor] + self._shrinkage) * (self._support[others.rows] + self._shrinkage)
        scores[others.rows] += others.of(anchor) * self._shrinkage / np.sqrt(evidence)
        beside = self._beside.of(anchor)
        rarer = np.minimum(self._support[anchor], self._support[beside])
        scores[beside] += self._shrinkage / (rarer + self._shrinkage)


def _beside(catalogue: Catalogue) -> Attributes:
    """Return for each product what the shop itself puts beside it."""
    none = np.zeros((0, 2), dtype=np.int32)
    pairs = none if catalogue.cross_sells is None else np.unique(catalogue.cross_sells, axis=0)
    bounds = np.searchsorted(pairs[:, 0], np.arange(len(catalogue) + 1)).astype(np.int64)
    return Attributes(indptr=bounds, indices=pairs[:, 1].astype(np.int32), count=len(catalogue))


def anchors_of(shopper: ShopperState) -> Rows:
    """Return the products to complement: seeds and cart, else the last purchase, else the last view."""
    anchors = taken_rows(shopper)
    if len(anchors):
        return np.array(list(dict.fromkeys(anchors.tolist())), dtype=np.int32)
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
