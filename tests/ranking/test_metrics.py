import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import sparse

from ranking.metrics import (
    auc,
    binary_metrics,
    calibration,
    coverage_at,
    diversity_at,
    gauc,
    log_loss,
    recall_at,
)

ROWS = some.lists(some.tuples(some.booleans(), some.integers(0, 5), some.integers(0, 3)), min_size=1, max_size=40)


def pairwise(labels: np.ndarray, scores: np.ndarray) -> float | None:
    """Return AUC by its definition: every positive against every negative."""
    wins = [(p > n) + (p == n) / 2 for p in scores[labels] for n in scores[~labels]]
    return float(np.mean(wins)) if wins else None


@given(ROWS)
def test_auc_is_its_definition_ties_included(rows) -> None:
    labels, scores = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    assert auc(labels, scores) == pytest.approx(pairwise(labels, scores))


@given(ROWS)
def test_gauc_is_the_weighted_auc_of_groups_that_hold_both_classes(rows) -> None:
    labels, scores, groups = (np.array(column) for column in zip(*rows, strict=True))
    parts = [groups == group for group in np.unique(groups)]
    known = [(pairwise(labels[part], scores[part]), part.sum()) for part in parts]
    mixed = [(value, size) for value, size in known if value is not None]
    expected = np.average([v for v, _ in mixed], weights=[s for _, s in mixed]) if mixed else None
    assert gauc(labels, scores, groups) == pytest.approx(expected)


@pytest.mark.parametrize("labels", [[0, 0, 0], [1, 1, 1], []])
def test_a_single_class_is_not_computable(labels: list[int]) -> None:
    values = np.array(labels, dtype=bool)
    assert auc(values, np.ones(len(labels))) is None
    assert gauc(values, np.ones(len(labels)), np.zeros(len(labels))) is None


def test_calibration_is_predicted_over_actual() -> None:
    assert calibration(np.array([1, 0, 0, 1]), np.array([0.5, 0.5, 0.25, 0.25])) == 0.75
    assert calibration(np.zeros(3), np.ones(3)) is None


def test_log_loss_of_a_coin_is_the_log_of_two_and_certainty_stays_finite() -> None:
    assert log_loss(np.array([1, 0]), np.array([0.5, 0.5])) == pytest.approx(np.log(2))
    assert np.isfinite(log_loss(np.array([1]), np.array([0.0])))
    assert log_loss(np.zeros(0), np.zeros(0)) is None


def test_all_figures_of_a_head_come_together() -> None:
    figures = binary_metrics(np.array([1, 0]), np.array([0.9, 0.1]), groups=np.array([1, 1]))
    assert figures["rows"] == 2
    assert figures["positives"] == 1
    assert figures["auc"] == figures["gauc"] == 1.0


@given(ROWS)
def test_recall_within_lists_is_its_definition(rows) -> None:
    labels, scores, groups = (np.array(column) for column in zip(*rows, strict=True))
    shares = []
    for group in np.unique(groups):
        part = np.flatnonzero(groups == group)
        first = part[np.argsort(-scores[part], kind="stable")][:2]
        if len(part) > 2 and labels[part].any():
            shares.append(labels[first].sum() / labels[part].sum())
    assert recall_at(labels, scores, groups, k=2) == pytest.approx(np.mean(shares) if shares else None)


def test_a_list_no_longer_than_its_first_places_tells_nothing_of_recall() -> None:
    assert recall_at(np.array([1, 0]), np.array([0.1, 0.9]), np.zeros(2), k=2) is None


def test_coverage_counts_what_reaches_the_first_places_of_some_list() -> None:
    """Two lists show five products between them; 7 and 9 lead one, 7 and 5 the other."""
    products, lists = np.array([7, 9, 3, 7, 5, 1]), np.repeat([0, 1], 3)
    assert coverage_at(products, np.array([0.9, 0.8, 0.1, 0.5, 0.4, 0.3]), lists, k=2) == 3 / 5
    assert coverage_at(products, np.ones(6), lists, k=3) is None


def test_a_list_of_like_products_has_no_diversity_and_one_of_unlike_products_all() -> None:
    traits = sparse.csr_matrix(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.6, 0.8]]))
    falling, one = np.array([0.9, 0.8, 0.1]), np.zeros(3)
    assert diversity_at(np.array([0, 1, 2]), falling, one, traits=traits, k=2) == pytest.approx(0)
    assert diversity_at(np.array([0, 2, 1]), falling, one, traits=traits, k=2) == pytest.approx(1)
    assert diversity_at(np.array([0, 3, 1]), falling, one, traits=traits, k=2) == pytest.approx(0.4)
    assert diversity_at(np.array([0, 1]), falling[:2], one[:2], traits=traits, k=2) is None


@given(some.lists(some.integers(0, 3), min_size=4, max_size=12))
def test_diversity_is_the_mean_over_pairs(products: list[int]) -> None:
    random = np.random.default_rng(5).normal(size=(4, 3))
    rows = random / np.linalg.norm(random, axis=1, keepdims=True)
    first = rows[products[:3]]
    pairs = [1 - first[a] @ first[b] for a in range(3) for b in range(a)]
    falling = np.arange(len(products), 0, -1.0)
    found = diversity_at(np.array(products), falling, np.zeros(len(products)), traits=sparse.csr_matrix(rows), k=3)
    assert found == pytest.approx(np.mean(pairs))
