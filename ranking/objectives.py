"""What a placement optimises: a preset over the ranker's heads, price and margin. Never free code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Objective:
    """A preset: its name, a sentence for merchandisers, and the value of showing a product once."""

    code: str
    label: str
    sentence: str
    value: Callable[[Mapping[str, Values], Values, Values], Values]


def _click(heads: Mapping[str, Values], prices: Values, margins: Values) -> Values:
    return heads["pctr"]


def _conversion(heads: Mapping[str, Values], prices: Values, margins: Values) -> Values:
    return heads["pctr"] * heads["pcvr"] if "pcvr" in heads else heads["pctr"]


def _revenue(heads: Mapping[str, Values], prices: Values, margins: Values) -> Values:
    return _conversion(heads, prices, margins) * prices


def _margin(heads: Mapping[str, Values], prices: Values, margins: Values) -> Values:
    return _conversion(heads, prices, margins) * margins


OBJECTIVES: dict[str, Objective] = {
    objective.code: objective
    for objective in (
        Objective("click", "Clicks", "Products most likely to be clicked come first.", _click),
        Objective("conversion", "Purchases", "Products most likely to be bought come first.", _conversion),
        Objective("revenue", "Revenue", "Purchase chance times the shopper's price.", _revenue),
        Objective("margin", "Margin", "Purchase chance times what is left after cost.", _margin),
    )
}


def can_serve(objective: str, heads: Mapping[str, Values]) -> bool:
    """This will say whether the heads suffice; without a purchase chance the click chance has to stand in."""
    return objective == "click" or "pcvr" in heads


def scaled_scores(
    objective: str, heads: Mapping[str, Values], *, prices: Values, margins: Values
) -> NDArray[np.float64]:
    """This will turn heads (n,), prices and margins in money into scores from 0 to 100 for one request.

    The best candidate gets 100 and the worst 0, so that a boost of 5 points means the same on every page.
    """
    values = OBJECTIVES[objective].value(heads, prices, margins).astype(np.float64)
    return _stretched(values)


def scores_by_rank(count: int) -> NDArray[np.float64]:
    """This will score candidates by their place in the recall alone, for a shop without a trained ranker."""
    return np.linspace(100.0, 0.0, num=count) if count > 1 else np.full(count, 100.0)


def _stretched(values: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(values):
        return values
    least, most = values.min(), values.max()
    return np.full(len(values), 50.0) if most <= least else 100.0 * (values - least) / (most - least)
