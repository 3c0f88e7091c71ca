"""What a shopper pays, and why. The one place that decides it: plain values in, plain values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from typing import Protocol

# How many decimals a currency is paid in, ISO 4217; every other one has two.
MINOR_UNITS: Mapping[str, int] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
OMNIBUS_DAYS = 30
HUNDRED = Decimal(100)


class Tier(Protocol):
    """A membership tier and, in `below`, the next lower one."""

    @property
    def name(self) -> str: ...
    @property
    def rank(self) -> int: ...
    @property
    def discount_percent(self) -> Decimal | None: ...
    @property
    def below(self) -> "Tier | None": ...


class Because(StrEnum):
    REGULAR = "regular"
    OWN = "own"
    DISCOUNT = "discount"
    CAPPED = "capped"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a price is what it is. `tier` is the one whose price or discount it is."""

    because: Because
    tier: str = ""
    percent: Decimal | None = None
    currency: str = ""

    @property
    def sentence(self) -> str:
        """This will say it to those who run the shop."""
        if self.because is Because.CAPPED:
            return f"regular price, because the {self.tier} price is above it"
        return self.public_words

    @property
    def public_words(self) -> str:
        """This will say it to the shopper who pays it, without a word about anybody else's price."""
        if self.because is Because.OWN:
            return f"{self.tier} price"
        if self.because is Because.DISCOUNT:
            return f"{self.tier}: {_plain(self.percent)} % off the regular price"
        return f"no price in {self.currency}" if self.because is Because.NONE else "regular price"


@dataclass(frozen=True, slots=True)
class Quote:
    """What the tier of a rank pays in one region from `valid_from` on and before `valid_until`."""

    rank: int
    amount: Decimal
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        started = self.valid_from is None or self.valid_from <= at
        return started and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True)
class Quotes:
    """Everything that is written about one product's price in one region."""

    catalogue: Decimal
    catalogue_currency: str
    rows: Sequence[Quote] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """What is paid and what everybody pays, both None where the product has no price in the currency."""

    amount: Decimal | None
    currency: str
    reason: Reason
    regular: Decimal | None


@dataclass(frozen=True, slots=True)
class PricePoint:
    """A price that was asked from `since` until the next point."""

    amount: Decimal
    since: datetime


def price(quotes: Quotes, *, tier: Tier | None, currency: str, at: datetime) -> Priced:
    """This will decide what a member of `tier` pays at a moment; without a tier, the regular price."""
    own = {quote.rank: quote.amount for quote in quotes.rows if quote.holds(at)}
    catalogue = quotes.catalogue if quotes.catalogue_currency == currency else None
    return price_among(own, catalogue=catalogue, tier=tier, currency=currency)


def price_among(own: Mapping[int, Decimal], *, catalogue: Decimal | None, tier: Tier | None, currency: str) -> Priced:
    """This will decide among the amounts that hold now, by rank; `catalogue` is None in a foreign currency.

    The row of rank 0 is the region's regular price, otherwise the catalogue's is. A tier pays its own row; without one
    its discount off the regular price; without that what the next lower tier pays, and never more than the regular one.
    """
    regular = own.get(0, catalogue)
    amount, reason = _for_tier(own, regular, tier, currency)
    if amount is not None and regular is not None and amount > regular:
        return Priced(regular, currency, _reason(Because.CAPPED, reason.tier, None, ""), regular)
    return Priced(amount, currency, reason, regular)


def _for_tier(
    own: Mapping[int, Decimal], regular: Decimal | None, tier: Tier | None, currency: str
) -> tuple[Decimal | None, Reason]:
    while tier is not None and tier.rank > 0:
        if tier.rank in own:
            return own[tier.rank], _reason(Because.OWN, tier.name, None, "")
        if tier.discount_percent is not None and regular is not None:
            percent = tier.discount_percent
            return discounted(regular, percent=percent, currency=currency), _reason(
                Because.DISCOUNT, tier.name, percent, ""
            )
        tier = tier.below
    if regular is None:
        return None, _reason(Because.NONE, "", None, currency)
    return regular, _reason(Because.REGULAR, "", None, "")


def discounted(regular: Decimal, *, percent: Decimal, currency: str) -> Decimal:
    """This will take a percentage off and round half up to what the currency can be paid in."""
    return rounded(regular * (HUNDRED - percent) / HUNDRED, currency=currency)


def rounded(amount: Decimal, *, currency: str) -> Decimal:
    return amount.quantize(smallest_unit(currency), ROUND_HALF_UP)


@cache
def smallest_unit(currency: str) -> Decimal:
    """This will give the smallest amount of a currency, as in 0.01."""
    return Decimal(1).scaleb(-MINOR_UNITS.get(currency, 2))


def lowest_price(history: Sequence[PricePoint], *, until: datetime, days: int = OMNIBUS_DAYS) -> Decimal | None:
    """This will find the lowest price of the days before a moment: Directive 98/6/EC, article 6a (Omnibus).

    The price that was already asked when those days began counts; None where none is known.
    """
    start = until - timedelta(days=days)
    points = sorted((point for point in history if point.since < until), key=lambda point: point.since)
    before = [point for point in points if point.since <= start]
    asked = [*before[-1:], *(point for point in points if point.since > start)]
    return min((point.amount for point in asked), default=None)


def is_reduced(history: Sequence[PricePoint], *, at: datetime, days: int = OMNIBUS_DAYS) -> bool:
    """This will say whether the price at a moment may be announced as reduced against the days before it began."""
    known = [point for point in history if point.since <= at]
    if not known:
        return False
    now = max(known, key=lambda point: point.since)
    before = lowest_price(history, until=now.since, days=days)
    return before is not None and now.amount < before


@cache
def _reason(because: Because, tier: str, percent: Decimal | None, currency: str) -> Reason:
    # One value for all products of a list: building thousands of equal ones would cost a millisecond a request.
    return Reason(because, tier, percent, currency)


def _plain(percent: Decimal | None) -> str:
    return f"{(percent or Decimal(0)).normalize():f}"
