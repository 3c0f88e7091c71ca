"""Keep each product's best neighbours as two plain arrays [P, K]."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.recall.base import Floats, Rows

CELLS = 20_000_000  # most cells of one block, about 80 MB when it comes out dense


def no_neighbours(size: int, *, width: int) -> tuple[Rows, Floats]:
    """Return empty neighbour rows (-1) and scores (0)."""
    return np.full((size, width), -1, dtype=np.int32), np.zeros((size, width), dtype=np.float32)


def blocks(size: int) -> Iterator[slice]:
    """Yield product ranges whose rows of a product-by-product matrix fit in memory."""
    step = max(CELLS // max(size, 1), 1)
    for start in range(0, size, step):
        yield slice(start, min(start + step, size))


def keep_best(block: sparse.csr_matrix, *, rows: Rows, scores: Floats) -> None:
    """Write each row's best positive cells into rows and scores [n, K], best first, ties to the lower column."""
    if block.nnz > 0.1 * block.shape[0] * block.shape[1]:
        block = _thinned(block, width=rows.shape[1])
    cells = block.tocoo()
    positive = cells.data > 0
    source, target, value = cells.row[positive], cells.col[positive], cells.data[positive]
    order = np.lexsort((target, -value, source))
    source, target, value = source[order], target[order], value[order]
    rank = _rank_within(source)
    kept = rank < rows.shape[1]
    rows[source[kept], rank[kept]] = target[kept]
    scores[source[kept], rank[kept]] = value[kept]


def _thinned(block: sparse.csr_matrix, *, width: int) -> sparse.csr_matrix:
    # Sorting every cell of a nearly full block takes seconds; finding the cut of each row first does not.
    dense = block.toarray()
    if dense.shape[1] > width:
        cut = np.partition(dense, -width, axis=1)[:, -width, None]
        dense[dense < cut] = 0
    return sparse.csr_matrix(dense)


def _rank_within(source: NDArray[Any]) -> NDArray[np.int64]:
    starts = np.flatnonzero(np.diff(source, prepend=-1))
    return np.arange(len(source)) - np.repeat(starts, np.diff(np.append(starts, len(source))))
