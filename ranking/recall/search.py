"""Find the products whose vectors agree best with a query, in the way that suits how many of them may pass."""

import math
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import NOTHING, Floats, Mask, Recalled, Rows
from ranking.recall.passing import Passing, compared
from ranking.recall.serving import Serving

faiss.omp_set_num_threads(1)  # one compute thread a worker; forking after a threaded FAISS call hangs the child

WANTED_RECALL = 0.993  # of the exact answer, on tried queries
ENOUGH_RECALL, MANY = 0.965, 50_000  # where more products than that are looked at; what shoppers ask then is above 0.95
TRIED, TRIED_DEPTH = 100, 200  # queries, and how many products of each answer are compared
CELLS_PER_ROOT = 4.0  # cells for each root of the number of products
POINTS_PER_CELL, ROUNDS, SEED = 40, 6, 0  # enough for cells; every snapshot of a large shop makes them anew

OVERLOOKED_BELOW = 10  # cells overlook hardly one of the best tenth of what they find


class Index(Protocol):
    """Say how product vectors are searched. HNSW is none: it loses most of its recall once few products may pass."""

    def search(self, query: Floats, *, allowed: Mask | None, excluded: Rows, k: int) -> Recalled:
        """Return the k allowed rows of the largest inner product with the query, best first."""
        ...

    def ceiling(self, query: Floats, *, found: Recalled, k: int) -> float:
        """Return what no allowed row, of an index of cells hardly one, scores more than that a search for k missed."""
        ...


def product_index(vectors: Floats, *, serving: Serving) -> Index:
    """Return the exact index, or the one of cells for a shop with more products than are compared one by one."""
    return FlatIndex(vectors) if len(vectors) <= serving.exact_products else CellIndex(vectors, serving=serving)


class _Searched:
    """Search by the way that suits how many products may pass.

    Few are compared one by one. Where many may pass, a few more than k are looked for among all and filtered
    afterwards: among the m best of all, those that may pass are the best that may, in order, so k of them are the
    answer. Else, or if they are fewer than k, the index asks of each product whether it may pass.
    """

    def __init__(self, vectors: Floats, *, few: float, many: float) -> None:
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self._size, self._dimension = vectors.shape
        self._few, self._many = few, many
        self._rounding = _rounding(self._vectors)

    def search(self, query: Floats, *, allowed: Mask | None, excluded: Rows, k: int) -> Recalled:
        """Return the k allowed rows of the largest inner product with the query, best first."""
        who, query = Passing.of(self._size, allowed=allowed, excluded=excluded), query.astype(np.float32)
        if k <= 0 or not who.count:
            return NOTHING
        if who.count <= self._few:
            return compared(self._vectors, query, rows=who.rows, k=k)
        share = who.count / self._size
        if who.count >= self._many:
            depth = who.depth(k)
            found = self._find(query, depth, share=share)
            answer = who.filtered(found, k=k)
            if len(answer) == k or (len(found) < depth and self._is_complete(share)):
                return answer
            share = len(answer) / depth  # fewer pass here than elsewhere, or the cells hold too few
        bits = who.bits
        return self._find(query, k, share=share, selector=faiss.IDSelectorBitmap(bits))

    def ceiling(self, query: Floats, *, found: Recalled, k: int) -> float:
        """Return what no allowed row scores more than that a search for k rows did not find."""
        if len(found) < k:
            return self._beyond_what_was_found()
        return float(found.scores[self._surely_above(k)]) + self._rounding * float(np.linalg.norm(query))

    def _find(self, query: Floats, k: int, *, share: float, selector: Any = None) -> Recalled:
        raise NotImplementedError

    def _surely_above(self, k: int) -> int:
        raise NotImplementedError

    def _is_complete(self, share: float) -> bool:
        """Return whether such a search looks at every product."""
        raise NotImplementedError

    def _beyond_what_was_found(self) -> float:
        """Return a bound of the scores that were missed by a search that found fewer than were wanted."""
        raise NotImplementedError


class FlatIndex(_Searched):
    """Hold product vectors for exact inner-product search."""

    def __init__(self, vectors: Floats) -> None:
        super().__init__(vectors, few=0.1 * len(vectors), many=0.85 * len(vectors))
        kind = faiss.ScalarQuantizer.QT_fp16
        self._index = faiss.IndexScalarQuantizer(self._dimension, kind, faiss.METRIC_INNER_PRODUCT)
        if self._size:
            self._index.train(self._vectors[:1])
            self._index.add(self._vectors)

    def _find(self, query: Floats, k: int, *, share: float, selector: Any = None) -> Recalled:
        parameters = None if selector is None else faiss.SearchParameters(sel=selector)
        return _recalled(*self._index.search(query[None, :], min(k, self._size), params=parameters))

    def _surely_above(self, k: int) -> int:
        return k - 1

    def _is_complete(self, share: float) -> bool:
        return True

    def _beyond_what_was_found(self) -> float:
        return -math.inf  # there is nothing else


class CellIndex(_Searched):
    """Hold product vectors in cells around centres; a query looks into the nearest cells, how many is tried out.

    Exact where no more products may pass than a shop has whose search is exact.
    """

    def __init__(self, vectors: Floats, *, serving: Serving) -> None:
        super().__init__(vectors, few=serving.exact_products, many=0.5 * len(vectors))
        self.cells = max(1, min(int(CELLS_PER_ROOT * math.sqrt(self._size)), self._size))
        self._centres = faiss.IndexFlatIP(self._dimension)
        kind, measure = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        # The centres must outlive the index that points to them.
        self._index = faiss.IndexIVFScalarQuantizer(self._centres, self._dimension, self.cells, kind, measure, False)
        self._index.cp.niter, self._index.cp.seed = ROUNDS, SEED
        self._index.cp.min_points_per_centroid, self._index.cp.max_points_per_centroid = 1, POINTS_PER_CELL
        self._index.train(self._vectors)
        self._index.add(self._vectors)
        self.probes = self._enough_probes(self._vectors)

    def _find(self, query: Floats, k: int, *, share: float, selector: Any = None) -> Recalled:
        parameters = faiss.SearchParametersIVF(nprobe=self._probes(share), sel=selector)
        return _recalled(*self._index.search(query[None, :], min(k, self._size), params=parameters))

    def _surely_above(self, k: int) -> int:
        # Cells that were not looked into hold some of what belongs to the worst found, next to nothing of the best.
        return k // OVERLOOKED_BELOW

    def _is_complete(self, share: float) -> bool:
        return bool(self._probes(share) == self.cells)

    def _beyond_what_was_found(self) -> float:
        return math.inf  # the other cells may hold anything

    def _probes(self, share: float) -> int:
        """Return into how many cells to look: the fewer products pass, the further apart the best of them lie."""
        return int(min(self.cells, self.probes / max(share, 1e-3) ** 2))

    def _enough_probes(self, vectors: Floats) -> int:
        queries = _tried_queries(vectors)
        exact = self._rows(queries, probes=self.cells)
        probes = 1
        while probes < self.cells and _agreement(self._rows(queries, probes=probes), exact) < self._wanted(probes):
            probes += max(1, probes // 4)
        return int(min(probes, self.cells))

    def _wanted(self, probes: int) -> float:
        return WANTED_RECALL if probes * self._size <= MANY * self.cells else ENOUGH_RECALL

    def _rows(self, queries: Floats, *, probes: int) -> NDArray[np.int64]:
        parameters = faiss.SearchParametersIVF(nprobe=probes)
        found: NDArray[np.int64] = self._index.search(queries, min(TRIED_DEPTH, self._size), params=parameters)[1]
        return found


def _rounding(vectors: Floats) -> float:
    """Return by how much half precision changes an inner product at most, for each unit of the query's length."""
    largest = float(np.sqrt(np.einsum("pd,pd->p", vectors, vectors).max(initial=0)))
    return largest * 2.0**-11 + math.sqrt(vectors.shape[1]) * 2.0**-25


def _tried_queries(vectors: Floats) -> Floats:
    """Return what shoppers ask with: the mean of the products they touched, here one to three drawn at random."""
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(vectors), size=(TRIED, 3))
    drawn[::2] = drawn[::2, :1]
    return np.ascontiguousarray(vectors[drawn].mean(axis=1), dtype=np.float32)


def _agreement(found: NDArray[np.int64], exact: NDArray[np.int64]) -> float:
    shared = [len(np.intersect1d(a, b)) for a, b in zip(found, exact, strict=True)]
    return float(np.mean(shared) / exact.shape[1])


def _recalled(scores: Floats, rows: NDArray[np.int64]) -> Recalled:
    found = rows[0] >= 0
    return Recalled(rows=rows[0][found].astype(np.int32), scores=scores[0][found])
