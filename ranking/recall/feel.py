"""Recall what feels like the product in front of the shopper: made of the same material, or of one like it."""

from typing import ClassVar, Self

import numpy as np

from ranking.dataset import Catalogue
from ranking.recall.base import NOTHING, Alignment, Floats, Mask, Part, Recalled, Rows, ShopperState, best, taken_rows

# Two materials feel alike above this cosine: suede and nubuck do (.90), ostrich and pebbled calf of one colour, too
# (.80); suede and pebbled calf do not (.58), nor do hammered brass and gilt steel (.60).
ALIKE = 0.7
MOST_IN_VIEW = 10  # of a large cart, the first ones


class Feel:
    """Recall by the cosine of materials to whichever product in view is nearest; the shopper's past is not asked.

    In view is what the page is about, and on a page about no product what is in the cart. It goes by the catalogue
    alone, so a product counts from its first snapshot on, and one whose material is not known feels like nothing.
    """

    name: ClassVar[str] = "feel"

    def __init__(self, catalogue: Catalogue) -> None:
        self._materials = catalogue.materials
        lengths = np.linalg.norm(self._materials, axis=1)
        self._scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        """Return the channel; no training has anything to teach it, so `part` is empty."""
        return cls(alignment.catalogue)

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return what feels alike, the nearest first; nothing where no product of known material is in view."""
        anchors = _in_view(shopper)
        if not self._scale[anchors].any():
            return NOTHING
        nearest = self._cosines(anchors, slice(None)).max(axis=1)
        return best(nearest, allowed=allowed, excluded=taken_rows(shopper), k=k, above=ALIKE)

    def nearness(self, shopper: ShopperState, rows: Rows) -> Floats:
        """Return 0..1 for each row: how near its material is to that of the product in view; 0 where none is."""
        anchors = _in_view(shopper)
        if not len(anchors):
            return np.zeros(len(rows), dtype=np.float32)
        return np.asarray(np.clip(self._cosines(anchors, rows).max(axis=1), 0, 1))

    def alike_in_view(self, shopper: ShopperState, row: int) -> int:
        """Return which product in view a row feels most like; -1 where it feels like none of them."""
        anchors = _in_view(shopper)
        cosines = self._cosines(anchors, np.array([row], dtype=np.int32))[0]
        return int(anchors[cosines.argmax()]) if (cosines > ALIKE).any() else -1

    def _cosines(self, anchors: Rows, rows: Rows | slice) -> Floats:
        """Return [rows, anchors], 0 where a material is not known."""
        directions = self._materials[anchors] * self._scale[anchors, None]
        return np.asarray(self._materials[rows] @ directions.T * self._scale[rows, None], dtype=np.float32)


def _in_view(shopper: ShopperState) -> Rows:
    return (shopper.seeds if len(shopper.seeds) else shopper.cart)[:MOST_IN_VIEW]
