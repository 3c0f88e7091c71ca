"""Sentences say what a store calls things; what has no name keeps its code, and names never change what a rule is."""

from datetime import UTC, datetime

import pytest

from rules.engine.collisions import slot_collisions
from rules.engine.diff import diff
from rules.engine.names import Names, with_names
from rules.engine.rule import Rule
from rules.engine.ruleset import RuleSet
from rules.engine.segment import Segment
from rules.kinds import load_rule

NAMES = Names(
    {
        "brand": {"ferrante-firenze": "Ferrante Firenze"},
        "category": {"kleinleder": "Small leather"},
        "categories": {"kleinleder": "Small leather"},
        "viewed_categories": {"kleinleder": "Small leather"},
        "segments": {"new-visitors": "New visitors", "loyal": "Loyal", "steady": "Gold, no returns"},
        "tiers": {"gold": "Gold"},
        "tier": {"gold": "Gold"},
    },
    ("€",),
)
FERRANTE = {"fact": "brand", "op": "is", "value": "ferrante-firenze"}

ONE_OF_TWO = {"fact": "category", "op": "in", "value": ["kleinleder", "gone"]}


def rule(kind: str, params: dict, **beside: object) -> Rule:
    return with_names(load_rule({"rule_id": "r", "kind": kind, "params": params, "owner": "Mia", **beside}), NAMES)


def slot(scope: dict, rule_id: str = "r", **beside: object) -> Rule:
    return rule("slot", {"positions": [4], "condition": FERRANTE}, scope=scope, rule_id=rule_id, **beside)


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("eligibility", {"condition": FERRANTE}, "Never show products where brand is Ferrante Firenze."),
        (
            "boost",
            {"points": 5, "condition": {"all": [FERRANTE, {"not": ONE_OF_TWO}]}},
            "Add 5 points where brand is Ferrante Firenze and not (category is one of Small leather or gone).",
        ),
        (
            "slot",
            {"positions": [1], "skus": ["A"], "fallback": "next", "next_pools": [{"condition": FERRANTE}]},
            "Slot 1 reserved for SKU A, else products where brand is Ferrante Firenze.",
        ),
        (
            "bury",
            {"points": 5, "condition": {"fact": "price", "op": "at_least", "value": 1250}},
            "Take 5 points where price at least €1,250.",
        ),
        (
            "boost",
            {"by": {"fact": "price", "from": 100, "to": 249.5, "points": 5}},
            "Add up to 5 points as price rises from €100 to €249.50.",
        ),
        (
            "cap",
            {"limit": 1, "condition": {"fact": "margin_rate", "op": "at_most", "value": 0.125}},
            "At most 1 product on the page where margin rate at most 12.5 %.",
        ),
        ("cap", {"limit": 1, "fact": "brand_kind"}, "At most 1 product of the same kind of brand on the page."),
    ],
)  # fmt: skip
def test_a_rule_says_what_the_store_calls_things(kind: str, params: dict, said: str) -> None:
    assert rule(kind, params).describe() == said


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ({"segments": ["new-visitors"]}, "for New visitors"),
        ({"segments": ["new-visitors", "loyal"]}, "for Loyal or New visitors"),
        ({"segments": ["new-visitors", "gone"]}, "for segments gone or New visitors"),
        ({"tiers": ["gold"], "segments": ["loyal"]}, "for tier Gold and for Loyal"),
        ({"segments": ["steady"]}, "for “Gold, no returns”"),
        ({"categories": ["kleinleder"]}, "for category Small leather"),
        ({"regions": ["eu"], "seeds": ["A"]}, "for region eu and on the page of A"),
    ],
)
def test_a_scope_says_what_the_store_calls_its_shoppers(scope: dict, said: str) -> None:
    assert slot(scope).scope.describe() == said


def test_where_several_currencies_are_sold_in_an_amount_is_the_shoppers() -> None:
    dear = load_rule({"rule_id": "r", "kind": "eligibility",
                      "params": {"condition": {"fact": "price", "op": "at_least", "value": 1250}}})  # fmt: skip
    said = with_names(dear, Names({}, ("€", "$"))).describe()
    assert said == "Never show products where price at least 1,250 in local currency."


def test_names_are_no_part_of_a_rule() -> None:
    named = slot({"segments": ["loyal"]})
    plain = with_names(named, Names())
    assert plain == named
    assert plain.describe() != named.describe()
    assert RuleSet((plain,)).ruleset_hash == RuleSet((named,)).ruleset_hash


def test_a_difference_between_versions_says_names() -> None:
    before, after = slot({"tiers": ["gold"]}, label="House"), slot({"segments": ["loyal"]}, label="House")
    assert diff(RuleSet((before,)), RuleSet((after,))) == ("House: now for Loyal (was for tier Gold)",)


def test_a_collision_says_names() -> None:
    until = datetime(2026, 4, 1, tzinfo=UTC).isoformat()
    pair = [slot({"tiers": ["gold"]}, rule_id="a"), slot({"categories": ["kleinleder"]}, rule_id="b", ends_at=until)]
    assert slot_collisions(pair)[0].meeting == ("for tier Gold and category Small leather until 1 April 2026 00:00 UTC")


def test_a_segment_says_names() -> None:
    condition = {"any": [{"fact": "tier", "op": "is", "value": "gold"},
                         {"fact": "viewed_categories", "op": "contains", "value": "kleinleder"},
                         {"fact": "spend", "op": "at_least", "value": 500}]}  # fmt: skip
    segment = with_names(Segment.read(code="x", name="X", condition=condition), NAMES)
    assert segment.describe() == (
        "Tier is Gold or categories viewed contains Small leather or spent in a year at least €500."
    )
