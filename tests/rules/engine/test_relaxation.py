"""What happens when the rules cannot all hold."""

import pytest

from rules.engine import page_violations, rerank
from tests.rules.engine.crowds import CROWDS, STRICT, crowd
from tests.rules.engine.shop import ANYONE, CATALOGUE, HOUSE, NORA, PARTNER, ids, named, names, product, rule, ruleset

LEATHER = rule("scatter", {"fact": "material_family", "limit": 1, "window": 2}, label="Leather apart")
HOUSE_4 = rule("slot", {"positions": [4], "condition": HOUSE}, label="House at 4")


def test_taste_gives_way_to_a_contract_and_is_named():
    shop = [product(number, 100 - number, material_family="leather", brand_kind="house") for number in range(1, 5)]
    rules = ruleset(LEATHER, {**HOUSE_4, "severity": "contract"})
    page = rerank(shop, rules, size=4, context=ANYONE)
    assert ids(page) == [1, 2, 3, 4]
    (relaxed,) = page.relaxed
    assert (relaxed.rule_id, relaxed.label, relaxed.severity) == ("scatter-1", "Leather apart", "taste")
    assert relaxed.positions == (2, 3, 4)
    assert relaxed.kept == "not kept"
    assert relaxed.reason == "Leather apart cannot hold with the products that may be shown."
    assert page.infeasible[0].rule_ids == ("scatter-1",)
    assert page.placed[3].slot == "slot-2"


def test_a_limit_is_loosened_only_as_far_as_needed():
    shop = [product(number, 100 - number, category="totes" if number < 7 else "belts") for number in range(1, 9)]
    rules = ruleset(rule("scatter", {"fact": "category", "limit": 1, "window": 4}, label="Mixed"))
    page = rerank(shop, rules, size=8, context=ANYONE)
    (relaxed,) = page.relaxed
    assert relaxed.kept == "At most 3 products of the same category in any 4 neighbouring positions"
    assert ids(page) == [1, 2, 3, 7, 4, 5, 6, 8]


def test_a_cap_makes_room_rather_than_shorten_the_page():
    rules = ruleset(rule("cap", {"limit": 1, "fact": "brand"}, severity="contract", label="One a brand"))
    page = rerank(CATALOGUE, rules, size=10, context=ANYONE)
    assert len(page.placed) == 10
    assert page.relaxed[0].kept == "At most 2 products of the same brand on the page"
    assert not page.short


def test_the_rule_listed_last_gives_way_first():
    first = rule("slot", {"positions": [1], "condition": HOUSE}, label="House")
    second = rule("slot", {"positions": [1], "condition": PARTNER}, label="Partner")
    page = rerank(CATALOGUE, ruleset(first, second), size=3, context=ANYONE)
    assert names(page)[0] == "House Satchel"
    assert [(each.label, each.kept, each.positions) for each in page.relaxed] == [("Partner", "released", (1,))]
    other = rerank(CATALOGUE, ruleset(second, first), size=3, context=ANYONE)
    assert names(other)[0] == "Partner Clutch"
    assert [each.label for each in other.relaxed] == ["House"]


def test_of_two_slots_for_one_product_the_first_gets_it():
    rules = ruleset(rule("slot", {"positions": [2, 4], "condition": PARTNER}, label="Partner"))
    shop = named("Pebbled Tote", "Smooth Tote", "Suede Tote", "Partner Clutch")
    page = rerank(shop, rules, size=4, context=ANYONE)
    assert names(page) == ["Pebbled Tote", "Partner Clutch", "Smooth Tote", "Suede Tote"]
    assert [(each.rule_id, each.positions) for each in page.relaxed] == [("slot-1", (4,))]


def test_an_empty_pool_releases_the_slot_and_blames_nobody_else():
    rules = ruleset(LEATHER, rule("slot", {"positions": [2], "skus": ["gone"]}, severity="contract", label="Gone"))
    page = rerank(CATALOGUE, rules, size=4, context=ANYONE)
    reasons = [(each.label, each.code, each.reason) for each in page.relaxed]
    assert reasons == [("Gone", "absent", "No product of its pool is among the products that were found.")]
    assert page.infeasible == ()
    assert page.placed[1].slot is None


def test_a_slot_behind_the_end_of_a_short_page_is_named():
    page = rerank(CATALOGUE[:3], ruleset(HOUSE_4), size=6, context=ANYONE)
    assert len(page.placed) == 3
    assert page.relaxed[0].code == "absent"
    page = rerank(named("House Satchel", "Gold Hoops"), ruleset(HOUSE_4), size=6, context=ANYONE)
    assert (page.relaxed[0].code, page.relaxed[0].reason) == ("short_page", "The page ends at 2.")


def test_a_slot_behind_the_asked_length_is_not_part_of_the_page():
    page = rerank(CATALOGUE, ruleset(HOUSE_4), size=3, context=ANYONE)
    assert page.relaxed == ()


def test_the_conflict_names_only_the_rules_it_needs():
    rules = ruleset(
        rule("cap", {"limit": 3, "fact": "category"}, label="Bystander"),
        rule("slot", {"positions": [1, 2], "condition": HOUSE}, label="House pair", severity="contract"),
        rule("scatter", {"fact": "brand_kind", "limit": 1, "window": 2}, label="Brands apart"),
    )
    page = rerank(CATALOGUE, rules, size=6, context=ANYONE)
    (conflict,) = page.infeasible
    assert set(conflict.rule_ids) == {"slot-2", "scatter-3"}
    assert conflict.minimal
    assert conflict.why.startswith("House pair (slot 1 and slot 2) and Brands apart cannot all hold")
    assert [each.rule_id for each in page.relaxed] == ["scatter-3"]


def test_relaxed_rules_never_let_nickel_through():
    rules = ruleset(
        rule("slot", {"positions": [1, 2, 3], "skus": ["SKU-2", "SKU-8", "SKU-10"]}, severity="contract"),
        rule("scatter", {"fact": "brand", "limit": 1, "window": 12}, severity="contract"),
    )
    page = rerank(CATALOGUE, rules, size=12, context=NORA)
    assert len(page.placed) == page.eligible == 8
    relaxed = {each.rule_id for each in page.relaxed}
    assert page_violations([each.candidate for each in page.placed], rules, NORA, relaxed=relaxed) == []


def breaches(page, rules):
    relaxed = {each.rule_id for each in page.relaxed}
    return page_violations([each.candidate for each in page.placed], rules, ANYONE, relaxed=relaxed)


@pytest.mark.parametrize(("count", "seed"), CROWDS)
def test_a_crowded_shop_still_gets_a_full_page_and_a_true_account(count, seed):
    page = rerank(crowd(count, seed=seed), STRICT, size=16, context=ANYONE)
    assert len(page.placed) == min(count, 16)
    assert breaches(page, STRICT) == []
    reasons = {conflict.why for conflict in page.infeasible}
    assert reasons == {each.reason for each in page.relaxed if each.code in ("conflict", "bounded")}


def test_the_crowds_are_a_real_test_of_the_solver():
    pages = [rerank(crowd(count, seed=seed), STRICT, size=16, context=ANYONE) for count, seed in CROWDS]
    assert not any(page.bounded and page.infeasible for page in pages)
    assert any(page.nodes > 100 for page in pages)
    assert any(page.infeasible for page in pages)
    assert any(not page.infeasible and page.nodes for page in pages)


@pytest.mark.parametrize(("count", "seed"), CROWDS)
def test_without_budget_the_page_is_full_and_says_what_it_did_not_keep(count, seed):
    shop = crowd(count, seed=seed)
    page = rerank(shop, STRICT, size=16, context=ANYONE, node_budget=0)
    assert len(page.placed) == min(count, 16)
    assert breaches(page, STRICT) == []
    proven = rerank(shop, STRICT, size=16, context=ANYONE)
    assert page.bounded or page.placed == proven.placed


@pytest.mark.parametrize("budget", [1, 7, 15, 30, 60, 120, 250, 500, 1000])
def test_wherever_the_budget_ends_the_page_is_full_and_the_account_is_true(budget):
    for count, seed in CROWDS:
        shop = crowd(count, seed=seed)
        page = rerank(shop, STRICT, size=16, context=ANYONE, node_budget=budget)
        assert len(page.placed) == min(count, 16)
        assert breaches(page, STRICT) == []
        if not page.bounded:
            assert page.placed == rerank(shop, STRICT, size=16, context=ANYONE).placed


def test_a_page_that_keeps_every_rule_in_an_unproven_order_says_so():
    page = rerank(crowd(20, seed=2), STRICT, size=16, context=ANYONE)
    assert page.relaxed == page.infeasible == ()
    assert page.bounded


def test_a_search_that_reached_its_limit_says_so():
    pages = [rerank(crowd(count, seed=seed), STRICT, size=16, context=ANYONE, node_budget=0) for count, seed in CROWDS]
    bounded = [page for page in pages if page.bounded]
    assert bounded
    assert all(not conflict.minimal for page in bounded for conflict in page.infeasible)


@pytest.mark.parametrize(("count", "seed"), CROWDS)
def test_a_page_is_the_same_whether_or_not_its_conflicts_are_explained(count: int, seed: int) -> None:
    explained = rerank(crowd(count, seed=seed), STRICT, size=16, context=ANYONE)
    plain = rerank(crowd(count, seed=seed), STRICT, size=16, context=ANYONE, explain=False)

    assert plain.placed == explained.placed
    assert [(each.rule_id, each.kept, each.positions) for each in plain.relaxed] == [
        (each.rule_id, each.kept, each.positions) for each in explained.relaxed
    ]
    assert plain.infeasible == ()
    assert all(each.reason for each in plain.relaxed)
