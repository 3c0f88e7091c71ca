"""Judge predictions. A figure that the data cannot answer is None, and the screens say "not computable"."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    if not len(labels):
        return None
    safe = np.clip(probabilities.astype(np.float64), FLOOR, 1 - FLOOR)
    positive = labels.astype(bool)
    return float(-np.mean(np.where(positive, np.log(safe), np.log1p(-safe))))


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


def ndcg(labels: NDArray[Any], scores: NDArray[Any], groups: NDArray[Any], *, k: int = 10) -> float | None:
    """Return the mean NDCG@k over groups with a positive: 1 / log2(place + 1) a positive, over the best possible.

    Equal scores stand in the order in which they come; None without a group that has a positive.
    """
    order = np.lexsort((-scores, groups))
    group, gains = groups[order], labels[order].astype(np.float64)
    if not gains.any():
        return None
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    sizes = np.diff(np.append(starts, len(group)))
    places = np.arange(len(group)) - np.repeat(starts, sizes)
    discounts = np.where(places < k, 1 / np.log2(places + 2.0), 0.0)
    reached = np.add.reduceat(gains * discounts, starts)
    positives = np.add.reduceat(gains, starts)
    best = np.r_[0.0, np.cumsum(1 / np.log2(np.arange(k) + 2.0))][np.minimum(positives, k).astype(int)]
    mixed = positives > 0
    return float((reached[mixed] / best[mixed]).mean())


def binary_metrics(labels: NDArray[Any], probabilities: NDArray[Any], *, groups: NDArray[Any]) -> dict[str, Any]:
    """Return all figures of one head."""
    return {
        "rows": len(labels),
        "positives": int(labels.sum()),
        "auc": auc(labels, probabilities),
        "gauc": gauc(labels, probabilities, groups),
        "log_loss": log_loss(labels, probabilities),
        "ndcg": ndcg(labels, probabilities, groups),
        "calibration": calibration(labels, probabilities),
        "roc": roc_points(labels, probabilities),
        "bins": calibration_bins(labels, probabilities),
    }
