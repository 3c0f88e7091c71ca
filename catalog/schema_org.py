"""Membership and prices in the words of schema.org, for the JSON-LD of a shop's pages. Plain values, no database.

https://schema.org/MemberProgram, https://schema.org/MemberProgramTier and https://schema.org/UnitPriceSpecification
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from catalog.feeds.rows import TierRow

CONTEXT = "https://schema.org"


def member_program(*, shop: str, currency: str, tiers: Sequence[TierRow]) -> dict[str, object]:
    """This will describe a shop's membership: its tiers and what it takes to be in them, and no price."""
    members = sorted((tier for tier in tiers if tier.rank > 0), key=lambda tier: tier.rank)
    return {
        "@context": CONTEXT,
        "@type": "MemberProgram",
        "name": f"{shop} membership",
        "hasTiers": [_tier(tier, currency=currency) for tier in members],
    }


def product_offer(
    *, currency: str, regular: Decimal, members: Mapping[str, Decimal], publishes_member_prices: bool
) -> dict[str, object]:
    """This will describe what a product costs; `members` maps tier codes to what they pay.

    Without the shop's word that member prices may be published, the regular price stands alone.
    """
    offer: dict[str, object] = {
        "@context": CONTEXT,
        "@type": "Offer",
        "price": _plain(regular),
        "priceCurrency": currency,
    }
    below = {code: amount for code, amount in members.items() if amount < regular}
    if publishes_member_prices and below:
        offer["priceSpecification"] = [
            _specification(regular, currency=currency),
            *(
                _specification(amount, currency=currency)
                | {"validForMemberTier": {"@type": "MemberProgramTier", "@id": tier_id(code)}}
                for code, amount in below.items()
            ),
        ]
    return offer


def tier_id(code: str) -> str:
    """This will name a tier within the page, so that offers can point to it."""
    return f"#tier-{code}"


def _tier(tier: TierRow, *, currency: str) -> dict[str, object]:
    found: dict[str, object] = {
        "@type": "MemberProgramTier",
        "@id": tier_id(tier.code),
        "name": tier.name,
        "hasTierBenefit": f"{CONTEXT}/TierBenefitLoyaltyPrice",
    }
    if tier.minimum_spend is None:
        return found
    spend = {"@type": "MonetaryAmount", "currency": currency, "value": _plain(tier.minimum_spend)}
    if tier.spend_months is None:
        return found | {"hasTierRequirement": spend}
    # A MonetaryAmount has no period, so the requirement with one is told in words.
    months = f"{tier.spend_months} month{'' if tier.spend_months == 1 else 's'}"
    return found | {"hasTierRequirement": f"{spend['value']} {currency} spent within {months}"}


def _specification(amount: Decimal, *, currency: str) -> dict[str, object]:
    return {"@type": "UnitPriceSpecification", "price": _plain(amount), "priceCurrency": currency}


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"
