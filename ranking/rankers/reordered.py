"""Judge shown lists in the order in which a ranker would have put them: what is near the top, and how unlike it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.metrics import coverage_at, diversity_at, ndcg, recall_at
from ranking.recall.attributes import Attributes
from ranking.recall.base import Floats, Rows

KS = (4, 10)  # a row of a page, and the first page of a phone


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold shown products with what came of them and the chances that say how they would be ordered."""

    rows: Rows
    lists: NDArray[np.int64]
    labels: NDArray[np.bool_]
    chances: Floats
    traits: sparse.csr_matrix

    def among(self, kept: NDArray[np.bool_]) -> "Shown":
        """Return the rows of a mask."""
        return Shown(self.rows[kept], self.lists[kept], self.labels[kept], self.chances[kept], self.traits)


def figures(shown: Shown) -> dict[str, Any]:
    """Return order, recall, coverage and diversity; what the lists cannot answer is None."""
    found: dict[str, Any] = {"ndcg@10": ndcg(shown.labels, shown.chances, shown.lists, k=10)}
    for k in KS:
        found[f"recall@{k}"] = recall_at(shown.labels, shown.chances, shown.lists, k=k)
    for k in KS:
        found[f"coverage@{k}"] = coverage_at(shown.rows, shown.chances, shown.lists, k=k)
    for k in KS:
        found[f"diversity@{k}"] = diversity_at(shown.rows, shown.chances, shown.lists, traits=shown.traits, k=k)
    return found


def traits_of(attributes: Attributes) -> sparse.csr_matrix:
    """Return what each product is as a row of length 1: category and those above it, brand, tokens, price band."""
    counts = np.diff(attributes.indptr)
    values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts)
    return sparse.csr_matrix(
        (values, attributes.indices, attributes.indptr), shape=(len(counts), max(attributes.count, 1))
    )
