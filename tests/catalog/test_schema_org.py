"""Membership and prices as JSON-LD."""

from decimal import Decimal

from catalog.feeds.rows import TierRow
from catalog.schema_org import member_program, product_offer

GUEST, GOLD = TierRow("guest", "Guest", 0), TierRow("gold", "Gold", 2, minimum_spend=Decimal(1500))
SILVER = TierRow("silver", "Silver", 1, minimum_spend=Decimal("300.00"), spend_months=12)


def offer(*, publishes: bool, **members: str) -> dict:
    amounts = {code: Decimal(amount) for code, amount in members.items()}
    return product_offer(currency="EUR", regular=Decimal("420.00"), members=amounts, publishes_member_prices=publishes)


def test_members_are_listed_from_the_lowest_and_the_regular_tier_is_none() -> None:
    program = member_program(shop="Aurelia", currency="EUR", tiers=[GOLD, GUEST, SILVER])
    assert program["@type"] == "MemberProgram"
    assert [tier["@id"] for tier in program["hasTiers"]] == ["#tier-silver", "#tier-gold"]


def test_what_it_takes_to_be_in_a_tier_is_an_amount_or_a_sentence() -> None:
    silver, gold = member_program(shop="Aurelia", currency="EUR", tiers=[SILVER, GOLD])["hasTiers"]
    assert silver["hasTierRequirement"] == "300.00 EUR spent within 12 months"
    assert gold["hasTierRequirement"] == {"@type": "MonetaryAmount", "currency": "EUR", "value": "1500"}


def test_an_offer_names_member_prices_only_where_the_shop_publishes_them() -> None:
    assert "378" not in str(offer(publishes=False, gold="378.00"))
    regular, gold = offer(publishes=True, gold="378.00")["priceSpecification"]
    assert regular == {"@type": "UnitPriceSpecification", "price": "420.00", "priceCurrency": "EUR"}
    assert (gold["price"], gold["validForMemberTier"]["@id"]) == ("378.00", "#tier-gold")


def test_a_member_price_that_is_no_lower_is_not_published() -> None:
    assert "priceSpecification" not in offer(publishes=True, gold="420.00")
