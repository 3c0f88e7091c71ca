"""The past of a shop, written in chunks: rows are copied into staging tables and moved into place by SQL.

Each function writes one chunk in one transaction. Writing the same chunk again changes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Json

from catalog.models import Product, Region, Store
from events.order_facts import purchase_id
from events.partitions import ensure_months
from events.privacy import pseudonym
from events.rows import InteractionRow, OrderRow, RankedListRow

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
        months = {(table, date(at.year, at.month, 1)) for at in times} - self._months
        if months:
            days = [day for _, day in months]
            ensure_months(table, min(days), max(days))
            self._months |= months


def _event_id(store: Store, *parts: str) -> str:
    said = "\x1f".join((store.code, *parts)).encode()
    return hashlib.md5(said, usedforsecurity=False).hexdigest()


@contextmanager
def _chunk(**tables: str) -> Iterator[Any]:
    """This will open a transaction with staging tables that are gone after it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        # Rows come in the order of the file; one look into an index beats reading a whole table for a chunk.
        cursor.execute("SET LOCAL random_page_cost TO 1.1")
        for name, columns in tables.items():
            cursor.execute(f"CREATE TEMP TABLE {name} ({columns})")
        yield cursor
        cursor.execute(f"DROP TABLE {', '.join(tables)}")


def _copy(cursor: Any, table: str, lines: Iterable[Line]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)
    cursor.execute(f"ANALYZE {table}")


MAKE_CUSTOMERS = """
INSERT INTO events_customer (store_id, pseudonym, personalise)
SELECT DISTINCT %s::bigint, customer, true FROM {table} WHERE customer IS NOT NULL ORDER BY 2
ON CONFLICT (store_id, pseudonym) DO NOTHING
"""


ORDER = "number text, customer text, session text, region_id bigint, region text, at timestamptz, currency text, event_id uuid, is_new boolean, id bigint"  # noqa: E501
LINE = "number text, product_id bigint, quantity int, unit_price numeric, request_id uuid"
RETURN = "number text, product_id bigint, at timestamptz, quantity int, reason text, event_id uuid"

KEEP_ORDERS = """
WITH kept AS (
    INSERT INTO events_order (store_id, number, customer_id, session, region_id, at, currency)
    SELECT %s, s.number, c.id, s.session, s.region_id, s.at, s.currency
    FROM staged_order s LEFT JOIN events_customer c ON c.store_id = %s AND c.pseudonym = s.customer
    ON CONFLICT (store_id, number) DO NOTHING RETURNING id, number
)
UPDATE staged_order s SET id = k.id, is_new = true FROM kept k WHERE k.number = s.number
"""
FIND_ORDERS = """
UPDATE staged_order s SET id = o.id FROM events_order o WHERE s.id IS NULL AND o.store_id = %s AND o.number = s.number
"""
KEEP_LINES = """
INSERT INTO events_orderline (order_id, product_id, quantity, unit_price, request_id)
SELECT s.id, l.product_id, l.quantity, l.unit_price, l.request_id
FROM staged_line l JOIN staged_order s ON s.number = l.number
ON CONFLICT (order_id, product_id) DO NOTHING
"""
KEEP_RETURNS = """
INSERT INTO events_return (line_id, at, quantity, reason)
SELECT l.id, r.at, least(r.quantity, l.quantity), r.reason
FROM staged_return r JOIN staged_order s ON s.number = r.number
JOIN events_orderline l ON l.order_id = s.id AND l.product_id = r.product_id
WHERE NOT EXISTS (SELECT 1 FROM events_return known WHERE known.line_id = l.id AND known.at = r.at)
"""
# An order that was known before has told of its purchase already.
TELL_PURCHASES = """
WITH counted AS (
    INSERT INTO events_eventreceipt (store_id, event_id, received_at)
    SELECT %s, event_id, now() FROM staged_order WHERE is_new
    ON CONFLICT (store_id, event_id) DO NOTHING RETURNING event_id
)
INSERT INTO events_interaction (store_id, event_id, kind, at, received_at, session, customer_id, product_id, quantity,
                                value, request_id, region)
SELECT %s, s.event_id, 'purchase', s.at, now(), s.session, c.id, l.product_id, l.quantity, l.unit_price, l.request_id,
       s.region
FROM staged_line l JOIN staged_order s ON s.number = l.number JOIN counted ON counted.event_id = s.event_id
LEFT JOIN events_customer c ON c.store_id = %s AND c.pseudonym = s.customer
"""
TELL_REFUNDS = """
WITH counted AS (
    INSERT INTO events_eventreceipt (store_id, event_id, received_at)
    SELECT %s, r.event_id, now() FROM staged_return r JOIN staged_order s ON s.number = r.number
    ON CONFLICT (store_id, event_id) DO NOTHING RETURNING event_id
)
INSERT INTO events_interaction (store_id, event_id, kind, at, received_at, session, customer_id, product_id, quantity,
                                region)
SELECT %s, r.event_id, 'refund', r.at, now(), s.session, c.id, r.product_id, r.quantity, s.region
FROM staged_return r JOIN staged_order s ON s.number = r.number JOIN counted ON counted.event_id = r.event_id
LEFT JOIN events_customer c ON c.store_id = %s AND c.pseudonym = s.customer
"""


def write_orders(shelf: Shelf, orders: Sequence[OrderRow], *, tell: bool) -> Counts:
    """This will write a chunk of orders with lines and returns.

    With `tell` their purchases and refunds also become events, which is what a file of orders alone needs.
    """
    pk = shelf.store.pk
    with _chunk(staged_order=ORDER, staged_line=LINE, staged_return=RETURN) as cursor:
        _copy(cursor, "staged_order", _order_lines(shelf, orders))
        _copy(cursor, "staged_line", _line_lines(shelf, orders))
        _copy(cursor, "staged_return", _return_lines(shelf, orders))
        cursor.execute(MAKE_CUSTOMERS.format(table="staged_order"), [pk])
        cursor.execute(KEEP_ORDERS, [pk, pk])
        counts = {"orders": cursor.rowcount}
        if counts["orders"] < len(orders):
            cursor.execute(FIND_ORDERS, [pk])
        for name, statement in (("order_lines", KEEP_LINES), ("returns", KEEP_RETURNS)):
            cursor.execute(statement)
            counts[name] = cursor.rowcount
        if tell:
            counts["interactions"] = _tell(cursor, shelf, orders)
    return counts


def _tell(cursor: Any, shelf: Shelf, orders: Sequence[OrderRow]) -> int:
    bought = (order.at for order in orders)
    returned = (line.returned_at for order in orders for line in order.lines if line.returned_at)
    shelf.make_room("events_interaction", times=(*bought, *returned))
    told = 0
    for statement in (TELL_PURCHASES, TELL_REFUNDS):
        cursor.execute(statement, [shelf.store.pk] * 3)
        told += cursor.rowcount
    return told


def _order_lines(shelf: Shelf, orders: Sequence[OrderRow]) -> Iterator[Line]:
    for order in {order.number: order for order in orders}.values():
        yield (
            order.number, shelf.pseudonym(order.customer), order.session, shelf.regions.get(order.region), order.region,
            order.at, order.currency, purchase_id(shelf.store, number=order.number), False, None,
        )  # fmt: skip


def _line_lines(shelf: Shelf, orders: Sequence[OrderRow]) -> Iterator[Line]:
    products = shelf.products
    for order in orders:
        for line in order.lines:
            yield (order.number, products[line.sku], line.quantity, line.unit_price, line.request_id)


def _return_lines(shelf: Shelf, orders: Sequence[OrderRow]) -> Iterator[Line]:
    for order in orders:
        for line in order.lines:
            if line.returned_at:
                quantity = line.returned_quantity or line.quantity
                event_id = _event_id(shelf.store, "refund", order.number, line.sku, line.returned_at.isoformat())
                reason = line.return_reason or "other"
                yield (order.number, shelf.products[line.sku], line.returned_at, quantity, reason, event_id)


INTERACTION = "event_id uuid, kind text, at timestamptz, session text, customer text, product_id bigint, quantity int, value numeric, request_id uuid, position int, region text"  # noqa: E501
KEEP_INTERACTIONS = """
WITH counted AS (
    INSERT INTO events_eventreceipt (store_id, event_id, received_at)
    SELECT DISTINCT %s::bigint, event_id, now() FROM staged_interaction
    ON CONFLICT (store_id, event_id) DO NOTHING RETURNING event_id
)
INSERT INTO events_interaction (store_id, event_id, kind, at, received_at, session, customer_id, product_id, quantity,
                                value, request_id, position, region)
SELECT %s, s.event_id, s.kind, s.at, now(), s.session, c.id, s.product_id, s.quantity, s.value, s.request_id,
       s.position, s.region
FROM staged_interaction s JOIN counted ON counted.event_id = s.event_id
LEFT JOIN events_customer c ON c.store_id = %s AND c.pseudonym = s.customer
"""


def write_interactions(shelf: Shelf, rows: Sequence[InteractionRow]) -> Counts:
    """This will write a chunk of events, each id once. Rows of one event must stand in one chunk."""
    pk = shelf.store.pk
    shelf.make_room("events_interaction", times=(row.at for row in rows))
    with _chunk(staged_interaction=INTERACTION) as cursor:
        _copy(cursor, "staged_interaction", _interaction_lines(shelf, rows))
        cursor.execute(MAKE_CUSTOMERS.format(table="staged_interaction"), [pk])
        cursor.execute(KEEP_INTERACTIONS, [pk] * 3)
        return {"interactions": cursor.rowcount}


def _interaction_lines(shelf: Shelf, rows: Sequence[InteractionRow]) -> Iterator[Line]:
    for row in rows:
        yield (
            row.event_id, row.kind, row.at, row.session, shelf.pseudonym(row.customer), shelf.products[row.sku],
            row.quantity, row.value, row.request_id, row.position, row.region,
        )  # fmt: skip


LISTS = (
    "request_id store_id at placement customer_id session region tier seed_ids ruleset model arm random_seed explored "
    "fallback relaxed short latency_ms product_ids scores propensities slots reasons prices stocks margins "
    "candidate_ids candidate_scores"
)


def write_ranked_lists(shelf: Shelf, rows: Sequence[RankedListRow]) -> Counts:
    """This will write a chunk of served lists."""
    shelf.make_room("events_rankedlist", times=(row.at for row in rows))
    names = ", ".join(LISTS.split())
    with transaction.atomic(), connection.cursor() as cursor:
        customers = _customer_ids(cursor, shelf, rows)
        cursor.execute(f"CREATE TEMP TABLE staged_list AS SELECT {names} FROM events_rankedlist WITH NO DATA")
        with cursor.copy(f"COPY staged_list ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(_list_line(shelf, row, customers))
        cursor.execute(
            f"INSERT INTO events_rankedlist ({names}) SELECT {names} FROM staged_list s "
            "WHERE NOT EXISTS (SELECT 1 FROM events_rankedlist known WHERE known.request_id = s.request_id) "
            "ON CONFLICT DO NOTHING"
        )
        new = cursor.rowcount
        cursor.execute("DROP TABLE staged_list")
    return {"ranked_lists": new}


def _customer_ids(cursor: Any, shelf: Shelf, rows: Sequence[RankedListRow]) -> dict[str, int]:
    names = sorted({name for row in rows if (name := shelf.pseudonym(row.customer))})
    cursor.execute(
        "SELECT pseudonym, id FROM events_customer WHERE store_id = %s AND pseudonym = ANY(%s)", [shelf.store.pk, names]
    )
    return dict(cursor.fetchall())


def _list_line(shelf: Shelf, row: RankedListRow, customers: Mapping[str, int]) -> Line:
    ids = [shelf.products[sku] for sku in row.skus]
    blank, unknown = [""] * len(ids), [None] * len(ids)
    return (
        row.request_id, shelf.store.pk, row.at, row.placement, customers.get(shelf.pseudonym(row.customer) or ""),
        row.session, row.region, row.tier, [shelf.products[sku] for sku in row.seed_skus], "", row.model, "", 0,
        False, [], Json([]), False, 0.0, ids, list(row.scores), list(row.propensities), blank, blank,
        list(row.prices), unknown, unknown, [], [],
    )  # fmt: skip


def analyse() -> None:
    """This will let the planner know of tables that have just grown."""
    with connection.cursor() as cursor:
        for table in ("interaction", "rankedlist", "order", "orderline", "customer", "eventreceipt"):
            cursor.execute(f"ANALYZE events_{table}")


def event_id_of(store: Store, *parts: str) -> UUID:
    """This will give an event that came without an id one that follows from what it says."""
    return UUID(_event_id(store, "event", *parts))
