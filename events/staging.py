"""What the past of a shop is written with: staging tables, the store's own codes, and room in the partitions.

Each chunk is copied into staging tables and moved into place by SQL, in one transaction. Writing it again changes
nothing. See events.staged_orders, events.staged_interactions and events.staged_lists.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from catalog.models import Product, Region, Store
from events.partitions import ensure_months
from events.privacy import pseudonym

Counts = dict[str, int]
Line = tuple[Any, ...]


class Shelf:
    """The store's own codes, read once, and the months that are known to have their partitions."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.products: Mapping[str, int] = dict(Product.objects.filter(store=store).values_list("sku", "pk"))
        self.regions: Mapping[str, int] = dict(Region.objects.filter(store=store).values_list("code", "pk"))
        self._names: dict[str, str] = {}
        self._months: set[tuple[str, date]] = set()

    def pseudonym(self, external_id: str) -> str | None:
        """This will name a customer as they are stored; a visitor has no name."""
        if not external_id:
            return None
        if external_id not in self._names:
            self._names[external_id] = pseudonym(store_code=self.store.code, external_id=external_id)
        return self._names[external_id]

    def make_room(self, table: str, *, times: Iterable[datetime]) -> None:
        """This will make the partitions that rows of these times go to."""
        for day in sorted({in_utc.date().replace(day=1) for in_utc in {at.astimezone(UTC) for at in times}}):
            if (table, day) not in self._months:
                ensure_months(table, day, day)
                self._months.add((table, day))


def event_id_of(store: Store, *parts: str) -> UUID:
    """This will give an event that came without an id one that follows from what it says."""
    said = "\x1f".join((store.code, *parts)).encode()
    return UUID(hashlib.md5(said, usedforsecurity=False).hexdigest())


@contextmanager
def chunk_of(**tables: str) -> Iterator[Any]:
    """This will open a transaction with staging tables that are gone after it."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Rows come in the order of the file; one look into an index beats reading a whole table for a chunk.
        cursor.execute("SET LOCAL random_page_cost TO 1.1")
        for name, columns in tables.items():
            cursor.execute(f"CREATE TEMP TABLE {name} ({columns})")
        yield cursor
        cursor.execute(f"DROP TABLE {', '.join(tables)}")


def copy_into(cursor: Any, table: str, lines: Iterable[Line]) -> None:
    """This will copy lines into a staging table, named with or without its columns."""
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)
    cursor.execute(f"ANALYZE {table.split()[0]}")


MAKE_CUSTOMERS = """
INSERT INTO events_customer (store_id, pseudonym, personalise)
SELECT DISTINCT %s::bigint, customer, true FROM {table} WHERE customer IS NOT NULL ORDER BY 2
ON CONFLICT (store_id, pseudonym) DO NOTHING
"""


def make_customers(cursor: Any, shelf: Shelf, *, table: str) -> None:
    """This will make the profiles that a staging table names and that are missing."""
    cursor.execute(MAKE_CUSTOMERS.format(table=table), [shelf.store.pk])


def analyse() -> None:
    """This will let the planner know of tables that have just grown."""
    with connection.cursor() as cursor:
        for table in ("interaction", "rankedlist", "order", "orderline", "return", "customer", "eventreceipt"):
            cursor.execute(f"ANALYZE events_{table}")
