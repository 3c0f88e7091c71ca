"""Embeddings of the graph of shoppers and products that the graph channel is compared with.

Every method sees the same graph: the weighted shoppers of `ranking/recall/graph_training.py`, and attributes as further
rows, as in `ranking/recall/regression.py`, when `side` is above 0. Every method yields vectors with the settings that
lead to them; those that learn in epochs yield several times.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from ranking.dataset import TrainingData, identities
from ranking.recall.attributes import attributes_of, fit_price_edges
from ranking.recall.base import Floats, Names, ages_in_days, align, event_weights
from ranking.recall.graph_training import GraphConfig, contexts_of
from ranking.recall.regression import side_rows

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class ProductGraph:
    """Hold weighted edges: shoppers by products, what joins products by products, and attributes by products."""

    shoppers: sparse.csr_matrix
    contexts: sparse.csr_matrix
    attributes: sparse.csr_matrix

    @property
    def rows(self) -> sparse.csr_matrix:
        """Return whatever joins products: attributes, and contexts of two products or more."""
        joining = self.contexts[np.asarray(self.contexts.getnnz(axis=1)) > 1]
        return sparse.vstack([joining, self.attributes]).astype(np.float32).tocsr()


@dataclass(frozen=True)
class Vectors:
    """Hold source and target vectors of products [P, d], and of shoppers [S, d] where the method has them."""

    sources: Floats
    targets: Floats
    shoppers: Floats | None = None


Found = Iterator[tuple[dict[str, Any], Vectors]]
Method = Callable[..., Found]


def product_graph(data: TrainingData, *, side: float, moments: int = 0) -> ProductGraph:
    """This will join products by whole shoppers, or by so many of their moments in a row, and by attributes.

    `side` is how much attributes and materials support an edge, where contexts of shoppers support it by 1.
    """
    shoppers = contexts_of(data, half_life=GraphConfig().half_life)
    contexts = windows_of(data, moments=moments) if moments else shoppers
    catalogue = data.catalogue
    if not side:
        return ProductGraph(shoppers, contexts, sparse.csr_matrix((0, len(catalogue)), dtype=np.float32))
    own = attributes_of(align(Names.of(catalogue), catalogue), price_edges=fit_price_edges(catalogue.prices))
    support = float(contexts.multiply(contexts).sum()) / len(catalogue)
    rows = side_rows(own, catalogue.materials, share=side, support=support)
    rows.data = np.maximum(rows.data, 0)  # a walk and a logarithm know no negative edge
    rows.eliminate_zeros()
    return ProductGraph(shoppers, contexts, rows)


def windows_of(data: TrainingData, *, moments: int) -> sparse.csr_matrix:
    """This will weigh products in windows of so many moments in a row: what follows closely shares more of them."""
    events = data.interactions
    shoppers = identities(events.customer, events.session)
    order = np.lexsort((events.at, shoppers))
    who, at = shoppers[order], events.at[order]
    moment = np.cumsum(np.r_[False, (np.diff(who) != 0) | (np.diff(at) != 0)])
    last = moment + (moments - 1) * np.unique(who, return_inverse=True)[1]  # no window holds two shoppers
    rows = np.concatenate([last + gap for gap in range(moments)])
    weights = event_weights(events.kind[order], ages_in_days(at, now=data.now), half_life=GraphConfig().half_life)
    cells = (np.tile(weights, moments), (rows, np.tile(events.product[order], moments)))
    matrix = sparse.csr_matrix(cells, shape=(int(rows.max()) + 1, len(data.catalogue)), dtype=np.float32)
    matrix.data = np.log1p(np.maximum(matrix.data, 0))
    matrix.eliminate_zeros()
    return matrix


def ppmi_svd(graph: ProductGraph, *, settings: Settings, seed: int) -> Found:
    """This will factorise the positive pointwise mutual information of products met together.

    Levy and Goldberg, NeurIPS 2014: contexts by a power of their counts, singular values by the power 1/2. Products and
    contexts stand for themselves, or with `units` their sums of length 1 stand for both.
    """
    rows = graph.rows
    met = _without_diagonal((rows.T @ rows).tocoo())
    counts = np.maximum(np.asarray(met.sum(axis=1), dtype=np.float32).ravel(), 1e-9)
    smooth = counts ** settings["context_power"]
    smooth /= smooth.sum()
    met.data = np.maximum(np.log(met.data) - np.log(counts)[met.row] - np.log(smooth)[met.col], 0)
    matrix = met.tocsr()
    matrix.eliminate_zeros()
    left, values, right = svds(matrix, k=settings["dimension"], rng=np.random.default_rng(seed))
    sources, targets = left * np.sqrt(values), right.T * np.sqrt(values)
    for unit in settings["units"]:
        both = _unit(sources + targets)
        yield {**settings, "units": [unit]}, Vectors(both, both) if unit else Vectors(sources, targets)


def fast_rp(graph: ProductGraph, *, settings: Settings, seed: int) -> Found:
    """This will carry very sparse random vectors along the edges (FastRP, Chen et al., CIKM 2019).

    A step leads from a product by whoever touched it to another product, so three steps are six edges.
    """
    rows = graph.rows
    degrees = np.asarray(rows.sum(axis=0)).ravel()
    safe = np.where(degrees > 0, degrees, 1.0)
    forward = (sparse.diags(1 / np.maximum(np.asarray(rows.sum(axis=1)).ravel(), 1e-9)) @ rows).tocsr()
    back = (sparse.diags(1 / safe) @ rows.T).tocsr()
    draws = np.random.default_rng(seed).choice([-1.0, 0.0, 1.0], size=(len(safe), settings["dimension"]), p=SPARSE)
    vectors = draws.astype(np.float32) * ((safe / safe.sum()) ** settings["degree_power"])[:, None].astype(np.float32)
    total = np.zeros_like(vectors)
    for weight in settings["steps"]:
        vectors = back @ (forward @ vectors)
        total += weight * _unit(vectors)
    yield dict(settings), Vectors(_unit(total), _unit(total))


SPARSE = (1 / 6, 2 / 3, 1 / 6)


def _without_diagonal(matrix: sparse.coo_matrix) -> sparse.coo_matrix:
    apart = matrix.row != matrix.col
    return sparse.coo_matrix((matrix.data[apart], (matrix.row[apart], matrix.col[apart])), shape=matrix.shape)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)
