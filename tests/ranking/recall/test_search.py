import numpy as np
import pytest

from ranking.recall.base import NO_ROWS
from ranking.recall.search import CellIndex, FlatIndex, Index, product_index
from ranking.recall.serving import Serving

RANDOM = np.random.default_rng(1)
VECTORS = RANDOM.normal(size=(3_000, 16)).astype(np.float32)
QUERY = RANDOM.normal(size=16).astype(np.float32)
PASSING = pytest.mark.parametrize("passing", [1.0, 0.5, 0.05, 0.01, 0.001])


def clusters(*, size: int, kinds: int = 40, dimension: int = 24) -> np.ndarray:
    """Return made-up product vectors of some kinds, as shops have them."""
    random = np.random.default_rng(2)
    centres = random.normal(size=(kinds, dimension))
    kind = random.integers(0, kinds, size)
    return (centres[kind] + 0.35 * random.normal(size=(size, dimension))).astype(np.float32)


CLUSTERS = clusters(size=12_000)
CELLS = CellIndex(CLUSTERS, serving=Serving(exact_products=2_000))
FLAT = FlatIndex(CLUSTERS)


@PASSING
def test_a_filter_never_costs_recall(passing: float) -> None:
    """The reason for a flat index: however few pass, the best of them are found (ties within half precision)."""
    allowed = RANDOM.random(len(VECTORS)) < passing
    found = FlatIndex(VECTORS).search(QUERY, allowed=allowed, excluded=NO_ROWS, k=20)
    exact = np.where(allowed, VECTORS @ QUERY, -np.inf)
    worst = np.sort(exact)[::-1][max(min(20, int(allowed.sum())) - 1, 0)]
    assert allowed[found.rows].all()
    assert len(found) == min(20, int(allowed.sum()))
    assert (exact[found.rows] >= worst - 0.02).all()


@PASSING
def test_cells_find_nearly_all_that_an_exact_search_finds(passing: float) -> None:
    random = np.random.default_rng(5)
    allowed = random.random(len(CLUSTERS)) < passing
    shares = []
    for query in CLUSTERS[random.integers(0, len(CLUSTERS), 50)] + 0.1 * random.normal(size=(50, 24)):
        exact = FLAT.search(query, allowed=allowed, excluded=NO_ROWS, k=200).rows
        found = CELLS.search(query, allowed=allowed, excluded=NO_ROWS, k=200).rows
        assert allowed[found].all()
        shares.append(len(np.intersect1d(found, exact)) / len(exact))
    assert np.mean(shares) >= 0.95


@pytest.mark.parametrize("passing", [0.1, 0.01, 0.001])
def test_where_few_may_pass_cells_find_exactly_what_a_flat_search_finds(passing: float) -> None:
    allowed = np.random.default_rng(6).random(len(CLUSTERS)) < passing
    exact = FLAT.search(CLUSTERS[7], allowed=allowed, excluded=NO_ROWS, k=50)
    found = CELLS.search(CLUSTERS[7], allowed=allowed, excluded=NO_ROWS, k=50)
    assert set(found.rows.tolist()) == set(exact.rows.tolist())


def test_cells_look_into_some_cells_and_not_into_all() -> None:
    assert 1 <= CELLS.probes <= CELLS.cells / 2


@pytest.mark.parametrize(("limit", "kind"), [(3_000, FlatIndex), (2_999, CellIndex), (0, CellIndex)])
def test_a_shop_is_searched_exactly_up_to_the_size_it_chose(limit: int, kind: type) -> None:
    assert type(product_index(VECTORS, serving=Serving(exact_products=limit))) is kind


@pytest.mark.parametrize("index", [FlatIndex(VECTORS), CellIndex(VECTORS, serving=Serving(exact_products=100))])
def test_excluded_rows_stay_out(index: Index) -> None:
    best = index.search(QUERY, allowed=None, excluded=NO_ROWS, k=3).rows
    assert not set(best.tolist()) & set(index.search(QUERY, allowed=None, excluded=best, k=3).rows.tolist())


def test_an_empty_catalogue_finds_nothing() -> None:
    nothing = product_index(np.zeros((0, 4), dtype=np.float32), serving=Serving(exact_products=0))
    assert len(nothing.search(np.ones(4, np.float32), allowed=None, excluded=NO_ROWS, k=5)) == 0
