"""What lies of each product and whether it may be shown, kept in memory and never trusted blindly.

The book of a store is what one snapshot of the database saw. Whoever changes stock or visibility leaves a note with
the products in `catalog_stockchange` (triggers, so that nothing can forget it). A request asks, in one statement and so
at one moment, for the notes that the book's snapshot did not see, and reads the products among them that it is about.
The same question about all products, asked every second, brings the book up to date.

Sources of the check: PostgreSQL's documentation, "Transaction ID and Snapshot Information Functions". A transaction is
unseen by a snapshot if its number is one of those that were running then (xip) or at least that of the next one (xmax).
"""

import logging
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Self

import numpy as np
from django.db import Error
from numpy.typing import NDArray

from catalog.models import Store
from catalog.prepared import fetch_prepared, is_lost
from catalog.queries import RegionFacts
from catalog.stock_rows import StockRows, read_heard
from catalog.transactions import SNAPSHOT

log = logging.getLogger(__name__)
# A book is made anew after OLDEST, and not trusted when it could not be renewed for as long as TRUSTED.
OLDEST, TRUSTED = timedelta(hours=1), timedelta(minutes=5)
MOST_CHANGES = 20_000  # products in notes; to look through more costs more than to read everything


@dataclass(frozen=True, slots=True)
class StockBook:
    """Stock and visibility of a store. `rows` has a column for each of `warehouses`."""

    server: float  # when the database server was started: another server, or one put back, has other transactions
    snapshot: str
    made_at: datetime
    renewed_at: datetime
    warehouses: tuple[int, ...]
    rows: StockRows
    heard: dict[int, float]  # by warehouse, unix seconds

    def is_trusted(self, now: datetime) -> bool:
        """This will say whether the notes that it is checked against are all still there."""
        return len(self.rows.products) > 0 and abs(now - self.renewed_at) < TRUSTED

    def has(self, warehouses: Sequence[int]) -> bool:
        return set(warehouses) <= set(self.warehouses)


class News(NamedTuple):
    """What a statement found: the products that notes are about, and of them all that are there, as they are now."""

    server: float
    changes: int
    touched: bytes | None
    products: bytes | None
    cells: bytes | None
    heard: bytes | None
    last: object  # the snapshot of the statement, or whether a price has changed

    @property
    def is_too_much(self) -> bool:
        return self.changes > MOST_CHANGES

    @property
    def touched_ids(self) -> NDArray[np.int64]:
        return np.frombuffer(self.touched or b"", dtype=">i8").astype(np.int64)

    def rows(self, warehouses: Sequence[int]) -> StockRows:
        return StockRows.read(self.products, self.cells, warehouses=warehouses)

    @classmethod
    def asked(cls, sql: str, values: dict[str, object]) -> Self:
        (row,) = fetch_prepared(sql, values)
        return cls(*row)


def unseen(columns: str, table: str, snapshot: str) -> str:
    """This will write the read of notes that a snapshot, the parameter of that name, did not see.

    Two probes of the index, however long the oldest transaction has been running.
    """
    of_store = f"SELECT {columns} FROM {table} c WHERE c.store_id = %(store)s"
    since = f"%({snapshot})s::pg_snapshot"
    return f"""(
        ({of_store} AND c.xid >= pg_snapshot_xmax({since}) LIMIT {MOST_CHANGES + 1})
        UNION ALL
        ({of_store} AND c.xid = ANY(ARRAY(SELECT pg_snapshot_xip({since}))) LIMIT {MOST_CHANGES + 1})
    )"""


def _answer(which: str, *, changes: str, touched: str, last: str) -> str:
    """This will write the columns of News about some products p, as bytes that NumPy reads without a loop.

    `+ 0` keeps the planner from a probe of the index for each warehouse, which it would think so dear that it planned
    the statement anew with every request.
    """
    return f"""
SELECT extract(epoch FROM pg_postmaster_start_time())::float8, ({changes})::bigint, ({touched}), (
    SELECT string_agg(
        int8send(p.id)
        || int4send(least(greatest(p.launched_on, date '0001-01-01'), date '10000-01-01') - date '1970-01-01')
        || boolsend(p.visible AND p.status = 'active')
        || boolsend(EXISTS (SELECT FROM catalog_stocklevel s WHERE s.product_id = p.id)), '')
    FROM catalog_product p WHERE {which}
), (
    SELECT string_agg(int8send(s.product_id) || int8send(s.warehouse_id) || int4send(s.quantity), '')
    FROM catalog_product p JOIN catalog_stocklevel s ON s.product_id = p.id
    WHERE {which} AND s.warehouse_id + 0 = ANY(%(warehouses)s::bigint[])
), (
    SELECT string_agg(int8send(w.id) || float8send(coalesce(extract(epoch FROM w.heard_at)::float8, '-infinity')), '')
    FROM catalog_warehouse w WHERE w.id = ANY(%(warehouses)s::bigint[])
), {last}
"""


NOTES = f"WITH unseen AS MATERIALIZED {unseen('c.products, c.many', 'catalog_stockchange', 'stock')}, touched AS "
CHANGES = "SELECT coalesce(sum(many), 0) FROM unseen"
NOTED = f"SELECT unnest(products) AS id FROM unseen WHERE ({CHANGES}) <= {MOST_CHANGES}"
TOUCHED = "SELECT string_agg(int8send(id), '') FROM touched"
IS_TOUCHED = "p.id = ANY(ARRAY(SELECT id FROM touched))"
OF_STORE = "p.store_id = %(store)s"
ALL_OF_STORE = _answer(OF_STORE, changes="SELECT 0", touched="NULL::bytea", last=SNAPSHOT)
WHAT_CHANGED = f"{NOTES} MATERIALIZED (SELECT DISTINCT id FROM ({NOTED}) noted)" + _answer(
    f"{IS_TOUCHED} AND {OF_STORE}", changes=CHANGES, touched=TOUCHED, last=SNAPSHOT
)
# INTERSECT hashes or sorts, whatever the planner expects; a join might compare each with each.
NOTED_OF_SOME = f"{NOTED} INTERSECT SELECT unnest(%(products)s::bigint[]) WHERE EXISTS (SELECT FROM unseen)"
WHAT_CHANGED_OF_SOME = f"{NOTES} MATERIALIZED (({NOTED_OF_SOME}) UNION SELECT unnest(%(unknown)s::bigint[]))" + _answer(
    IS_TOUCHED, changes=CHANGES, touched=TOUCHED, last=f"EXISTS {unseen('1', 'catalog_pricechange', 'prices')}"
)


def make_stock_book(store: Store, *, warehouses: Sequence[int], now: datetime) -> StockBook:
    """This will read a store's products, and what lies of them in some warehouses."""
    news = News.asked(ALL_OF_STORE, {"store": store.pk, "warehouses": list(warehouses)})
    return StockBook(
        server=news.server,
        snapshot=str(news.last),
        made_at=now,
        renewed_at=now,
        warehouses=tuple(warehouses),
        rows=news.rows(warehouses),
        heard=read_heard(news.heard),
    )


def caught_up(book: StockBook, store: Store, *, now: datetime) -> StockBook | None:
    """This will bring a book up to date; None when too much has changed. What did not change is shared with it."""
    values = {"store": store.pk, "warehouses": list(book.warehouses), "stock": book.snapshot}
    news = News.asked(WHAT_CHANGED, values)
    if news.is_too_much or news.server != book.server:
        return None
    rows = book.rows.with_changes(news.touched_ids, news.rows(book.warehouses)) if news.touched else book.rows
    return replace(book, snapshot=str(news.last), renewed_at=now, rows=rows, heard=read_heard(news.heard))


def ask(
    book: StockBook, product_ids: NDArray[np.int64], *, unknown: NDArray[np.int64], store: Store, prices: str
) -> News:
    """This will ask what a book does not know about some products, and whether a price changed since a snapshot."""
    return News.asked(
        WHAT_CHANGED_OF_SOME,
        {
            "store": store.pk,
            "warehouses": list(book.warehouses),
            "stock": book.snapshot,
            "prices": prices,
            "products": _array(product_ids),
            "unknown": _array(unknown),
        },
    )


class StockBooks:
    """The stock books of one process, one a store."""

    def __init__(self) -> None:
        self._books: dict[int, StockBook] = {}

    def book(self, store: Store, *, region: RegionFacts) -> StockBook | None:
        """This will give what is remembered, however old it is, unless it lacks a warehouse of the region."""
        book = self._books.get(store.pk)
        return book if book is not None and book.has(region.warehouse_ids) else None

    def distrust(self) -> None:
        """This will have no book answer for a database any more before it was made anew."""
        self._books = {pk: replace(book, server=math.nan) for pk, book in self._books.items()}

    def let_go(self, store: Store) -> None:
        self._books.pop(store.pk, None)

    def keep_only(self, stores: Collection[int]) -> None:
        """This will let go of the books of all other stores."""
        for pk in [pk for pk in self._books if pk not in stores]:
            self._books.pop(pk, None)

    def renew(self, store: Store, *, warehouses: Sequence[int], now: datetime) -> None:
        """This will bring a store's book up to date, or make it anew when it is missing, old or lacks a warehouse."""
        book = self._books.get(store.pk)
        try:
            if book is not None and book.has(warehouses) and book.is_trusted(now) and now - book.made_at < OLDEST:
                book = caught_up(book, store, now=now)
            else:
                book = None
            self._books[store.pk] = book or make_stock_book(store, warehouses=warehouses, now=now)
        except Exception as error:
            if isinstance(error, Error) and is_lost():
                raise  # the database is away, for all of them
            self._books.pop(store.pk, None)
            log.exception("The stock of %s cannot be kept; it is read with every request", store)


def _array(ids: NDArray[np.int64]) -> str:
    """This will write whole numbers as PostgreSQL reads arrays, many times faster than the driver does."""
    return "{" + ",".join(map(str, ids.tolist())) + "}"
