"""How much a place matters, read from lists in which neighbours changed places."""

import numpy as np
import pytest

from ranking import position_bias
from ranking.dataset import Swaps, no_swaps


def swapped(lists: int, *, lower: float, chance: float = 0.2, seed: int = 1) -> Swaps:
    """Return lists of pairs at places 1 and 2; the second place gets `lower` times the clicks of the first.

    Each list's better product has twice the appeal of the other and stands first unless chance swaps them.
    """
    random = np.random.default_rng(seed)
    swap = random.random(lists) < chance
    appeal = np.array([0.3, 0.15])
    is_upper = np.stack([~swap, swap], axis=1)  # of the better product, and of the other one
    likes = appeal * np.where(is_upper, 1.0, lower)
    return Swaps(
        list_id=np.repeat(np.arange(lists), 2),
        upper=np.ones(2 * lists, dtype=np.int16),
        is_upper=is_upper.ravel(),
        chance=np.repeat(np.where(swap, chance, 1 - chance), 2).astype(np.float32),
        clicked=random.random(2 * lists) < likes.ravel(),
    )


def test_that_the_better_product_stands_higher_is_not_taken_for_the_place() -> None:
    """Raw clicks fall by half from place 1 to 2, all of it because of what stands there."""
    swaps = swapped(20_000, lower=1.0)
    raw = swaps.clicked[~swaps.is_upper].mean() / swaps.clicked[swaps.is_upper].mean()
    found = position_bias.report(swaps)
    assert raw < 0.75
    assert found["low"] < 1.0 < found["high"]
    assert found["ratio"] == pytest.approx(1.0, abs=0.08)


def test_a_place_that_matters_is_found() -> None:
    found = position_bias.report(swapped(20_000, lower=0.6))
    assert found["ratio"] == pytest.approx(0.6, abs=0.06)
    assert found["low"] < 0.6 < found["high"] < 1.0
    assert found["by_position"][0]["position"] == 1


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(60):
        found = position_bias.report(swapped(3_000, lower=0.7, seed=seed))
        held += found["low"] <= 0.7 <= found["high"]
    assert 50 <= held <= 60


def test_a_handful_of_clicks_says_nothing() -> None:
    found = position_bias.report(swapped(100, lower=0.5))
    assert "at least 20 on each are needed" in found["missing"]
    assert "ratio" not in found


def test_without_swaps_it_says_what_would_make_some() -> None:
    assert "Exploration makes some" in position_bias.report(no_swaps())["missing"]
