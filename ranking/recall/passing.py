"""Say which products may pass a search, in whichever form is the quickest to look at."""

import math
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import NOTHING, Floats, Mask, Recalled, Rows

SPARE = 10  # products, and half as many again as are expected to be blocked


@dataclass(frozen=True, slots=True)
class Passing:
    """Hold which of `size` products may pass: those allowed, all if None, without the excluded."""

    size: int
    allowed: Mask | None
    excluded: Rows
    count: int  # of the allowed

    @classmethod
    def of(cls, size: int, *, allowed: Mask | None, excluded: Rows) -> "Passing":
        """Return who may pass, counted."""
        return cls(size, allowed, excluded, size if allowed is None else int(np.count_nonzero(allowed)))

    @property
    def rows(self) -> NDArray[np.int64]:
        """Return the rows that may pass, ascending."""
        return np.flatnonzero(self._mask)

    @property
    def bits(self) -> NDArray[np.uint8]:
        """Return one bit a product, the lowest of a byte first."""
        return np.packbits(self._mask, bitorder="little")

    def depth(self, k: int) -> int:
        """Return how many of the best must be found so that k of them probably pass."""
        blocked = math.ceil(1.5 * k * (self.size / self.count - 1)) + SPARE if self.count < self.size else 0
        return k + len(self.excluded) + blocked

    def filtered(self, found: Recalled, *, k: int) -> Recalled:
        """Return the k best that may pass of what was found."""
        passing = np.ones(len(found), dtype=np.bool_) if self.allowed is None else self.allowed[found.rows]
        if len(self.excluded):
            passing &= ~np.isin(found.rows, self.excluded)
        kept = np.flatnonzero(passing)[:k]
        return Recalled(rows=found.rows[kept], scores=found.scores[kept])

    @property
    def _mask(self) -> Mask:
        mask = np.ones(self.size, dtype=np.bool_) if self.allowed is None else self.allowed.copy()
        mask[self.excluded] = False
        return mask


def compared(vectors: Floats, query: Floats, *, rows: NDArray[np.int64], k: int) -> Recalled:
    """Return the k of `rows` with the largest inner product, each compared with the query; no row is copied."""
    k = min(k, len(rows))
    if k <= 0:
        return NOTHING
    scores, found = np.empty(k, dtype=np.float32), np.empty(k, dtype=np.int64)
    arrays = [faiss.swig_ptr(each) for each in (query, vectors, rows)]
    sizes = vectors.shape[1], 1, len(vectors), len(rows), k
    faiss.knn_inner_products_by_idx(*arrays, *sizes, faiss.swig_ptr(scores), faiss.swig_ptr(found), 0)
    return Recalled(rows=found.astype(np.int32), scores=scores)
