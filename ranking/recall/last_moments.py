"""Set the last moment of some shoppers aside, so that training can try on it what it has to choose."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, RETURN, TrainingData, identities, subset
from ranking.recall.base import NO_ROWS, Floats, Recall, Rows, ShopperState

FOUND_AMONG = 50


@dataclass(frozen=True, slots=True)
class LastMoment:
    """Hold what a shopper had touched, newest first, and what new products they touched next."""

    rows: Rows
    kinds: NDArray[np.int8]
    ages: Floats  # days before the last moment
    wanted: Rows
    size: int

    def found(self, channel: Recall) -> int:
        """Return how many of the wanted products the channel lists among 50 that the shopper never touched."""
        unseen = np.ones(self.size, dtype=bool)
        unseen[self.rows] = False
        state = ShopperState(self.rows, self.kinds, self.ages, NO_ROWS, NO_ROWS, None, None, 0.0)
        return int(np.isin(self.wanted, channel.recall(state, allowed=unseen, k=FOUND_AMONG).rows).sum())


def without_last_moments(data: TrainingData, *, most: int) -> tuple[TrainingData, list[LastMoment]]:
    """Return the data without the last moment of at most `most` shoppers, evenly chosen, and those moments.

    Only shoppers count whose last moment holds a product they had not touched before.
    """
    events = data.interactions
    order = np.lexsort((-events.at, identities(events.customer, events.session)))
    shoppers = identities(events.customer, events.session)[order]
    starts = np.flatnonzero(np.diff(shoppers, prepend=shoppers[:1] - 1))
    several = [index for index in np.split(order, starts[1:]) if len(index) and np.ptp(events.at[index]) > 0]
    kept = np.ones(len(events), dtype=bool)
    found: list[LastMoment] = []
    for index in several[:: max(-(-len(several) // most), 1)]:
        newest = events.at[index] == events.at[index[0]]
        moment = _moment(data, last=index[newest], before=index[~newest])
        if len(moment.wanted):
            kept[index[newest]] = False
            found.append(moment)
    return replace(data, interactions=subset(events, kept)), found


def _moment(data: TrainingData, *, last: NDArray[np.int64], before: NDArray[np.int64]) -> LastMoment:
    events = data.interactions
    touched = np.unique(events.product[last][events.kind[last] != RETURN])
    return LastMoment(
        rows=events.product[before],
        kinds=events.kind[before],
        ages=((events.at[last[0]] - events.at[before]) / DAY).astype(np.float32),
        wanted=touched[~np.isin(touched, events.product[before])],
        size=len(data.catalogue),
    )
