"""Count by how many people two products were bought together: one person's habit is nobody else's business."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.dataset import Interactions
from ranking.recall.base import Floats, Rows

MOST_PAIRS = 4_000_000  # counted at a time, lest the baskets of a large shop do not fit in memory
Numbers = NDArray[np.int64]


def owners_of(bought: Interactions, baskets: Numbers) -> Numbers:
    """Return for each basket a number of the person behind it: a customer, or the visit of a stranger."""
    is_known = bought.customer >= 0
    keys = np.stack([is_known.astype(np.int64), np.where(is_known, bought.customer, bought.session)])
    people = np.unique(keys, axis=1, return_inverse=True)[1].ravel() if len(bought) else np.zeros(0, dtype=np.int64)
    first = np.unique(baskets, return_index=True)[1]
    return np.asarray(people[first], dtype=np.int64)


def buyers_of(baskets: sparse.csr_matrix, owners: Numbers, companions: Rows) -> Floats:
    """Return [P, K]: how many people have a basket with a product and each of its companions; 0 where -1 names none."""
    size = baskets.shape[1]
    wanted = np.where(companions >= 0, np.arange(len(companions))[:, None] * size + companions, -1).ravel()
    order = np.argsort(wanted, kind="stable")
    counts = np.zeros(wanted.size, dtype=np.float32)
    for people, pairs in _pairs(baskets, owners) if wanted.size else ():
        places = np.minimum(np.searchsorted(wanted, pairs, sorter=order), wanted.size - 1)
        found = wanted[order[places]] == pairs
        once = np.unique(people[found] * wanted.size + places[found]) % wanted.size
        counts[order] += np.bincount(once, minlength=wanted.size)
    return counts.reshape(companions.shape)


def _pairs(baskets: sparse.csr_matrix, owners: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield the owner and the number, first * P + second, of every pair in a basket; those of one owner together."""
    order = np.argsort(owners, kind="stable")
    baskets, owners = baskets[order], owners[order]
    before = np.concatenate([[0], np.cumsum(np.diff(baskets.indptr).astype(np.int64) ** 2)])[:-1]
    batch = before[np.searchsorted(owners, owners)] // MOST_PAIRS
    bounds = [*np.flatnonzero(np.diff(batch, prepend=-1)).tolist(), len(owners)]
    for start, stop in pairwise(bounds):
        yield _of_each(baskets[start:stop], owners[start:stop])


def _of_each(baskets: sparse.csr_matrix, owners: Numbers) -> tuple[Numbers, Numbers]:
    lengths = np.diff(baskets.indptr).astype(np.int64)
    repeats = np.repeat(lengths, lengths)  # each product of a basket meets all that are in it
    first = np.repeat(baskets.indices.astype(np.int64), repeats)
    place = np.arange(len(first)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    second = baskets.indices[np.repeat(np.repeat(baskets.indptr[:-1], lengths), repeats) + place]
    return np.repeat(owners, lengths**2), first * baskets.shape[1] + second
