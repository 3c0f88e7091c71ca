"""Rule tests as values: what they read, say, and call a failure. No database."""

from collections.abc import Mapping

import pytest

from rules.asked import Asked
from rules.engine.errors import RuleError
from rules.rule_tests import Expectation, ShownProduct

NICKEL = {"fact": "avoidable", "op": "in", "value": ["nickel:C", "nickel:D", "nickel:X"]}
HOUSE = {"fact": "brand_kind", "op": "is", "value": "house"}
NAMES = {"nora": "Nora, avoids nickel", "eu": "Europe", "gold": "Gold"}


def expectation(**said: object) -> Expectation:
    return Expectation.from_json({"quantity": "none", "condition": HOUSE} | said)


def shown(*kinds: str) -> list[ShownProduct]:
    return [
        ShownProduct(position, f"SKU-{position}", f"Product {position}", {"brand_kind": kind})
        for position, kind in enumerate(kinds, 1)
    ]


def test_a_test_is_said_in_one_sentence() -> None:
    nora = expectation(shopper="nora", region="eu", condition=NICKEL)
    said = nora.describe(placement="Rings", lists=50, names=lambda _kind, code: NAMES[code])
    assert said == (
        "For Nora, avoids nickel in Europe on Rings: no product where allergen class is one of nickel:C, nickel:D or "
        "nickel:X, in 50 lists."
    )


def test_what_is_written_is_read_back() -> None:
    said = {"quantity": "at_most", "count": 2, "condition": HOUSE, "first": 4, "tier": "gold"}
    assert Expectation.from_json(said).to_json() == said


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"quantity": "some"}, "quantity"),
        ({"quantity": "at_least", "count": 0}, "count"),
        ({"quantity": "at_most", "count": -1}, "count"),
        ({"condition": None}, "condition"),
        ({"condition": {"fact": "charm", "op": "is", "value": "x"}}, "condition.fact"),
        ({"first": 0}, "first"),
        ({"tier": 7}, "tier"),
        ({"weather": "rain"}, "weather"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(said: Mapping[str, object], field: str) -> None:
    with pytest.raises(RuleError) as refused:
        expectation(**said)
    assert refused.value.field == field


def test_none_allows_none_and_names_what_is_too_much() -> None:
    offenders = expectation().offenders(shown("other", "house", "house"))
    assert offenders is not None
    assert [each.sku for each in offenders] == ["SKU-2", "SKU-3"]
    assert expectation().offenders(shown("other", "partner")) is None


def test_at_most_names_only_what_is_above_it() -> None:
    offenders = expectation(quantity="at_most", count=1).offenders(shown("house", "house"))
    assert offenders is not None
    assert [each.sku for each in offenders] == ["SKU-2"]


def test_at_least_counts_only_the_first_places_it_asks_for() -> None:
    early = expectation(quantity="at_least", count=1, first=2)
    assert early.offenders(shown("other", "house", "other")) is None
    assert early.offenders(shown("other", "other", "house")) == []


def test_a_product_without_the_fact_fits_no_comparison() -> None:
    assert expectation(condition=NICKEL).offenders(shown("house")) is None


def test_a_list_is_stored_so_that_it_can_be_asked_again() -> None:
    asked = Asked("nora", tier="gold", region="eu", seeds=("TOTE-1", "BELT-1"), clicked="WALLET-1", draw=7)
    assert Asked.from_json(asked.to_json()) == asked
    assert asked.query == "shopper=nora&tier=gold&region=eu&seed=TOTE-1"
    assert not asked.is_on_the_board
