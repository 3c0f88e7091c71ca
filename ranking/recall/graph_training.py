"""Fit the item graph: products joined by the shoppers who touched them.

The graph is bipartite, contexts by products. A context is a customer, or a visitor's session; an edge weighs what
happened there. Normalised by both degrees, R~ = Dc^-1/2 R Dp^-1/2, it answers a history q in two ways (GF-CF, Shen et
al., CIKM 2021): by direct neighbours, q R~'R~, and by the smooth signals of the graph, q V V', with V the largest
singular vectors. Both are kept: neighbours know the rare, smooth signals know the thin. Deviations: event weights with
decay instead of ones, a power of the singular values instead of a hard cut, only the best neighbours, a gentler degree
power than 1/2, and attribute vectors, so that a product nobody has touched finds its place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from ranking.dataset import TrainingData, identities
from ranking.recall.attributes import Attributes, attributes_of, fit_price_edges
from ranking.recall.base import Floats, Names, Part, Rows, ages_in_days, align, event_weights
from ranking.recall.neighbours import blocks, keep_best, no_neighbours

Matrix = NDArray[np.float64]
GRAM_LIMIT = 2_000  # products up to which one small dense eigenproblem beats the iterative solver


@dataclass(frozen=True, slots=True)
class GraphConfig:
    """Hold the size of the embedding and what an edge weighs."""

    dimension: int = 64
    neighbours: int = 100
    half_life: float = 365.0  # days; how fast the trainer forgets
    query_half_life: float = 90.0  # days; how fast one shopper's history fades
    query_limit: int = 300  # events
    degree_power: float = 0.3  # queries are divided, results multiplied by degree ** power
    spectrum_power: float = 0.5
    smooth_weight: float = 3.0  # smooth signals against direct neighbours


def fit(data: TrainingData, *, config: GraphConfig, seed: int) -> Part:
    """Return source and target vectors and neighbours of every product, and where each attribute stands."""
    size = len(data.catalogue)
    price_edges = fit_price_edges(data.catalogue.prices)
    own = attributes_of(align(Names.of(data.catalogue), data.catalogue), price_edges=price_edges)
    contexts = _contexts(data, config=config)
    rank = min(config.dimension, size - 1, contexts.shape[0] - 1)
    if rank < 1 or contexts.nnz == 0:
        vectors, close = _no_vectors(size), no_neighbours(size, width=1)
    else:
        normal, scale = _normalised(contexts, power=config.degree_power)
        vectors = _vectors(normal, scale, rank=rank, config=config, seed=seed)
        close = _neighbours(normal, scale, width=min(config.neighbours, size))
    arrays = vectors | {"neighbours": close[0], "scores": close[1], "price_edges": price_edges}
    arrays |= _attribute_places(own, vectors, touched=np.asarray(contexts.getnnz(axis=0)) > 0)
    facts = {"query_half_life": config.query_half_life, "query_limit": config.query_limit}
    return Part(arrays=arrays, facts=facts)


def _contexts(data: TrainingData, *, config: GraphConfig) -> sparse.csr_matrix:
    """Return shoppers by products, weights on a log scale so that a habit is not a thousand clicks."""
    events = data.interactions
    weights = event_weights(events.kind, ages_in_days(events.at, now=data.now), half_life=config.half_life)
    keys, rows = np.unique(identities(events.customer, events.session), return_inverse=True)
    shape = (len(keys), len(data.catalogue))
    matrix = sparse.csr_matrix((weights, (rows, events.product)), shape=shape, dtype=np.float32)
    matrix.data = np.log1p(np.maximum(matrix.data, 0))  # returns take away, never below nothing
    matrix.eliminate_zeros()
    return matrix[np.asarray(matrix.getnnz(axis=1)) > 1]  # a context with one product joins nothing


def _normalised(contexts: sparse.csr_matrix, *, power: float) -> tuple[sparse.csr_matrix, Matrix]:
    """Return R~ and degree ** power, 1 for products without edges."""
    rows = np.maximum(np.asarray(contexts.sum(axis=1)).ravel(), 1e-9)
    columns = np.asarray(contexts.sum(axis=0)).ravel()
    safe = np.where(columns > 0, columns, 1.0)
    normal = sparse.diags(rows**-0.5) @ contexts @ sparse.diags(safe**-0.5)
    return normal.tocsr(), safe[:, None] ** power


def _vectors(
    normal: sparse.csr_matrix, scale: Matrix, *, rank: int, config: GraphConfig, seed: int
) -> dict[str, Floats]:
    values, right = _largest(normal.astype(np.float64), rank=rank, seed=seed)
    damping = config.smooth_weight * values**config.spectrum_power
    arrays = {"sources": right * damping / scale, "targets": right * scale}
    return {name: values.astype(np.float32) for name, values in arrays.items()}


def _largest(normal: sparse.csr_matrix, *, rank: int, seed: int) -> tuple[Matrix, Matrix]:
    """Return the largest singular values, descending, and right vectors [P, rank]."""
    if normal.shape[1] <= GRAM_LIMIT:
        squares, vectors = np.linalg.eigh((normal.T @ normal).toarray())
        order = np.argsort(-squares)[:rank]
        return np.sqrt(np.maximum(squares[order], 0)), _fixed_signs(vectors[:, order])
    _, values, right = svds(normal, k=rank, rng=np.random.default_rng(seed), return_singular_vectors="vh")
    order = np.argsort(-values)
    return values[order], _fixed_signs(right[order].T)


def _fixed_signs(vectors: Matrix) -> Matrix:
    # A singular vector may come out as its own negative; the same data should give the same file.
    heaviest = np.abs(vectors).argmax(axis=0)
    return np.asarray(vectors * np.where(vectors[heaviest, np.arange(vectors.shape[1])] < 0, -1.0, 1.0))


def _neighbours(normal: sparse.csr_matrix, scale: Matrix, *, width: int) -> tuple[Rows, Floats]:
    size = normal.shape[1]
    rows, scores = no_neighbours(size, width=width)
    weighted = (normal @ sparse.diags(scale[:, 0])).tocsr()
    transposed = (sparse.diags(1 / scale[:, 0]) @ normal.T).tocsr()
    for part in blocks(size):
        joint = (transposed[part] @ weighted).tocoo()
        joint.data[joint.row + part.start == joint.col] = 0  # not its own neighbour
        keep_best(joint.tocsr(), rows=rows[part], scores=scores[part])
    return rows, scores


def _attribute_places(own: Attributes, vectors: dict[str, Floats], *, touched: NDArray[np.bool_]) -> dict[str, Floats]:
    """Return each attribute's mean source and target over the products it describes, and how telling it is."""
    member = sparse.csr_matrix(
        (np.ones(len(own.indices), np.float32), own.indices, own.indptr), shape=(len(own.indptr) - 1, own.count)
    )
    counts = np.asarray(member[touched].sum(axis=0)).ravel()
    share = np.maximum(counts, 1)[:, None]
    telling = np.log(max(int(touched.sum()), 2) / np.maximum(counts, 1)) * (counts > 0)
    places = {
        f"attribute_{name}": (member[touched].T @ vectors[name][touched]) / share for name in ("sources", "targets")
    }
    places["attribute_weights"] = np.maximum(telling, 0)
    return {name: np.asarray(values, dtype=np.float32) for name, values in places.items()}


def _no_vectors(size: int) -> dict[str, Floats]:
    return {name: np.zeros((size, 1), dtype=np.float32) for name in ("sources", "targets")}
