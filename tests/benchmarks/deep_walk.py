"""DeepWalk (Perozzi et al., KDD 2014): random walks read as sentences, products as words.

Walks go from product to product by whoever touched both, an edge as likely as it is heavy; shoppers and attributes are
passed through and are no words. Deviation: skip-gram with negative sampling instead of the hierarchical softmax, the
negatives drawn once for a batch.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor
from torch.nn import functional

from ranking.recall.adam import Adam
from tests.benchmarks.graph_embeddings import Found, ProductGraph, Settings, Vectors

BATCH, DRAWN = 8_192, 100
Walks = NDArray[np.int64]


class Steps:
    """Draw from each row of a matrix one of its columns, as likely as the cell is heavy."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        self._columns, self._bounds = matrix.indices, matrix.indptr
        self._sums = np.concatenate([[0.0], np.cumsum(matrix.data.astype(np.float64))])

    def __call__(self, rows: Walks, random: np.random.Generator) -> Walks:
        low, high = self._sums[self._bounds[rows]], self._sums[self._bounds[rows + 1]]
        places = np.searchsorted(self._sums, low + random.random(len(rows)) * (high - low), side="right") - 1
        return self._columns[np.clip(places, self._bounds[rows], self._bounds[rows + 1] - 1)].astype(np.int64)


def walks(rows: sparse.csr_matrix, *, each: int, length: int, random: np.random.Generator) -> Walks:
    """This will walk `each` times from every product that has an edge: products [walks, length]."""
    back, forward = Steps(rows.T.tocsr()), Steps(rows)
    walk = np.empty((each * int((rows.getnnz(axis=0) > 0).sum()), length), dtype=np.int64)
    walk[:, 0] = np.tile(np.flatnonzero(rows.getnnz(axis=0) > 0), each)
    for step in range(1, length):
        walk[:, step] = forward(back(walk[:, step - 1], random), random)
    return walk


def deep_walk(graph: ProductGraph, *, settings: Settings, seed: int) -> Found:
    """This will learn which products stand near each other in walks; new walks every epoch."""
    rows, random = graph.rows, np.random.default_rng(seed)
    size, dimension = rows.shape[1], settings["dimension"]
    inner = torch.from_numpy(random.normal(scale=0.1, size=(size, dimension)).astype(np.float32))
    outer = torch.zeros(size, dimension)
    optimiser = Adam([inner, outer], learning_rate=settings["learning_rate"], weight_decay=0.0)
    often = np.asarray(rows.sum(axis=0)).ravel() ** 0.75
    strangers = Steps(sparse.csr_matrix(often[None, :]))
    for epoch in range(1, settings["epochs"] + 1):
        walk = walks(rows, each=settings["walks"], length=settings["length"], random=random)
        pairs = random.permutation(_pairs(walk, window=settings["window"]))
        for batch in torch.from_numpy(pairs).split(BATCH):
            drawn = torch.from_numpy(strangers(np.zeros(DRAWN, dtype=np.int64), random))
            inner.grad, outer.grad = _gradients(batch, drawn, inner, outer, negatives=settings["negatives"])
            optimiser.step()
        if epoch % settings["every"] == 0:
            yield {**settings, "epochs": epoch, "every": epoch}, _vectors(inner, touched=often > 0)


def _pairs(walk: Walks, *, window: int) -> Walks:
    """Return centre and neighbour [N, 2] within the window, not a product with itself."""
    steps = [np.stack([walk[:, :-gap].ravel(), walk[:, gap:].ravel()], axis=1) for gap in range(1, window + 1)]
    pairs = np.concatenate([part for step in steps for part in (step, step[:, ::-1])])
    return pairs[pairs[:, 0] != pairs[:, 1]]


def _gradients(
    pairs: Tensor, drawn: Tensor, inner: Tensor, outer: Tensor, *, negatives: float
) -> tuple[Tensor, Tensor]:
    """Return the gradients of mean softplus(-c . n) + negatives x mean over the drawn of softplus(c . s)."""
    centre, near, far = inner[pairs[:, 0]], outer[pairs[:, 1]], outer[drawn]
    pull = -torch.sigmoid(-(centre * near).sum(dim=1, keepdim=True)) / len(pairs)
    push = torch.sigmoid(centre @ far.T) * (negatives / len(drawn) / len(pairs))
    of_inner, of_outer = torch.zeros_like(inner), torch.zeros_like(outer)
    of_inner.index_add_(0, pairs[:, 0], pull * near + push @ far)
    of_outer.index_add_(0, pairs[:, 1], pull * centre)
    of_outer.index_add_(0, drawn, push.T @ centre)
    return of_inner, of_outer


def _vectors(inner: Tensor, *, touched: NDArray[np.bool_]) -> Vectors:
    unit = functional.normalize(inner, dim=1).numpy() * touched[:, None].astype(np.float32)
    return Vectors(unit, unit)
