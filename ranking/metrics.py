"""Judge predictions. A figure that the data cannot answer is None, and the screens say "not computable"."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

FLOOR = 1e-7


def auc(labels: NDArray[Any], scores: NDArray[Any]) -> float | None:
    """Return the chance that a positive outranks a negative, ties counting half; None for a single class."""
    positive = labels.astype(bool)
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not positives or not negatives:
        return None
    ranks = average_ranks(scores)
    return float((ranks[positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def average_ranks(scores: NDArray[Any]) -> NDArray[np.float64]:
    """Return 1-based ascending ranks; equal scores share their middle rank."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[places.ravel()], dtype=np.float64)


def gauc(labels: NDArray[Any], scores: NDArray[Any], groups: NDArray[Any]) -> float | None:
    """Return the AUC within each group, weighted by group size; groups of a single class do not count."""
    order = np.lexsort((scores, groups))
    positive, group, score = labels[order].astype(bool), groups[order], scores[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.append(starts, len(group)))
    ranks = _ranks_within(group, score) - np.repeat(starts, sizes)
    positives = np.add.reduceat(positive, starts, dtype=np.int64) if len(starts) else sizes
    mixed = (positives > 0) & (positives < sizes)
    if not mixed.any():
        return None
    sums = np.add.reduceat(np.where(positive, ranks, 0.0), starts)
    pairs = (positives * (sizes - positives))[mixed]
    each = (sums - positives * (positives + 1) / 2)[mixed] / pairs
    return float(np.average(each, weights=sizes[mixed]))


def _ranks_within(group: NDArray[Any], score: NDArray[Any]) -> NDArray[np.float64]:
    fresh = np.r_[True, (group[1:] != group[:-1]) | (score[1:] != score[:-1])]
    starts = np.flatnonzero(fresh)
    sizes = np.diff(np.append(starts, len(group)))
    return np.repeat(starts + (sizes + 1) / 2, sizes)


def log_loss(labels: NDArray[Any], probabilities: NDArray[Any]) -> float | None:
    """Return the mean negative log likelihood in nats; None without rows."""
    return float(losses(labels, probabilities).mean()) if len(labels) else None


def losses(labels: NDArray[Any], probabilities: NDArray[Any]) -> NDArray[np.float64]:
    """Return the negative log likelihood of each row in nats."""
    safe = np.clip(probabilities.astype(np.float64), FLOOR, 1 - FLOOR)
    return -np.where(labels.astype(bool), np.log(safe), np.log1p(-safe))


def calibration(labels: NDArray[Any], probabilities: NDArray[Any]) -> float | None:
    """Return predicted over actual positives, 1 being right; None when nothing happened."""
    actual = float(labels.astype(np.float64).sum())
    return float(probabilities.astype(np.float64).sum() / actual) if actual else None


def roc_points(labels: NDArray[Any], scores: NDArray[Any], *, most: int = 50) -> list[list[float]]:
    """Return [share of negatives, share of positives] at or above falling thresholds; [] for a single class.

    Equal scores share one point, so the curve encloses the AUC; of many points `most` are kept, evenly.
    """
    order = np.argsort(-scores, kind="stable")
    positive, falling = labels.astype(bool)[order], scores[order]
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not positives or not negatives:
        return []
    ends = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)
    points = np.stack([np.cumsum(~positive)[ends] / negatives, np.cumsum(positive)[ends] / positives], axis=1)
    points = np.vstack([[0.0, 0.0], points])
    kept = np.unique(np.linspace(0, len(points) - 1, num=min(most, len(points))).round().astype(int))
    return [[round(float(x), 4), round(float(y), 4)] for x, y in points[kept]]


def calibration_bins(labels: NDArray[Any], probabilities: NDArray[Any], *, count: int = 10) -> list[list[float]]:
    """Return [mean predicted, share that happened, rows] for equally full bins, least likely first."""
    order = np.argsort(probabilities, kind="stable")
    bins = (part for part in np.array_split(order, count) if len(part))
    return [
        [round(float(probabilities[part].mean()), 6), round(float(labels[part].mean()), 6), float(len(part))]
        for part in bins
    ]


def places_within(
    scores: NDArray[Any], groups: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return for each row its group's number and its place there, 0 = best, and the size of each group.

    Equal scores stand in the order in which they come.
    """
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    group = group.ravel()
    places = np.empty(len(group), dtype=np.int64)
    places[np.lexsort((-scores, group))] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return group, places, sizes


def recall_at(labels: NDArray[Any], scores: NDArray[Any], groups: NDArray[Any], *, k: int) -> float | None:
    """Return the share of a group's positives among its first k, mean over groups with a positive and more than k rows.

    In a shorter group everything stands among the first k, whatever the scores are.
    """
    group, places, sizes = places_within(scores, groups)
    positives = np.bincount(group, weights=labels, minlength=len(sizes))
    found = np.bincount(group, weights=labels.astype(bool) & (places < k), minlength=len(sizes))
    told = (positives > 0) & (sizes > k)
    return float((found[told] / positives[told]).mean()) if told.any() else None


def coverage_at(items: NDArray[Any], scores: NDArray[Any], groups: NDArray[Any], *, k: int) -> float | None:
    """Return the share of the items of groups with more than k rows that stand among the first k of one of them."""
    group, places, sizes = places_within(scores, groups)
    long = sizes[group] > k
    shown = len(np.unique(items[long]))
    return len(np.unique(items[long & (places < k)])) / shown if shown else None


def diversity_at(
    items: NDArray[Any], scores: NDArray[Any], groups: NDArray[Any], *, traits: sparse.csr_matrix, k: int
) -> float | None:
    """Return how unlike the first k of a group are: 1 - the mean cosine of their pairs, mean over groups above k rows.

    `traits` has one row of length 1 an item, or a row of zeros, which is like nothing. This is the intra-list distance
    of Zhang and Hurley (2008): of unit rows, the cosines of all ordered pairs add up to |sum|^2 - their number.
    """
    group, places, sizes = places_within(scores, groups)
    long = np.flatnonzero(sizes > k)
    if k < 2 or not len(long):
        return None
    kept = (sizes[group] > k) & (places < k)
    places_of = (np.searchsorted(long, group[kept]), items[kept])
    first = sparse.csr_matrix((np.ones(int(kept.sum())), places_of), shape=(len(long), traits.shape[0]))
    sums, own = first @ traits, first @ traits.multiply(traits).sum(axis=1)
    alike = np.asarray(sums.multiply(sums).sum(axis=1) - own).ravel() / (k * (k - 1))
    return float(1 - alike.mean())


def ndcg(labels: NDArray[Any], scores: NDArray[Any], groups: NDArray[Any], *, k: int = 10) -> float | None:
    """Return the mean NDCG@k over groups with a positive: 1 / log2(place + 1) a positive, over the best possible.

    Equal scores stand in the order in which they come; None without a group that has a positive.
    """
    if not labels.any():
        return None
    group, places, _ = places_within(scores, groups)
    gains = labels.astype(np.float64)
    reached = np.bincount(group, weights=gains * np.where(places < k, 1 / np.log2(places + 2.0), 0.0))
    positives = np.bincount(group, weights=gains)
    best = np.r_[0.0, np.cumsum(1 / np.log2(np.arange(k) + 2.0))][np.minimum(positives, k).astype(int)]
    mixed = positives > 0
    return float((reached[mixed] / best[mixed]).mean())


def binary_metrics(labels: NDArray[Any], probabilities: NDArray[Any], *, groups: NDArray[Any]) -> dict[str, Any]:
    """Return the figures of one head's chances where products stood; how lists would be ordered is told apart."""
    return {
        "rows": len(labels),
        "positives": int(labels.sum()),
        "auc": auc(labels, probabilities),
        "gauc": gauc(labels, probabilities, groups),
        "log_loss": log_loss(labels, probabilities),
        "calibration": calibration(labels, probabilities),
        "roc": roc_points(labels, probabilities),
        "bins": calibration_bins(labels, probabilities),
    }
