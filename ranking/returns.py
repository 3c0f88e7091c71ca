"""Foretell whether a piece that is bought will come back: one more head beside every ranker, in numpy alone.

The same sum as the logistic ranker: the product (its attributes, itself, its popularity), the shopper's region and
tier, and the pair. To the features of the pair come three that speak of sending back: how often this shopper does,
how much is known of that, and whether the price is above what the shopper usually looks at. Why somebody sent
something back is no feature: a skin that reacts is nobody's business here.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import PURCHASE, RETURN
from ranking.features import CROSS, FeatureSpace, Moments
from ranking.rankers.logistic import item_half, sigmoid
from ranking.recall.base import Floats, Part, Rows
from ranking.request_features import RequestFeatures

RETURN_HEAD = "preturn"
OWN = ("own_returns", "own_history", "price_above")
RETURN_CROSS = (*CROSS, *OWN)
PRIOR_PURCHASES = 5.0  # the shop's usual rate counts as much as so many purchases of the shopper's own


class Returns:
    """Predict P(return | bought) for the rows of one request."""

    def __init__(self, *, weights: dict[str, Floats], items: Floats, rate: float) -> None:
        self._weights = weights
        self._items = items
        self._rate = rate

    @classmethod
    def load(cls, part: Part, space: FeatureSpace) -> Self:
        """Return the head; a product it never saw is judged by its attributes."""
        weights = {name: np.asarray(values) for name, values in part.arrays.items()}
        return cls(weights=weights, items=item_half(weights, space), rate=float(part.facts["rate"]))

    def score(self, request: RequestFeatures) -> Floats:
        """Return a calibrated probability for each row of the request."""
        weights = self._weights
        of_pair, (of_share, of_bought, of_price) = np.split(weights["cross"], [len(CROSS)])
        bought, returned = (np.count_nonzero(request.trail.kinds == kind) for kind in (PURCHASE, RETURN))
        half = weights["regions"][request.user[0]] + weights["tiers"][request.user[1]] + weights["bias"][0]
        half += of_share * (_share(bought, returned, rate=self._rate) - self._rate) + of_bought * np.log1p(bought)
        slope, offset = weights["calibration"]
        pairs = request.cross @ of_pair + of_price * request.price_above.astype(np.float32)
        return sigmoid(slope * (self._items[request.rows] + pairs + np.float32(half)) + offset)


def return_cross(
    space: FeatureSpace, moments: Moments, *, owners: NDArray[np.int64], rows: Rows, cross: Floats, rate: float
) -> Floats:
    """Return [pairs, len(RETURN_CROSS)]: the pairs' features and those that speak of sending back.

    `rate` is the share of pieces that comes back in the shop; a shopper without purchases is taken for usual.
    """
    bought, returned = _counts(moments, PURCHASE), _counts(moments, RETURN)
    columns = (
        _share(bought, returned, rate=rate)[owners] - rate,
        np.log1p(bought)[owners],
        space.price_above_usual(moments, owners=owners, rows=rows),
    )
    return np.concatenate([cross, np.stack(columns, axis=1).astype(np.float32)], axis=1)


def _share(bought: Any, returned: Any, *, rate: float) -> Any:
    """Return which share was sent back, for one shopper or for many."""
    return (np.minimum(returned, bought) + PRIOR_PURCHASES * rate) / (bought + PRIOR_PURCHASES)


def _counts(moments: Moments, kind: int) -> NDArray[np.float64]:
    return np.bincount(moments.owners, weights=moments.kinds == kind, minlength=len(moments))
