"""What a placement optimises: named terms with weights, over the ranker's heads, price, margin and stock. Never code.

A preset is one term. A formula mixes several: each runs from 0 for the worst candidate of the request to 1 for the
best, and counts with its share of all weights. So a term in money and one in days weigh what the merchandiser says.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Money = TypeVar("Money", float, NDArray[np.float32])
Heads = Mapping[str, Values]
FORMULA = "formula"
MOST_WEIGHT = 100.0
NEW_DAYS = 30.0  # after so many days newness has fallen to 37 %
COVER_DAYS = 90.0  # stock for longer is as good as for so long


@dataclass(frozen=True, slots=True)
class Offers:
    """What is known of n candidates beside the heads; money is in the shopper's currency."""

    prices: Values
    margins: Values  # what the price leaves after cost, 0 where the cost is not known
    return_costs: Values  # what is lost when a piece comes back
    days_old: Values  # since launch, nan = unknown
    cover_days: Values  # how long the stock lasts
    material_match: Values  # 0 to 1
    nearness: Values  # 0 to 1, of the material to that of the product in view
    bond: Values  # 0 to 1, with the product in view or the cart


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to want: its name, a sentence for merchandisers, and its value for each candidate."""

    code: str
    label: str
    sentence: str
    value: Callable[[Heads, Offers], Values]


@dataclass(frozen=True, slots=True)
class Objective:
    """A goal: its name, a sentence for merchandisers, and its weights; those of a formula are the placement's."""

    code: str
    label: str
    sentence: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores from 0 to 100 for n candidates, and how many of 100 points each term gave before they were stretched."""

    base: NDArray[np.float64]
    terms: Mapping[str, NDArray[np.float64]]


def contribution(margin: Money, returned: Money, return_cost: Money) -> Money:
    """This will say what a sale leaves on average, when a share of them comes back, in the money of the margin.

    A piece that is kept leaves its margin. One that comes back leaves nothing and costs what a return costs.
    """
    return margin * (1 - returned) - returned * return_cost


def _click(heads: Heads, offers: Offers) -> Values:
    return heads["pctr"]


def _purchase(heads: Heads, offers: Offers) -> Values:
    return heads["pctr"] * heads["pcvr"] if "pcvr" in heads else heads["pctr"]


def _revenue(heads: Heads, offers: Offers) -> Values:
    return _purchase(heads, offers) * offers.prices


def _margin(heads: Heads, offers: Offers) -> Values:
    return _purchase(heads, offers) * contribution(offers.margins, _returned(heads, offers), offers.return_costs)


def _kept(heads: Heads, offers: Offers) -> Values:
    return 1 - _returned(heads, offers)


def _returned(heads: Heads, offers: Offers) -> Values:
    return heads.get("preturn", np.zeros_like(offers.prices))


def _newness(heads: Heads, offers: Offers) -> Values:
    return np.nan_to_num(np.exp(-np.maximum(offers.days_old, 0) / NEW_DAYS), nan=0.0)


def _cover(heads: Heads, offers: Offers) -> Values:
    return np.clip(offers.cover_days / COVER_DAYS, 0, 1)


def _material(heads: Heads, offers: Offers) -> Values:
    return offers.material_match


def _feel(heads: Heads, offers: Offers) -> Values:
    return offers.nearness


def _complement(heads: Heads, offers: Offers) -> Values:
    return offers.bond


TERMS: dict[str, Term] = {
    term.code: term
    for term in (
        Term("click", "Click", "Chance that the shopper clicks it.", _click),
        Term("purchase", "Purchase", "Chance that the shopper clicks and buys it.", _purchase),
        Term("revenue", "Revenue", "Chance of a purchase times the shopper's price.", _revenue),
        Term("margin", "Margin", "What a showing is expected to leave after cost and returns.", _margin),
        Term("kept", "Not returned", "Chance that it stays with the shopper once bought.", _kept),
        Term("newness", "Newness", "Highest on the day of launch, a third after a month.", _newness),
        Term("cover", "Stock cover", "How long the stock lasts at today's sales, up to 90 days.", _cover),
        Term("material", "Material match", "How near its material is to what the shopper likes.", _material),
        Term("feel", "Feels alike", "How near its material is to that of the product in view.", _feel),
        Term("complement", "Goes with it", "How strongly it goes with the product in view or the cart.", _complement),
    )
}
OF_PURCHASE = ("purchase", "revenue", "margin")
OF_RETURN = ("margin", "kept")
OBJECTIVES: dict[str, Objective] = {
    objective.code: objective
    for objective in (
        Objective("click", "Clicks", "Products most likely to be clicked come first.", {"click": 1}),
        Objective("conversion", "Purchases", "Products most likely to be bought come first.", {"purchase": 1}),
        Objective("revenue", "Revenue", "Purchase chance times the shopper's price.", {"revenue": 1}),
        Objective(
            "margin", "Margin", "Purchase chance times what is left after cost and expected returns.", {"margin": 1}
        ),
        Objective(FORMULA, "Formula", "A mix of several goals, with the weights below.", {}),
    )
}


def weights_of(objective: str, formula: Mapping[str, float]) -> Mapping[str, float]:
    """This will give the weights of a goal; a formula brings its own."""
    return formula if objective == FORMULA else OBJECTIVES[objective].weights


def is_formula(value: object) -> bool:
    """This will say whether a value gives known terms weights from 0 to 100, and at least one of them more than 0."""
    weights = value if isinstance(value, Mapping) else {}
    return all(name in TERMS and _is_weight(weight) for name, weight in weights.items()) and any(
        weight > 0 for weight in weights.values()
    )


def _is_weight(value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= MOST_WEIGHT  # type: ignore[arg-type,operator]


def describe(objective: str, formula: Mapping[str, float]) -> str:
    """This will say a goal in a few words, such as Margin, or 60 % purchase, 40 % newness."""
    if objective not in OBJECTIVES:
        return objective
    if objective != FORMULA or not is_formula(formula):
        return OBJECTIVES[objective].label
    total = sum(formula.values())
    shares = sorted(((weight / total, name) for name, weight in formula.items() if weight), key=lambda each: -each[0])
    said = ", ".join(f"{share:.0%} {TERMS[name].label.lower()}".replace("%", " %", 1) for share, name in shares)
    return said[:1].upper() + said[1:]


def lacks_purchases(weights: Mapping[str, float], heads: Heads) -> bool:
    """This will say whether a click has to stand in for a purchase that the weights ask for."""
    return "pcvr" not in heads and any(weights.get(name) for name in OF_PURCHASE)


def lacks_returns(weights: Mapping[str, float], heads: Heads) -> bool:
    """This will say whether every sale has to be taken for kept where the weights ask for returns."""
    return "preturn" not in heads and any(weights.get(name) for name in OF_RETURN)


def scaled_scores(weights: Mapping[str, float], heads: Heads, offers: Offers) -> Scores:
    """This will turn heads (n,) and offers (n,) into scores from 0 to 100 for one request.

    The best candidate gets 100 and the worst 0, so that a boost of 5 points means the same on every page.
    """
    total = sum(weights.values())
    terms = {
        name: 100.0 * weight / total * _from_zero_to_one(TERMS[name].value(heads, offers).astype(np.float64))
        for name, weight in weights.items()
        if weight > 0
    }
    return Scores(_stretched(np.sum(list(terms.values()), axis=0)), terms)


def scores_by_rank(count: int) -> NDArray[np.float64]:
    """This will score candidates by their place in the recall alone, for a shop without a trained ranker."""
    return np.linspace(100.0, 0.0, num=count) if count > 1 else np.full(count, 100.0)


def _from_zero_to_one(values: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(values):
        return values
    least, most = values.min(), values.max()
    return np.full(len(values), 0.5) if most <= least else (values - least) / (most - least)


def _stretched(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 100.0 * _from_zero_to_one(values)
