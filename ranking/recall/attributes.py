"""Number what products are, so that a model can learn about attributes and recognise them in products it never saw."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import Catalogue
from ranking.recall.base import Alignment, Floats, Rows

DEEPEST = 12  # categories below categories; a loop in the tree must not hang the load
BANDS = 10
CHUNK = 4_096


@dataclass(frozen=True, slots=True)
class Attributes:
    """Hold each product's attribute numbers as CSR rows over `count` attributes of the model.

    The numbers run: categories (a product has its leaf and all above it), brands, tokens, price bands.
    """

    indptr: NDArray[np.int64]  # [P + 1]
    indices: Rows
    count: int

    def among(self, rows: Rows) -> "Attributes":
        """Return the attributes of some products, in the order of `rows`."""
        counts = np.diff(self.indptr)[rows]
        bounds = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        places = np.arange(bounds[-1]) + np.repeat(self.indptr[rows] - bounds[:-1], counts)
        return Attributes(indptr=bounds, indices=self.indices[places], count=self.count)

    @property
    def transposed(self) -> "Attributes":
        """Return for each attribute the products that have it, ascending."""
        products = np.repeat(np.arange(len(self.indptr) - 1, dtype=np.int32), np.diff(self.indptr))
        order = np.argsort(self.indices, kind="stable")
        bounds = np.searchsorted(self.indices[order], np.arange(self.count + 1)).astype(np.int64)
        return Attributes(indptr=bounds, indices=products[order], count=len(self.indptr) - 1)

    def of(self, row: int) -> Rows:
        """Return the attribute numbers of one product."""
        return self.indices[self.indptr[row] : self.indptr[row + 1]]

    def total(self, values: Floats) -> Floats:
        """Return for each product the sum of its attributes' values; values [A] or [A, d]."""
        result = np.zeros((len(self.indptr) - 1, *values.shape[1:]), dtype=np.float32)
        for start in range(0, len(result), CHUNK):
            self._total_chunk(values, result, start=start, stop=min(start + CHUNK, len(result)))
        return result

    def _total_chunk(self, values: Floats, result: Floats, *, start: int, stop: int) -> None:
        bounds = self.indptr[start : stop + 1]
        filled = np.flatnonzero(np.diff(bounds))
        if len(filled):
            gathered = values[self.indices[bounds[0] : bounds[-1]]]
            result[start + filled] = np.add.reduceat(gathered, bounds[filled] - bounds[0], axis=0)


def attributes_of(alignment: Alignment, *, price_edges: Floats) -> Attributes:
    """Return the attributes of every serving product in the model's numbers; unknown ones are left out."""
    names, catalogue = alignment.names, alignment.catalogue
    brand_start = len(names.category_codes)
    token_start = brand_start + len(names.brand_codes)
    band_start = token_start + len(names.token_names)
    size = len(catalogue)
    products = np.arange(size)
    numbers = np.append(alignment.category_numbers, -1)
    parts = [(products, numbers[level].astype(np.int32)) for level in category_chain(catalogue)]
    parts.append((products, _shifted(alignment.brands, brand_start)))
    token_products = np.repeat(products, np.diff(alignment.tokens.indptr))
    parts.append((token_products, _shifted(alignment.tokens.indices, token_start)))
    parts.append((products, _shifted(price_bands(catalogue.prices, edges=price_edges), band_start)))
    return _to_rows(parts, size=size, count=band_start + len(price_edges) + 1)


def fit_price_edges(prices: Floats) -> Floats:
    """Return the prices that cut the catalogue into bands of equal size."""
    known = prices[np.isfinite(prices)]
    if not len(known):
        return np.zeros(0, dtype=np.float32)
    return np.unique(np.quantile(known, np.arange(1, BANDS) / BANDS)).astype(np.float32)


def price_bands(prices: Floats, *, edges: Floats) -> Rows:
    """Return each price's band, -1 for a product without a price."""
    return np.where(np.isfinite(prices), np.searchsorted(edges, prices, side="right"), -1).astype(np.int32)


def category_chain(catalogue: Catalogue) -> list[Rows]:
    """Return each product's category [P], then the one above it, and so on; -1 where there is none."""
    chain: list[Rows] = []
    current = catalogue.categories
    while (current >= 0).any() and len(chain) < DEEPEST:
        chain.append(current)
        current = np.append(catalogue.category_parents, -1)[current].astype(np.int32)
    return chain


def categories_of(catalogue: Catalogue) -> Attributes:
    """Return each product's category and all above it, each once, in the numbers of the catalogue."""
    products = np.arange(len(catalogue))
    parts = [(products, level) for level in category_chain(catalogue)] or [(products[:0], catalogue.categories[:0])]
    return _to_rows(parts, size=len(catalogue), count=len(catalogue.category_codes))


def _shifted(numbers: Rows, start: int) -> Rows:
    return np.where(numbers >= 0, numbers + start, -1).astype(np.int32)


def _to_rows(parts: list[tuple[NDArray[Any], Rows]], *, size: int, count: int) -> Attributes:
    products = np.concatenate([part[0] for part in parts])
    numbers = np.concatenate([part[1] for part in parts])
    kept = numbers >= 0
    # Sorted, and once each; for this numpy.unique takes ten times as long as sorting does.
    keys = np.sort(products[kept].astype(np.int64) * max(count, 1) + numbers[kept], kind="stable")
    keys = keys[np.diff(keys, prepend=-1) > 0]
    indptr = np.searchsorted(keys, np.arange(size + 1, dtype=np.int64) * max(count, 1))
    return Attributes(indptr=indptr.astype(np.int64), indices=(keys % max(count, 1)).astype(np.int32), count=count)
