"""Keep what rankers foretold of the newest shown products, so that a group of their shoppers can be judged later.

The trainer does not know who avoids something, and never learns it: it leaves the foretold chances in the folder of its
run, and whoever may look it up sums over those shoppers (`ranking/avoiders.py`).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import Impressions
from ranking.metrics import recall_at
from ranking.rankers.base import CLICK_HEAD, CONVERSION_HEAD, Heads, with_both
from ranking.rankers.judging import of_segment
from ranking.rankers.reordered import KS
from ranking.recall.base import Part

Arrays = Mapping[str, NDArray[Any]]
LATE, SERVED = "late", "served"


def keep(shown: Impressions, *, late: Mapping[str, Heads], served: Mapping[str, Heads]) -> Part:
    """Return the chances of each ranker, by head, for shown products: where they stood, and as if they stood first."""
    arrays: dict[str, NDArray[Any]] = {
        "customer": shown.customer,
        "list_id": shown.list_id,
        "clicked": shown.clicked,
        "bought": shown.bought & shown.clicked,
    }
    for kind, rankers in ((LATE, late), (SERVED, served)):
        for name, heads in rankers.items():
            arrays |= {f"{kind}.{name}.{head}": chances for head, chances in with_both(heads).items()}
    return Part(arrays=arrays, facts={})


def rankers_in(arrays: Arrays) -> dict[str, list[str]]:
    """Return the heads of each ranker."""
    found: dict[str, list[str]] = {}
    for name in arrays:
        kind, _, rest = name.partition(".")
        if kind == LATE:
            ranker, _, head = rest.rpartition(".")
            found.setdefault(ranker, []).append(head)
    return found


def hangs_on(arrays: Arrays, *, head: str) -> dict[str, tuple[NDArray[np.bool_], ...]]:
    """Return for each figure of a head the rows that it hangs on, as masks: of each of them enough people are needed.

    What a purchase after a click is judged by, only who clicked has; an order hangs on those with and those without.
    """
    labels, judged = _judged(arrays, head=head)
    happened = judged & labels
    found: dict[str, tuple[NDArray[np.bool_], ...]] = {"rows": (judged,), "log_loss": (judged,)}
    found |= {"positives": (happened,), "calibration": (happened,), "auc": (happened, judged & ~labels)}
    if head != CONVERSION_HEAD:
        _, lists, sizes = np.unique(arrays["list_id"], return_inverse=True, return_counts=True)
        found |= {f"recall@{k}": (happened & (sizes[lists.ravel()] > k),) for k in KS}
    return found


def judge_group(arrays: Arrays, kept: NDArray[np.bool_], *, ranker: str, head: str) -> dict[str, Any]:
    """Return the figures of the kept rows, as `judging.judge` has them of a segment."""
    labels, judged = _judged(arrays, head=head)
    rows = kept & judged
    found = of_segment(labels[rows], arrays[f"{LATE}.{ranker}.{head}"][rows])
    if head != CONVERSION_HEAD:
        chances = arrays[f"{SERVED}.{ranker}.{head}"][rows]
        found |= {f"recall@{k}": recall_at(labels[rows], chances, arrays["list_id"][rows], k=k) for k in KS}
    return found


def _judged(arrays: Arrays, *, head: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return what happened, and which rows are judged by it."""
    clicked = arrays["clicked"]
    labels = clicked if head == CLICK_HEAD else arrays["bought"]
    return labels, clicked if head == CONVERSION_HEAD else np.ones(len(clicked), dtype=bool)
