"""Find the products whose vectors agree best with a query, in half precision, with eligibility inside the search."""

import math
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import NO_ROWS, NOTHING, Floats, Mask, Recalled, Rows
from ranking.recall.serving import Serving

faiss.omp_set_num_threads(1)  # one compute thread a worker; forking after a threaded FAISS call hangs the child

WANTED_RECALL = 0.97  # of the exact answer, on tried queries; what shoppers ask then stays above 0.95
TRIED, TRIED_DEPTH = 100, 200  # queries, and how many products of each answer are compared
CELLS_PER_ROOT = 2.0  # cells for each root of the number of products
POINTS_PER_CELL, ROUNDS, SEED = 40, 6, 0  # enough for cells; every snapshot of a large shop makes them anew


class Index(Protocol):
    """Say how product vectors are searched. HNSW is none: it loses most of its recall once few products may pass."""

    def search(self, query: Floats, *, allowed: Mask | None, excluded: Rows, k: int) -> Recalled:
        """Return the k allowed rows of the largest inner product with the query, best first."""
        ...


def product_index(vectors: Floats, *, serving: Serving) -> Index:
    """Return the exact index, or the one of cells for a shop with more products than are compared one by one."""
    return FlatIndex(vectors) if len(vectors) <= serving.exact_products else CellIndex(vectors, serving=serving)


class FlatIndex:
    """Hold product vectors for exact inner-product search."""

    def __init__(self, vectors: Floats) -> None:
        self._size, dimension = len(vectors), vectors.shape[1]
        kind = faiss.ScalarQuantizer.QT_fp16
        self._index = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        if self._size:
            self._index.train(np.ascontiguousarray(vectors[:1], dtype=np.float32))
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def search(self, query: Floats, *, allowed: Mask | None, excluded: Rows, k: int) -> Recalled:
        """Return the k allowed rows of the largest inner product with the query, best first."""
        k = min(k, self._size)
        if k <= 0:
            return NOTHING
        # The selector points into `bits`, which must live until the search has returned.
        bits = None if allowed is None and not len(excluded) else _bits(_open(self._size, allowed, excluded))
        parameters = None if bits is None else faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        return _recalled(*self._index.search(query[None, :].astype(np.float32), k, params=parameters))


class CellIndex:
    """Hold product vectors in cells around centres; a query looks into the nearest cells.

    How many is tried out when the index is made. When only few products may pass, it looks into all: that is exact,
    and costs no more than the exact search of a small shop.
    """

    def __init__(self, vectors: Floats, *, serving: Serving) -> None:
        self._size, dimension = len(vectors), vectors.shape[1]
        self._exact = serving.exact_products
        self.cells = max(1, min(int(CELLS_PER_ROOT * math.sqrt(self._size)), self._size))
        self._centres = faiss.IndexFlatIP(dimension)
        kind, measure = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        # The centres must outlive the index that points to them.
        self._index = faiss.IndexIVFScalarQuantizer(self._centres, dimension, self.cells, kind, measure, False)
        self._index.cp.niter, self._index.cp.seed = ROUNDS, SEED
        self._index.cp.max_points_per_centroid = POINTS_PER_CELL
        values = np.ascontiguousarray(vectors, dtype=np.float32)
        self._index.train(values)
        self._index.add(values)
        self.probes = self._enough_probes(values)

    def search(self, query: Floats, *, allowed: Mask | None, excluded: Rows, k: int) -> Recalled:
        """Return k allowed rows of a large inner product with the query, best first; exact where few may pass."""
        if k <= 0:
            return NOTHING
        chosen = _open(self._size, allowed, excluded)
        bits = _bits(chosen)
        parameters = faiss.SearchParametersIVF(
            sel=faiss.IDSelectorBitmap(bits), nprobe=self._probes(int(np.count_nonzero(chosen)))
        )
        depth = min(k, self._size)
        return _recalled(*self._index.search(query[None, :].astype(np.float32), depth, params=parameters))

    def _probes(self, passing: int) -> int:
        """Return into how many cells to look: the fewer products pass, the further apart the best of them lie."""
        if passing <= self._exact:
            return self.cells
        return min(self.cells, math.ceil(self.probes * self._size / passing))

    def _enough_probes(self, vectors: Floats) -> int:
        queries = _tried_queries(vectors)
        exact = self._rows(queries, probes=self.cells)
        probes = 1
        while probes < self.cells and _agreement(self._rows(queries, probes=probes), exact) < WANTED_RECALL:
            probes *= 2
        return min(probes, self.cells)

    def _rows(self, queries: Floats, *, probes: int) -> NDArray[np.int64]:
        parameters = faiss.SearchParametersIVF(nprobe=probes)
        found: NDArray[np.int64] = self._index.search(queries, min(TRIED_DEPTH, self._size), params=parameters)[1]
        return found


def _tried_queries(vectors: Floats) -> Floats:
    """Return what shoppers ask with: the mean of the products they touched, here one to three drawn at random."""
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(vectors), size=(TRIED, 3))
    drawn[::2] = drawn[::2, :1]
    return np.ascontiguousarray(vectors[drawn].mean(axis=1), dtype=np.float32)


def _agreement(found: NDArray[np.int64], exact: NDArray[np.int64]) -> float:
    shared = [len(np.intersect1d(a, b)) for a, b in zip(found, exact, strict=True)]
    return float(np.mean(shared) / exact.shape[1])


def _open(size: int, allowed: Mask | None, excluded: Rows = NO_ROWS) -> Mask:
    chosen = np.ones(size, dtype=np.bool_) if allowed is None else allowed.copy()
    chosen[excluded] = False
    return chosen


def _bits(chosen: Mask) -> NDArray[np.uint8]:
    return np.packbits(chosen, bitorder="little")


def _recalled(scores: Floats, rows: NDArray[np.int64]) -> Recalled:
    found = rows[0] >= 0
    return Recalled(rows=rows[0][found].astype(np.int32), scores=scores[0][found])
