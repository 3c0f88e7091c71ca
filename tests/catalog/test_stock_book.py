"""Stock and visibility kept in memory are those of the database, at every moment, whoever changes them."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.books import BOOKS
from catalog.live_facts import live_facts
from catalog.models import Product, RegionWarehouse, StockLevel, Store
from catalog.old_notes import forget_stock_changes
from catalog.queries import region_facts, tier_facts
from catalog.services import load_store
from tests.catalog.remembering import everything, now, remember, somebody_else
from tests.factories import small_shop

COLUMNS = "product_id, warehouse_id, quantity, counted, counted_sequence, updated_at"
pytestmark = pytest.mark.django_db(transaction=True)  # what others commit is the point


@pytest.fixture
def shop() -> Store:
    return load_store(small_shop())


def levels(store: Store, **which: object):  # noqa: ANN201
    return StockLevel.objects.filter(product__store=store, **which)


def new_product(store: Store, sku: str) -> Product:
    first = store.products.first()
    return Product.objects.create(
        store=store, sku=sku, item_group=sku, name="New", price=10, category=first.category, brand=first.brand
    )


def sql(statement: str) -> Callable[[Store], None]:
    def run(store: Store) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def copied(store: Store) -> None:
    """This will bring in a row as a loader does that knows COPY alone."""
    product, warehouse = new_product(store, "COPIED-1"), store.warehouses.get(code="florence")
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY catalog_stocklevel ({COLUMNS}) FROM STDIN") as copy,
    ):
        copy.write_row((product.pk, warehouse.pk, 3, 3, 0, datetime.now(UTC)))


CHANGES: dict[str, Callable[[Store], object]] = {
    "sold out": lambda store: levels(store).update(quantity=0),
    "one row": lambda store: levels(store, product__sku="TOTE-1").first().delete(),
    "no row at all": lambda store: levels(store, product__sku="TOTE-1").delete(),
    "rows elsewhere only": lambda store: (
        levels(store, product__sku="TOTE-1").update(warehouse=store.warehouses.get(code="singapore"))
        if levels(store, product__sku="TOTE-1", warehouse__code="newark").delete()
        else None
    ),
    "hidden": lambda store: store.products.filter(sku="TOTE-1").update(visible=False),
    "archived": lambda store: store.products.filter(sku="TOTE-1").update(status="archived"),
    "not launched": lambda store: store.products.filter(sku="TOTE-1").update(launched_on=date(2999, 1, 1)),
    "launched for ever": sql("UPDATE catalog_product SET launched_on = '-infinity' WHERE sku = 'BELT-1'"),
    "deleted": lambda store: store.products.get(sku="TOTE-1").delete(),
    "new": lambda store: new_product(store, "NEW-1"),
    "copied in": copied,
    "a warehouse is gone": lambda store: store.warehouses.get(code="newark").delete(),
    "upsert": sql(
        f"INSERT INTO catalog_stocklevel ({COLUMNS}) "
        "SELECT product_id, warehouse_id, 7, 7, 1, now() FROM catalog_stocklevel "
        "ON CONFLICT (product_id, warehouse_id) DO UPDATE SET quantity = excluded.quantity"
    ),
    "merge": sql(
        "MERGE INTO catalog_stocklevel s USING catalog_product p ON p.id = s.product_id AND p.sku = 'TOTE-1' "
        "WHEN MATCHED AND s.quantity > 9 THEN UPDATE SET quantity = 1 WHEN NOT MATCHED THEN DO NOTHING"
    ),
}


# The book of prices has to be made anew for them: products, rows of prices, a region's warehouses are others.
PRICED_ANEW = {"new", "copied in", "deleted", "a warehouse is gone"}


@contextmanager
def nothing_read_twice() -> Iterator[None]:
    """This will make sure that nobody falls back on reading everything."""
    with CaptureQueriesContext(connection) as queries:
        yield
    assert not [query["sql"] for query in queries if "FROM catalog_tierprice" in query["sql"]]


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_holds_for_the_next_request(shop: Store, name: str) -> None:
    at, ids = now(), tuple(shop.products.values_list("pk", flat=True))
    remember(shop, at=at)
    before = everything(shop, live_facts, at=at, more=ids)
    CHANGES[name](shop)
    truth = everything(shop, live_facts, at=at, more=ids)
    assert truth != before or name == "launched for ever"
    for _ in range(2):
        with nullcontext() if name in PRICED_ANEW else nothing_read_twice():
            assert everything(shop, BOOKS.facts, at=at, more=ids) == truth
        BOOKS.renew(now=at)


def test_a_request_asks_once_and_reads_no_stock_that_is_known(shop: Store) -> None:
    remember(shop, at=now())
    with CaptureQueriesContext(connection) as queries:
        BOOKS.facts(
            list(shop.products.values_list("pk", flat=True)), store=shop, region=region_facts(shop)[0], tier=None,
            at=now(),
        )  # fmt: skip
    assert "FROM catalog_tierprice" not in queries[-1]["sql"]
    assert len(queries) == 4  # products, regions, their warehouses, and what is not known


def test_a_change_that_is_committed_late_is_noticed_and_one_that_never_is_is_not(shop: Store) -> None:
    at = now()
    with somebody_else() as slow, somebody_else() as undecided:
        belt = shop.products.get(sku="BELT-1").pk  # theirs alone: whoever writes the same row waits
        slow.execute("UPDATE catalog_stocklevel SET quantity = 2 WHERE product_id <> %s", [belt])
        undecided.execute("UPDATE catalog_product SET visible = false")
        for _ in range(3):
            remember(shop, at=at)
            levels(shop, product=belt, warehouse__code="newark").update(quantity=random.randrange(9))
            assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)
        before = everything(shop, live_facts, at=at)
        slow.commit()
        undecided.rollback()
        told = everything(shop, BOOKS.facts, at=at)
        assert told == everything(shop, live_facts, at=at) != before
        BOOKS.renew(now=at)
        assert everything(shop, BOOKS.facts, at=at) == told


def test_a_product_is_shown_from_the_day_of_its_launch_in_utc(shop: Store) -> None:
    day = datetime(2026, 3, 2, tzinfo=UTC)
    shop.products.filter(sku="TOTE-1").update(launched_on=day.date())
    remember(shop, at=now())
    for at in (day - timedelta(seconds=1), day, day.astimezone(UTC) + timedelta(days=1)):
        assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)


def test_a_warehouse_that_falls_silent_counts_as_low_with_the_next_request(shop: Store) -> None:
    shop.stock_trusted_minutes, shop.low_stock_quantity = 30, 4
    shop.warehouses.update(heard_at=now())
    remember(shop, at=now())
    full = everything(shop, BOOKS.facts, at=now())
    shop.warehouses.filter(code="florence").update(heard_at=now() - timedelta(minutes=31))
    shop.warehouses.filter(code="newark").update(heard_at=None)
    at = now()
    low = everything(shop, BOOKS.facts, at=at)
    assert low == everything(shop, live_facts, at=at) != full
    assert {facts.stock for facts in low["eu", None].values()} == {8}
    assert all(facts.stock_is_old for facts in low["eu", None].values())
    shop.low_stock_quantity = 10  # no less than was reported
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at) != low


def test_another_warehouse_for_a_region_holds_with_the_next_request(shop: Store) -> None:
    at = now()
    remember(shop, at=at)
    singapore = shop.warehouses.get(code="singapore")
    StockLevel.objects.create(product=shop.products.first(), warehouse=singapore, quantity=50)
    RegionWarehouse.objects.filter(region__code="us").delete()
    for region in shop.regions.all():
        RegionWarehouse.objects.create(region=region, warehouse=singapore, rank=9)
    for _ in range(2):
        assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)
        BOOKS.renew(now=at)
    with nothing_read_twice():
        everything(shop, BOOKS.facts, at=at)


def test_what_is_sent_again_as_it_was_leaves_no_note(shop: Store) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_stockchange")
    levels(shop).update(quantity=10, counted=10, counted_sequence=5)
    shop.products.update(name="Renamed")
    assert notes() == 0
    levels(shop).update(quantity=11)
    assert notes() == 1


def test_a_store_is_told_of_its_own_changes_alone(shop: Store) -> None:
    other = load_store(small_shop("other"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_stockchange")
    levels(shop).update(quantity=3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_id, many, cardinality(products) FROM catalog_stockchange")
        assert cursor.fetchall() == [(shop.pk, 12, 12)]
    remember(other, at=now())
    mine = tuple(shop.products.values_list("pk", flat=True))
    assert everything(other, BOOKS.facts, at=now(), more=mine).keys() == everything(other, live_facts, at=now()).keys()


def test_a_product_that_moves_to_another_store_is_right_in_both(shop: Store) -> None:
    other, at = load_store(small_shop("other")), now()
    for store in (shop, other):
        remember(store, at=at)
    moving = shop.products.get(sku="TOTE-1")
    Product.objects.filter(pk=moving.pk).update(store=other, sku="MOVED-1")
    for _ in range(2):
        for store in (shop, other):
            told = everything(store, BOOKS.facts, at=at, more=(moving.pk,))
            assert told == everything(store, live_facts, at=at, more=(moving.pk,))
        levels(other, product=moving).update(quantity=1)
        BOOKS.renew(now=at)


def test_a_book_that_is_renewed_leaves_the_one_that_requests_still_read_as_it_was(shop: Store) -> None:
    remember(shop, at=now())
    held = BOOKS._stock._books[shop.pk].rows
    kept = {column.name: getattr(held, column.name).copy() for column in fields(held)}
    levels(shop).update(quantity=1)
    shop.products.filter(sku="TOTE-1").update(visible=False)
    new_product(shop, "NEW-1")
    BOOKS.renew(now=now())
    assert BOOKS._stock._books[shop.pk].rows is not held
    for name, values in kept.items():
        assert (getattr(held, name) == values).all(), name


def test_a_renewal_without_news_copies_nothing(shop: Store) -> None:
    remember(shop, at=now())
    held = BOOKS._stock._books[shop.pk]
    BOOKS.renew(now=now() + timedelta(seconds=1))
    assert BOOKS._stock._books[shop.pk].rows is held.rows
    assert BOOKS._stock._books[shop.pk].renewed_at > held.renewed_at


def falls_back(store: Store) -> bool:
    (place,) = [region for region in region_facts(store) if region.code == "eu"]
    ids = list(store.products.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        told = BOOKS.facts(ids, store=store, region=place, tier=None, at=now())
    assert dict(told) == dict(live_facts(ids, store=store, region=place, tier=None, at=now()))
    return any("FROM catalog_tierprice" in query["sql"] for query in queries)


def test_a_book_that_was_not_renewed_for_five_minutes_is_not_trusted(shop: Store) -> None:
    remember(shop, at=now() - timedelta(minutes=6))
    assert falls_back(shop)
    BOOKS.renew(now=now())
    assert not falls_back(shop)


def test_a_book_of_another_database_server_is_not_trusted(shop: Store) -> None:
    """After a failover the new server may have given the same numbers to other transactions."""
    remember(shop, at=now())
    books = BOOKS._stock._books
    books[shop.pk] = replace(books[shop.pk], server=books[shop.pk].server - 60)
    assert falls_back(shop)
    BOOKS.renew(now=now())
    assert not falls_back(shop)


def test_more_changes_than_are_worth_looking_through_are_read_at_once(shop: Store) -> None:
    remember(shop, at=now())
    sql(f"INSERT INTO catalog_stockchange SELECT {shop.pk}, pg_current_xact_id(), 20001, '{{1}}'")(shop)
    levels(shop).update(quantity=2)
    assert falls_back(shop)
    BOOKS.renew(now=now())
    assert not falls_back(shop)


def notes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_stockchange")
        return cursor.fetchone()[0]


def a_quarter_of_an_hour_passes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_pastsnapshot SET at = at - interval '16 minutes'")


def test_notes_are_let_go_a_quarter_of_an_hour_after_their_commit(shop: Store) -> None:
    levels(shop).update(quantity=1)
    assert forget_stock_changes() == 0
    a_quarter_of_an_hour_passes()
    levels(shop).update(quantity=2)
    before = notes()
    assert forget_stock_changes() == before - 1
    assert notes() == 1


def test_the_note_of_a_long_transaction_is_kept_however_long_ago_it_was_written(shop: Store) -> None:
    """A book that was renewed a second before the commit has not seen it, and must find it."""
    at = now()
    with somebody_else() as slow:
        slow.execute("UPDATE catalog_stocklevel SET quantity = 0")
        for _ in range(3):
            forget_stock_changes()
            a_quarter_of_an_hour_passes()
        remember(shop, at=at)
        slow.commit()
    forget_stock_changes()
    told = everything(shop, BOOKS.facts, at=at)
    assert told == everything(shop, live_facts, at=at)
    assert {facts.stock for facts in told["eu", None].values()} == {0}


def test_notes_from_a_dump_of_another_database_are_let_go(shop: Store) -> None:
    sql(f"INSERT INTO catalog_stockchange SELECT {shop.pk}, '900000000000'::xid8, 1, '{{1}}'")(shop)
    sql(f"INSERT INTO catalog_pricechange SELECT {shop.pk}, '900000000000'::xid8")(shop)
    forget_stock_changes()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xid FROM catalog_stockchange WHERE xid > '900000000'::xid8 "
            "UNION ALL SELECT xid FROM catalog_pricechange WHERE xid > '900000000'::xid8"
        )
        assert not cursor.fetchall()


def test_what_is_remembered_is_told_without_the_database_however_old_it_is(shop: Store) -> None:
    at = now()
    remember(shop, at=at - timedelta(hours=3))
    regions, tiers = region_facts(shop), tier_facts(shop)
    ids = list(shop.products.values_list("pk", flat=True))
    before = live_facts(ids, store=shop, region=regions[0], tier=tiers[-1], at=at)
    levels(shop).update(quantity=0)
    with CaptureQueriesContext(connection) as queries:
        told = BOOKS.remembered([*ids, 10**9], store=shop, region=regions[0], tier=tiers[-1], at=at)
        BOOKS.clear()
        assert BOOKS.remembered(ids, store=shop, region=regions[0], tier=tiers[-1], at=at) is None
    assert told is not None
    assert len(queries) == 0
    assert dict(told) == dict(before)
