import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ranking.metrics import auc, binary_metrics, calibration, gauc, log_loss

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
