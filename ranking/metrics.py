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


def binary_metrics(
    labels: NDArray[Any], probabilities: NDArray[Any], *, groups: NDArray[Any]
) -> dict[str, float | int | None]:
    """Return all figures of one head."""
    return {
        "rows": len(labels),
        "positives": int(labels.sum()),
        "auc": auc(labels, probabilities),
        "gauc": gauc(labels, probabilities, groups),
        "log_loss": log_loss(labels, probabilities),
        "calibration": calibration(labels, probabilities),
    }
