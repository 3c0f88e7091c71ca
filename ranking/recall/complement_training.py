"""Fit what goes with what: bought together, and bought after being viewed beside, across categories."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.dataset import CLICK, PURCHASE, VIEW, Interactions, TrainingData, subset
from ranking.recall.base import Floats, Part, Rows
from ranking.recall.neighbours import blocks, keep_best, no_neighbours
from ranking.thresholds import JOINT_EVENTS

Pairs = list[tuple[sparse.csr_matrix, sparse.csr_matrix, float]]


@dataclass(frozen=True, slots=True)
class ComplementConfig:
    """Hold how many companions a product keeps and how much evidence they need."""

    neighbours: int = 50
    category_neighbours: int = 20
    shrinkage: float = JOINT_EVENTS
    viewed_weight: float = 0.3  # viewed then bought, against bought together
    largest_basket: int = 100  # a wholesaler's basket says little about taste


def fit(data: TrainingData, *, config: ComplementConfig) -> Part:
    """Return each product's best companions from other categories, and the categories that go together."""
    categories = data.catalogue.categories
    together, support = _evidence(data, config=config)
    rows, scores = _companions(together, support, categories, config=config)
    links = _category_links(together, categories, data.catalogue.category_count, config=config)
    arrays = {"neighbours": rows, "scores": scores, "support": support, "linked": links[0], "links": links[1]}
    return Part(arrays=arrays, facts={"shrinkage": config.shrinkage})


def _evidence(data: TrainingData, *, config: ComplementConfig) -> tuple[Pairs, Floats]:
    """Return matrix pairs whose products, summed with their weights, count the joint events; and each product's own."""
    events, size = data.interactions, len(data.catalogue)
    bought, seen = subset(events, events.kind == PURCHASE), subset(events, np.isin(events.kind, (VIEW, CLICK)))
    baskets = _incidence(_baskets(bought), bought.product, size=size, largest=config.largest_basket)
    visits = np.unique(events.session)
    viewed = _incidence(np.searchsorted(visits, seen.session), seen.product, size=size, height=len(visits))
    taken = _incidence(np.searchsorted(visits, bought.session), bought.product, size=size, height=len(visits))
    pairs = [(baskets, baskets, 1.0), (viewed, taken, config.viewed_weight)]
    own = np.asarray(baskets.sum(axis=0)).ravel() + config.viewed_weight * np.asarray(viewed.sum(axis=0)).ravel()
    return pairs, own.astype(np.float32)


def _baskets(bought: Interactions) -> NDArray[np.int64]:
    # Shops that log no order numbers still have sessions; the two must not share a number.
    keys = np.stack([(bought.order >= 0).astype(np.int64), np.where(bought.order >= 0, bought.order, bought.session)])
    return np.unique(keys, axis=1, return_inverse=True)[1].ravel() if len(bought) else np.zeros(0, dtype=np.int64)


def _incidence(
    context: NDArray[np.int64], product: Rows, *, size: int, height: int | None = None, largest: int | None = None
) -> sparse.csr_matrix:
    height = int(context.max(initial=-1)) + 1 if height is None else height
    matrix = sparse.csr_matrix((np.ones(len(product), np.float32), (context, product)), shape=(height, size))
    matrix.data[:] = 1.0  # summed repeats count once
    return matrix if largest is None else matrix[np.asarray(matrix.getnnz(axis=1)) <= largest]


def _companions(together: Pairs, support: Floats, categories: Rows, *, config: ComplementConfig) -> tuple[Rows, Floats]:
    size = len(support)
    rows, scores = no_neighbours(size, width=config.neighbours)
    prepared = [(left.T.tocsr(), right, weight) for left, right, weight in together]
    for part in blocks(size):
        joint = sum(weight * (left[part] @ right) for left, right, weight in prepared).tocoo()
        block = _lift(joint, support, categories, start=part.start, shrinkage=config.shrinkage)
        keep_best(block, rows=rows[part], scores=scores[part])
    return rows, scores


def _lift(
    joint: sparse.coo_matrix, support: Floats, categories: Rows, *, start: int, shrinkage: float
) -> sparse.csr_matrix:
    """Return joint counts across categories over the root of both products' own, shrunk."""
    source, target = joint.row + start, joint.col
    foreign = (categories[source] != categories[target]) | ((categories[source] < 0) & (source != target))
    evidence = np.sqrt((support[source] + shrinkage) * (support[target] + shrinkage))
    return sparse.csr_matrix((joint.data / evidence * foreign, (joint.row, joint.col)), shape=joint.shape)


def _category_links(together: Pairs, categories: Rows, count: int, *, config: ComplementConfig) -> tuple[Rows, Floats]:
    """Return for each category those it is bought with, as a smoothed cosine between 0 and 1."""
    products = np.flatnonzero(categories >= 0)
    ones = np.ones(len(products), dtype=np.float32)
    member = sparse.csr_matrix((ones, (products, categories[products])), shape=(len(categories), count))
    joint = sum(weight * ((left @ member).T @ (right @ member)) for left, right, weight in together).tocoo()
    own = np.maximum(joint.tocsr().diagonal(), 0)
    evidence = np.sqrt((own[joint.row] + config.shrinkage) * (own[joint.col] + config.shrinkage))
    values = np.minimum(joint.data / evidence, 1.0) * (joint.row != joint.col)
    linked, links = no_neighbours(count, width=config.category_neighbours)
    keep_best(sparse.csr_matrix((values, (joint.row, joint.col)), shape=joint.shape), rows=linked, scores=links)
    return linked, links
