"""How long a shopper's past speaks: a fashion shopper's last look says most, a grocer's customer has habits."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ranking.recall.base import MOMENTS, Floats, Rows, Trail


@dataclass(frozen=True, slots=True)
class Memory:
    """Hold how fast a history fades, and whether what is repeated counts less each time."""

    half_life: float  # days
    moments: float  # later moments after which the weight has halved
    limit: int  # events
    saturates: bool

    def query(self, trail: Trail) -> tuple[Rows, Floats]:
        """Return the products of a trail, each once, and their weights; returns count against."""
        weights = trail.weights(self.half_life, moments=self.moments)
        rows, places = np.unique(trail.rows, return_inverse=True)
        totals = np.bincount(places, weights=weights, minlength=len(rows))
        if self.saturates:
            totals = np.sign(totals) * np.log1p(np.abs(totals))
        return rows, totals.astype(np.float32)


MEMORIES: Mapping[str, Memory] = {
    "short": Memory(half_life=90.0, moments=MOMENTS, limit=300, saturates=False),
    "long": Memory(half_life=365.0, moments=30.0, limit=2_000, saturates=True),
}
