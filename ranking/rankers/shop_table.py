"""What a network sees of a shop: the product, the shopper, what they touched lately, and the pair of both.

One definition serves training (a million impressions) and serving (one shopper, some hundred products).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.features import FeatureSpace, History
from ranking.rankers.base import Examples
from ranking.rankers.network import Bag, Side, no_fields
from ranking.rankers.numbers import BINS, Numbers
from ranking.recall.base import NONE, Floats, Part, Rows

PRODUCT, SHOPPER, HISTORY, PAIR = "product", "shopper", "history", "pair"
FAMILIES = 4  # of attributes: categories, brands, tokens, price bands


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold where each kind of number begins in the one table of vectors."""

    attributes: int
    products: int
    regions: int
    tiers: int
    bins: int
    height: int

    @classmethod
    def of(cls, space: FeatureSpace, *, numbers: int) -> "Layout":
        """Return the layout for a space that the network is trained in."""
        sizes = [
            space.attributes.count,
            len(space.alignment.names.product_ids) + 1,
            len(space.alignment.regions) + 1,
            len(space.alignment.tiers) + 1,
            numbers * (BINS + 1),
        ]
        starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()
        return cls(*starts)


class ShopTable:
    """Build the sides of examples in one space, with the numbers prepared as training found best."""

    def __init__(self, space: FeatureSpace, numbers: Numbers, *, axes: int | None = None) -> None:
        """`axes` of the material vectors are looked at, the first ones: new ones come behind; None looks at all."""
        self.layout = Layout.of(space, numbers=len(numbers))
        self._space, self.numbers = space, numbers
        self._materials = space.materials[:, :axes]
        own = np.append(space.alignment.rows, NONE) + self.layout.products + 1
        self.own = own.astype(np.int32)  # where each product's vector is; the last, and a product it never saw: nowhere

    @classmethod
    def load(cls, part: Part, space: FeatureSpace) -> "ShopTable":
        """Return the table of a trained part."""
        dense = part.arrays[f"{next(iter(part.facts['networks']))}.{PRODUCT}.dense"]
        return cls(space, Numbers.of(part, "numbers"), axes=len(dense) - 1)  # the first is popularity

    def products(self) -> Side:
        """Return the side of every product; one the model never saw is known by its attributes alone."""
        attributes = self._space.attributes
        bounds = attributes_bounds(self._space)
        return Side(
            ids=self.own[:-1, None],
            bags=tuple(_padded(attributes.indptr, attributes.indices, low=low, high=high) for low, high in bounds),
            dense=np.column_stack([self._space.popularity, self._materials]).astype(np.float32),
        )

    def shoppers(self, regions: NDArray[np.int64], tiers: NDArray[np.int64]) -> Side:
        """Return the side of shoppers by region and tier, 0 being unknown."""
        ids = np.column_stack([self.layout.regions + regions, self.layout.tiers + tiers]).astype(np.int32)
        return Side(ids, (), np.zeros((len(ids), 0), np.float32))

    def histories(self, history: History) -> Side:
        """Return the side of what shoppers touched, each touch by its weight."""
        return Side(
            no_fields(len(history.rows)), (self.touched(history),), np.zeros((len(history.rows), 0), np.float32)
        )

    def touched(self, history: History) -> Bag:
        """Return where the touched products' vectors are, and how much each counts."""
        return Bag(self.own[history.rows], history.weights)

    def pairs(self, cross: Floats, log_position: Floats) -> Side:
        """Return the side of pairs; a served pair stands at the first position, whose logarithm is 0."""
        bins = self.numbers.bins(cross) + self.layout.bins + (BINS + 1) * np.arange(len(self.numbers), dtype=np.int32)
        dense = np.column_stack([self.numbers.standard(cross), log_position])
        return Side(bins.astype(np.int32), (), dense.astype(np.float32))

    def sides(self, examples: Examples) -> tuple[dict[str, Side], Mapping[str, NDArray[Any] | None]]:
        """Return the sides of examples, and which row of each side every example has."""
        sides = {
            PRODUCT: self.products(),
            SHOPPER: self.shoppers(examples.region, examples.tier),
            HISTORY: self.histories(examples.history),
            PAIR: self.pairs(examples.cross, examples.log_position),
        }
        return sides, {PRODUCT: examples.rows, SHOPPER: None, HISTORY: examples.owner, PAIR: None}


def attributes_bounds(space: FeatureSpace) -> list[tuple[int, int]]:
    """Return where each family of attributes begins and ends."""
    names = space.alignment.names
    sizes = [len(names.category_codes), len(names.brand_codes), len(names.token_names)]
    ends = [*np.cumsum(sizes).tolist(), space.attributes.count]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _padded(indptr: NDArray[np.int64], indices: Rows, *, low: int, high: int) -> Bag:
    """Return the numbers from `low` to below `high` of each row, weighted so that many do not outweigh few."""
    kept = (indices >= low) & (indices < high)
    owners = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))[kept]
    counts = np.bincount(owners, minlength=len(indptr) - 1)
    places = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = (len(indptr) - 1, max(int(counts.max(initial=0)), 1))
    numbers, weights = np.full(shape, low, dtype=np.int32), np.zeros(shape, dtype=np.float32)
    numbers[owners, places] = indices[kept]
    weights[owners, places] = 1.0 / np.sqrt(counts[owners])
    return Bag(numbers, weights)
