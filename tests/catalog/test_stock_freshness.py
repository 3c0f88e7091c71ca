"""How fresh the figures of each warehouse are, and what the doctor says of old ones."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from catalog.feeds.rows import StockRow
from catalog.freshness import feed_state, warehouse_freshness
from catalog.models import Store, Warehouse
from catalog.stock import apply_stock
from woorec.checkup import Finding, check_up

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "trusted", "state"),
    [
        (None, None, "never"),
        (None, HOUR, "never"),
        (timedelta(0), HOUR, "fresh"),
        (-HOUR, HOUR, "fresh"),
        (HOUR, HOUR, "fresh"),
        (HOUR + timedelta(seconds=1), HOUR, "stale"),
        (24 * HOUR, HOUR, "stale"),
        (25 * HOUR, HOUR, "silent"),
        (24 * HOUR, None, "fresh"),
        (25 * HOUR, None, "silent"),
        (47 * HOUR, 48 * HOUR, "fresh"),
        (49 * HOUR, 48 * HOUR, "silent"),
    ],
)
def test_a_feed_is_as_fresh_as_its_last_word(age: timedelta | None, trusted: timedelta | None, state: str) -> None:
    assert feed_state(None if age is None else NOON - age, trusted=trusted, now=NOON) == state


def test_each_warehouse_has_its_age_and_its_products(leather: Store) -> None:
    Warehouse.objects.update(heard_at=None)
    leather.stock_trusted_minutes = 60
    apply_stock(leather, [StockRow("TOTE-1", "florence", 3)], now=NOON - timedelta(minutes=90))

    florence, newark, singapore = warehouse_freshness(leather, now=NOON)

    assert (florence.code, florence.state, florence.age) == ("florence", "stale", timedelta(minutes=90))
    assert (newark.heard_at, newark.age, newark.state) == (None, None, "never")
    assert (florence.products, newark.products, singapore.products) == (12, 12, 0)


def doctor_on_stock() -> Finding:
    return next(finding for finding in check_up() if finding.subject == "leather: stock")


def test_the_doctor_names_the_warehouse_that_fell_silent_and_what_follows(leather: Store) -> None:
    now = timezone.now()
    Warehouse.objects.filter(store=leather).update(heard_at=now)
    Warehouse.objects.filter(store=leather, code="newark").update(heard_at=now - timedelta(hours=3))
    assert doctor_on_stock().fine
    assert "Newark heard of 3 h ago" in doctor_on_stock().state

    Store.objects.update(stock_trusted_minutes=30)
    finding = doctor_on_stock()
    assert not finding.fine
    assert "the stock of Newark: after 30 minutes it counts as low" in finding.remedy


def test_a_warehouse_without_products_worries_nobody(leather: Store) -> None:
    Store.objects.update(stock_trusted_minutes=30)
    Warehouse.objects.filter(store=leather).update(heard_at=timezone.now())
    Warehouse.objects.filter(store=leather, code="singapore").update(heard_at=None)
    assert doctor_on_stock().fine
