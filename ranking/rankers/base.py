"""Say what every ranker is given and what it returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ranking.features import FeatureSpace
from ranking.recall.base import Floats, Part, Rows

CLICK_HEAD = "pctr"
CONVERSION_HEAD = "pcvr"
BOTH_HEAD = "pctcvr"


class Ranker(Protocol):
    """A ranker: its item half is computed once for a catalogue, its user half once a request."""

    name: ClassVar[str]

    @property
    def heads(self) -> tuple[str, ...]:
        """Return the names of what it predicts, a subset of pctr, pcvr, pctcvr."""
        ...

    @classmethod
    def load(cls, part: Part, space: FeatureSpace) -> Self:
        """Return the ranker with its item half for every product of the space."""
        ...

    def score(self, *, user: tuple[int, int], rows: Rows, cross: Floats) -> Mapping[str, Floats]:
        """Return each head's probability for the rows; user = (region, tier), cross [n, len(CROSS)]."""
        ...


@dataclass(frozen=True, slots=True)
class Examples:
    """Hold impressions as a ranker learns from them, in time order."""

    rows: Rows
    region: NDArray[np.int64]  # 0 = unknown
    tier: NDArray[np.int64]
    cross: Floats
    log_position: Floats
    clicked: NDArray[np.bool_]
    bought: NDArray[np.bool_]
    list_id: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)


def with_both(heads: dict[str, Floats]) -> dict[str, Floats]:
    """Return the heads with their product, the chance of a click that ends in a purchase."""
    if CLICK_HEAD in heads and CONVERSION_HEAD in heads:
        return heads | {BOTH_HEAD: heads[CLICK_HEAD] * heads[CONVERSION_HEAD]}
    return heads
