"""Say how well products of different categories go together when nobody has bought them together yet."""

import copy

import numpy as np

from ranking.dataset import Catalogue
from ranking.recall.attributes import Attributes
from ranking.recall.base import Floats, Mask, Rows
from ranking.recall.kinds import branches_of

SAME_BRANCH, OTHER_BRANCH = 1.0, 0.5  # women's shoes go with women's bags before they go with a man's belt
FEW = 10  # rows that are compared fact by fact instead of counting every product that has a fact
PLAIN = 0.25  # of a likeness is there for products that agree in nothing


class Likeness:
    """Hold the style of chosen rows: what they are made of, their brand, their further facts and their price.

    likeness(i, j) = link(i, j) * (0.25 + 0.75 * agreement(i, j)) * min(level) / max(level)

    link: how strongly the two categories go together, 0 within one category. agreement: the mean of the cosines of
    material and of style; style alone where a material is not known. A fact counts the more the fewer products share.
    level: the price over the median of its category, as a key ring is cheaper than any bag and may be as fine.
    """

    def __init__(self, catalogue: Catalogue, *, rows: Rows, links: Floats) -> None:
        style = style_of(catalogue)
        self._links = links  # [C + 1, C + 1], the last for products without a category
        self._all = catalogue
        self._has_material = (catalogue.materials != 0).any(axis=1)
        self._levels = _price_levels(catalogue)
        self._squares = _telling(style) ** 2
        self._style, self._products = style, style.transposed
        self._lengths = np.sqrt(np.maximum(style.total(self._squares), 1e-9))
        self._choose(rows)

    def among(self, rows: Rows) -> "Likeness":
        """Return the same for fewer rows, sharing what is common."""
        fewer = copy.copy(self)
        fewer._choose(rows)
        return fewer

    def _choose(self, rows: Rows) -> None:
        self.rows = rows
        self._categories = self._all.categories[rows]
        self._materials = self._all.materials[rows]

    def of(self, anchor: int) -> Floats:
        """Return the likeness [n] of the chosen rows to one product."""
        category = self._all.categories[anchor]
        link = self._links[category][self._categories]
        style = self._style_agreement(anchor)
        material = np.clip(self._materials @ self._all.materials[anchor], 0, 1)
        both = self._has_material[self.rows] & self._has_material[anchor]
        agreement = np.where(both, (material + style) / 2, style)
        found = link * (PLAIN + (1 - PLAIN) * agreement) * self._level_agreement(anchor)
        found[self._categories == category] = 0.0
        return np.asarray(found, dtype=np.float32)

    def _level_agreement(self, anchor: int) -> Floats:
        own, others = self._levels[anchor], self._levels[self.rows]
        return np.asarray(np.nan_to_num(np.minimum(others, own) / np.maximum(others, own), nan=0.5), dtype=np.float32)

    def _style_agreement(self, anchor: int) -> Floats:
        lengths = self._lengths[self.rows] * self._lengths[anchor]
        return np.asarray(self._shared_style(anchor) / lengths, dtype=np.float32)

    def _shared_style(self, anchor: int) -> Floats:
        own = self._style.of(anchor)
        if len(self.rows) <= FEW:
            of_each = [self._squares[np.intersect1d(own, self._style.of(row))].sum() for row in self.rows.tolist()]
            return np.array(of_each, dtype=np.float32)
        shared = np.zeros(len(self._lengths), dtype=np.float32)
        for fact in own.tolist():
            shared[self._products.of(fact)] += self._squares[fact]
        return np.asarray(shared[self.rows], dtype=np.float32)


def _price_levels(catalogue: Catalogue) -> Floats:
    """Return each price over the median of its category; nan where a price is not known."""
    levels = np.where(catalogue.prices > 0, catalogue.prices, np.float32(np.nan))
    known = np.flatnonzero(~np.isnan(levels))
    order = known[np.argsort(catalogue.categories[known], kind="stable")]
    for rows in np.split(order, np.flatnonzero(np.diff(catalogue.categories[order])) + 1):
        if len(rows):
            levels[rows] /= np.median(levels[rows])
    return levels


def category_links(catalogue: Catalogue) -> Floats:
    """Return what categories promise by their place in the tree [C + 1, C + 1], the last for none."""
    branches = branches_of(catalogue.category_parents)
    same = branches[:, None] == branches[None, :]
    table = np.full((len(branches) + 1, len(branches) + 1), OTHER_BRANCH, dtype=np.float32)
    table[:-1, :-1] = np.where(same, SAME_BRANCH, OTHER_BRANCH)
    return table


def style_of(catalogue: Catalogue) -> Attributes:
    """Return brand and tokens of each product; category and price are judged by themselves."""
    tokens, size = catalogue.tokens, len(catalogue)
    products = np.concatenate([np.arange(size), np.repeat(np.arange(size), np.diff(tokens.indptr))])
    brands = np.where(catalogue.brands >= 0, catalogue.brands + catalogue.token_count, -1)
    numbers = np.concatenate([brands, tokens.indices])
    kept: Mask = numbers >= 0
    order = np.argsort(products[kept], kind="stable")
    bounds = np.searchsorted(products[kept][order], np.arange(size + 1))
    count = catalogue.token_count + catalogue.brand_count
    return Attributes(indptr=bounds, indices=numbers[kept][order].astype(np.int32), count=count)


def _telling(style: Attributes) -> Floats:
    counts = np.bincount(style.indices, minlength=style.count)
    size = len(style.indptr) - 1
    return np.log1p(size / np.maximum(counts, 1)).astype(np.float32)
