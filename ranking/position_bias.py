"""Say how much position matters, from swaps: the same products in the same kind of list, one place higher or lower.

Exploration exchanges neighbours by declared chance and logs every chance, also of what did not happen. A product that
could have stood at p and at p + 1 is weighed by one over the chance of where it stood, so that at either position the
same products count in the same lists:

    rate at a position = sum(clicked / chance) / sum(1 / chance)
    ratio              = rate at p + 1 over rate at p, over all p together and for each p that has enough

The interval is of the logarithm of the ratio, by linearisation with the list as the unit. The ranker is told nothing of
this: its click head learns the position by itself. The report shows whether what it learned is plausible.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import Swaps, subset

FEWEST_CLICKS = 20  # on either position, of products that stood there by the rarer chance
RARE = 0.5
Z = 1.959964  # 95 %


def report(swaps: Swaps) -> dict[str, Any]:
    """Return {"ratio", "low", "high", "lists", "clicks", "by_position": [...]}, or {"missing": why}."""
    if not len(swaps):
        return {"missing": "No list was served in which neighbours could have changed places. Exploration makes some."}
    whole = compare(swaps)
    if "missing" in whole:
        return whole
    positions = np.unique(swaps.upper)
    each = [{"position": int(p)} | compare(subset(swaps, swaps.upper == p)) for p in positions]
    return whole | {"by_position": each}


def compare(swaps: Swaps) -> dict[str, Any]:
    """Return the ratio of click rates with its 95 % interval, or why there is none."""
    rare = swaps.chance < RARE
    clicks = [int((swaps.clicked & rare & (swaps.is_upper == upper)).sum()) for upper in (True, False)]
    told = {"lists": len(np.unique(swaps.list_id)), "clicks": int(swaps.clicked.sum()), "swapped_clicks": sum(clicks)}
    if min(clicks) < FEWEST_CLICKS:
        got = f"{clicks[0]} on the higher and {clicks[1]} on the lower place"
        return {
            "missing": f"Products that were swapped got {got} clicks; at least {FEWEST_CLICKS} on each are needed."
        } | told
    upper, upper_parts = _rate(swaps, swaps.is_upper)
    lower, lower_parts = _rate(swaps, ~swaps.is_upper)
    error = _error(lower_parts / lower - upper_parts / upper, swaps.list_id)
    ratio = lower / upper
    low, high = ratio * np.exp(-Z * error), ratio * np.exp(Z * error)
    return told | {"ratio": float(ratio), "low": float(low), "high": float(high)}


def _rate(swaps: Swaps, here: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64]]:
    """Return the weighed click rate of some rows, and by how much each row moves it."""
    weights = np.where(here, 1.0 / swaps.chance.astype(np.float64), 0.0)
    rate = float(weights @ swaps.clicked / weights.sum())
    return rate, weights * (swaps.clicked - rate) / weights.sum()


def _error(parts: NDArray[np.float64], lists: NDArray[np.int64]) -> float:
    _, places = np.unique(lists, return_inverse=True)
    return float(np.sqrt((np.bincount(places, weights=parts) ** 2).sum()))
