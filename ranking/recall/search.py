"""Find the products whose vectors agree best with a query: exact, in half precision, with eligibility inside."""

import faiss
import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import NOTHING, Floats, Mask, Recalled, Rows

faiss.omp_set_num_threads(1)  # one compute thread a worker; forking after a threaded FAISS call hangs the child


class FlatIndex:
    """Hold product vectors for exact inner-product search.

    Flat and not a graph: HNSW loses most of its recall once a filter lets through only a few percent.
    """

    def __init__(self, vectors: Floats) -> None:
        self._size, dimension = vectors.shape
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
        bits = _bits(self._size, allowed=allowed, excluded=excluded)
        scores, rows = self._index.search(query[None, :].astype(np.float32), k, params=_parameters(bits))
        found = rows[0] >= 0
        return Recalled(rows=rows[0][found].astype(np.int32), scores=scores[0][found])


def _bits(size: int, *, allowed: Mask | None, excluded: Rows) -> NDArray[np.uint8] | None:
    if allowed is None and not len(excluded):
        return None
    chosen = np.ones(size, dtype=bool) if allowed is None else allowed.copy()
    chosen[excluded] = False
    return np.packbits(chosen, bitorder="little")


def _parameters(bits: NDArray[np.uint8] | None) -> faiss.SearchParameters | None:
    # The selector points into `bits`; the caller keeps that array alive until the search has returned.
    if bits is None:
        return None
    return faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
