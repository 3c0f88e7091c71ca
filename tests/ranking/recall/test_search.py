import numpy as np
import pytest

from ranking.recall.base import NO_ROWS
from ranking.recall.search import FlatIndex

RANDOM = np.random.default_rng(1)
VECTORS = RANDOM.normal(size=(3_000, 16)).astype(np.float32)
QUERY = RANDOM.normal(size=16).astype(np.float32)


@pytest.mark.parametrize("passing", [1.0, 0.5, 0.05, 0.01])
def test_a_filter_never_costs_recall(passing: float) -> None:
    """The reason for a flat index: however few pass, the best of them are found (ties within half precision)."""
    allowed = RANDOM.random(len(VECTORS)) < passing
    found = FlatIndex(VECTORS).search(QUERY, allowed=allowed, excluded=NO_ROWS, k=20)
    exact = np.where(allowed, VECTORS @ QUERY, -np.inf)
    worst = np.sort(exact)[::-1][min(20, int(allowed.sum())) - 1]
    assert allowed[found.rows].all()
    assert len(found) == min(20, int(allowed.sum()))
    assert (exact[found.rows] >= worst - 0.02).all()


def test_excluded_rows_stay_out() -> None:
    index = FlatIndex(VECTORS)
    best = index.search(QUERY, allowed=None, excluded=NO_ROWS, k=3).rows
    assert not set(best.tolist()) & set(index.search(QUERY, allowed=None, excluded=best, k=3).rows.tolist())


def test_an_empty_catalogue_finds_nothing() -> None:
    assert (
        len(
            FlatIndex(np.zeros((0, 4), dtype=np.float32)).search(
                np.ones(4, np.float32), allowed=None, excluded=NO_ROWS, k=5
            )
        )
        == 0
    )
