"""Prepare plain numbers for a network: skewed ones by their logarithm, all standardised, and each in a quantile bin.

The bins give a number a vector of its own per range, so that a network need not bend a line to learn "none, one, many".
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import Floats, Part, Rows

BINS = 12
SKEWED = 2.0  # skewness from which the logarithm tells more than the value
FARTHEST = 30.0  # spreads from the mean; a count that is nearly always 0 reaches far when it is not
STILL = 1e-3  # a spread below this is rounding
SAMPLE = 200_000  # rows that quantiles are taken from
AT_ONCE = 8_192  # rows that are held against all edges together


@dataclass(frozen=True, slots=True)
class Numbers:
    """Turn K columns of raw numbers into what a network sees; unknown (nan) stands at the mean, in bin 0."""

    logged: NDArray[np.bool_]  # [K]
    means: Floats  # [K]
    scales: Floats  # [K], infinite where a column never varied
    edges: Floats  # [K, BINS - 1], infinite where fewer are needed

    @classmethod
    def fit(cls, raw: Floats) -> Self:
        """Return the transforms that suit raw [n, K]."""
        sample = raw[:: max(1, len(raw) // SAMPLE)].astype(np.float64)
        logged = np.array([_is_skewed(column) for column in sample.T], dtype=bool)
        means, spread = _mean_and_spread(np.where(logged, _log(sample), sample))
        return cls(
            logged=logged,
            means=means.astype(np.float32),
            scales=np.where(spread > STILL, spread, np.inf).astype(np.float32),
            edges=np.stack([_edges(column) for column in sample.T]) if sample.shape[1] else _no_edges(),
        )

    @classmethod
    def of(cls, part: Part, name: str) -> Self:
        """Return the transforms that `arrays` wrote."""
        return cls(**{field: np.asarray(part.arrays[f"{name}.{field}"]) for field in cls.__dataclass_fields__})

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return the transforms as finite arrays."""
        largest = np.finfo(np.float32).max
        return {
            f"{name}.{field}": np.minimum(values, largest) if values.dtype.kind == "f" else values
            for field in self.__dataclass_fields__
            for values in [getattr(self, field)]
        }

    def __len__(self) -> int:
        return len(self.means)

    def standard(self, raw: Floats) -> Floats:
        """Return [n, K] with mean 0 and spread 1, cut off where only an error could be."""
        values = np.array(raw, dtype=np.float32)
        values[:, self.logged] = _log(values[:, self.logged])
        values -= self.means
        values /= self.scales
        np.copyto(values, 0, where=np.isnan(values))
        return np.asarray(np.clip(values, -FARTHEST, FARTHEST, out=values))

    def bins(self, raw: Floats) -> Rows:
        """Return [n, K] with the bin of each, 1 to BINS; 0 = unknown."""
        found = np.empty_like(raw, dtype=np.int32)
        edges = self.edges.T[:, :, None]
        for start in range(0, len(raw), AT_ONCE):
            part = raw[start : start + AT_ONCE].T  # [K, n]
            below = np.greater_equal(part, edges).view(np.int8).sum(axis=0, dtype=np.int8)
            found[start : start + AT_ONCE] = ((below + np.int8(1)) * (part == part)).T  # only nan differs from itself
        return found


def _mean_and_spread(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    known = np.isfinite(values)
    counts = np.maximum(known.sum(axis=0), 1)
    means = np.where(known, values, 0).sum(axis=0) / counts
    return means, np.sqrt((np.where(known, values - means, 0) ** 2).sum(axis=0) / counts)


def _is_skewed(column: NDArray[np.float64]) -> bool:
    known = column[np.isfinite(column)]
    if not len(known) or known.min() < 0 or known.std() < STILL:
        return False
    return bool(np.mean(((known - known.mean()) / known.std()) ** 3) > SKEWED)


def _log(values: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.log1p(np.maximum(values, 0)))


def _edges(column: NDArray[np.float64]) -> Floats:
    """Return where bins end: half of them cut all values evenly, half of them those above the least value.

    A count is mostly 0, and what tells is how far above it is.
    """
    known = column[np.isfinite(column)]
    edges = np.full(BINS - 1, np.inf, dtype=np.float32)
    if len(known) and known.max() > known.min():
        above = known[known > known.min()]
        evenly, of_above = (BINS - 1) // 2, BINS - 1 - (BINS - 1) // 2
        cuts = np.quantile(known, np.arange(1, evenly + 1) / (evenly + 1))
        found = np.unique(np.r_[cuts, np.quantile(above, np.arange(of_above) / of_above)].astype(np.float32))
        found = found[found > known.min()]  # a bin that holds nothing teaches nothing
        edges[: len(found)] = found
    return edges


def _no_edges() -> Floats:
    return np.zeros((0, BINS - 1), dtype=np.float32)
