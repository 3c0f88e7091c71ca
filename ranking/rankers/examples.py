"""Turn impressions into examples: each sees only what its shopper had done before it was shown."""

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, Impressions, Interactions, OrderLines, TrainingData, identities, subset
from ranking.features import FeatureSpace, Moments
from ranking.rankers.base import Examples


def collect(data: TrainingData, space: FeatureSpace, *, most: int) -> Examples:
    """Return the newest `most` impressions with their features."""
    shown = subset(data.impressions, np.arange(len(data.impressions))[-most:])
    moments, owners = moments_before(data.interactions, shown, limit=space.history_limit)
    return Examples(
        rows=shown.product,
        owner=owners,
        history=space.history(moments),
        region=shown.region.astype(np.int64) + 1,
        tier=shown.tier.astype(np.int64) + 1,
        cross=space.cross(moments, owners=owners, rows=shown.product),
        log_position=np.log(np.maximum(shown.position, 1)).astype(np.float32),
        clicked=shown.clicked,
        bought=shown.bought & shown.clicked,
        list_id=shown.list_id,
    )


def moments_before(
    events: Interactions, shown: Impressions | OrderLines, *, limit: int
) -> tuple[Moments, NDArray[np.int64]]:
    """Return each shopper's moments with at most `limit` events strictly before, and every impression's moment."""
    people, at, owners = _distinct(identities(shown.customer, shown.session), shown.at)
    order, first, last = _spans(events, people=people, at=at)
    first = np.maximum(first, last - limit)
    counts = last - first
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    inner = np.arange(indptr[-1]) - np.repeat(indptr[:-1], counts)
    index = order[np.repeat(last, counts) - 1 - inner]  # newest first
    ages = (np.repeat(at, counts) - events.at[index]) / DAY
    found = Moments(
        indptr=indptr,
        rows=events.product[index],
        kinds=events.kind[index],
        ages=ages.astype(np.float32),
        at=at,
    )
    return found, owners


def _distinct(
    people: NDArray[np.int64], at: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return each (shopper, time) once, and which of them every row is."""
    order = np.lexsort((at, people))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(people[order]) != 0) | (np.diff(at[order]) != 0)
    owners = np.empty(len(order), dtype=np.int64)
    owners[order] = np.cumsum(fresh) - 1
    return people[order][fresh], at[order][fresh], owners


def _spans(
    events: Interactions, *, people: NDArray[np.int64], at: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the events ordered by shopper and time, and for each (shopper, time) the span before it in that order."""
    shoppers = identities(events.customer, events.session)
    order = np.lexsort((events.at, shoppers))
    times = np.unique(events.at)
    width = len(times) + 1
    known, numbers = np.unique(shoppers, return_inverse=True)
    keys = (numbers * width + np.searchsorted(times, events.at))[order]
    place = np.searchsorted(known, people)
    present = np.append(known, 0)[np.minimum(place, len(known))] == people
    base = np.where(present & (place < len(known)), place, len(known)) * width
    first = np.searchsorted(keys, base)
    return order, first, np.searchsorted(keys, base + np.searchsorted(times, at))
