"""What is never shown."""

from dataclasses import replace

import pytest

from rules.engine import Context, RuleSet, rerank
from tests.rules.engine.shop import ANYONE, HOUSE, NOON, NORA, ids, product, rule, ruleset

NOT_SHOWN = [
    ({"visible": False}, {}, "hidden"),
    ({"visible": None}, {}, "hidden"),
    ({"regions_excluded": frozenset({"US", "CN"})}, {"region": "US"}, "region"),
    ({"price": None}, {}, "no_price"),
    ({"price": float("nan")}, {}, "no_price"),
    ({"price": float("inf")}, {}, "no_price"),
    ({"price": -1.0}, {}, "no_price"),
    ({"price": "cheap"}, {}, "no_price"),
    ({"stock": 0}, {}, "out_of_stock"),
    ({"stock": -3}, {}, "out_of_stock"),
    ({"stock": float("nan")}, {}, "out_of_stock"),
    ({"stock": "?"}, {}, "out_of_stock"),
    ({"bought": True}, {"exclude_bought": True}, "bought"),
    ({}, {"excluded": frozenset({1})}, "excluded"),
    ({"avoidable": {"nickel": "C"}}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({"avoidable": {"nickel": "D"}}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({"avoidable": {"nickel": "X"}}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({"avoidable": {"nickel": None}}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({"avoidable": {"nickel": "a"}}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({"avoidable": {"cobalt": "A"}}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({"avoidable": {"nickel": "A"}}, {"avoids": frozenset({"nickel", "cobalt"})}, "allergy"),
    ({"avoidable": {}}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({"avoidable": None}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({"avoidable": "A"}, {"avoids": frozenset({"nickel"})}, "allergy"),
    ({}, {"avoids": frozenset({"nickel"})}, "allergy"),
]
SHOWN = [
    ({"stock": None}, {}),
    ({"stock": 1}, {}),
    ({"price": 0}, {}),
    ({"regions_excluded": frozenset({"US"})}, {"region": "FR"}),
    ({"regions_excluded": frozenset({"US"})}, {}),
    ({"bought": True}, {}),
    ({"avoidable": {"nickel": "D"}}, {}),
    ({"avoidable": {"nickel": "A"}}, {"avoids": frozenset({"nickel"})}),
    ({"avoidable": {"nickel": "B"}}, {"avoids": frozenset({"nickel"})}),
    ({"avoidable": {"nickel": "A", "cobalt": "B"}}, {"avoids": frozenset({"nickel", "cobalt"})}),
]


@pytest.mark.parametrize(("facts", "situation", "code"), NOT_SHOWN)
def test_a_product_that_may_not_be_shown_is_rejected_with_a_reason(facts, situation, code):
    page = rerank([product(1, **facts)], RuleSet(), size=5, context=replace(ANYONE, **situation))
    assert page.placed == ()
    assert [(each.product_id, each.code) for each in page.rejected] == [(1, code)]
    assert page.rejected[0].why.endswith(".")


@pytest.mark.parametrize(("facts", "situation"), SHOWN)
def test_a_product_that_may_be_shown_is_shown(facts, situation):
    page = rerank([product(1, **facts)], RuleSet(), size=5, context=replace(ANYONE, **situation))
    assert ids(page) == [1]
    assert page.rejected == ()


def test_the_words_never_name_what_nora_avoids():
    page = rerank([product(1)], RuleSet(), size=5, context=NORA)
    assert "nickel" not in page.rejected[0].why


@pytest.mark.parametrize("severity", ["safety", "contract", "taste"])
def test_a_never_show_rule_is_kept_whatever_its_severity(severity):
    never = rule("eligibility", {"condition": HOUSE}, severity=severity, label="No own brand", reason="sold apart")
    slot = rule("slot", {"positions": [1], "condition": HOUSE}, severity="contract")
    shop = [product(1, 90, brand_kind="house"), product(2, 10, brand_kind="other")]
    page = rerank(shop, ruleset(never, slot), size=2, context=ANYONE)
    assert ids(page) == [2]
    assert page.short
    assert (page.rejected[0].code, page.rejected[0].rule_id) == ("rule", "eligibility-1")
    assert page.rejected[0].why == "No own brand: sold apart"


def test_a_copy_that_may_not_be_shown_takes_the_whole_product_away():
    page = rerank([product(1, 90), product(1, 50, stock=0), product(2, 10)], RuleSet(), size=2, context=ANYONE)
    assert ids(page) == [2]


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Context(at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf"), None, "high", 10**400, 1j])
def test_a_score_that_cannot_be_ordered_is_refused_by_name(score):
    with pytest.raises(ValueError, match="score of product 7"):
        rerank([product(1, 5), product(7, score)], RuleSet(), size=2, context=ANYONE)


@pytest.mark.parametrize("size", [-1, 201, 10**9])
def test_a_size_out_of_range_is_refused(size):
    with pytest.raises(ValueError, match="between 0 and 200"):
        rerank([product(1)], RuleSet(), size=size, context=ANYONE)


def test_extreme_but_finite_scores_are_ordered():
    shop = [product(1, -1e308), product(2, 1e308), product(3, -0.0), product(4, 0)]
    assert ids(rerank(shop, RuleSet(), size=4, context=ANYONE)) == [2, 3, 4, 1]
