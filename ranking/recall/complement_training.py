"""Fit what goes with what: bought together, and bought after being viewed beside, across categories."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.dataset import CLICK, PURCHASE, VIEW, Catalogue, Interactions, TrainingData, subset
from ranking.recall.base import Floats, Mask, Part, Rows
from ranking.recall.buyers import buyers_of, owners_of
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold what was bought and looked at together. Matrices are [contexts, P], 1 where one holds a product."""

    pairs: Pairs  # whose products, summed with their weights, count the joint events; baskets and visits' looks first
    support: Floats  # [P] events of each product
    owners: NDArray[np.int64]  # of each basket
    is_observed: Mask  # baskets from the time on from which looks are logged


def fit(data: TrainingData, *, config: ComplementConfig) -> Part:
    """Return each product's best companions from other categories, and the categories that go together."""
    evidence = _evidence(data, config=config)
    together, support, member = evidence.pairs, evidence.support, _membership(data.catalogue)
    apart = _apart(data.catalogue, evidence, member, config=config)
    rows, scores = _companions(together, support, data.catalogue.categories, apart, config=config)
    links = _category_links(together, member, apart, config=config)
    buyers = buyers_of(together[0][0], evidence.owners, rows)
    siblings = np.argwhere(np.triu(alternative_links(data.catalogue) < 1, k=1)).astype(np.int32)
    arrays = {
        "neighbours": rows, "scores": scores, "support": support, "linked": links[0], "links": links[1],
        "buyers": buyers, "siblings": siblings, "apart": apart[tuple(siblings.T)],
    }  # fmt: skip
    return Part(arrays=arrays, facts={"shrinkage": config.shrinkage})


def _membership(catalogue: Catalogue) -> sparse.csr_matrix:
    """Return [P, C]: 1 where a product belongs to a category."""
    products = np.flatnonzero(catalogue.categories >= 0)
    ones = np.ones(len(products), dtype=np.float32)
    shape = (len(catalogue), catalogue.category_count)
    return sparse.csr_matrix((ones, (products, catalogue.categories[products])), shape=shape)


def _apart(catalogue: Catalogue, evidence: Evidence, member: sparse.csr_matrix, *, config: ComplementConfig) -> Floats:
    """Return [C + 1, C + 1]: what is left of the bond of two categories, below 1 for kinds of one thing alone.

    (baskets with both + s * 0.1) / (baskets expected with both + s), at most 1. Expected is the rate at which any two
    categories that are looked at in one visit are bought together: who compares looks at both and buys one. Of baskets
    from before looks were logged, and while these are few, it is what chance would put together.
    """
    baskets, looked = evidence.pairs[0][0] @ member, _both(evidence.pairs[1][0] @ member)
    earlier, observed = baskets[~evidence.is_observed], baskets[evidence.is_observed]
    expected = _by_chance(earlier) + _by_looks(observed, looked, fewest=config.shrinkage)
    weight = np.minimum((_both(baskets) + config.shrinkage * ALTERNATIVE) / (expected + config.shrinkage), 1.0)
    table = alternative_links(catalogue)
    table[:-1, :-1] = np.where(table[:-1, :-1] < 1, weight, 1.0)
    return table


def _by_chance(baskets: sparse.csr_matrix) -> Floats:
    own = np.asarray((baskets > 0).sum(axis=0), dtype=np.float32).ravel()
    return np.asarray(own[:, None] * own[None, :] / max(baskets.shape[0], 1), dtype=np.float32)


def _by_looks(baskets: sparse.csr_matrix, looked: Floats, *, fewest: float) -> Floats:
    """Return the baskets expected with both; fewer looks than baskets, or than `fewest`, tell of no rate."""
    together, both = float(_both(baskets).sum()), float(looked.sum())  # each pair of categories twice
    return looked * np.float32(together / both) if both >= max(together, 2 * fewest) else _by_chance(baskets)


def _both(contexts: sparse.csr_matrix) -> Floats:
    """Return [C, C]: in how many contexts two different categories appear."""
    held = (contexts > 0).astype(np.float32)
    counts = (held.T @ held).toarray()
    np.fill_diagonal(counts, 0.0)
    return np.asarray(counts, dtype=np.float32)


def _evidence(data: TrainingData, *, config: ComplementConfig) -> Evidence:
    events, size = data.interactions, len(data.catalogue)
    bought, seen = subset(events, events.kind == PURCHASE), subset(events, np.isin(events.kind, (VIEW, CLICK)))
    numbers = _baskets(bought)
    baskets = _incidence(numbers, bought.product, size=size)
    is_usual = np.asarray(baskets.getnnz(axis=1)) <= config.largest_basket
    baskets, owners = baskets[is_usual], owners_of(bought, numbers)[is_usual]
    visits = np.unique(events.session)
    viewed = _incidence(np.searchsorted(visits, seen.session), seen.product, size=size, height=len(visits))
    taken = _incidence(np.searchsorted(visits, bought.session), bought.product, size=size, height=len(visits))
    pairs = [(baskets, baskets, 1.0), (viewed, taken, config.viewed_weight)]
    own = np.asarray(baskets.sum(axis=0)).ravel() + config.viewed_weight * np.asarray(viewed.sum(axis=0)).ravel()
    ended = np.zeros(len(is_usual))
    np.maximum.at(ended, numbers, bought.at)
    is_observed = (ended >= seen.at.min(initial=np.inf))[is_usual]
    return Evidence(pairs=pairs, support=own.astype(np.float32), owners=owners, is_observed=is_observed)


def _baskets(bought: Interactions) -> NDArray[np.int64]:
    # Shops that log no order numbers still have sessions; the two must not share a number.
    keys = np.stack([(bought.order >= 0).astype(np.int64), np.where(bought.order >= 0, bought.order, bought.session)])
    return np.unique(keys, axis=1, return_inverse=True)[1].ravel() if len(bought) else np.zeros(0, dtype=np.int64)


def _incidence(context: NDArray[np.int64], product: Rows, *, size: int, height: int | None = None) -> sparse.csr_matrix:
    height = int(context.max(initial=-1)) + 1 if height is None else height
    matrix = sparse.csr_matrix((np.ones(len(product), np.float32), (context, product)), shape=(height, size))
    matrix.data[:] = 1.0  # summed repeats count once
    return matrix


def _companions(
    together: Pairs, support: Floats, categories: Rows, apart: Floats, *, config: ComplementConfig
) -> tuple[Rows, Floats]:
    """Return each product's companions and their scores."""
    size = len(support)
    rows, scores = no_neighbours(size, width=config.neighbours)
    prepared = [(left.T.tocsr(), right, weight) for left, right, weight in together]
    for part in blocks(size):
        counts = [left[part] @ right for left, right, _ in prepared]
        joint = sum(weight * count for count, (*_, weight) in zip(counts, prepared, strict=True)).tocoo()
        block = _lift(joint, support, categories, apart, start=part.start, shrinkage=config.shrinkage)
        keep_best(block, rows=rows[part], scores=scores[part])
    return rows, scores


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
