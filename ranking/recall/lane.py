"""Give new arrivals a fair start: a bounded share of the places, and turns at the first of them."""

from itertools import islice

import numpy as np

from ranking.dataset import DAY, Catalogue
from ranking.recall.base import Alignment, Mask, Rows


class Lane:
    """Hold the new arrivals of a catalogue: what was launched lately, and what no training has seen."""

    def __init__(self, alignment: Alignment) -> None:
        self._newest = newest_first(alignment.catalogue)
        launched = np.nan_to_num(alignment.catalogue.launched_days, nan=-np.inf)[self._newest]
        self._days_before = -launched  # ascending
        self._unknown = np.flatnonzero(~alignment.known[self._newest])  # places among the newest
        self._serving = alignment.serving

    @property
    def every(self) -> int:
        """Return which place out of how many is the lane's; 0 for none."""
        return self._serving.new_every

    def rows(self, open_rows: Mask, *, at: float, k: int) -> Rows:
        """Return at most k open new arrivals, the one whose turn it is at this time (unix seconds) first.

        Every turn moves the queue by one, newest before older, so that each of n arrivals leads once in n turns.
        """
        if not self.every:
            return self._newest[:0]
        fresh = self._fresh(at / DAY)
        turn = int(at // self._serving.new_turn) % max(len(fresh), 1)
        first = first_open(fresh[turn:], open_rows, k=k)
        return np.concatenate([first, first_open(fresh[:turn], open_rows, k=k - len(first))])

    def _fresh(self, day: float) -> Rows:
        """Return the new arrivals, newest first: a stretch of the newest, and further down what is not known yet."""
        start = np.searchsorted(self._days_before, -day, side="left")  # before its launch nothing is for sale
        end = max(start, np.searchsorted(self._days_before, self._serving.new_days - day, side="right"))
        older = self._unknown[np.searchsorted(self._unknown, end) :]
        return np.concatenate([self._newest[start:end], self._newest[older]])


def first_open(rows: Rows, open_rows: Mask, *, k: int) -> Rows:
    """Return the first k of `rows` that are open, without looking at more of them than need be."""
    step = 2 * k
    while k > 0:
        found = rows[:step][open_rows[rows[:step]]]
        if len(found) >= k or step >= len(rows):
            return found[:k]
        step *= 4
    return rows[:0]


def interleave(main: Rows, lane: Rows, *, every: int, k: int) -> Rows:
    """Return k rows of `main` with one of `lane` at each nth place; what stands already takes no second place."""
    arrivals, placed = iter(lane.tolist()), dict[int, None]()
    for row in main.tolist():
        if every and (len(placed) + 1) % every == 0:
            placed.update(dict.fromkeys(islice((each for each in arrivals if each not in placed), 1)))
        placed.setdefault(row)
        if len(placed) >= k:
            break
    return np.array(list(placed)[:k], dtype=np.int32)


def newest_first(catalogue: Catalogue) -> Rows:
    """Return all rows, the last launched first, unknown launch days last."""
    launched = np.nan_to_num(catalogue.launched_days, nan=-np.inf)
    return np.lexsort((-catalogue.product_ids, -launched)).astype(np.int32)
