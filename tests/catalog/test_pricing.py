"""What a shopper pays, as tables and as properties. No database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.pricing import (
    Because,
    PricePoint,
    Quote,
    Quotes,
    discounted,
    is_reduced,
    lowest_price,
    price,
    price_among,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    """A tier of our stories."""

    name: str
    rank: int
    discount_percent: Decimal | None = None
    below: "Step | None" = None


GUEST = Step("Guest", 0)
SILVER = Step("Silver", 1, None, GUEST)
GOLD = Step("Gold", 2, Decimal(10), SILVER)
BLACK = Step("Black", 3, None, GOLD)
PLAIN = {tier.name: tier for tier in (GUEST, SILVER, GOLD, BLACK)}


def euro(catalogue: str, *rows: Quote) -> Quotes:
    return Quotes(Decimal(catalogue), "EUR", rows)


@pytest.mark.parametrize(
    ("tier", "own", "amount", "sentence"),
    [
        ("Guest", {}, "100", "regular price"),
        ("Guest", {0: "120"}, "120", "regular price"),
        ("Silver", {1: "95"}, "95", "Silver price"),
        ("Silver", {}, "100", "regular price"),
        ("Silver", {0: "120"}, "120", "regular price"),
        ("Gold", {2: "80"}, "80", "Gold price"),
        ("Gold", {}, "90", "Gold: 10 % off the regular price"),
        ("Gold", {0: "120"}, "108", "Gold: 10 % off the regular price"),
        ("Gold", {1: "95"}, "90", "Gold: 10 % off the regular price"),
        ("Black", {2: "80"}, "80", "Gold price"),
        ("Black", {}, "90", "Gold: 10 % off the regular price"),
        ("Black", {3: "70", 2: "80"}, "70", "Black price"),
        ("Gold", {2: "110"}, "100", "regular price, because the Gold price is above it"),
        ("Guest", {1: "95", 2: "80", 3: "70"}, "100", "regular price"),
    ],
)
def test_a_tier_pays_its_own_price_else_its_discount_else_what_the_next_lower_one_pays(
    tier: str, own: dict, amount: str, sentence: str
) -> None:
    rows = tuple(Quote(rank, Decimal(value)) for rank, value in own.items())
    priced = price(euro("100", *rows), tier=PLAIN[tier], currency="EUR", at=NOON)
    assert (priced.amount, priced.reason.sentence) == (Decimal(amount), sentence)


def test_a_price_that_is_not_charged_is_no_word_to_shoppers() -> None:
    priced = price(euro("100", Quote(2, Decimal(110))), tier=GOLD, currency="EUR", at=NOON)
    assert (priced.reason.because, priced.reason.public_words) == (Because.CAPPED, "regular price")


def test_the_catalogue_price_holds_in_its_own_currency_only() -> None:
    priced = price(euro("100"), tier=GOLD, currency="USD", at=NOON)
    assert (priced.amount, priced.regular, priced.reason.sentence) == (None, None, "no price in USD")


def test_a_member_may_have_a_price_where_nobody_else_has_one() -> None:
    priced = price(euro("100", Quote(2, Decimal(80))), tier=GOLD, currency="USD", at=NOON)
    assert (priced.amount, priced.regular) == (Decimal(80), None)
    assert price(euro("100", Quote(2, Decimal(80))), tier=SILVER, currency="USD", at=NOON).amount is None


def test_a_shop_without_tiers_asks_the_catalogue_price() -> None:
    assert price(euro("100"), tier=None, currency="EUR", at=NOON).amount == Decimal(100)


@pytest.mark.parametrize(
    ("at", "amount"),
    [(NOON - timedelta(microseconds=1), "90"), (NOON, "50"), (NOON + HOUR - timedelta(microseconds=1), "50"),
     (NOON + HOUR, "90")],
)  # fmt: skip
def test_a_price_holds_from_its_first_moment_until_just_before_its_last(at: datetime, amount: str) -> None:
    sale = Quote(2, Decimal(50), NOON, NOON + HOUR)
    assert price(euro("100", sale), tier=GOLD, currency="EUR", at=at).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("regular", "percent", "currency", "amount"),
    [
        ("99.99", "10", "EUR", "89.99"),
        ("0.05", "50", "EUR", "0.03"),
        ("1995", "15", "JPY", "1696"),
        ("1990", "15", "JPY", "1692"),
        ("12.345", "10", "KWD", "11.111"),
        ("12.35", "10", "KWD", "11.115"),
        ("100", "33.33", "EUR", "66.67"),
        ("100", "100", "EUR", "0.00"),
        ("100", "0", "EUR", "100.00"),
    ],
)
def test_a_discount_is_rounded_half_up_to_what_can_be_paid(
    regular: str, percent: str, currency: str, amount: str
) -> None:
    found = discounted(Decimal(regular), percent=Decimal(percent), currency=currency)
    assert str(found) == amount


def point(amount: str, days_ago: int) -> PricePoint:
    return PricePoint(Decimal(amount), NOON - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("history", "lowest"),
    [
        ([], None),
        ([point("100", 60)], "100"),
        ([point("70", 60), point("100", 40)], "100"),
        ([point("70", 60), point("100", 29)], "70"),
        ([point("70", 60), point("100", 30)], "100"),
        ([point("100", 60), point("80", 20), point("95", 10)], "80"),
        ([point("95", 10), point("100", 60), point("80", 20)], "80"),
        ([point("100", 60), point("50", 0)], "100"),
    ],
)
def test_the_lowest_price_counts_what_was_asked_in_the_thirty_days_before(
    history: list[PricePoint], lowest: str | None
) -> None:
    assert lowest_price(history, until=NOON) == (None if lowest is None else Decimal(lowest))


@pytest.mark.parametrize(
    ("history", "reduced"),
    [
        ([], False),
        ([point("80", 5)], False),
        ([point("100", 60), point("80", 5)], True),
        ([point("100", 60), point("80", 20), point("120", 10), point("90", 0)], False),
        ([point("100", 60), point("80", 20), point("120", 10), point("79", 0)], True),
        ([point("80", 60), point("100", 5)], False),
        ([point("100", 60), point("80", -1)], False),
    ],
)
def test_a_price_is_reduced_only_below_the_lowest_of_the_thirty_days_before_it_began(
    history: list[PricePoint], reduced: bool
) -> None:
    assert is_reduced(history, at=NOON) is reduced


AMOUNTS = st.decimals(min_value=0, max_value=10_000, places=2, allow_nan=False, allow_infinity=False)
PERCENTS = st.none() | st.decimals(min_value=0, max_value=100, places=2)


@st.composite
def ladders(draw: st.DrawFn) -> Step:
    """The top of a ladder of up to six tiers, some of them with a discount."""
    tier = Step("T0", 0)
    for rank in range(1, draw(st.integers(1, 6))):
        tier = Step(f"T{rank}", rank, draw(PERCENTS), tier)
    return tier


OWN = st.dictionaries(st.integers(0, 7), AMOUNTS)


@given(tier=ladders(), own=OWN, catalogue=st.none() | AMOUNTS, higher=st.dictionaries(st.integers(7, 9), AMOUNTS))
def test_what_higher_tiers_pay_never_changes_a_price(tier: Step, own: dict, catalogue: object, higher: dict) -> None:
    mine = {rank: amount for rank, amount in own.items() if rank <= tier.rank}
    everything = {**{rank + tier.rank: amount for rank, amount in higher.items()}, **mine}
    asked = {"catalogue": catalogue, "tier": tier, "currency": "EUR"}
    assert price_among(mine, **asked) == price_among(everything, **asked)  # type: ignore[arg-type]


@given(tier=ladders(), own=OWN, catalogue=st.none() | AMOUNTS)
def test_nobody_pays_more_than_the_regular_price(tier: Step, own: dict, catalogue: Decimal | None) -> None:
    priced = price_among(own, catalogue=catalogue, tier=tier, currency="EUR")
    assert priced.regular == own.get(0, catalogue)
    assert priced.amount is None or priced.regular is None or priced.amount <= priced.regular


@given(tier=ladders(), own=OWN, catalogue=st.none() | AMOUNTS)
def test_a_price_is_always_one_that_the_shopper_may_have(tier: Step, own: dict, catalogue: Decimal | None) -> None:
    regular = own.get(0, catalogue)
    allowed = {regular, *(amount for rank, amount in own.items() if rank <= tier.rank)}
    step: Step | None = tier
    while step is not None and regular is not None:
        if step.discount_percent is not None:
            allowed.add(discounted(regular, percent=step.discount_percent, currency="EUR"))
        step = step.below
    assert price_among(own, catalogue=catalogue, tier=tier, currency="EUR").amount in allowed


@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=5))
def test_where_prices_fall_from_tier_to_tier_a_higher_tier_never_pays_more(amounts: list[Decimal]) -> None:
    own = dict(enumerate(sorted(amounts, reverse=True)))
    tier = Step("T0", 0)
    paid = []
    for rank in range(len(own)):
        tier = Step(f"T{rank}", rank, None, tier) if rank else tier
        paid.append(price_among(own, catalogue=None, tier=tier, currency="EUR").amount)
    assert paid == sorted(amounts, reverse=True)
