import numpy as np
import pytest
from scipy import sparse

from ranking.dataset import Tokens, TrainingData
from ranking.recall.attributes import Attributes
from ranking.recall.graph_training import GraphConfig, fit, trend
from ranking.recall.regression import DenseGram, SparseGram, regression_edges, side_rows, strongest
from tests.ranking.leather_shop import NAMES, NOW, row
from tests.ranking.recall.test_hot import events

NO_MATERIALS = np.zeros((4, 24), dtype=np.float32)


@pytest.fixture
def baskets() -> sparse.csr_matrix:
    random = np.random.default_rng(5)
    return sparse.csr_matrix((random.random((60, 9)) < 0.3).astype(np.float32))


def attributes(*rows: list[int], count: int) -> Attributes:
    tokens = Tokens(
        indptr=np.cumsum([0, *map(len, rows)]).astype(np.int64), indices=np.array(sum(rows, []), dtype=np.int32)
    )
    return Attributes(indptr=tokens.indptr, indices=tokens.indices, count=count)


def test_with_every_product_as_candidate_the_regression_is_ease(baskets: sparse.csr_matrix) -> None:
    """B = I - P diag(P)^-1 with P = (X'X + lambda I)^-1, the closed form of Steck 2019."""
    inverse = np.linalg.inv((baskets.T @ baskets).toarray() + 3.0 * np.eye(9))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0.0)
    found = regression_edges(baskets, penalty=3.0, candidates=100).toarray()
    assert np.abs(found - expected).max() < 1e-5


def test_a_large_catalogue_gets_the_same_inner_products_without_holding_them_all(baskets: sparse.csr_matrix) -> None:
    dense, sparsely = DenseGram(baskets), SparseGram(baskets)
    picked = np.array([[0, 3, 5], [8, 1, 2]], dtype=np.int32)
    assert np.array_equal(dense.rows(slice(2, 6)), sparsely.rows(slice(2, 6)))
    assert np.array_equal(dense.among(picked), sparsely.among(picked))


def test_a_large_catalogue_gets_the_same_edges(baskets: sparse.csr_matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    dense = regression_edges(baskets, penalty=3.0, candidates=4).toarray()
    monkeypatch.setattr("ranking.recall.regression.DENSE_LIMIT", 2)
    assert np.abs(regression_edges(baskets, penalty=3.0, candidates=4).toarray() - dense).max() < 1e-6


def test_no_product_explains_itself_and_only_positive_edges_are_kept(baskets: sparse.csr_matrix) -> None:
    rows, scores = strongest(regression_edges(baskets, penalty=3.0, candidates=8), width=8)
    assert not (rows == np.arange(9)[:, None]).any()
    assert (scores[rows >= 0] > 0).all()


def test_attributes_join_products_that_nobody_has_touched() -> None:
    own = attributes([0], [0], [1], [1], count=2)
    edges = regression_edges(side_rows(own, NO_MATERIALS, share=1.0, support=1.0), penalty=1.0, candidates=3).toarray()
    assert edges[0, 1] > 0
    assert edges[0, 2] == edges[0, 3] == 0


def test_what_every_product_has_joins_none() -> None:
    own = attributes([0], [0], [0], [0], count=1)
    assert side_rows(own, NO_MATERIALS, share=1.0, support=1.0).shape == (0, 4)


def test_materials_join_products_without_attributes() -> None:
    materials = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    own = attributes([], [], [], [], count=0)
    edges = regression_edges(side_rows(own, materials, share=1.0, support=1.0), penalty=1.0, candidates=3).toarray()
    assert edges[0, 1] > 0 > edges[0, 2]


@pytest.mark.parametrize("materials", [NO_MATERIALS, np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)])
def test_side_rows_carry_the_share_of_support_they_are_given(materials: np.ndarray) -> None:
    side = side_rows(attributes([0], [0], [1], [1], count=2), materials, share=0.3, support=8.0)
    assert side.multiply(side).sum() / 4 == pytest.approx(2.4, rel=1e-4)


def test_what_sells_lately_is_on_the_rise() -> None:
    happened = [("suede tote", 0, float(day), 0) for day in range(300, 200, -1)]
    happened += [("suede belt", 0, float(day) / 10, 0) for day in range(100, 0, -1)]
    rising = trend(events(*happened), now=NOW, size=len(NAMES), config=GraphConfig())
    assert rising[row("suede belt")] > 1 > rising[row("suede tote")]
    assert rising[row("smooth tote")] == 1


def test_without_events_nothing_is_on_the_rise() -> None:
    assert (trend(events(), now=NOW, size=3, config=GraphConfig()) == 1).all()


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="graph.method must be one of regression, shared, and not 'magic'"):
        GraphConfig(method="magic")


@pytest.mark.parametrize("method", ["regression", "shared"])
def test_either_method_joins_what_shoppers_touch_together(data: TrainingData, method: str) -> None:
    part = fit(data, config=GraphConfig(method=method, dimension=4), seed=0)
    nearest = np.asarray(part.arrays["neighbours"])[:, 0]
    assert (nearest // 4 == np.arange(len(NAMES)) // 4).all()
