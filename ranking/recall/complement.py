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
from ranking.recall.kinds import alternative_links
from ranking.recall.likeness import Likeness, category_links

PRIOR_LINK = 0.02  # categories nobody has bought together yet may still go together
MOST_ANCHORS = 10  # of a large cart, the first ones
FEWEST_BUYERS = 2  # what one person bought is nobody's habit, and somebody's secret
COMPANIONS = 0.5  # of the bond of two categories must be left for two products to be said to go together


class Complement:
    """Recall companions of seeds and cart, else of the last purchase or view.

    score(i, j) = joint(i, j) / sqrt((n_i + s)(n_j + s)) + s / sqrt((n_i + s)(m + s)) * likeness(i, j), at most 1,
                  + s / (min(n_i, n_j) + s), where the shop itself puts j beside i

    Of several anchors the first line makes 1 - (1 - a)(1 - b) ..., at most 1 as well; then come the words of the shop.

    So what was bought together speaks as far as there is evidence, and likeness in style for the rest. How much style
    counts goes by the evidence of i and of the shop's middle product, m, lest what nobody looks at go best with
    everything. It is counted for every product and for as many anchors as `exact_products` allows, one at that size;
    beyond that only where a new product takes part. Categories are linked by what was bought together, and a little by
    their place in the tree; kinds of one thing count a tenth as long as baskets do not say otherwise, and so do
    companions of i that are alternatives to another product in view. The shop's word counts as `s` joint events, also
    within a category; two products can have no more of those than the rarer of them has, so it outweighs everything
    while one of them is new, and fades as both are bought.
    """

    name: ClassVar[str] = "complement"

    def __init__(self, *, part: Part, alignment: Alignment) -> None:
        catalogue = alignment.catalogue
        self.companions = neighbours_of(part, alignment)
        # What was trained before buyers were counted tells of none, and so nothing is said to be bought together.
        self._buyers = alignment.take(part.arrays.get("buyers", np.zeros_like(part.arrays["scores"])))
        self._categories = catalogue.categories
        self._shrinkage = float(part.facts["shrinkage"])
        self._support = alignment.take(np.asarray(part.arrays["support"]))
        self._usual = float(np.median(part.arrays["support"])) if len(part.arrays["support"]) else 0.0
        self._apart = _apart(part, alignment)
        links = _links(part, alignment) + np.float32(PRIOR_LINK) * category_links(catalogue) * self._apart
        self._is_young: Mask = np.asarray(self._support < self._shrinkage / 2, dtype=np.bool_)
        young = np.flatnonzero(self._is_young).astype(np.int32)
        self._compared = alignment.serving.exact_products // max(len(catalogue), 1)
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
        scores = self._scores(anchors[:MOST_ANCHORS])
        return best(scores, allowed=allowed, excluded=_excluded(shopper, anchors), k=k, above=0.0)

    def bond(self, shopper: ShopperState, rows: Rows) -> Floats:
        """Return 0..1 for each row: how strongly it goes with what `recall` goes by; 0 where there is none."""
        anchors = anchors_of(shopper)
        if not len(anchors) or not len(rows):
            return np.zeros(len(rows), dtype=np.float32)
        scores = self._scores(anchors[:MOST_ANCHORS])[rows]
        return np.asarray(np.sqrt(scores / max(scores.max(), 1e-9)), dtype=np.float32)

    def goes_with(self, shopper: ShopperState, row: int) -> tuple[int, bool]:
        """Return with which product a row goes best, and whether the two were bought together; -1 with none.

        An alternative goes with nothing, unless the two were bought together or the shop puts it beside the other.
        """
        anchors = anchors_of(shopper)[:MOST_ANCHORS]
        scores = self._with_each(anchors, row) * self._are_companions(anchors, row)
        if not (scores > 0).any():
            return -1, False
        anchor = int(anchors[scores.argmax()])
        return anchor, self._are_bought_together(anchor, row)

    def _are_companions(self, anchors: Rows, row: int) -> Mask:
        apart = self._apart[self._categories[anchors], self._categories[row]]
        known = [self._are_bought_together(each, row) or row in self._beside.of(each) for each in anchors.tolist()]
        return np.asarray((apart >= COMPANIONS) | np.array(known, dtype=np.bool_), dtype=np.bool_)

    def _are_bought_together(self, anchor: int, row: int) -> bool:
        buyers = self._buyers[anchor][self.companions[0][anchor] == row]
        return bool((buyers >= FEWEST_BUYERS).any())

    def _with_each(self, anchors: Rows, row: int) -> Floats:
        """Return how well one row goes with each anchor, as `_scores` knows it of every row."""
        joint = (self.companions[1][anchors] * (self.companions[0][anchors] == row)).sum(axis=1)
        trust = np.array([self._trust(anchor) for anchor in anchors.tolist()], dtype=np.float32)
        trust[self._compared :] *= self._is_young[anchors[self._compared :]] | self._is_young[row]
        scores = np.minimum(joint + trust * self._everybody.among(anchors).of(row), 1)
        for place, anchor in enumerate(anchors.tolist()):
            beside = self._beside.of(anchor)
            scores[place] += self._word(anchor, beside)[beside == row].sum()
        return np.asarray(scores, dtype=np.float32)

    def _scores(self, anchors: Rows) -> Floats:
        """Return for every product how well it goes with the anchors together."""
        scores = np.zeros(len(self._categories), dtype=np.float32)
        for place, anchor in enumerate(anchors.tolist()):
            more = np.minimum(self._companions_of(place, anchor), 1)
            scores += more * (1 - scores)  # of all anchors together no more than the shop's own word
        if len(anchors) > 1:  # the wallet in the cart asks for a bag, the bag beside it does not
            scores *= self._apart[self._categories[anchors]].min(axis=0)[self._categories]
        for anchor in anchors.tolist():
            beside = self._beside.of(anchor)
            scores[beside] += self._word(anchor, beside)
        return scores

    def _companions_of(self, place: int, anchor: int) -> Floats:
        scores = np.zeros(len(self._categories), dtype=np.float32)
        rows, values = self.companions[0][anchor], self.companions[1][anchor]
        known = rows >= 0
        scores[rows[known]] += values[known]
        others = self._everybody if place < self._compared or self._is_young[anchor] else self._young
        scores[others.rows] += others.of(anchor) * self._trust(anchor)
        return scores

    def _trust(self, anchor: int) -> float:
        """Return how much likeness counts beside what was bought together."""
        evidence = (float(self._support[anchor]) + self._shrinkage) * (self._usual + self._shrinkage)
        return self._shrinkage / float(np.sqrt(evidence))

    def _word(self, anchor: int, beside: Rows) -> Floats:
        """Return how much the shop's own word counts for each product that it puts beside an anchor."""
        rarer = np.minimum(self._support[anchor], self._support[beside])
        return np.asarray(self._shrinkage / (rarer + self._shrinkage), dtype=np.float32)


def _apart(part: Part, alignment: Alignment) -> Floats:
    """Return what is left of the bond of two categories [C + 1, C + 1]: by baskets where they were learned from."""
    table = alternative_links(alignment.catalogue)
    siblings = part.arrays.get("siblings", np.zeros((0, 2), dtype=np.int32))
    learned = part.arrays.get("apart", np.zeros(0, dtype=np.float32))
    places = np.full(len(alignment.names.category_codes), -1, dtype=np.int32)
    known = np.flatnonzero(alignment.category_numbers >= 0)
    places[alignment.category_numbers[known]] = known
    one, other = places[siblings].T
    kept = (one >= 0) & (other >= 0) & (table[one, other] < 1)
    one, other = one[kept], other[kept]
    table[one, other] = table[other, one] = learned[kept]
    return table


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
