"""What a goal makes of the model's chances, prices, margins and returns."""

import numpy as np
import pytest

from ranking.objectives import (
    OBJECTIVES,
    TERMS,
    Offers,
    contribution,
    describe,
    is_formula,
    lacks_purchases,
    lacks_returns,
    scaled_scores,
    weights_of,
)

TOTE, SUEDE, BELT = range(3)


def values(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.float32)


def heads(**changes: np.ndarray) -> dict[str, np.ndarray]:
    usual = {"pctr": values(0.10, 0.12, 0.30), "pcvr": values(0.20, 0.20, 0.20), "preturn": values(0.05, 0.60, 0.05)}
    return usual | changes


def offers(**changes: np.ndarray) -> Offers:
    usual = {
        "prices": values(400, 400, 50),
        "margins": values(200, 200, 20),
        "return_costs": values(0, 0, 0),
        "days_old": values(400, 0, np.nan),
        "cover_days": values(90, 9, 999),
        "material_match": values(0.9, 0.1, 0.5),
        "nearness": values(0.2, 0.9, 0.9),
        "bond": values(0.0, 0.1, 1.0),
    }
    return Offers(**usual | changes)


def best(objective: str, *, formula: dict[str, float] | None = None, **changes: np.ndarray) -> int:
    scores = scaled_scores(weights_of(objective, formula or {}), heads(), offers(**changes))
    return int(scores.base.argmax())


@pytest.mark.parametrize(
    ("objective", "wins"), [("click", BELT), ("conversion", BELT), ("revenue", SUEDE), ("margin", TOTE)]
)
def test_each_goal_puts_its_own_product_first(objective: str, wins: int) -> None:
    """Suede sells for most, and six in ten come back: it brings the most revenue and less margin than the tote."""
    assert best(objective) == wins


def test_a_dear_return_turns_a_good_margin_into_a_loss() -> None:
    assert contribution(200.0, 0.6, 0.0) == pytest.approx(80.0)
    assert contribution(200.0, 0.6, 150.0) == pytest.approx(-10.0)


def test_what_a_return_costs_pushes_down_what_comes_back() -> None:
    free = scaled_scores({"margin": 1}, heads(), offers()).base
    dear = scaled_scores({"margin": 1}, heads(), offers(return_costs=values(150, 150, 5))).base
    assert free[SUEDE] > free[BELT]
    assert dear[SUEDE] < dear[BELT]


def test_without_a_return_head_margin_counts_every_sale_as_kept() -> None:
    known = {name: each for name, each in heads().items() if name != "preturn"}
    scores = scaled_scores({"margin": 1}, known, offers(return_costs=values(150, 150, 5)))
    assert int(scores.base.argmax()) == SUEDE
    assert lacks_returns({"margin": 1}, known)
    assert not lacks_returns({"click": 1}, known)
    assert not lacks_returns({"margin": 1}, heads())


def test_without_a_purchase_chance_the_click_stands_in() -> None:
    known = {"pctr": heads()["pctr"]}
    assert scaled_scores({"purchase": 1}, known, offers()).base.argmax() == BELT
    assert lacks_purchases({"revenue": 1}, known)
    assert not lacks_purchases({"click": 3, "newness": 1}, known)


@pytest.mark.parametrize(
    ("term", "wins"),
    [
        ("kept", {TOTE, BELT}),
        ("newness", {SUEDE}),
        ("cover", {TOTE, BELT}),
        ("material", {TOTE}),
        ("feel", {SUEDE, BELT}),
        ("complement", {BELT}),
    ],
)
def test_each_term_wants_what_it_says(term: str, wins: set[int]) -> None:
    scores = scaled_scores({term: 1}, heads(), offers()).base
    assert set(np.flatnonzero(scores == scores.max())) == wins


def test_a_formula_counts_each_term_by_its_share_whatever_its_unit() -> None:
    """Money runs to hundreds and days to hundreds; half and half is half and half."""
    scores = scaled_scores({"revenue": 30, "material": 30}, heads(), offers())
    assert {name: float(points.max()) for name, points in scores.terms.items()} == {"revenue": 50.0, "material": 50.0}
    assert scores.terms["revenue"].min() == scores.terms["material"].min() == 0.0


def test_the_terms_add_up_to_the_score_before_it_is_stretched() -> None:
    scores = scaled_scores({"click": 2, "kept": 1, "newness": 1}, heads(), offers())
    raw = sum(scores.terms.values())
    stretched = 100 * (raw - raw.min()) / (raw.max() - raw.min())
    assert scores.base == pytest.approx(stretched)
    assert (scores.base.min(), scores.base.max()) == (0.0, 100.0)


def test_a_preset_is_a_formula_of_one_term() -> None:
    one = scaled_scores(weights_of("revenue", {}), heads(), offers())
    other = scaled_scores(weights_of("formula", {"revenue": 7}), heads(), offers())
    assert one.base == pytest.approx(other.base)


def test_where_nothing_differs_everybody_gets_fifty() -> None:
    same = values(1, 1, 1)
    assert scaled_scores({"click": 1}, heads(pctr=same), offers()).base.tolist() == [50.0, 50.0, 50.0]


def test_no_candidate_is_no_score() -> None:
    none = values()
    nothing = Offers(none, none, none, none, none, none, none, none)
    assert len(scaled_scores({"click": 1, "kept": 2}, {"pctr": none, "preturn": none}, nothing).base) == 0


@pytest.mark.parametrize(
    ("formula", "fits"),
    [({"click": 1}, True), ({"click": 0, "kept": 0.5}, True), ({"margin": 100}, True)]
    + [
        (wrong, False)
        for wrong in (
            {}, {"click": 0}, {"profit": 1}, {"click": -1, "kept": 2}, {"click": 101}, {"click": True},
            {"click": "1"}, {"click": float("nan")}, {"__import__('os')": 1}, ["click"], "click", None,
        )
    ],
)  # fmt: skip
def test_a_formula_is_weights_over_known_terms_and_nothing_else(formula: object, fits: bool) -> None:
    assert is_formula(formula) is fits


def test_a_goal_is_said_in_a_few_words() -> None:
    assert describe("margin", {}) == "Margin"
    assert describe("formula", {"purchase": 60, "kept": 20, "newness": 20, "click": 0}) == (
        "60 % purchase, 20 % not returned, 20 % newness"
    )
    assert describe("formula", {"profit": 3}) == "Formula"
    assert describe("profit", {}) == "profit"


def test_every_preset_names_terms_that_exist() -> None:
    named = {term for objective in OBJECTIVES.values() for term in objective.weights}
    assert named <= set(TERMS)
