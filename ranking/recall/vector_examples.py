"""Turn events into what the two towers learn from: a first contact and the events before it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, RETURN, TrainingData, identities
from ranking.recall.base import Floats, Rows, event_weights, history_weights

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Examples:
    """Hold first contacts in time order, each with the slice of its shopper's earlier events [start, end)."""

    target: NDArray[np.int64]
    weight: Floats
    region: NDArray[np.int64]  # 0 = unknown, else model region + 1
    tier: NDArray[np.int64]
    at: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    rows: Rows  # events of all shoppers, by shopper and time
    kinds: NDArray[np.int8]
    times: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.target)


def collect_examples(data: TrainingData, *, history_limit: int, most: int) -> Examples:
    """Return every first contact that has an earlier event; a basket never explains itself."""
    events = data.interactions
    shopper = identities(events.customer, events.session)
    order = np.lexsort((events.at, shopper))
    shopper, at, product = shopper[order], events.at[order], events.product[order]
    fresh = np.r_[True, shopper[1:] != shopper[:-1]] if len(order) else np.zeros(0, dtype=bool)
    moment = fresh | np.r_[True, np.diff(at) > 0] if len(order) else fresh
    first_of = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
    end = np.maximum.accumulate(np.where(moment, np.arange(len(order)), 0))
    start = np.maximum(first_of, end - history_limit)
    chosen = np.flatnonzero(_first_contacts(shopper, product) & (end > start) & (events.kind[order] != RETURN))
    chosen = chosen[np.argsort(at[chosen], kind="stable")][-most:]
    return Examples(
        target=product[chosen].astype(np.int64),
        weight=event_weights(events.kind[order][chosen], np.zeros(len(chosen), np.float32), half_life=1.0),
        region=events.region[order][chosen].astype(np.int64) + 1,
        tier=events.tier[order][chosen].astype(np.int64) + 1,
        at=at[chosen],
        start=start[chosen],
        end=end[chosen],
        rows=product,
        kinds=events.kind[order],
        times=at,
    )


def _first_contacts(shopper: NDArray[np.int64], product: Rows) -> NDArray[np.bool_]:
    order = np.lexsort((product, shopper))  # stable: within a pair the earliest event comes first
    fresh = np.r_[True, (np.diff(shopper[order]) != 0) | (np.diff(product[order]) != 0)] if len(order) else []
    first = np.zeros(len(order), dtype=bool)
    first[order] = fresh
    return first


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold one batch: histories as bags over `unique` products, and the targets."""

    unique: Array  # product rows that occur in the histories
    flat: Array  # positions in `unique`
    offsets: Array
    shares: Array  # weight of each event, absolute sum 1 per history
    target: Array
    weight: Array
    region: Array
    tier: Array


def make_batch(examples: Examples, index: NDArray[np.int64], *, half_life: float) -> Batch:
    """Return the examples of an index array with their histories."""
    counts = examples.end[index] - examples.start[index]
    offsets = np.cumsum(counts) - counts
    owner = np.repeat(np.arange(len(index)), counts)
    inner = np.arange(counts.sum()) - np.repeat(offsets, counts)
    flat = np.repeat(examples.end[index] - 1, counts) - inner  # newest first
    ages = np.maximum(examples.at[index][owner] - examples.times[flat], 0) / DAY
    bounds = np.append(offsets, counts.sum())
    weights = history_weights(examples.kinds[flat], ages.astype(np.float32), indptr=bounds, half_life=half_life)
    totals = np.maximum(np.bincount(owner, weights=np.abs(weights), minlength=len(index)), 1e-6)
    unique, places = np.unique(examples.rows[flat], return_inverse=True)
    return Batch(
        unique=unique.astype(np.int64),
        flat=places.astype(np.int64),
        offsets=offsets,
        shares=(weights / totals[owner]).astype(np.float32),
        target=examples.target[index],
        weight=examples.weight[index],
        region=examples.region[index],
        tier=examples.tier[index],
    )
