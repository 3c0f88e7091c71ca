"""Draws lists with replacement, so that an interval says how far chance could have carried a figure."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS = 1000
DRAWS_AT_ONCE = 100
LEVEL = (2.5, 97.5)


def drawn_times(count: int, *, seed: int) -> Iterator[Floats]:
    """This will say how often each of `count` lists is drawn, in blocks (DRAWS_AT_ONCE, count), DRAWS in all."""
    rng = np.random.default_rng(seed)
    even = np.full(count, 1.0 / count)
    for _ in range(0, DRAWS, DRAWS_AT_ONCE):
        yield rng.multinomial(count, even, size=DRAWS_AT_ONCE).astype(np.float64)


def interval(figures: Floats) -> tuple[float, float]:
    """This will cut 2.5 % off each end of drawn figures (DRAWS,)."""
    low, high = np.percentile(figures, LEVEL)
    return float(low), float(high)


def interval_of_mean(values: Floats, *, seed: int) -> tuple[float, float]:
    """This will bound the mean of values (n,), one a list."""
    return interval(np.concatenate([times @ values / len(values) for times in drawn_times(len(values), seed=seed)]))
