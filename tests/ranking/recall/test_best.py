import numpy as np
import pytest

from ranking.recall.base import NO_ROWS, best

RANDOM = np.random.default_rng(4)


@pytest.mark.parametrize("k", [0, 1, 7, 100, 5_000])
@pytest.mark.parametrize("passing", [1.0, 0.5, 0.01, 0.0])
@pytest.mark.parametrize("above", [-np.inf, 0.0])
def test_the_best_are_those_that_sorting_everything_puts_first(k: int, passing: float, above: float) -> None:
    """Scores of one decimal, so that many are equal; ties go to the lower row."""
    scores = RANDOM.normal(size=4_321).round(1).astype(np.float32)
    allowed, excluded = RANDOM.random(len(scores)) < passing, RANDOM.integers(0, len(scores), 20).astype(np.int32)
    found = best(scores, allowed=allowed, excluded=excluded, k=k, above=above)
    eligible = [row for row in np.flatnonzero(allowed & (scores > above)) if row not in set(excluded.tolist())]
    expected = sorted(eligible, key=lambda row: (-scores[row], row))[:k]
    assert found.rows.tolist() == expected
    assert found.scores.tolist() == scores[expected].tolist()


def test_the_scores_that_are_asked_about_stay_as_they_were() -> None:
    scores = np.arange(5, dtype=np.float32)
    best(scores, allowed=None, excluded=np.array([4], dtype=np.int32), k=2)
    assert scores.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("step", [1, 2, 7])
def test_what_is_no_number_is_left_out_and_hides_nothing(step: int) -> None:
    scores = RANDOM.normal(size=4_321).astype(np.float32)
    scores[::step] = np.nan
    found = best(scores, allowed=None, excluded=NO_ROWS, k=50)
    assert found.rows.tolist() == sorted(np.flatnonzero(scores > -np.inf), key=lambda row: -scores[row])[:50]


def test_without_a_mask_everything_may_come() -> None:
    assert best(np.arange(5, dtype=np.float32), allowed=None, excluded=NO_ROWS, k=2).rows.tolist() == [4, 3]
