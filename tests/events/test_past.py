"""What is read of a shopper's past, and of what was sold: orders that were called off are no part of it."""

from datetime import datetime, timedelta

import pytest

from catalog.models import Store
from events.customers import ensure_customer
from events.models import Order, Return
from events.queries import daily_sales, return_rates, shopper
from tests.conftest import NOON

DAY = timedelta(days=1)


@pytest.fixture
def nora(leather: Store) -> int:
    return ensure_customer(leather, external_id="nora")


def order(store: Store, customer: int, number: str, *, pieces: int, cancelled_at: datetime | None = None) -> Order:
    made = Order.objects.create(
        store=store, number=number, customer_id=customer, at=NOON - 2 * DAY, currency="EUR", cancelled_at=cancelled_at
    )
    made.lines.create(product=store.products.get(sku="TOTE-1"), quantity=pieces, unit_price=420)
    return made


def test_what_was_called_off_was_not_bought(leather: Store, nora: int) -> None:
    order(leather, nora, "A-1", pieces=1, cancelled_at=NOON - DAY)
    assert shopper(leather, customer_id=nora, session="", at=NOON).bought == frozenset()
    order(leather, nora, "A-2", pieces=1)
    assert len(shopper(leather, customer_id=nora, session="", at=NOON).bought) == 1


def test_a_list_of_yesterday_knows_nothing_of_todays_cancellation(leather: Store, nora: int) -> None:
    order(leather, nora, "A-1", pieces=1, cancelled_at=NOON)
    assert len(shopper(leather, customer_id=nora, session="", at=NOON - DAY).bought) == 1


def test_what_was_called_off_was_not_sold(leather: Store, nora: int) -> None:
    order(leather, nora, "A-1", pieces=28)
    order(leather, nora, "A-2", pieces=280, cancelled_at=NOON - DAY)
    assert list(daily_sales(leather, at=NOON).values()) == [1.0]


def test_what_was_called_off_says_nothing_about_returns(leather: Store, nora: int) -> None:
    sold = order(leather, nora, "A-1", pieces=2)
    Return.objects.create(line=sold.lines.get(), at=NOON, quantity=1)
    before = return_rates(leather)
    order(leather, nora, "A-2", pieces=200, cancelled_at=NOON - DAY)
    assert return_rates(leather) == before
