"""What a lower price may be compared with: the lowest regular one of 30 days, and nothing where that is not known."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.lowest_prices import LowestPrices, lowest_prices
from catalog.models import PriceHistory, Product, Region, Store
from tests.conftest import NOON


def remember(store: Store, *points: tuple[int, str], region: str | None = "eu", tier: str = "guest") -> Product:
    """Pebbled Tote cost so much, so many days ago."""
    product = store.products.get(sku="TOTE-1")
    where = Region.objects.get(store=store, code=region) if region else None
    PriceHistory.objects.filter(product=product, region=where).delete()
    for days, amount in points:
        PriceHistory.objects.create(
            product=product,
            region=where,
            tier=store.tiers.get(code=tier) if where else None,
            amount=Decimal(amount),
            since=NOON - timedelta(days=days),
        )
    return product


def lowest(store: Store, product: Product, *, paid: float, regular: float | None, region: str = "eu") -> float | None:
    where = Region.objects.get(store=store, code=region)
    known = lowest_prices(store, now=NOON)
    return known.of(product.pk, region_id=where.pk, currency=where.currency, paid=paid, regular=regular)


def test_a_reduced_price_is_compared_with_the_lowest_of_the_thirty_days_before(leather: Store) -> None:
    tote = remember(leather, (90, "420"), (25, "380"), (20, "420"), (5, "350"))
    assert lowest(leather, tote, paid=350, regular=350) == 380


def test_a_price_from_before_those_days_that_still_held_counts(leather: Store) -> None:
    tote = remember(leather, (90, "370"), (20, "420"), (5, "350"))
    assert lowest(leather, tote, paid=350, regular=350) == 370


def test_a_member_price_is_compared_with_the_lowest_regular_one_of_late(leather: Store) -> None:
    tote = remember(leather, (90, "420"), (12, "360"), (10, "420"))
    assert lowest(leather, tote, paid=378, regular=420) == 360


@pytest.mark.parametrize("points", [[(10, "420")], [(20, "420"), (5, "350")]])
def test_a_past_of_less_than_thirty_days_proves_nothing(leather: Store, points: list[tuple[int, str]]) -> None:
    tote = remember(leather, *points)
    now = float(points[-1][1])
    assert lowest(leather, tote, paid=now, regular=now) is None
    assert lowest(leather, tote, paid=now - 10, regular=now) is None


def test_a_price_that_changed_since_makes_it_unknown(leather: Store) -> None:
    tote = remember(leather, (90, "420"), (5, "350"))
    assert lowest(leather, tote, paid=340, regular=340) is None


def test_what_is_only_planned_does_not_count(leather: Store) -> None:
    tote = remember(leather, (90, "420"), (5, "400"), (-3, "100"))
    assert lowest(leather, tote, paid=400, regular=400) == 420


def test_what_members_paid_is_no_regular_price(leather: Store) -> None:
    tote = remember(leather, (90, "100"), tier="gold")
    assert lowest(leather, tote, paid=100, regular=100) is None


def test_the_catalogues_price_stands_in_where_its_currency_is_paid(leather: Store) -> None:
    tote = remember(leather, (90, "450"), (5, "420"), region=None)
    PriceHistory.objects.filter(product=tote).exclude(region=None).delete()
    assert lowest(leather, tote, paid=420, regular=420) == 450
    assert lowest(leather, tote, paid=420, regular=420, region="us") is None


def test_it_is_read_again_only_when_a_price_was_noted_or_an_hour_went_by(leather: Store) -> None:
    remember(leather, (90, "420"))
    known = lowest_prices(leather, now=NOON)
    assert asks(leather, known, minutes=20) == 1
    assert asks(leather, known, minutes=70) == 2
    remember(leather, (90, "420"))
    assert asks(leather, known, minutes=20) == 2


def asks(store: Store, known: LowestPrices, *, minutes: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        lowest_prices(store, now=NOON + timedelta(minutes=minutes), previous=known)
    return len(queries)
