"""The suite every rule kind passes, and what each kind refuses."""

import dataclasses
import json

import pytest

from rules.engine import RuleError, RuleSet, rerank
from rules.engine.rule import Excluding, Pooling, Scoring, Spreading
from rules.kinds import RULE_KINDS, load_rule
from tests.rules.engine.shop import ANYONE, CATALOGUE, HOUSE, PARTNER, names, product, rule, ruleset

EXAMPLES = {
    "eligibility": [{"condition": PARTNER}],
    "boost": [
        {"points": 10.0, "condition": HOUSE},
        {"points": -10.0, "condition": {"not": HOUSE}},
        {"by": {"fact": "margin_rate", "from": 0.2, "to": 0.6, "points": 12.5}},
        {"by": {"fact": "price", "from": 200.0, "to": 50.0, "points": -5.0}, "condition": HOUSE},
    ],
    "bury": [{"points": 10.0, "condition": HOUSE}],
    "slot": [
        {"positions": [4, 10], "condition": HOUSE, "fallback": "release", "exploration_share": 0.1},
        {"positions": [1], "skus": ["SKU-5", "SKU-9"], "fallback": "release", "exploration_share": 0.0},
        {
            "positions": [2, 3],
            "skus": ["SKU-5", "SKU-9"],
            "fill": "listed",
            "fallback": "next",
            "next_pools": [{"condition": PARTNER}, {"skus": ["SKU-1"]}],
            "exploration_share": 0.0,
        },
    ],
    "pin": [{"position": 3, "sku": "SKU-9"}],
    "campaign": [
        {"condition": PARTNER, "impressions": 5000, "share_limit": 0.25},
        {"condition": PARTNER, "impressions": 1, "share_limit": 1.0, "positions": [4, 10]},
    ],
    "scatter": [{"fact": "category", "limit": 2, "window": 3}],
    "cap": [
        {"limit": 2, "fact": "brand"},
        {"limit": 0, "condition": HOUSE},
        {"limit": 1, "condition": HOUSE, "fact": "grain"},
    ],
}
CASES = [(kind, params) for kind, examples in EXAMPLES.items() for params in examples]
# What a kind cannot do without besides its params.
BESIDES = {"campaign": {"starts_at": "2026-03-01T00:00:00+00:00", "ends_at": "2026-04-01T00:00:00+00:00"}}
every_case = pytest.mark.parametrize(("kind", "params"), CASES)

# For each kind, fields under which it has nothing to do.
NEUTRAL = [
    ("eligibility", {"condition": {"fact": "price", "op": "at_least", "value": 1e9}}),
    ("boost", {"points": 0, "condition": HOUSE}),
    ("boost", {"by": {"fact": "price", "from": 0, "to": 1, "points": 0}}),
    ("bury", {"points": 0, "condition": HOUSE}),
    ("slot", {"positions": [13], "condition": HOUSE}),
    ("pin", {"position": 13, "sku": "SKU-1"}),
    ("campaign", {"condition": {"fact": "price", "op": "at_least", "value": 1e9}, "impressions": 5}),
    ("scatter", {"fact": "category", "limit": 12, "window": 100}),
    ("cap", {"limit": 12, "fact": "category"}),
]


def test_every_kind_has_an_example_here_and_answers_to_its_name():
    assert EXAMPLES.keys() == RULE_KINDS.keys()
    assert {name: kind.kind for name, kind in RULE_KINDS.items()} == {name: name for name in RULE_KINDS}


@every_case
def test_params_survive_the_way_through_json(kind, params):
    body = RULE_KINDS[kind].from_params(params)
    written = body.to_params()
    assert written == params
    assert RULE_KINDS[kind].from_params(json.loads(json.dumps(written))) == body


@every_case
def test_the_sentence_is_plain_and_ends_up_in_the_rules_description(kind, params):
    body = RULE_KINDS[kind].from_params(params)
    sentence = body.describe()
    assert sentence[0].isupper()
    assert not any(mark in sentence for mark in "{}[]_'\"")
    written = load_rule(rule(kind, params, **BESIDES.get(kind, {}))).describe()
    assert written.startswith(sentence)
    assert written.endswith(".")


@every_case
def test_a_kind_is_a_frozen_value(kind, params):
    body = RULE_KINDS[kind].from_params(params)
    field = dataclasses.fields(body)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(body, field, None)
    assert hash(body) == hash(RULE_KINDS[kind].from_params(params))


@every_case
def test_a_kind_answers_the_same_each_time_and_leaves_the_facts_alone(kind, params):
    body = RULE_KINDS[kind].from_params(params)
    for candidate in CATALOGUE:
        before = dict(candidate.facts)
        assert _answer(body, candidate.facts) == _answer(body, candidate.facts)
        assert candidate.facts == before


@every_case
def test_a_kind_copes_with_products_without_facts(kind, params):
    body = RULE_KINDS[kind].from_params(params)
    assert _answer(body, {}) == _answer(body, dict.fromkeys(CATALOGUE[0].facts))


@every_case
def test_an_unknown_field_is_named(kind, params):
    with pytest.raises(RuleError, match="is not known here") as caught:
        RULE_KINDS[kind].from_params(params | {"formula": "price * 2"})
    assert caught.value.field == "formula"


@pytest.mark.parametrize("kind", RULE_KINDS)
@pytest.mark.parametrize("params", [None, [], "", 7, {}])
def test_params_that_are_no_params_are_refused(kind, params):
    with pytest.raises(RuleError):
        RULE_KINDS[kind].from_params(params)


@pytest.mark.parametrize(("kind", "params"), NEUTRAL)
def test_a_neutral_rule_changes_nothing_at_all(kind, params):
    free = rerank(CATALOGUE, RuleSet(), size=12, context=ANYONE)
    rules = ruleset(rule(kind, params, **BESIDES.get(kind, {})))
    assert rerank(CATALOGUE, rules, size=12, context=ANYONE) == free


def _answer(body, facts):
    match body:
        case Excluding():
            return body.rejects(facts)
        case Scoring():
            return body.points_for(facts)
        case Pooling():
            return body.admits(facts)
        case Spreading():
            return body.values(facts)


REFUSED = [
    ("boost", {"points": 101, "condition": HOUSE}, "points", "between -100 and 100"),
    ("boost", {"points": float("nan"), "condition": HOUSE}, "points", "finite"),
    ("boost", {"points": 10**400, "condition": HOUSE}, "points", "finite"),
    ("boost", {"points": "10", "condition": HOUSE}, "points", "must be a number"),
    ("boost", {"points": True, "condition": HOUSE}, "points", "must be a number"),
    ("boost", {"points": 5}, "condition", "say which products"),
    ("boost", {"by": {"fact": "colour", "from": 0, "to": 1, "points": 5}}, "by.fact", "one of"),
    ("boost", {"by": {"fact": "price", "from": 1, "to": 1, "points": 5}}, "by.to", "differ"),
    ("boost", {"by": {"fact": "price", "from": 0, "to": 1, "points": 5}, "points": 5}, "points", "inside by"),
    ("bury", {"points": -1, "condition": HOUSE}, "points", "between 0 and 100"),
    ("bury", {"points": 1}, "condition", "object"),
    ("slot", {"positions": [], "condition": HOUSE}, "positions", "at least one"),
    ("slot", {"positions": [0], "condition": HOUSE}, "positions", "between 1 and 100"),
    ("slot", {"positions": [4, 4], "condition": HOUSE}, "positions", "twice"),
    ("slot", {"positions": [1.5], "condition": HOUSE}, "positions", "whole"),
    ("slot", {"positions": [1]}, "condition", "either"),
    ("slot", {"positions": [1], "condition": HOUSE, "skus": ["A"]}, "condition", "either"),
    ("slot", {"positions": [1], "skus": [""]}, "skus", "text"),
    ("slot", {"positions": [1], "condition": HOUSE, "fallback": "hide"}, "fallback", "release"),
    ("slot", {"positions": [1], "condition": HOUSE, "fill": "listed"}, "fill", "list of SKUs"),
    ("slot", {"positions": [1], "skus": ["A"], "fill": "random"}, "fill", "one of best"),
    ("slot", {"positions": [1], "condition": HOUSE, "fallback": "next"}, "next_pools", "at least one"),
    ("slot", {"positions": [1], "condition": HOUSE, "next_pools": [{"skus": ["A"]}]}, "next_pools", "fallback next"),
    (
        "slot",
        {"positions": [1], "condition": HOUSE, "fallback": "next", "next_pools": [{"skus": ["A"]}] * 6},
        "next_pools",
        "at most 5",
    ),
    (
        "slot",
        {"positions": [1], "condition": HOUSE, "fallback": "next", "next_pools": [{"skus": [""]}]},
        "next_pools[0].skus",
        "text",
    ),
    ("pin", {"position": 0, "sku": "A"}, "position", "between 1 and 100"),
    ("pin", {"position": 4}, "sku", "text"),
    ("campaign", {"impressions": 5}, "condition", "object"),
    ("campaign", {"condition": HOUSE, "impressions": 0}, "impressions", "between 1"),
    ("campaign", {"condition": HOUSE, "impressions": 5, "share_limit": 0}, "share_limit", "above 0"),
    ("campaign", {"condition": HOUSE, "impressions": 5, "share_limit": 1.1}, "share_limit", "between 0 and 1"),
    ("campaign", {"condition": HOUSE, "impressions": 5, "positions": [3, 3]}, "positions", "twice"),
    ("slot", {"positions": [1], "condition": HOUSE, "exploration_share": 0.6}, "exploration_share", "0.5"),
    ("scatter", {"fact": "price", "limit": 1, "window": 2}, "fact", "one of"),
    ("scatter", {"fact": "category", "limit": 0, "window": 2}, "limit", "between 1"),
    ("scatter", {"fact": "category", "limit": 3, "window": 3}, "window", "larger than the limit"),
    ("cap", {"limit": 3}, "condition", "say what to count"),
    ("cap", {"limit": -1, "fact": "brand"}, "limit", "between 0"),
    ("eligibility", {"condition": {"fact": "shoe_size", "op": "is", "value": 1}}, "condition.fact", "one of"),
]


@pytest.mark.parametrize(("kind", "params", "field", "message"), REFUSED)
def test_a_wrong_field_is_named_with_what_to_change(kind, params, field, message):
    with pytest.raises(RuleError, match=message) as caught:
        RULE_KINDS[kind].from_params(params)
    assert caught.value.field == field


def test_a_contract_slot_is_never_opened_for_exploration():
    params = {"positions": [4], "condition": HOUSE, "exploration_share": 0.1}
    assert load_rule(rule("slot", params, severity="taste")).body.exploration_share == 0.1
    with pytest.raises(RuleError, match="promised slot") as caught:
        load_rule(rule("slot", params, severity="contract"))
    assert caught.value.field == "exploration_share"


@pytest.mark.parametrize("kind", [kind for kind in RULE_KINDS if kind != "eligibility"])
def test_only_eligibility_is_a_matter_of_safety(kind):
    with pytest.raises(RuleError, match="only an eligibility rule") as caught:
        load_rule(rule(kind, EXAMPLES[kind][0], **{"severity": "safety"} | BESIDES.get(kind, {})))
    assert caught.value.field == "severity"


def test_a_slope_treats_a_number_that_is_not_finite_as_missing():
    body = RULE_KINDS["boost"].from_params({"by": {"fact": "price", "from": 0, "to": 100, "points": 10}})
    assert [body.points_for({"price": value}) for value in (float("nan"), float("inf"), None, "x", 50)] == [
        0,
        0,
        0,
        0,
        5,
    ]


def test_points_are_clamped_far_outside_the_slope():
    body = RULE_KINDS["boost"].from_params({"by": {"fact": "price", "from": -1e12, "to": 1e12, "points": 10}})
    assert body.points_for({"price": 1e308}) == 10
    assert body.points_for({"price": -1e308}) == 0


def test_the_sentences_read_aloud():
    said = [load_rule(rule(kind, params, **BESIDES.get(kind, {}))).describe() for kind, params in CASES]
    assert said == [
        "Never show products where brand is partner brand.",
        "Add 10 points where brand is house brand.",
        "Take 10 points where not (brand is house brand).",
        "Add up to 12.5 points as margin rate rises from 20 % to 60 %.",
        "Take up to 5 points as price falls from 200 to 50 where brand is house brand.",
        "Take 10 points where brand is house brand.",
        "Slots 4 and 10 reserved for products where brand is house brand.",
        "Slot 1 reserved for SKU SKU-5 or SKU-9.",
        "Slots 2 and 3 reserved for SKU SKU-5 then SKU-9 in this order, else products where brand is partner brand, "
        "else SKU SKU-1.",
        "SKU SKU-9 pinned to position 3.",
        "Promise 5000 impressions of products where brand is partner brand, at most 25 % of a page, "
        "from 1 March 2026 00:00 UTC until 1 April 2026 00:00 UTC.",
        "Promise 1 impression of products where brand is partner brand in slots 4 and 10, "
        "from 1 March 2026 00:00 UTC until 1 April 2026 00:00 UTC.",
        "At most 2 products of the same category in any 3 neighbouring positions.",
        "At most 2 products of the same brand on the page.",
        "At most 0 products on the page where brand is house brand.",
        "At most 1 product of the same grain on the page where brand is house brand.",
    ]


def test_facts_may_arrive_as_other_collections():
    scatter = RULE_KINDS["scatter"].from_params({"fact": "materials", "limit": 1, "window": 2})
    assert scatter.values({"materials": ["calf", "brass"]}) == {"calf", "brass"}
    assert scatter.values({"materials": "calf"}) == {"calf"}
    assert scatter.values({"materials": 7}) == frozenset()
    shop = [product(1, 9, materials=["calf"]), product(2, 8, materials={"calf"}), product(3, 7)]
    page = rerank(
        shop, ruleset(rule("scatter", {"fact": "materials", "limit": 1, "window": 2})), size=3, context=ANYONE
    )
    assert names(page) == ["SKU-1", "SKU-3", "SKU-2"]


@pytest.mark.parametrize("missing", ["starts_at", "ends_at"])
def test_a_campaign_runs_between_two_dates(missing):
    with pytest.raises(RuleError, match="between two dates") as caught:
        load_rule(rule("campaign", EXAMPLES["campaign"][0], **BESIDES["campaign"] | {missing: None}))
    assert caught.value.field == missing


def test_a_campaign_is_a_contract_unless_it_says_otherwise():
    assert load_rule(rule("campaign", EXAMPLES["campaign"][0], **BESIDES["campaign"])).severity == "contract"
    assert load_rule(rule("pin", EXAMPLES["pin"][0])).severity == "taste"


@pytest.mark.parametrize(("share", "length", "most"), [(0.25, 12, 3), (0.25, 3, 1), (0.29, 100, 29), (1, 7, 7)])
def test_a_share_of_a_page_is_rounded_down_and_never_below_one(share, length, most):
    body = RULE_KINDS["campaign"].from_params({"condition": HOUSE, "impressions": 5, "share_limit": share})
    assert body.most_on(length) == most
