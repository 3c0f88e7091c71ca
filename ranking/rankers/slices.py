"""Cut impressions in time: weights learn from the early ones, choices use the middle, figures come from the late."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Slices:
    """Hold the rows of each slice, in time order."""

    early: NDArray[np.int64]
    middle: NDArray[np.int64]
    late: NDArray[np.int64]


def in_time(count: int, *, middle_share: float, late_share: float) -> Slices:
    """Return the slices of `count` rows in time order."""
    late = count - int(count * late_share)
    middle = late - int(count * middle_share)
    return Slices(*np.split(np.arange(count), [middle, late]))
