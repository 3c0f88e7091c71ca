"""Say what every ranker is given and what it returns."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ranking.features import FeatureSpace, History
from ranking.recall.base import Floats, Part, Rows

CLICK_HEAD = "pctr"
CONVERSION_HEAD = "pcvr"
BOTH_HEAD = "pctcvr"
Heads = Mapping[str, Floats]  # a probability a row, by head


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

    def score(self, *, user: tuple[int, int], history: History, rows: Rows, cross: Floats) -> Heads:
        """Return each head's probability for the rows, as if each product stood at the first position.

        user = (region, tier), history of the one moment, cross [n, len(CROSS)].
        """
        ...


@dataclass(frozen=True, slots=True)
class Examples:
    """Hold impressions as a ranker learns from them, in time order."""

    rows: Rows
    owner: NDArray[np.int64]  # row of the history
    history: History
    region: NDArray[np.int64]  # 0 = unknown
    tier: NDArray[np.int64]
    cross: Floats
    log_position: Floats
    clicked: NDArray[np.bool_]
    bought: NDArray[np.bool_]
    list_id: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, index: NDArray[Any] | slice) -> "Examples":
        """Return the examples of an index array or slice; their histories stay in place."""
        columns = {field.name: getattr(self, field.name)[index] for field in fields(self) if field.name != "history"}
        return Examples(**columns, history=self.history)


@dataclass(frozen=True, slots=True)
class Trained:
    """Hold a ranker as training leaves it, as it was before it saw the late slice, and what it then foretold of it."""

    part: Part
    before: Part
    late: Heads  # by head, for every row of the late slice


def with_both(heads: Heads) -> dict[str, Floats]:
    """Return the heads with their product, the chance of a click that ends in a purchase."""
    if CLICK_HEAD in heads and CONVERSION_HEAD in heads:
        return dict(heads) | {BOTH_HEAD: heads[CLICK_HEAD] * heads[CONVERSION_HEAD]}
    return dict(heads)
