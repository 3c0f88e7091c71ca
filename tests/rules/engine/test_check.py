"""The second opinion finds every sort of fault, also those the solver never makes."""

from dataclasses import replace

import pytest

from rules.engine import RuleSet, page_violations, rerank
from tests.rules.engine.shop import ANYONE, CATALOGUE, HOUSE, NORA, PARTNER, named, product, rule, ruleset

TOTES = named("Pebbled Tote", "Suede Tote", "Woven Tote")

FAULTS = [
    (rule("slot", {"positions": [1], "condition": HOUSE}), "position 1 holds a product outside the pool"),
    (rule("slot", {"positions": [3], "skus": ["SKU-9"]}), "position 3 holds a product outside the pool"),
    (
        rule("scatter", {"fact": "category", "limit": 2, "window": 3}),
        "3 times totes from position 1, at most 2 allowed",
    ),
    (rule("scatter", {"fact": "materials", "limit": 1, "window": 50}), ""),
    (rule("cap", {"limit": 1, "fact": "brand"}), "2 times Lumen from position 1, at most 1 allowed"),
    (
        rule("cap", {"limit": 0, "condition": {"not": HOUSE}}),
        "3 times matching products from position 1, at most 0 allowed",
    ),
    (rule("eligibility", {"condition": {"fact": "name", "op": "contains", "value": "suede"}}), "position 2"),
    (rule("boost", {"points": 5, "condition": HOUSE}), ""),
]


@pytest.mark.parametrize(("broken", "message"), FAULTS)
def test_a_broken_rule_is_found(broken, message):
    found = page_violations(TOTES, ruleset({**broken, "label": "Mine"}), ANYONE)
    assert found == ([f"Mine: {message}"] if message else [])


@pytest.mark.parametrize(("broken", "message"), FAULTS)
def test_a_rule_that_openly_gave_way_is_forgiven_but_never_an_eligibility_rule(broken, message):
    rules = ruleset(broken)
    found = page_violations(TOTES, rules, ANYONE, relaxed={rules.rules[0].rule_id})
    assert bool(found) == (broken["kind"] == "eligibility")


@pytest.mark.parametrize(("name", "words"), [("Ring mit Straß", "strass"), ("RING MIT STRASS", "straß")])
def test_both_opinions_read_letters_alike(name, words):
    rules = ruleset(rule("eligibility", {"condition": {"not": {"fact": "name", "op": "contains", "value": words}}}))
    page = rerank([product(1, name=name)], rules, size=1, context=ANYONE)
    assert [placed.candidate.product_id for placed in page.placed] == [1]
    assert page_violations([placed.candidate for placed in page.placed], rules, ANYONE) == []


def test_repeats_are_found():
    page = [product(1, item_group="hoops"), product(1, item_group="hoops"), product(2, item_group="hoops")]
    assert page_violations(page, RuleSet(), ANYONE) == [
        "product 1 stands on the page 2 times",
        "variant family hoops stands on the page 3 times",
    ]


@pytest.mark.parametrize(
    ("facts", "situation"),
    [
        ({"visible": False}, {}),
        ({"price": None}, {}),
        ({"price": -1}, {}),
        ({"stock": 0}, {}),
        ({"regions_excluded": ["FR"]}, {"region": "FR"}),
        ({"bought": True}, {"exclude_bought": True}),
        ({}, {"excluded": frozenset({1})}),
        ({"avoidable": {"nickel": "C"}}, {"avoids": frozenset({"nickel"})}),
        ({}, {"avoids": frozenset({"nickel"})}),
    ],
)
def test_a_product_that_may_not_be_shown_is_found(facts, situation):
    assert page_violations([product(1)], RuleSet(), ANYONE) == []
    assert len(page_violations([product(1, **facts)], RuleSet(), replace(ANYONE, **situation))) == 1


def test_nora_is_looked_after_here_too():
    unsafe = [each.name for each in CATALOGUE if page_violations([each], RuleSet(), NORA)]
    assert unsafe == ["Smooth Tote", "Partner Clutch", "Plated Hoops", "Silver Studs"]


def test_rules_for_other_shoppers_are_not_applied():
    rules = ruleset({**rule("cap", {"limit": 0, "condition": PARTNER}), "scope": {"tiers": ["gold"]}})
    partner = named("Partner Clutch")
    assert page_violations(partner, rules, ANYONE) == []
    assert page_violations(partner, rules, replace(ANYONE, tier="gold"))
