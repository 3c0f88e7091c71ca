"""Merge what the channels recalled into one candidate list that keeps where each product came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ranking.recall.base import NO_ROWS, Recalled, Rows

Queue = Iterator[tuple[int, int]]  # a row, and what it may stand only once for
HEAD_START = 20  # ranks; the smaller, the more a channel's first place is worth against agreement further down


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
    goes to the channel furthest behind its share, ties to the one named first in `quotas`. It places the product of its
    list that all channels together rank best: the largest sum of share / (20 + rank), ties to the channel's own order
    (reciprocal rank fusion, Cormack et al., SIGIR 2009, weighted). A channel that runs out leaves its share to the
    others. One product of an item group is kept, the first to be placed; a group below 0 stands for the product alone.
    """
    shares = {name: float(quota) for name, quota in quotas.items() if quota > 0 and len(channels.get(name, ()))}
    agreed = _by_agreement({name: channels[name].rows for name in shares}, shares)
    queues = {name: _with_families(rows, item_groups) for name, rows in agreed.items()}
    rows = _take_turns(queues, shares, limit)
    return Merged(
        rows=np.array(rows, dtype=np.int32) if rows else NO_ROWS,
        sources=_sources(rows, channels, size=len(item_groups)),
    )


def _by_agreement(lists: Mapping[str, Rows], shares: Mapping[str, float]) -> dict[str, Rows]:
    """Return each channel's rows, those first that stand high in many lists."""
    if len(lists) < 2:
        return dict(lists)
    worth = [shares[name] / (HEAD_START + np.arange(1, len(rows) + 1)) for name, rows in lists.items()]
    agreement = np.bincount(np.concatenate(list(lists.values())), weights=np.concatenate(worth))
    return {name: rows[np.argsort(-agreement[rows], kind="stable")] for name, rows in lists.items()}


def _with_families(rows: Rows, item_groups: Rows) -> Queue:
    """Return each row with what it may stand only once for: its group, or itself as a number below 0."""
    groups = item_groups[rows]
    return iter(zip(rows.tolist(), np.where(groups >= 0, groups, -1 - rows).tolist(), strict=True))


def _take_turns(queues: Mapping[str, Queue], shares: Mapping[str, float], limit: int) -> list[int]:
    placed: list[int] = []
    families: set[int] = set()
    for queue in _turns(list(queues.values()), list(shares.values()), limit):
        if len(placed) >= limit:
            break
        for row, family in queue:  # it goes on where it was left; from one that has run out nothing comes
            if family not in families:
                placed.append(row)
                families.add(family)
                break
    return placed


def _turns(queues: list[Queue], shares: list[float], limit: int) -> Iterator[Queue]:
    """Yield whose turn it is: the nth turn of a channel comes at n / share, ties to the channel named first."""
    each = [np.arange(1, limit + 1) / share for share in shares]
    order = np.argsort(np.concatenate(each), kind="stable") if each else NO_ROWS
    return (queues[channel] for channel in (order // max(limit, 1)).tolist())


def _sources(rows: list[int], channels: Mapping[str, Recalled], *, size: int) -> tuple[dict[str, int], ...]:
    told: dict[int, dict[str, int]] = {row: {} for row in rows}
    placed = np.zeros(size, dtype=bool)
    placed[rows] = True
    for name, found in channels.items():
        ranks = np.flatnonzero(placed[found.rows])
        for row, rank in zip(found.rows[ranks].tolist(), (ranks + 1).tolist(), strict=True):
            told[row][name] = rank
    return tuple(told.values())
