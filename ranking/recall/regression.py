"""Fit an item graph whose edges are explained by each other: every product regressed on those beside it.

w_j = argmin |x_j - X_N w|^2 + lambda |w|^2, with N the products most like j, x_j the column of j over all contexts. On
the whole catalogue this is EASE (Steck, WWW 2019); among each product's own candidates it is the feature selection of
fsSLIM (Ning and Karypis, ICDM 2011) with a ridge, and grows with the catalogue and not with its cube. Deviations:
lambda is a multiple of the mean support, so that it means the same in every shop; attributes and materials are further
rows of X, so that they join products which few or no shoppers have touched.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.recall.attributes import Attributes
from ranking.recall.base import Floats, Rows
from ranking.recall.neighbours import blocks, keep_best, no_neighbours

DENSE_LIMIT = 15_000  # products up to which all inner products are held, 900 MB then
SYSTEM_CELLS = 5_000_000  # most cells of the systems that are solved at once, about 20 MB


class Gram(Protocol):
    """Inner products of the columns of X."""

    def rows(self, part: slice) -> Floats:
        """Return the inner products [n, P] of some columns with all."""
        ...

    def among(self, picked: Rows) -> Floats:
        """Return for each row of picked columns [n, K] their inner products with each other [n, K, K]."""
        ...


class DenseGram:
    """Hold all inner products."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        self._values = np.zeros((matrix.shape[1],) * 2, dtype=np.float32)
        transposed = matrix.T.tocsr()
        for part in blocks(len(self._values)):
            self._values[part] = (transposed[part] @ matrix).toarray()

    def rows(self, part: slice) -> Floats:
        return self._values[part]

    def among(self, picked: Rows) -> Floats:
        return np.asarray(self._values[picked[:, :, None], picked[:, None, :]])


class SparseGram:
    """Compute inner products when they are asked for: slower, in memory that a large catalogue leaves."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        self._matrix, self._transposed = matrix, matrix.T.tocsr()

    def rows(self, part: slice) -> Floats:
        return np.asarray((self._transposed[part] @ self._matrix).toarray())

    def among(self, picked: Rows) -> Floats:
        columns = (self._transposed[row] for row in picked)
        return np.stack([(column @ column.T).toarray() for column in columns])


def side_rows(own: Attributes, materials: Floats, *, share: float, support: float) -> sparse.csr_matrix:
    """Return attributes and materials as rows [A + M, P] of X, whose mean support is `share` of the shoppers'.

    An attribute weighs idf / sqrt(products it describes), so that a common one does not join everything; materials are
    centred, so that only what tells products apart counts.
    """
    shape = (len(own.indptr) - 1, own.count)
    member = sparse.csr_matrix((np.ones(len(own.indices), np.float32), own.indices, own.indptr), shape=shape)
    counts = np.maximum(np.asarray(member.sum(axis=0)).ravel(), 1)
    described = member @ sparse.diags(np.log(shape[0] / counts) / np.sqrt(counts) * (counts > 1))
    telling = [part for part in (described, sparse.csr_matrix(_centred(materials))) if _mean_support(part) > 1e-12]
    if not telling:
        return sparse.csr_matrix((0, shape[0]), dtype=np.float32)
    parts = [part * np.sqrt(share * support / len(telling) / _mean_support(part)) for part in telling]
    return sparse.hstack(parts).T.astype(np.float32).tocsr()


def _mean_support(columns: sparse.csr_matrix) -> float:
    return float(columns.multiply(columns).sum() / max(columns.shape[0], 1))


def _centred(materials: Floats) -> Floats:
    known = np.linalg.norm(materials, axis=1) > 0
    centred = np.zeros_like(materials)
    if known.any():
        unit = materials[known] / np.linalg.norm(materials[known], axis=1, keepdims=True)
        centred[known] = unit - unit.mean(axis=0)
    return centred


def regression_edges(matrix: sparse.csr_matrix, *, penalty: float, candidates: int) -> sparse.csr_matrix:
    """Return weights [P, P], source by target, of each product regressed on its most similar `candidates`."""
    size = matrix.shape[1]
    width = min(candidates, size - 1)
    gram: Gram = DenseGram(matrix) if size <= DENSE_LIMIT else SparseGram(matrix)
    support = np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel()
    scale = (1 / np.sqrt(np.maximum(support, 1e-9))).astype(np.float32)
    sources, weights = np.zeros((size, width), dtype=np.int32), np.zeros((size, width), dtype=np.float32)
    for part in blocks(size):
        inner = gram.rows(part)
        sources[part] = _most_similar(inner * scale, start=part.start, width=width)
        joint = np.take_along_axis(inner, sources[part], axis=1)
        weights[part] = _solved(gram, sources[part], joint, penalty=penalty)
    targets = np.repeat(np.arange(size), width)
    edges = sparse.csr_matrix((weights.ravel(), (sources.ravel(), targets)), shape=(size, size))
    edges.eliminate_zeros()
    return edges


def _most_similar(similar: Floats, *, start: int, width: int) -> Rows:
    places = np.arange(len(similar))
    similar[places, places + start] = -np.inf  # a product does not explain itself
    return np.argpartition(-similar, width - 1, axis=1)[:, :width].astype(np.int32)


def _solved(gram: Gram, sources: Rows, joint: Floats, *, penalty: float) -> Floats:
    weights = np.zeros(sources.shape, dtype=np.float32)
    step = max(SYSTEM_CELLS // sources.shape[1] ** 2, 1)
    diagonal = np.arange(sources.shape[1])
    for start in range(0, len(sources), step):
        part = slice(start, start + step)
        systems = gram.among(sources[part])
        systems[:, diagonal, diagonal] += penalty
        weights[part] = np.linalg.solve(systems, joint[part, :, None])[:, :, 0]
    return weights


def strongest(edges: sparse.csr_matrix, *, width: int) -> tuple[Rows, Floats]:
    """Return each source's strongest positive edges as neighbour rows and scores [P, width]."""
    rows, scores = no_neighbours(edges.shape[0], width=width)
    for part in blocks(edges.shape[0]):
        keep_best(edges[part], rows=rows[part], scores=scores[part])
    return rows, scores


def shared_edges(normal: sparse.csr_matrix, scale: NDArray[np.float64], *, width: int) -> sparse.csr_matrix:
    """Return for each source what it shares with its `width` closest products in the normalised graph."""
    size = normal.shape[1]
    rows, scores = no_neighbours(size, width=min(width, size))
    weighted = (normal @ sparse.diags(scale)).tocsr()
    transposed = (sparse.diags(1 / scale) @ normal.T).tocsr()
    for part in blocks(size):
        joint = (transposed[part] @ weighted).tocoo()
        joint.data[joint.row + part.start == joint.col] = 0  # not its own neighbour
        keep_best(joint.tocsr(), rows=rows[part], scores=scores[part])
    known = rows >= 0
    sources = np.repeat(np.arange(size), known.sum(axis=1))
    return sparse.csr_matrix((scores[known], (sources, rows[known])), shape=(size, size))
