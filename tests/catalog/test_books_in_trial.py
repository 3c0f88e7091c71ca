"""Whatever others do to a shop, and while they do it, the books say what the database says at that moment."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from catalog.books import BOOKS
from catalog.live_facts import LiveColumns, live_facts
from catalog.models import StockLevel, Store
from catalog.queries import region_facts, tier_facts
from catalog.services import load_store
from tests.catalog.remembering import everything, now, remember, somebody_else
from tests.factories import small_shop

COLUMNS = "product_id, warehouse_id, quantity, counted, counted_sequence, updated_at"
pytestmark = pytest.mark.django_db(transaction=True)  # what others commit is the point


@pytest.fixture
def shop() -> Store:
    return load_store(small_shop())


def one_change(cursor, rng: random.Random, store: Store, *, free: list[int]) -> None:  # noqa: ANN001
    """This will do one thing to a product that no open transaction has touched."""
    product, warehouse = rng.choice(free), rng.choice(list(store.warehouses.values_list("pk", flat=True)))
    kind = rng.randrange(12)
    if kind == 0:
        cursor.execute(
            "DELETE FROM catalog_stocklevel WHERE product_id = %s AND warehouse_id = %s", [product, warehouse]
        )
    elif kind < 4:
        cursor.execute("UPDATE catalog_product SET visible = NOT visible WHERE id = %s", [product])
    elif kind < 6:
        days = rng.choice([None, date(2020, 1, 1), date(2999, 1, 1)])
        cursor.execute("UPDATE catalog_product SET launched_on = %s WHERE id = %s", [days, product])
    elif kind == 6:
        cursor.execute("UPDATE catalog_tierprice SET amount = %s WHERE product_id = %s", [rng.randrange(99), product])
    else:
        cursor.execute(
            f"INSERT INTO catalog_stocklevel ({COLUMNS}) VALUES (%s, %s, %s, 0, 0, now()) "
            "ON CONFLICT (product_id, warehouse_id) DO UPDATE SET quantity = excluded.quantity",
            [product, warehouse, rng.randrange(4)],
        )


@pytest.fixture
def fallbacks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every answer that the books could not give. Prices are made anew without a pause."""
    found: list[int] = []

    def counted(product_ids: Sequence[int], **terms: Any) -> LiveColumns:
        found.append(len(product_ids))
        return live_facts(product_ids, **terms)

    monkeypatch.setattr("catalog.books.live_facts", counted)
    monkeypatch.setattr("catalog.price_book.PAUSE", 0.0)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_through_any_history_of_changes_the_books_say_what_the_database_says(
    shop: Store, seed: int, fallbacks: list[int]
) -> None:
    rng, at = random.Random(seed), now()
    ids = list(shop.products.values_list("pk", flat=True))
    mine, theirs = ids[:6], ids[6:]
    remember(shop, at=at)
    fallbacks.clear()
    with somebody_else() as other:
        for _ in range(60):
            step = rng.randrange(6)
            if step == 0:
                BOOKS.renew(now=now())
            elif step == 1:
                rng.choice([other.commit, other.rollback])()
            elif step == 2:
                with other.cursor() as cursor:
                    one_change(cursor, rng, shop, free=theirs)
            else:
                with transaction.atomic(), connection.cursor() as cursor:
                    for _ in range(rng.randrange(1, 4)):
                        one_change(cursor, rng, shop, free=mine)
                    transaction.set_rollback(rng.random() < 0.2)
            assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at), (seed, step)
    assert len(fallbacks) < 60 * 6 / 2


@contextmanager
def meanwhile(*works: Callable[[], None]) -> Iterator[None]:
    """This will do things again and again in threads with connections of their own."""
    ended, failures = threading.Event(), []

    def again(work: Callable[[], None]) -> None:
        try:
            while not ended.is_set():
                work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=again, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        assert not failures


def writer(store: Store, *, seed: int, free: list[int]) -> Callable[[], None]:
    rng = random.Random(seed)

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for _ in range(rng.randrange(1, 5)):
                one_change(cursor, rng, store, free=free)

    return write


def test_while_others_write_each_answer_is_the_one_of_its_own_moment(shop: Store, fallbacks: list[int]) -> None:
    """Both are read within one snapshot of the database, which the statement of the books takes."""
    at, ids = now(), list(shop.products.values_list("pk", flat=True))
    place, tier = region_facts(shop)[0], tier_facts(shop)[-1]
    remember(shop, at=at)
    writers = [writer(shop, seed=number, free=ids[number::3]) for number in range(3)]
    seen = set()
    with meanwhile(*writers, lambda: BOOKS.renew(now=now())):
        for _ in range(200):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                told = dict(BOOKS.facts(ids, store=shop, region=place, tier=tier, at=at))
                assert told == dict(live_facts(ids, store=shop, region=place, tier=tier, at=at))
            seen.add(tuple(told.items()))
    assert len(seen) > 20  # there was something to miss
    assert len(fallbacks) < 190  # most often a third; how often prices are made anew hangs on the machine


def test_what_was_sold_out_is_sold_out_for_whoever_asks_next(shop: Store, fallbacks: list[int]) -> None:
    at, ids = now(), list(shop.products.values_list("pk", flat=True))
    place = region_facts(shop)[0]
    remember(shop, at=at)
    others = writer(shop, seed=1, free=ids[1:])
    with meanwhile(others, lambda: BOOKS.renew(now=now())):
        for number in range(200):
            quantity = number % 3
            StockLevel.objects.filter(product=ids[0]).update(quantity=quantity)
            told = BOOKS.facts(ids, store=shop, region=place, tier=None, at=at)
            assert told[ids[0]].stock == quantity * 2, number
    assert len(fallbacks) < 190  # most often a third; how often prices are made anew hangs on the machine
