"""Mia edits the rules of the small shop and looks at the list."""

import pytest

from rules.engine import RuleSet, page_violations, rerank
from tests.rules.engine.shop import ANYONE, CATALOGUE, HOUSE, NORA, PARTNER, ids, named, names, product, rule, ruleset


def test_without_rules_the_best_scores_come_first():
    page = rerank(CATALOGUE, RuleSet(), size=4, context=ANYONE)
    assert names(page) == ["Pebbled Tote", "Smooth Tote", "Suede Tote", "Woven Tote"]
    assert not page.short
    assert page.eligible == 12


def test_the_order_of_the_candidates_does_not_matter():
    rules = ruleset(rule("slot", {"positions": [2], "condition": PARTNER}))
    forward = rerank(CATALOGUE, rules, size=6, context=ANYONE)
    assert rerank(CATALOGUE[::-1], rules, size=6, context=ANYONE) == forward


def test_slots_4_and_10_hold_house_brands_and_nothing_else_moves():
    rules = ruleset(rule("slot", {"positions": [4, 10], "condition": HOUSE}))
    page = rerank(CATALOGUE, rules, size=10, context=ANYONE)
    assert names(page) == [
        "Pebbled Tote",
        "Smooth Tote",
        "Suede Tote",
        "House Satchel",
        "Woven Tote",
        "Partner Clutch",
        "Gold Hoops",
        "Plated Hoops",
        "House Wallet",
        "House Strap",
    ]
    assert [placed.slot for placed in page.placed if placed.slot] == ["slot-1", "slot-1"]


def test_the_last_product_of_a_pool_waits_for_its_slot():
    rules = ruleset(rule("slot", {"positions": [3], "condition": HOUSE}, label="House slot"))
    shop = [*named("House Satchel", "Gold Hoops", "Plated Hoops", "Canvas Belt")]
    page = rerank(shop, rules, size=4, context=ANYONE)
    assert names(page) == ["Gold Hoops", "Plated Hoops", "House Satchel", "Canvas Belt"]
    assert page.placed[0].moved[0].rule_id == "slot-1"
    assert page.placed[0].moved[0].why == "House Satchel would score higher here; it is kept for slot 3"


def test_a_slot_for_one_sku_gets_that_product():
    rules = ruleset(rule("slot", {"positions": [1], "skus": ["SKU-12"]}))
    page = rerank(CATALOGUE, rules, size=2, context=ANYONE)
    assert names(page) == ["House Strap", "Pebbled Tote"]


def test_a_product_that_two_slots_could_take_goes_where_both_are_filled():
    rules = ruleset(
        rule("slot", {"positions": [1], "skus": ["SKU-5", "SKU-6"]}),
        rule("slot", {"positions": [2], "skus": ["SKU-5"]}),
    )
    page = rerank(CATALOGUE, rules, size=3, context=ANYONE)
    assert names(page) == ["Partner Clutch", "House Satchel", "Pebbled Tote"]
    assert page.relaxed == ()


def test_no_more_than_two_totes_stand_in_a_row():
    rules = ruleset(rule("scatter", {"fact": "category", "limit": 2, "window": 3}, label="Totes apart"))
    page = rerank(CATALOGUE, rules, size=6, context=ANYONE)
    assert names(page) == [
        "Pebbled Tote",
        "Smooth Tote",
        "House Satchel",
        "Suede Tote",
        "Woven Tote",
        "Partner Clutch",
    ]
    assert page.placed[2].moved[0].why == "Suede Tote would score higher here; Totes apart is full here"


def test_products_that_share_one_of_several_materials_are_kept_apart():
    rules = ruleset(rule("scatter", {"fact": "materials", "limit": 1, "window": 2}))
    page = rerank(named("Pebbled Tote", "Smooth Tote", "Plated Hoops", "Canvas Belt"), rules, size=4, context=ANYONE)
    assert names(page) == ["Pebbled Tote", "Plated Hoops", "Canvas Belt", "Smooth Tote"]


def test_products_without_the_fact_never_conflict():
    rules = ruleset(rule("scatter", {"fact": "grain", "limit": 1, "window": 2}))
    page = rerank(CATALOGUE, rules, size=5, context=ANYONE)
    assert names(page) == names(rerank(CATALOGUE, RuleSet(), size=5, context=ANYONE))


def test_a_cap_counts_per_brand_over_the_whole_page():
    rules = ruleset(rule("cap", {"limit": 1, "fact": "brand"}))
    page = rerank(CATALOGUE, rules, size=5, context=ANYONE)
    assert names(page) == ["Pebbled Tote", "Suede Tote", "House Satchel", "Partner Clutch", "Plated Hoops"]


def test_a_cap_counts_the_products_a_condition_holds_for():
    rules = ruleset(rule("cap", {"limit": 1, "condition": {"fact": "category", "op": "is", "value": "totes"}}))
    page = rerank(CATALOGUE, rules, size=3, context=ANYONE)
    assert names(page) == ["Pebbled Tote", "House Satchel", "Partner Clutch"]


def test_a_boost_lifts_and_says_how_many_points_it_gave():
    rules = ruleset(rule("boost", {"points": 40, "condition": HOUSE}, label="Our own first"))
    page = rerank(CATALOGUE, rules, size=3, context=ANYONE)
    assert names(page) == ["House Satchel", "House Wallet", "Pebbled Tote"]
    assert page.placed[0].score == 120.0
    assert [(each.label, each.points) for each in page.placed[0].points] == [("Our own first", 40.0)]
    assert page.placed[2].points == ()


def test_a_boost_grows_with_a_fact_and_stays_flat_outside():
    by = {"fact": "days_of_cover", "from": 1, "to": 3, "points": 10}
    page = rerank(CATALOGUE, ruleset(rule("boost", {"by": by})), size=4, context=ANYONE)
    assert [placed.score for placed in page.placed] == [100.0, 98.0, 97.0, 95.0]
    assert names(page) == ["Suede Tote", "Woven Tote", "Smooth Tote", "Pebbled Tote"]


def test_newness_is_a_slope_that_falls():
    by = {"fact": "days_since_launch", "from": 30, "to": 0, "points": 10}
    shop = [product(1, 50, days_since_launch=30.0), product(2, 45, days_since_launch=0.0), product(3, 44)]
    page = rerank(shop, ruleset(rule("boost", {"by": by})), size=3, context=ANYONE)
    assert [(placed.candidate.product_id, placed.score) for placed in page.placed] == [(2, 55.0), (1, 50.0), (3, 44.0)]


def test_a_bury_takes_points():
    rules = ruleset(rule("bury", {"points": 30, "condition": {"fact": "brand", "op": "is", "value": "Corvo"}}))
    page = rerank(CATALOGUE, rules, size=3, context=ANYONE)
    assert names(page) == ["Suede Tote", "Woven Tote", "House Satchel"]


def test_nora_never_meets_nickel_not_even_in_a_slot():
    rules = ruleset(
        rule("slot", {"positions": [1], "skus": ["SKU-8"]}, severity="contract", label="Plated launch"),
        rule("boost", {"points": 100, "condition": {"fact": "name", "op": "contains", "value": "smooth"}}),
    )
    page = rerank(CATALOGUE, rules, size=12, context=NORA)
    assert names(page) == [
        "Pebbled Tote",
        "Suede Tote",
        "Woven Tote",
        "House Satchel",
        "Gold Hoops",
        "House Wallet",
        "Canvas Belt",
        "House Strap",
    ]
    assert page.short
    assert [(each.label, each.kept, each.positions) for each in page.relaxed] == [("Plated launch", "released", (1,))]


def test_slots_scatter_and_cap_hold_together():
    rules = ruleset(
        rule("slot", {"positions": [2], "condition": HOUSE}),
        rule("slot", {"positions": [3], "condition": PARTNER}),
        rule("scatter", {"fact": "material_family", "limit": 1, "window": 2}),
        rule("cap", {"limit": 2, "fact": "brand"}),
    )
    page = rerank(CATALOGUE, rules, size=6, context=ANYONE)
    assert names(page) == [
        "Woven Tote",
        "House Satchel",
        "Partner Clutch",
        "Pebbled Tote",
        "Gold Hoops",
        "Smooth Tote",
    ]
    assert page_violations([each.candidate for each in page.placed], rules, ANYONE) == []
    assert page.relaxed == ()


def test_one_variant_of_a_family_stands_on_the_page_and_it_is_the_best():
    shop = [product(1, 10, item_group="hoops"), product(2, 30, item_group="hoops"), product(3, 20)]
    page = rerank(shop, RuleSet(), size=3, context=ANYONE)
    assert ids(page) == [2, 3]
    assert page.eligible == 2
    assert page.short


def test_a_worse_variant_stands_in_where_only_it_keeps_the_slot():
    shop = [
        product(1, 90, item_group="tote", colour="black"),
        product(2, 20, item_group="tote", colour="red"),
        product(3, 50, colour="black"),
    ]
    red = {"fact": "colour", "op": "is", "value": "red"}
    page = rerank(shop, ruleset(rule("slot", {"positions": [1], "condition": red})), size=2, context=ANYONE)
    assert ids(page) == [2, 3]
    assert page.relaxed == ()


def test_copies_of_a_product_are_merged_with_the_best_score():
    page = rerank([product(1, 10), product(2, 20), product(1, 30)], RuleSet(), size=5, context=ANYONE)
    assert [(each.candidate.product_id, each.score) for each in page.placed] == [(1, 30.0), (2, 20.0)]


def test_equal_scores_are_ordered_by_product_id():
    page = rerank([product(3), product(1), product(2)], RuleSet(), size=3, context=ANYONE)
    assert ids(page) == [1, 2, 3]


@pytest.mark.parametrize("size", [0, 1, 12, 13, 200])
def test_the_page_is_as_long_as_asked_or_as_the_shop_allows(size):
    page = rerank(CATALOGUE, RuleSet(), size=size, context=ANYONE)
    assert len(page.placed) == min(size, 12)
    assert page.short == (size > 12)


def test_an_empty_shop_gives_an_empty_page():
    page = rerank([], ruleset(rule("slot", {"positions": [1], "condition": HOUSE})), size=3, context=ANYONE)
    assert page.placed == ()
    assert page.short


def test_rules_that_do_not_bind_leave_the_list_as_it_was():
    rules = ruleset(
        rule("scatter", {"fact": "category", "limit": 4, "window": 12}),
        rule("cap", {"limit": 12, "fact": "brand"}),
        rule("slot", {"positions": [5], "condition": HOUSE}),
    )
    free = rerank(CATALOGUE, RuleSet(), size=12, context=ANYONE)
    bound = rerank(CATALOGUE, rules, size=12, context=ANYONE)
    assert names(bound) == names(free)
    assert bound.relaxed == ()


def test_a_window_as_long_as_the_page_counts_the_whole_page():
    rules = ruleset(rule("scatter", {"fact": "brand", "limit": 1, "window": 100}))
    page = rerank(CATALOGUE, rules, size=5, context=ANYONE)
    assert names(page) == ["Pebbled Tote", "Suede Tote", "House Satchel", "Partner Clutch", "Plated Hoops"]
