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
QUERY_OF_CLUSTERS = CLUSTERS[11]


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


HALF_PRECISION = CLUSTERS.astype(np.float16).astype(np.float32)


def by_hand(query: np.ndarray, *, allowed: np.ndarray, excluded: np.ndarray, k: int) -> np.ndarray:
    """Return the scores of the k best that may pass, each product compared."""
    scores = np.where(allowed, HALF_PRECISION @ query, -np.inf)
    scores[excluded] = -np.inf
    return np.sort(scores[np.isfinite(scores)])[::-1][:k]


@pytest.mark.parametrize("passing", [1.0, 0.97, 0.86, 0.5, 0.11, 0.09, 0.001, 0.0])
def test_whichever_way_is_taken_the_answer_is_that_of_comparing_each_product(passing: float) -> None:
    random = np.random.default_rng(8)
    allowed = random.random(len(CLUSTERS)) < passing
    for query in CLUSTERS[random.integers(0, len(CLUSTERS), 10)]:
        excluded = random.integers(0, len(CLUSTERS), 30).astype(np.int32)
        found = FLAT.search(query, allowed=allowed, excluded=excluded, k=150)
        assert found.scores == pytest.approx(by_hand(query, allowed=allowed, excluded=excluded, k=150), abs=0.02)
        assert allowed[found.rows].all()
        assert not np.isin(found.rows, excluded).any()
        assert (np.diff(found.scores) <= 0).all()


@pytest.mark.parametrize("index", [FLAT, CELLS], ids=["flat", "cells"])
def test_all_places_are_filled_although_just_the_best_thousand_may_not_pass(index: Index) -> None:
    """Nine of ten products may pass, so a few more than asked for should do; here they are all blocked."""
    allowed = np.ones(len(CLUSTERS), dtype=bool)
    allowed[np.argsort(-(CLUSTERS @ CLUSTERS[5]))[:1_000]] = False
    found = index.search(CLUSTERS[5], allowed=allowed, excluded=NO_ROWS, k=100)
    exact = by_hand(CLUSTERS[5], allowed=allowed, excluded=NO_ROWS, k=100)
    assert len(found) == 100
    assert allowed[found.rows].all()
    assert np.isin(found.scores.round(2), exact.round(2)).mean() >= 0.9


@pytest.mark.parametrize("passing", [1.0, 0.9, 0.5, 0.05])
def test_what_a_search_did_not_find_lies_below_its_ceiling(passing: float) -> None:
    random = np.random.default_rng(9)
    allowed = random.random(len(CLUSTERS)) < passing
    for query in CLUSTERS[random.integers(0, len(CLUSTERS), 20)]:
        for index in (FLAT, CELLS):
            found = index.search(query, allowed=allowed, excluded=NO_ROWS, k=100)
            missed = np.setdiff1d(np.flatnonzero(allowed), found.rows)
            assert (CLUSTERS[missed] @ query <= index.ceiling(query, found=found, k=100)).all()


def test_where_the_cells_looked_into_held_too_few_what_was_missed_may_be_anything() -> None:
    found = CELLS.search(QUERY_OF_CLUSTERS, allowed=None, excluded=NO_ROWS, k=50)
    assert CELLS.ceiling(QUERY_OF_CLUSTERS, found=found, k=60) == np.inf
    assert FLAT.ceiling(QUERY_OF_CLUSTERS, found=found, k=60) == -np.inf


def test_nothing_is_missed_where_all_that_may_pass_was_found() -> None:
    allowed = np.arange(len(CLUSTERS)) < 40
    found = FLAT.search(QUERY_OF_CLUSTERS, allowed=allowed, excluded=NO_ROWS, k=50)
    assert len(found) == 40
    assert FLAT.ceiling(QUERY_OF_CLUSTERS, found=found, k=50) == -np.inf


def test_an_empty_catalogue_finds_nothing() -> None:
    nothing = product_index(np.zeros((0, 4), dtype=np.float32), serving=Serving(exact_products=0))
    assert len(nothing.search(np.ones(4, np.float32), allowed=None, excluded=NO_ROWS, k=5)) == 0
