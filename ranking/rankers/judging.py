"""Judge rankers side by side, on the last slice of time, which none of them has learned from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.metrics import auc, binary_metrics, calibration, log_loss
from ranking.metrics import losses as losses_of
from ranking.rankers.base import BOTH_HEAD, CLICK_HEAD, CONVERSION_HEAD, Examples, Heads, with_both
from ranking.rankers.reordered import Shown
from ranking.rankers.reordered import figures as reordered

RESAMPLES = 500
PER = 1_000  # impressions, for differences that would else be all zeros
SIMPLEST = "logistic"


def judge(
    shown: Examples,
    heads: Heads,
    *,
    served: Heads,
    traits: sparse.csr_matrix,
    region_codes: Sequence[str],
    tier_codes: Sequence[str],
) -> dict[str, Any]:
    """Return the figures of each head that was foretold of the shown; a purchase after a click, of the clicked.

    `served` are the chances as if everything stood first: by them the lists are ordered anew. No list is ordered by
    the chance of a purchase after a click alone.
    """
    segments = dict(_segments(shown, region_codes=region_codes, tier_codes=tier_codes))
    figures: dict[str, Any] = {}
    for head, foretold in with_both(heads).items():
        kept = shown.clicked if head == CONVERSION_HEAD else np.ones(len(shown), dtype=bool)
        labels = (shown.clicked if head == CLICK_HEAD else shown.bought)[kept]
        figures[head] = binary_metrics(labels, foretold[kept], groups=shown.list_id[kept])
        each = {name: of_segment(labels[rows[kept]], foretold[kept][rows[kept]]) for name, rows in segments.items()}
        if head != CONVERSION_HEAD:
            lists = Shown(shown.rows, shown.list_id, labels, served[head], traits)
            figures[head] |= reordered(lists)
            each = {name: figure | reordered(lists.among(segments[name])) for name, figure in each.items()}
        figures[head]["segments"] = each
    return figures


def _segments(
    shown: Examples, *, region_codes: Sequence[str], tier_codes: Sequence[str]
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    touched = np.any(shown.history.rows >= 0, axis=1)[shown.owner]
    yield "New visitors", ~touched
    yield "Known shoppers", touched
    yield from ((f"Tier {code}", shown.tier == place) for place, code in enumerate(tier_codes, 1))
    yield from ((f"Region {code}", shown.region == place) for place, code in enumerate(region_codes, 1))


def of_segment(labels: NDArray[np.bool_], foretold: NDArray[np.float32]) -> dict[str, Any]:
    """Return the figures of some shoppers' rows."""
    return {
        "rows": len(labels),
        "positives": int(labels.sum()),
        "auc": auc(labels, foretold),
        "log_loss": log_loss(labels, foretold),
        "calibration": calibration(labels, foretold),
    }


def compare(shown: Examples, foretold: Mapping[str, Heads], *, seed: int) -> dict[str, Any]:
    """Return which ranker this shop's data supports: the simplest, unless another is surely better than it.

    "against" holds, per other ranker, how much less log loss it has in 1,000 impressions (above 0 = better), with a
    95 % interval over lists drawn anew; purchases are judged where all foretell them, else clicks.
    """
    if SIMPLEST not in foretold or len(foretold) < 2 or not len(shown):
        return {"missing": "There is nothing to compare: fewer than two rankers had enough to learn from."}
    both = {name: with_both(heads) for name, heads in foretold.items()}
    head = BOTH_HEAD if all(BOTH_HEAD in heads for heads in both.values()) else CLICK_HEAD
    labels = shown.bought if head == BOTH_HEAD else shown.clicked
    losses = {name: losses_of(labels, heads[head]) for name, heads in both.items()}
    against = {
        name: _gain(losses[SIMPLEST] - its, shown.list_id, seed=seed)
        for name, its in losses.items()
        if name != SIMPLEST
    }
    best = max(against, key=lambda name: float(against[name]["gain"]))
    surely = against[best]["low"] > 0
    recommended = best if surely else SIMPLEST
    return {
        "head": head,
        "recommended": recommended,
        "because": _say(recommended, count=len(shown), head=head),
        "against": against,
        "impressions": len(shown),
        "positives": int(labels.sum()),
    }


def _say(recommended: str, *, count: int, head: str) -> str:
    what = "purchases" if head == BOTH_HEAD else "clicks"
    if recommended == SIMPLEST:
        return f"On the last {count:,} shown products no other ranker was surely better at foretelling {what}."
    return f"On the last {count:,} shown products it foretold {what} better than the simplest one, beyond chance."


def _gain(gains: NDArray[np.float64], lists: NDArray[np.int64], *, seed: int) -> dict[str, float]:
    """Return the mean gain and its interval; what one list shows hangs together, so whole lists are drawn."""
    _, places = np.unique(lists, return_inverse=True)
    sums, sizes = np.bincount(places, weights=gains), np.bincount(places)
    random = np.random.default_rng(seed)
    picks = (random.integers(0, len(sums), size=len(sums)) for _ in range(RESAMPLES))
    means = [sums[pick].sum() / sizes[pick].sum() for pick in picks]
    low, high = np.quantile(means, [0.025, 0.975])
    return {"gain": PER * float(gains.mean()), "low": PER * float(low), "high": PER * float(high)}
