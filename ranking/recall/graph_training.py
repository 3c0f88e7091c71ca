"""Fit the item graph: products joined by the shoppers who touched them, by attributes and by materials.

Contexts by products: a context is a customer, or a visitor's session; a cell weighs what happened there. Two things
answer a history q. Direct edges: by default weights of a regression (`regression.py`), else what two products share in
the normalised graph, R~ = Dc^-1/2 R Dp^-1/2, as R~'R~. Smooth signals of that graph, q V V' with V its largest singular
vectors (GF-CF, Shen et al., CIKM 2021), for what no edge reaches. Deviations from GF-CF: event weights with decay
instead of ones, a power of the singular values instead of a hard cut, only the best neighbours, a gentler degree power
than 1/2, and attribute vectors, so that a product nobody has touched finds its place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from ranking.dataset import RETURN, Interactions, TrainingData, identities
from ranking.recall.attributes import Attributes, attributes_of, fit_price_edges
from ranking.recall.base import Floats, Names, Part, ages_in_days, align, event_weights
from ranking.recall.graph import Graph
from ranking.recall.last_moments import without_last_moments
from ranking.recall.memory import MEMORIES
from ranking.recall.neighbours import no_neighbours
from ranking.recall.regression import regression_edges, shared_edges, side_rows, strongest

Matrix = NDArray[np.float64]
TREND_PRIOR = 5.0  # events that speak against any change
METHODS = ("regression", "shared")
MEMORY_SHOPPERS, FEWEST_SHOPPERS = 1_000, 100
GRAM_LIMIT = 2_000  # products up to which one small dense eigenproblem beats the iterative solver


@dataclass(frozen=True, slots=True)
class GraphConfig:
    """Hold the size of the embedding and what an edge weighs."""

    method: str = "regression"  # of direct edges: "regression", or "shared": R~'R~
    dimension: int = 64
    neighbours: int = 200
    candidates: int = 100  # products that each product is regressed on
    penalty: float = 10.0  # of the regression, in mean supports
    side_share: float = 0.3  # support from attributes and materials, against shoppers'
    trend_half_life: float = 14.0  # days; what sells now against what sold altogether
    trend_power: float = 0.75  # 0 = edges know no season
    half_life: float = 365.0  # days; how fast the trainer forgets
    memory: str = "auto"  # of a shopper's past: "short" or "long", else what foretells last moments better
    degree_power: float = 0.3  # queries are divided, results multiplied by degree ** power
    spectrum_power: float = 0.5
    smooth_weight: float = 0.5  # smooth signals against direct edges

    def __post_init__(self) -> None:
        """Refuse a method that does not exist."""
        for name, known in (("method", METHODS), ("memory", ("auto", *MEMORIES))):
            if getattr(self, name) not in known:
                raise ValueError(f"graph.{name} must be one of {', '.join(known)}, and not {getattr(self, name)!r}.")


def fit(data: TrainingData, *, config: GraphConfig, seed: int) -> Part:
    """Return source and target vectors and neighbours of every product, and where each attribute stands."""
    chosen = config if config.memory != "auto" else replace(config, memory=_better_memory(data, config, seed=seed))
    return _fit(data, config=chosen, seed=seed)


def _better_memory(data: TrainingData, config: GraphConfig, *, seed: int) -> str:
    """Return the memory that finds more of what some shoppers touched last, in a graph that has not seen it."""
    earlier, last = without_last_moments(data, most=MEMORY_SHOPPERS)
    if len(last) < FEWEST_SHOPPERS:
        return next(iter(MEMORIES))
    part = _fit(earlier, config=replace(config, memory="short"), seed=seed)
    alignment = align(Names.of(data.catalogue), data.catalogue)
    graphs = {name: Graph.load(replace(part, facts={"memory": name}), alignment) for name in MEMORIES}
    return max(graphs, key=lambda name: sum(moment.found(graphs[name]) for moment in last))


def _fit(data: TrainingData, *, config: GraphConfig, seed: int) -> Part:
    size = len(data.catalogue)
    price_edges = fit_price_edges(data.catalogue.prices)
    own = attributes_of(align(Names.of(data.catalogue), data.catalogue), price_edges=price_edges)
    contexts = contexts_of(data, half_life=config.half_life)
    contexts = contexts[np.asarray(contexts.getnnz(axis=1)) > 1]  # a context with one product joins nothing
    rank = min(config.dimension, size - 1, contexts.shape[0] - 1)
    if rank < 1 or contexts.nnz == 0:
        vectors, close = _no_vectors(size), no_neighbours(size, width=1)
    else:
        normal, scale = _normalised(contexts, power=config.degree_power)
        vectors = _vectors(normal, scale, rank=rank, config=config, seed=seed)
        edges = EDGES[config.method](contexts, own=own, materials=data.catalogue.materials, config=config)
        rising = trend(data.interactions, now=data.now, size=size, config=config)
        close = strongest(edges @ sparse.diags(rising), width=min(config.neighbours, size))
    arrays = vectors | {"neighbours": close[0], "scores": close[1], "price_edges": price_edges}
    arrays |= _attribute_places(own, vectors, touched=np.asarray(contexts.getnnz(axis=0)) > 0)
    return Part(arrays=arrays, facts={"memory": config.memory})


def contexts_of(data: TrainingData, *, half_life: float) -> sparse.csr_matrix:
    """Return shoppers, ascending, by products; weights on a log scale so that a habit is not a thousand clicks."""
    events = data.interactions
    weights = event_weights(events.kind, ages_in_days(events.at, now=data.now), half_life=half_life)
    keys, rows = np.unique(identities(events.customer, events.session), return_inverse=True)
    shape = (len(keys), len(data.catalogue))
    matrix = sparse.csr_matrix((weights, (rows, events.product)), shape=shape, dtype=np.float32)
    matrix.data = np.log1p(np.maximum(matrix.data, 0))  # returns take away, never below nothing
    matrix.eliminate_zeros()
    return matrix


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


def _regressed(
    contexts: sparse.csr_matrix, *, own: Attributes, materials: Floats, config: GraphConfig
) -> sparse.csr_matrix:
    support = float(contexts.multiply(contexts).sum()) / contexts.shape[1]
    side = side_rows(own, materials, share=config.side_share, support=support)
    matrix = sparse.vstack([contexts, side]).astype(np.float32).tocsr()
    return regression_edges(matrix, penalty=config.penalty * support, candidates=config.candidates)


def _shared(
    contexts: sparse.csr_matrix, *, own: Attributes, materials: Floats, config: GraphConfig
) -> sparse.csr_matrix:
    normal, scale = _normalised(contexts, power=config.degree_power)
    return shared_edges(normal, scale[:, 0], width=config.neighbours)


Edges = Callable[..., sparse.csr_matrix]  # [P, P], source by target
EDGES: Mapping[str, Edges] = dict(zip(METHODS, (_regressed, _shared), strict=True))


def trend(events: Interactions, *, now: float, size: int, config: GraphConfig) -> Floats:
    """Return by how much each product's share of the events has risen lately; 1 where there is little evidence."""
    touched = events.product[events.kind != RETURN]
    ages = ages_in_days(events.at[events.kind != RETURN], now=now)

    def share(half_life: float) -> tuple[Floats, float]:
        counts = np.bincount(touched, weights=np.exp2(-ages / half_life), minlength=size)
        return counts / max(counts.sum(), 1e-9), counts.sum()

    recent, evidence = share(config.trend_half_life)
    usual, _ = share(config.half_life)
    prior = TREND_PRIOR / max(evidence, 1e-9)
    return np.asarray(((recent + prior) / (usual + prior)) ** config.trend_power, dtype=np.float32)


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
