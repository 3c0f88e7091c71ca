"""Writing prices: what replaces what, what is refused, and what the history remembers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.rows import PriceRow
from catalog.models import MembershipTier, PriceHistory, Product, Region, Store, TierPrice
from catalog.price_history import price_history
from catalog.price_schedule import Span, already_holds, with_span
from catalog.prices import note_regular_prices, write_prices

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def row(amount: str, *, sku: str = "TOTE-1", region: str = "eu", tier: str = "gold", **more: object) -> PriceRow:
    return PriceRow(sku, region, tier, Decimal(amount), **more)  # type: ignore[arg-type]


def stored(store: Store, *, sku: str = "TOTE-1", region: str = "eu", tier: str = "gold") -> list[tuple]:
    rows = TierPrice.objects.filter(product__store=store, product__sku=sku, region__code=region, tier__code=tier)
    found = [(price.amount, getattr(price.valid, "lower", None), getattr(price.valid, "upper", None)) for price in rows]
    return sorted(found, key=lambda each: each[1] or NOON - 1000 * DAY)


def write(store: Store, *rows: PriceRow, now: datetime = NOON) -> list[str]:
    return [outcome.state for outcome in write_prices(store, rows, now=now)]


def test_a_new_price_replaces_the_one_that_always_held(leather: Store) -> None:
    assert write(leather, row("350")) == ["changed"]
    assert stored(leather) == [(Decimal(350), None, None)]


def test_sending_a_price_again_changes_nothing(leather: Store) -> None:
    write(leather, row("350"))
    before = set(TierPrice.objects.values_list("pk", "amount"))
    assert write(leather, row("350"), row("350", valid_from=NOON, valid_until=NOON + DAY)) == ["unchanged"] * 2
    assert set(TierPrice.objects.values_list("pk", "amount")) == before


def test_a_sale_cuts_the_usual_price_in_two(leather: Store) -> None:
    assert write(leather, row("300", valid_from=NOON, valid_until=NOON + 3 * DAY)) == ["changed"]
    assert stored(leather) == [
        (Decimal("378.00"), None, NOON),
        (Decimal(300), NOON, NOON + 3 * DAY),
        (Decimal("378.00"), NOON + 3 * DAY, None),
    ]


def test_of_two_rows_for_the_same_time_the_later_one_wins(leather: Store) -> None:
    assert write(leather, row("310"), row("320")) == ["changed", "changed"]
    assert stored(leather) == [(Decimal(320), None, None)]


def test_a_currency_stands_for_all_its_regions(leather: Store) -> None:
    Region.objects.create(store=leather, code="ch", name="Switzerland, in euro", currency="EUR")
    assert write(leather, row("333", region="", currency="eur")) == ["changed"]
    assert stored(leather)[0][0] == stored(leather, region="ch")[0][0] == Decimal(333)
    assert stored(leather, region="us") == []


def test_a_row_without_a_tier_is_the_regular_price(leather: Store) -> None:
    assert write(leather, row("999", region="us", tier="")) == ["changed"]
    assert stored(leather, region="us", tier="guest") == [(Decimal(999), None, None)]


def test_the_first_price_of_a_tier_is_new(leather: Store) -> None:
    assert write(leather, row("440", region="us")) == ["created"]


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"sku": "NOTHING"}, "sku", "Send the product first"),
        ({"region": "mars"}, "region", "Its regions: eu, us"),
        ({"tier": "platinum"}, "tier", "Its tiers: gold, guest"),
        ({"region": ""}, "region", "Name the region"),
        ({"region": "", "currency": "JPY"}, "currency", "No region of the store is paid in JPY"),
        ({"currency": "USD"}, "currency", "is paid in EUR"),
        ({"valid_from": NOON, "valid_until": NOON}, "valid_until", "ends before it begins"),
        ({"amount": "-1"}, "amount", "is not a price"),
        ({"amount": "NaN"}, "amount", "is not a price"),
        ({"amount": "10000000000"}, "amount", "is not a price"),
        ({"amount": "9.999"}, "amount", "Round it"),
    ],
)
def test_a_row_that_cannot_be_kept_says_why_and_the_others_are_stored(
    leather: Store, wrong: dict, field: str, words: str
) -> None:
    bad = row(**{"amount": "5", **wrong})
    first, second = write_prices(leather, [bad, row("350")], now=NOON)
    assert (first.state, first.field, second.state) == ("rejected", field, "changed")
    assert words in first.error


def test_yen_have_no_decimals(leather: Store) -> None:
    Region.objects.create(store=leather, code="jp", name="Japan", currency="JPY")
    first, second = write_prices(leather, [row("51000.00", region="jp"), row("51000.50", region="jp")], now=NOON)
    assert (first.state, second.state) == ("created", "rejected")


def test_a_shop_without_a_regular_tier_says_that_it_needs_one(leather: Store) -> None:
    MembershipTier.objects.filter(store=leather, rank=0).delete()
    (outcome,) = write_prices(leather, [row("5", tier="")], now=NOON)
    assert (outcome.state, outcome.field) == ("rejected", "tier")


def test_prices_of_another_shop_are_out_of_reach(leather: Store) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    Region.objects.create(store=other, code="eu", name="Europe", currency="EUR")
    MembershipTier.objects.create(store=other, code="gold", name="Gold", rank=1)
    assert write(other, row("1")) == ["rejected"]


AMOUNTS = st.sampled_from([Decimal(10), Decimal(20), Decimal(30)])
MOMENTS = st.integers(0, 12).map(lambda hours: NOON + timedelta(hours=hours))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start, end = sorted(draw(st.lists(MOMENTS, min_size=2, max_size=2, unique=True)))
    return draw(st.sampled_from([Span(draw(AMOUNTS), start, end), Span(draw(AMOUNTS), start), Span(draw(AMOUNTS))]))


def held(schedule: list[Span], at: datetime) -> list[Decimal]:
    return [span.amount for span in schedule if span.start <= at < span.end]


@given(st.lists(spans(), max_size=8))
def test_at_any_moment_the_last_price_written_for_it_holds(written: list[Span]) -> None:
    schedule: list[Span] = []
    for span in written:
        schedule = with_span(schedule, span)
        assert already_holds(schedule, span)
    for half_hours in range(-1, 27):
        at = NOON + timedelta(minutes=30 * half_hours)
        wanted = [span.amount for span in written if span.start <= at < span.end][-1:]
        assert held(schedule, at) == wanted


def asked(store: Store, *, region: str | None, tier: str | None, sku: str = "TOTE-1") -> list[tuple[Decimal, datetime]]:
    found = PriceHistory.objects.filter(
        product__store=store, product__sku=sku, region__code=region, tier__code=tier
    ).order_by("since")
    return list(found.values_list("amount", "since"))


def test_the_history_remembers_a_change_once(leather: Store) -> None:
    PriceHistory.objects.all().delete()
    write(leather, row("350"))
    write(leather, row("350"), now=NOON + DAY)
    write(leather, row("340"), now=NOON + 2 * DAY)
    assert asked(leather, region="eu", tier="gold") == [(Decimal(350), NOON), (Decimal(340), NOON + 2 * DAY)]


def test_the_history_plans_a_sale_and_its_end_and_forgets_the_plan_when_it_changes(leather: Store) -> None:
    PriceHistory.objects.all().delete()
    write(leather, row("300", valid_from=NOON + DAY, valid_until=NOON + 3 * DAY))
    usual = Decimal("378.00")
    assert asked(leather, region="eu", tier="gold") == [
        (usual, NOON), (Decimal(300), NOON + DAY), (usual, NOON + 3 * DAY),
    ]  # fmt: skip
    write(leather, row("378", valid_from=NOON + DAY, valid_until=NOON + 3 * DAY), now=NOON + timedelta(hours=1))
    assert asked(leather, region="eu", tier="gold") == [(usual, NOON)]


def test_the_end_of_a_members_price_is_followed_by_what_is_then_paid(leather: Store) -> None:
    TierPrice.objects.all().delete()
    PriceHistory.objects.all().delete()
    MembershipTier.objects.filter(store=leather, code="gold").update(discount_percent=10)
    write(leather, row("300", valid_from=NOON, valid_until=NOON + DAY))
    assert asked(leather, region="eu", tier="gold") == [(Decimal(300), NOON), (Decimal(378), NOON + DAY)]


def test_a_price_above_the_regular_one_is_never_noted_as_asked(leather: Store) -> None:
    PriceHistory.objects.all().delete()
    write(leather, row("999"))
    assert asked(leather, region="eu", tier="gold") == [(Decimal(420), NOON)]


def test_the_catalogue_price_is_noted_when_it_changed(leather: Store) -> None:
    PriceHistory.objects.all().delete()
    tote = Product.objects.get(store=leather, sku="TOTE-1")
    for days, amount in enumerate(("420", "420", "400")):
        Product.objects.filter(pk=tote.pk).update(price=amount)
        note_regular_prices([tote.pk], now=NOON + days * DAY)
    assert asked(leather, region=None, tier=None) == [(Decimal(420), NOON), (Decimal(400), NOON + 2 * DAY)]


def test_a_members_discount_follows_the_catalogue_price_into_the_history(leather: Store) -> None:
    tote = Product.objects.get(store=leather, sku="TOTE-1")
    TierPrice.objects.all().delete()
    PriceHistory.objects.all().delete()
    MembershipTier.objects.filter(store=leather, code="gold").update(discount_percent=10)
    write(leather, row("300", valid_from=NOON, valid_until=NOON + DAY))
    Product.objects.filter(pk=tote.pk).update(price=200)
    note_regular_prices([tote.pk], now=NOON + 2 * DAY)
    assert asked(leather, region="eu", tier="gold")[-1] == (Decimal(180), NOON + 2 * DAY)


def test_the_regular_price_of_a_home_region_goes_on_from_the_catalogues(leather: Store) -> None:
    TierPrice.objects.all().delete()
    PriceHistory.objects.all().delete()
    tote = Product.objects.get(store=leather, sku="TOTE-1")
    note_regular_prices([tote.pk], now=NOON - DAY)
    write(leather, row("410", tier="guest"))
    note = {"region": leather.regions.get(code="eu"), "tier": leather.tiers.get(code="guest")}
    assert [point.amount for point in price_history(tote, **note)] == [Decimal(420), Decimal(410)]


def test_what_is_only_planned_is_no_history(leather: Store) -> None:
    PriceHistory.objects.all().delete()
    tomorrow = datetime.now(UTC) + DAY
    write(leather, row("300", valid_from=tomorrow), now=datetime.now(UTC))
    tote = Product.objects.get(store=leather, sku="TOTE-1")
    note = {"region": leather.regions.get(code="eu"), "tier": leather.tiers.get(code="gold")}
    assert [point.amount for point in price_history(tote, **note)] == [Decimal(378)]


def test_a_price_that_was_taken_away_is_followed_by_what_is_paid_without_it(leather: Store) -> None:
    PriceHistory.objects.all().delete()
    write(leather, row("300"))
    TierPrice.objects.filter(product__sku="TOTE-1", tier__code="gold").delete()
    write(leather, row("419", tier="guest"), now=NOON + DAY)
    assert asked(leather, region="eu", tier="gold") == [(Decimal(300), NOON), (Decimal(419), NOON + DAY)]
