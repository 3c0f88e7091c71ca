"""What a condition accepts, how it tests, how it reads."""

import pytest

from rules.engine import RuleError
from rules.engine.conditions import verdict
from rules.engine.facts import FACTS
from rules.engine.operators import operators_for
from rules.engine.parsing import parse_condition

TOTE = {
    "name": "Pebbled Tote",
    "brand_kind": "house",
    "price": 200.0,
    "stock": 0,
    "category_path": "Bags > Totes",
    "materials": frozenset({"calf", "brass"}),
    "avoidable": {"nickel": "A"},
    "visible": True,
    "grain": "",
    "days_of_cover": None,
    "return_rate": float("nan"),
}


def compare(fact, op, *value):
    return {"fact": fact, "op": op} | ({"value": value[0]} if value else {})


HOLDS = [
    (compare("brand_kind", "is", "house"), True),
    (compare("brand_kind", "is_not", "house"), False),
    (compare("brand_kind", "is_not", "partner"), True),
    (compare("brand_kind", "in", ["house", "other"]), True),
    (compare("brand_kind", "not_in", ["house", "other"]), False),
    (compare("price", "at_least", 200), True),
    (compare("price", "at_least", 200.01), False),
    (compare("price", "at_most", 200), True),
    (compare("stock", "is", 0), True),
    (compare("stock", "at_most", 0), True),
    (compare("name", "contains", "TOTE"), True),
    (compare("name", "contains", "clutch"), False),
    (compare("category_path", "starts_with", "Bags"), True),
    (compare("category_path", "starts_with", "Bag"), False),
    (compare("category_path", "starts_with", "Bags > Totes"), True),
    (compare("category_path", "starts_with", "Bags > Totes > Small"), False),
    (compare("materials", "contains", "brass"), True),
    (compare("materials", "contains", "bras"), False),
    (compare("materials", "in", ["gold", "brass"]), True),
    (compare("materials", "not_in", ["gold", "silver"]), True),
    (compare("avoidable", "contains", "nickel:A"), True),
    (compare("avoidable", "contains", "nickel:B"), False),
    (compare("visible", "is", True), True),
    (compare("grain", "is_missing"), True),
    (compare("days_of_cover", "is_missing"), True),
    (compare("return_rate", "is_missing"), True),
    (compare("price", "is_missing"), False),
    ({"all": [compare("price", "at_least", 100), compare("stock", "at_least", 1)]}, False),
    ({"any": [compare("price", "at_least", 100), compare("stock", "at_least", 1)]}, True),
    ({"not": compare("price", "at_least", 100)}, False),
]


@pytest.mark.parametrize(("condition", "expected"), HOLDS)
def test_a_condition_holds_or_does_not(condition, expected):
    assert parse_condition(condition).holds(TOTE) is expected


@pytest.mark.parametrize(
    ("fact", "op"), [(fact, op) for fact in FACTS for op in operators_for(fact) if op != "is_missing"]
)
def test_every_comparison_with_a_missing_value_is_false(fact, op):
    value = {"number": 5, "text": "x", "set": "x", "flag": True}[FACTS[fact].kind]
    wanted = next(iter(FACTS[fact].choices), value)
    condition = parse_condition(compare(fact, op, [wanted] if op in ("in", "not_in") else wanted))
    assert not condition.holds({})
    assert not condition.holds({fact: None})
    assert parse_condition(compare(fact, "is_missing")).holds({})


def nested(depth):
    return compare("price", "at_least", 1) if depth == 1 else {"not": nested(depth - 1)}


REFUSED = [
    (None, "condition", "object"),
    ([], "condition", "object"),
    ({}, "condition", "all, any, not"),
    ({"all": []}, "condition.all", "at least one"),
    ({"all": [], "any": []}, "condition", "all, any, not"),
    ({"none": [nested(1)]}, "condition", "all, any, not"),
    ({"all": nested(1)}, "condition.all", "list"),
    ({"all": [nested(1), {"fact": "weight"}]}, "condition.all[1].fact", "one of"),
    (compare("price", "is"), "condition.value", "number"),
    (compare("price", "contains", "1"), "condition.op", "one of"),
    (compare("name", "at_least", 1), "condition.op", "one of"),
    (compare("name", "starts_with", "x"), "condition.op", "one of"),
    (compare("price", "at_least", "200"), "condition.value", "number"),
    (compare("price", "at_least", True), "condition.value", "number"),
    (compare("price", "at_least", float("nan")), "condition.value", "finite"),
    (compare("price", "at_least", float("inf")), "condition.value", "finite"),
    (compare("price", "in", [1, "2"]), "condition.value[1]", "number"),
    (compare("price", "in", 1), "condition.value", "list"),
    (compare("visible", "is", 1), "condition.value", "true or false"),
    (compare("brand_kind", "is", "mine"), "condition.value", "one of house"),
    (compare("name", "is", ""), "condition.value", "text"),
    (compare("name", "is", "a\x00b"), "condition.value", "control"),
    (compare("name", "is", "x" * 201), "condition.value", "200"),
    (compare("name", "is_missing", "x"), "condition.value", "left out"),
    ({"fact": "name", "op": "is", "value": "x", "flags": "i"}, "condition.flags", "not known"),
    ({"fact": ["name"], "op": "is", "value": "x"}, "condition.fact", "one of"),
    (nested(9), "condition" + ".not" * 8, "8 levels"),
    ({"any": [nested(1)] * 200}, "condition.any[199]", "200 parts"),
]


@pytest.mark.parametrize(("condition", "field", "message"), REFUSED)
def test_a_wrong_condition_names_the_place_and_what_to_change(condition, field, message):
    with pytest.raises(RuleError, match=message) as caught:
        parse_condition(condition)
    assert caught.value.field == field


def test_the_limits_themselves_are_allowed():
    assert parse_condition(nested(8)).holds({"price": 1}) is False
    assert parse_condition({"any": [nested(1)] * 199}).holds({"price": 1})


def test_a_very_deep_condition_is_refused_without_exhausting_the_stack():
    deep = compare("price", "at_least", 1)
    for _ in range(100_000):
        deep = {"not": deep}
    with pytest.raises(RuleError, match="8 levels"):
        parse_condition(deep)
    while "not" in deep:  # taken apart by hand: freeing it at once would recurse as deep
        deep = deep.pop("not")


@pytest.mark.parametrize(("condition", "expected"), HOLDS)
def test_conditions_survive_the_way_through_json(condition, expected):
    parsed = parse_condition(condition)
    assert parse_condition(parsed.to_json()) == parsed


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (compare("brand_kind", "is", "house"), "brand is house brand"),
        (compare("price", "at_least", 200), "price at least 200"),
        (compare("margin_rate", "at_most", 0.25), "margin rate at most 25 %"),
        (compare("price", "at_most", 1234567), "price at most 1234567"),
        (compare("colour", "in", ["red", "black"]), "colour is one of red or black"),
        (compare("visible", "is", False), "visible is no"),
        (compare("grain", "is_missing"), "grain is missing"),
        (
            {"all": [nested(1), {"any": [compare("grain", "is", "pebbled"), compare("grain", "is_missing")]}]},
            "price at least 1 and (grain is pebbled or grain is missing)",
        ),
        ({"not": nested(1)}, "not (price at least 1)"),
    ],
)
def test_a_condition_reads_as_plain_english(condition, words):
    assert parse_condition(condition).describe() == words


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (compare("stock", "at_least", 1), None),
        (compare("price", "at_least", 300), False),
        ({"not": compare("stock", "at_least", 1)}, None),
        ({"all": [compare("stock", "at_least", 1), compare("price", "at_least", 300)]}, False),
        ({"all": [compare("stock", "at_least", 1), compare("price", "at_most", 300)]}, None),
        ({"any": [compare("stock", "at_least", 1), compare("price", "at_most", 300)]}, True),
        ({"any": [compare("stock", "at_least", 1), compare("price", "at_least", 300)]}, None),
        ({"not": {"any": [compare("stock", "at_least", 1), compare("price", "at_most", 300)]}}, False),
    ],
)
def test_a_verdict_without_the_stock_is_given_where_the_stock_does_not_matter(condition, expected):
    assert verdict(parse_condition(condition), TOTE, unknown={"stock"}) is expected


@pytest.mark.parametrize(("condition", "expected"), HOLDS)
def test_a_verdict_that_knows_everything_is_the_condition_itself(condition, expected):
    assert verdict(parse_condition(condition), TOTE, unknown=set()) is expected
