"""Merge what the channels recalled into one candidate list that keeps where each product came from."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ranking.recall.base import NO_ROWS, Recalled, Rows


@dataclass(frozen=True, slots=True)
class Merged:
    """Hold the candidates in merge order and, beside each, the channels that found it with their 1-based ranks."""

    rows: Rows
    sources: tuple[dict[str, int], ...]

    def __len__(self) -> int:
        return len(self.rows)


def merge(channels: Mapping[str, Recalled], *, quotas: Mapping[str, float], item_groups: Rows, limit: int) -> Merged:
    """Return at most `limit` candidates, every prefix of which respects the quotas as nearly as whole numbers can.

    Quotas are weights; channels without a positive one add no candidates, but their ranks are still recorded. The turn
    goes to the channel furthest behind its share, ties to the one named first in `quotas`. A channel that runs out
    leaves its share to the others. One product of an item group is kept, the first to be placed; a group below 0
    stands for the product alone.
    """
    shares = {name: float(quota) for name, quota in quotas.items() if quota > 0 and len(channels.get(name, ()))}
    queues = {name: _with_families(channels[name].rows, item_groups) for name in shares}
    rows = _take_turns(queues, shares, limit)
    return Merged(rows=np.array(rows, dtype=np.int32) if rows else NO_ROWS, sources=_sources(rows, channels))


def _with_families(rows: Rows, item_groups: Rows) -> Iterator[tuple[int, int]]:
    """Return each row with what it may stand only once for: its group, or itself as a number below 0."""
    groups = item_groups[rows]
    return iter(zip(rows.tolist(), np.where(groups >= 0, groups, -1 - rows).tolist(), strict=True))


def _take_turns(queues: Mapping[str, Iterator[tuple[int, int]]], shares: Mapping[str, float], limit: int) -> list[int]:
    turns = [(1 / share, order, name, 1) for order, (name, share) in enumerate(shares.items())]
    heapq.heapify(turns)
    placed: list[int] = []
    families: set[int] = set()
    while turns and len(placed) < limit:
        _, order, name, served = turns[0]
        found = next((pair for pair in queues[name] if pair[1] not in families), None)
        if found is None:
            heapq.heappop(turns)
            continue
        placed.append(found[0])
        families.add(found[1])
        heapq.heapreplace(turns, ((served + 1) / shares[name], order, name, served + 1))
    return placed


def _sources(rows: list[int], channels: Mapping[str, Recalled]) -> tuple[dict[str, int], ...]:
    told: dict[int, dict[str, int]] = {row: {} for row in rows}
    for name, found in channels.items():
        for rank, row in enumerate(found.rows.tolist(), start=1):
            if row in told:
                told[row][name] = rank
    return tuple(told.values())
