"""The real grocery retailer in miniature: its two tables as a store, its purchases as a past, its rules on a list."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from catalog.feeds.base import FeedError
from catalog.feeds.completejourney import Purchases, Tables, read_tables, store_rows
from catalog.models import Product, Store
from catalog.services import load_store
from events.backfill import load_history
from events.feeds.completejourney import history, merged_lines
from events.privacy import pseudonym
from woorec.answers import Answer, Request
from woorec.first_rules import RETAILER_RULES
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.shops import set_up_placements

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
MONDAY = datetime(2017, 1, 2, 9, tzinfo=UTC).timestamp()
DEPARTMENTS = ("GROCERY", "PRODUCE", "DAIRY", "BAKERY")
UNSOLD = 100


def product(number: int, *, brand: str = "National") -> dict[str, object]:
    department = DEPARTMENTS[number % len(DEPARTMENTS)]
    return {
        "product_id": number,
        "manufacturer_id": 7 if brand == "Private" else 1,
        "brand": brand,
        "department": department,
        "product_category": f"{department} SHELF",
        "product_type": "PLAIN",
        "package_size": "12 OZ",
    }


@pytest.fixture
def tables() -> Tables:
    """Sixteen products, four of the private brand, one that nobody bought; household 5 buys product 1 every week."""
    products = [product(number, brand="Private" if number % 4 == 2 else "National") for number in range(1, 17)]
    lines = [(5, week, 1, week) for week in range(1, 9)] + [(6, 100 + n, n, 8) for n in range(1, 17)]
    household, basket, bought, week = (np.array(column, dtype=np.int64) for column in zip(*lines, strict=True))
    return Tables(
        products=[*products, product(UNSOLD)],
        purchases=Purchases(
            household=household,
            basket=basket,
            product=bought,
            quantity=np.full(len(lines), 2, dtype=np.int64),
            value=np.full(len(lines), 3.0),
            week=week,
            at=MONDAY + 7 * 86_400.0 * week,
        ),
        purchases_without_product=0,
    )


@pytest.fixture
def retailer(db: None, tables: Tables) -> Store:
    store = load_store(store_rows(tables, code="retailer", name="Retailer"))
    load_history(store, history(tables.purchases, until=NOW))
    set_up_placements(store, rules=RETAILER_RULES, recall_mix={"again": 1, "hot": 1})
    return store


def ask(store: Store, *, household: int) -> Answer:
    customer = store.customers.get(pseudonym=pseudonym(store_code=store.code, external_id=str(household)))
    request = Request(UUID(int=1), "home", NOW, customer_id=customer.pk, explore=False)
    return recommend(request, SNAPSHOTS.refresh(store), DatabaseLive(store))


def test_the_private_brand_is_the_house_and_what_nobody_bought_is_hidden(retailer: Store) -> None:
    kinds = dict(Product.objects.filter(store=retailer).values_list("sku", "brand__kind"))
    assert {sku for sku, kind in kinds.items() if kind == "house"} == {"2", "6", "10", "14"}
    assert list(retailer.products.filter(visible=False).values_list("sku", flat=True)) == [str(UNSOLD)]
    assert str(retailer.products.get(sku="1").price) == "1.50"


def test_the_past_moves_by_whole_weeks_and_each_basket_is_an_order(retailer: Store) -> None:
    newest = retailer.orders.latest("at").at
    assert NOW - timedelta(days=7) < newest <= NOW
    assert (newest.weekday(), newest.hour) == (0, 9)
    assert retailer.orders.count() == 24


def test_a_household_gets_a_full_list_with_the_private_brand_in_slots_4_and_10(retailer: Store) -> None:
    page = ask(retailer, household=5)
    assert len(page.items) == 12
    assert [page.items[place - 1].brand_kind for place in (4, 10)] == ["house", "house"]
    assert page.relaxed == ()
    categories = [item.category_path for item in page.items]
    assert all(len(set(categories[start : start + 3])) > 1 for start in range(len(categories) - 2))


def test_a_product_that_a_basket_lists_twice_is_one_line(tables: Tables) -> None:
    twice = Purchases(*(np.concatenate([getattr(tables.purchases, name)[:1]] * 2) for name in Purchases.__slots__))
    lines = merged_lines(twice)
    assert (lines.product.tolist(), lines.quantity.tolist(), lines.value.tolist()) == ([1], [4], [6.0])


def test_a_folder_without_the_tables_is_told_what_it_lacks(tmp_path) -> None:
    with pytest.raises(FeedError, match=r"lacks products\.parquet, transactions\.parquet"):
        read_tables(tmp_path)
