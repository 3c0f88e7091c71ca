"""Fit what goes with what: bought together, and bought after being viewed beside, across categories."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.dataset import CLICK, PURCHASE, VIEW, Catalogue, Interactions, TrainingData, subset
from ranking.recall.base import Floats, Part, Rows
from ranking.recall.kinds import ALTERNATIVE, alternative_links
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
    together, support = _evidence(data, config=config)
    member = _membership(data.catalogue)
    apart = _apart(data.catalogue, baskets=together[0][0] @ member, looks=together[1][0] @ member, config=config)
    rows, scores, baskets = _companions(together, support, data.catalogue.categories, apart, config=config)
    links = _category_links(together, member, apart, config=config)
    siblings = np.argwhere(np.triu(alternative_links(data.catalogue) < 1, k=1)).astype(np.int32)
    arrays = {
        "neighbours": rows, "scores": scores, "baskets": baskets, "support": support,
        "linked": links[0], "links": links[1], "siblings": siblings, "apart": apart[tuple(siblings.T)],
    }  # fmt: skip
    return Part(arrays=arrays, facts={"shrinkage": config.shrinkage})


def _membership(catalogue: Catalogue) -> sparse.csr_matrix:
    """Return [P, C]: 1 where a product belongs to a category."""
    products = np.flatnonzero(catalogue.categories >= 0)
    ones = np.ones(len(products), dtype=np.float32)
    shape = (len(catalogue), catalogue.category_count)
    return sparse.csr_matrix((ones, (products, catalogue.categories[products])), shape=shape)


def _apart(
    catalogue: Catalogue, *, baskets: sparse.csr_matrix, looks: sparse.csr_matrix, config: ComplementConfig
) -> Floats:
    """Return [C + 1, C + 1]: what is left of the bond of two categories, below 1 for kinds of one thing alone.

    (baskets with both + s * 0.1) / (baskets expected with both + s), at most 1. Expected is the rate at which any two
    categories that are looked at in one visit are bought together: who compares looks at both and buys one. Where no
    looks are logged it is what chance would put together.
    """
    together, looked = _both(baskets), _both(looks)
    own = np.asarray((baskets > 0).sum(axis=0), dtype=np.float32).ravel()
    by_chance = own[:, None] * own[None, :] / max(baskets.shape[0], 1)
    expected = looked * (together.sum() / looked.sum()) if looked.any() else by_chance
    weight = np.minimum((together + config.shrinkage * ALTERNATIVE) / (expected + config.shrinkage), 1.0)
    table = alternative_links(catalogue)
    table[:-1, :-1] = np.where(table[:-1, :-1] < 1, weight, 1.0)
    return table


def _both(contexts: sparse.csr_matrix) -> Floats:
    """Return [C, C]: in how many contexts two different categories appear."""
    held = (contexts > 0).astype(np.float32)
    counts = (held.T @ held).toarray()
    np.fill_diagonal(counts, 0.0)
    return np.asarray(counts, dtype=np.float32)


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


def _companions(
    together: Pairs, support: Floats, categories: Rows, apart: Floats, *, config: ComplementConfig
) -> tuple[Rows, Floats, Floats]:
    """Return each product's companions, their scores, and how many baskets held both."""
    size = len(support)
    rows, scores = no_neighbours(size, width=config.neighbours)
    baskets = np.zeros_like(scores)
    prepared = [(left.T.tocsr(), right, weight) for left, right, weight in together]
    for part in blocks(size):
        counts = [left[part] @ right for left, right, _ in prepared]
        joint = sum(weight * count for count, (*_, weight) in zip(counts, prepared, strict=True)).tocoo()
        block = _lift(joint, support, categories, apart, start=part.start, shrinkage=config.shrinkage)
        keep_best(block, rows=rows[part], scores=scores[part])
        baskets[part] = _cells(counts[0], rows[part])
    return rows, scores, baskets


def _cells(counts: sparse.csr_matrix, columns: Rows) -> Floats:
    """Return the named cells of each row; 0 where -1 names none."""
    if not columns.size:
        return np.zeros(columns.shape, dtype=np.float32)
    found = np.asarray(counts[np.arange(len(columns))[:, None], np.maximum(columns, 0)].todense())
    return np.where(columns >= 0, found, 0).astype(np.float32)


def _lift(
    joint: sparse.coo_matrix, support: Floats, categories: Rows, apart: Floats, *, start: int, shrinkage: float
) -> sparse.csr_matrix:
    """Return joint counts across categories over the root of both products' own, shrunk; less for alternatives."""
    source, target = joint.row + start, joint.col
    foreign = (categories[source] != categories[target]) | ((categories[source] < 0) & (source != target))
    evidence = np.sqrt((support[source] + shrinkage) * (support[target] + shrinkage))
    data = joint.data / evidence * foreign * apart[categories[source], categories[target]]
    return sparse.csr_matrix((data, (joint.row, joint.col)), shape=joint.shape)


def _category_links(
    together: Pairs, member: sparse.csr_matrix, apart: Floats, *, config: ComplementConfig
) -> tuple[Rows, Floats]:
    """Return for each category those it is bought with, as a smoothed cosine between 0 and 1; less for alternatives."""
    count = member.shape[1]
    joint = sum(weight * ((left @ member).T @ (right @ member)) for left, right, weight in together).tocoo()
    own = np.maximum(joint.tocsr().diagonal(), 0)
    evidence = np.sqrt((own[joint.row] + config.shrinkage) * (own[joint.col] + config.shrinkage))
    values = np.minimum(joint.data / evidence, 1.0) * (joint.row != joint.col) * apart[joint.row, joint.col]
    linked, links = no_neighbours(count, width=config.category_neighbours)
    keep_best(sparse.csr_matrix((values, (joint.row, joint.col)), shape=joint.shape), rows=linked, scores=links)
    return linked, links
