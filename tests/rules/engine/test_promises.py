"""Mia pins products, lists them in order, names pools to fall back on, and keeps what was promised to Perla."""

from dataclasses import replace

from rules.engine import page_violations, rerank
from tests.rules.engine.shop import ANYONE, CATALOGUE, HOUSE, PARTNER, named, names, product, rule, ruleset

DATES = {"starts_at": "2026-03-01T00:00:00+00:00", "ends_at": "2026-04-01T00:00:00+00:00"}
PERLA = rule("campaign", {"condition": PARTNER, "impressions": 1000}, label="Perla", **DATES)
EARRINGS = {"fact": "category", "op": "is", "value": "earrings"}


def with_params(written, **params):
    return {**written, "params": written["params"] | params}


def ask(rules, *, owed=0, size=4, shop=CATALOGUE):
    context = replace(ANYONE, quotas={rule.rule_id: owed for rule in rules.rules if rule.kind == "campaign"})
    page = rerank(shop, rules, size=size, context=context)
    relaxed = {each.rule_id for each in page.relaxed}
    assert page_violations([each.candidate for each in page.placed], rules, context, relaxed=relaxed) == []
    return page


def test_a_pin_holds_on_the_page_of_its_product_and_on_no_other():
    rules = ruleset({**rule("pin", {"position": 2, "sku": "SKU-9"}), "scope": {"seeds": ["SKU-1"]}})
    looking = replace(ANYONE, seeds=frozenset({"SKU-1"}))
    assert names(rerank(CATALOGUE, rules, size=3, context=looking))[1] == "House Wallet"
    assert "House Wallet" not in names(rerank(CATALOGUE, rules, size=3, context=ANYONE))


def test_a_pin_on_a_sold_out_product_says_so():
    shop = [product(1, 90), product(2, 80, stock=0)]
    (given,) = ask(ruleset(rule("pin", {"position": 1, "sku": "SKU-2"})), shop=shop, size=1).relaxed
    assert (given.code, given.positions) == ("out_of_stock", (1,))


def test_listed_products_stand_in_their_order_and_move_up_when_one_is_missing():
    rules = ruleset(rule("slot", {"positions": [1, 3], "skus": ["SKU-12", "SKU-5", "SKU-9"], "fill": "listed"}))
    assert names(ask(rules)) == ["House Strap", "Pebbled Tote", "House Satchel", "Smooth Tote"]
    without = [each for each in CATALOGUE if each.name != "House Strap"]
    page = ask(rules, shop=without)
    assert names(page)[::2] == ["House Satchel", "House Wallet"]
    assert page.placed[0].stand_in == "Taken from SKU SKU-5, because SKU SKU-12 may not be shown or is sold out"
    assert page.relaxed == ()


def test_the_next_pool_is_taken_when_the_first_has_nothing_and_not_before():
    chain = {"positions": [1], "skus": ["SKU-9"], "fallback": "next", "next_pools": [{"condition": PARTNER}]}
    rules = ruleset(rule("slot", chain))
    assert names(ask(rules))[0] == "House Wallet"
    page = ask(rules, shop=named("Pebbled Tote", "Gold Hoops", "Canvas Belt"), size=2)
    assert names(page) == ["Gold Hoops", "Pebbled Tote"]
    assert page.placed[0].stand_in.startswith("Taken from products where brand is partner brand, because SKU SKU-9")


def test_a_later_pool_is_taken_before_any_rule_is_broken():
    chain = {"positions": [2], "skus": ["SKU-2"], "fallback": "next", "next_pools": [{"condition": HOUSE}]}
    rules = ruleset(
        rule("slot", chain, severity="contract"),
        rule("slot", {"positions": [1], "skus": ["SKU-1"]}),
        rule("scatter", {"fact": "category", "limit": 1, "window": 2}),
    )
    page = ask(rules, size=2)
    assert names(page) == ["Pebbled Tote", "House Satchel"]
    assert page.relaxed == ()
    assert page.placed[1].stand_in.endswith("could not stand here with the other rules")


def test_a_page_that_owes_two_of_a_campaign_shows_two_where_they_cost_least():
    page = ask(ruleset(PERLA), owed=2)
    assert names(page) == ["Pebbled Tote", "Smooth Tote", "Partner Clutch", "Gold Hoops"]
    assert [bool(each.campaigns) for each in page.placed] == [False, False, True, True]
    assert page.placed[2].moved[0].why == "Suede Tote would score higher here; Perla still needs this position"


def test_a_campaign_that_owes_nothing_today_changes_nothing():
    assert names(ask(ruleset(PERLA))) == ["Pebbled Tote", "Smooth Tote", "Suede Tote", "Woven Tote"]


def test_what_a_campaign_owes_never_goes_above_its_share_of_the_page():
    page = ask(ruleset(with_params(PERLA, share_limit=0.25)), owed=3)
    assert names(page) == ["Pebbled Tote", "Smooth Tote", "Suede Tote", "Partner Clutch"]
    assert page.relaxed == ()


def test_the_share_holds_for_products_that_would_stand_there_anyway():
    totes = {"fact": "category", "op": "is", "value": "totes"}
    page = ask(ruleset(with_params(PERLA, condition=totes, share_limit=0.5)))
    assert names(page) == ["Pebbled Tote", "Smooth Tote", "House Satchel", "Partner Clutch"]


def test_places_of_a_campaign_are_reserved_as_far_as_the_page_owes_them():
    rules = ruleset(with_params(PERLA, positions=[1, 3]))
    assert names(ask(rules, owed=1))[0] == "Partner Clutch"
    assert names(ask(rules, owed=2)) == ["Partner Clutch", "Pebbled Tote", "Gold Hoops", "Smooth Tote"]


def test_a_page_owes_as_much_as_it_can_when_it_cannot_owe_all():
    shop = named("Pebbled Tote", "Canvas Belt", "House Wallet", "Gold Hoops")
    page = ask(ruleset(PERLA), owed=2, size=3, shop=shop)
    assert "Gold Hoops" in names(page)
    (given,) = page.relaxed
    assert (given.kept, given.positions) == ("At least 1 of products where brand is partner brand on the page", ())
    assert page.infeasible[0].parts == (("campaign-1", "owed"),)


def test_a_campaign_gives_way_to_a_contract_listed_before_it_and_both_are_named():
    none = rule("cap", {"limit": 0, "condition": EARRINGS}, severity="contract", label="No earrings")
    hoops = with_params(PERLA, condition={"all": [PARTNER, EARRINGS]})
    page = ask(ruleset(none, hoops), owed=1)
    assert [(each.label, each.severity) for each in page.relaxed] == [("Perla", "contract")]
    assert page.infeasible[0].why == (
        "No earrings and Perla (at least 1 on the page) cannot all hold with the products that may be shown."
    )


def test_a_campaign_without_a_product_to_show_is_released_and_blames_nobody():
    page = ask(ruleset(PERLA), owed=1, shop=named("Pebbled Tote", "Canvas Belt"), size=2)
    assert [(each.code, each.positions) for each in page.relaxed] == [("absent", ())]
    assert page.infeasible == ()
