"""Segments: conditions on shoppers, read like those on products."""

import pytest

from rules.engine import RuleError
from rules.engine.parsing import parse_condition
from rules.engine.segment import Segment
from rules.engine.shopper_facts import ORDER_FACTS, PLAIN_FACTS, SHOPPER_FACTS

GOLD = {"fact": "tier", "op": "is", "value": "gold"}
LOYAL = {"fact": "orders", "op": "at_least", "value": 3}
MEMBER = {"tier": "gold", "personalise": True, "orders": 4.0}


def segment(condition: object) -> Segment:
    return Segment.read(code="mine", name="Mine", condition=condition)


@pytest.mark.parametrize(
    ("condition", "facts", "inside"),
    [
        (GOLD, MEMBER, True),
        (GOLD, {"tier": "guest"}, False),
        (LOYAL, MEMBER, True),
        (LOYAL, MEMBER | {"orders": None}, False),
        ({"all": [GOLD, LOYAL]}, MEMBER, True),
        ({"fact": "material_taste", "op": "contains", "value": "suede"}, {"personalise": True}, False),
    ],
)
def test_a_segment_holds_whom_its_condition_holds(condition: object, facts: dict, inside: bool) -> None:
    assert segment(condition).holds(facts) is inside


@pytest.mark.parametrize(
    "condition",
    [LOYAL, {"any": [GOLD, LOYAL]}, {"not": LOYAL}, {"fact": "orders", "op": "is_missing"}],
)
def test_who_switched_personal_lists_off_is_in_no_segment_about_behaviour(condition: object) -> None:
    assert not segment(condition).holds(MEMBER | {"personalise": False})
    assert not segment(condition).holds({"tier": "gold", "personalise": False})


def test_who_switched_personal_lists_off_still_has_a_tier() -> None:
    assert segment(GOLD).holds({"tier": "gold", "personalise": False})


def test_only_segments_about_orders_ask_for_orders() -> None:
    assert segment({"all": [GOLD, LOYAL]}).needs_orders
    assert not segment({"fact": "views", "op": "at_least", "value": 2}).needs_orders
    assert SHOPPER_FACTS.keys() > ORDER_FACTS | PLAIN_FACTS


def test_a_segment_says_who_belongs_to_it() -> None:
    assert segment({"all": [GOLD, LOYAL]}).describe() == "Tier is gold and orders in a year at least 3."


@pytest.mark.parametrize("fact", ["price", "avoids", "avoidable", "nickel"])
def test_neither_products_nor_health_are_facts_of_a_shopper(fact: str) -> None:
    with pytest.raises(RuleError) as refused:
        segment({"fact": fact, "op": "is", "value": "x"})
    assert refused.value.field == "condition.fact"


def test_a_fact_of_shoppers_is_none_of_products() -> None:
    with pytest.raises(RuleError):
        parse_condition(LOYAL)
