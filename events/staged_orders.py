"""Orders of the past with their lines and returns, written in chunks; from a file of orders alone also as events.

What is known of an order stays. A line or a return that was missing is added, so that a mended file may be sent again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from events.order_facts import purchase_id, refund_id
from events.rows import OrderLineRow, OrderRow
from events.staging import Counts, Line, Shelf, chunk_of, copy_into

ORDER = (
    "number text, customer text, session text, region_id bigint, region text, at timestamptz, currency text, "
    "event_id uuid, id bigint, is_new boolean, tells boolean, customer_id bigint, personalise boolean"
)
LINE = "number text, product_id bigint, quantity int, unit_price numeric, request_id uuid"
RETURN = "number text, product_id bigint, at timestamptz, quantity int, reason text, event_id uuid, line_id bigint"

# Who allows no personal lists leaves neither name nor visit, as with what is sent live.
FIND_CUSTOMERS = """
UPDATE staged_order s SET customer_id = CASE WHEN c.personalise THEN c.id END, personalise = c.personalise,
       session = CASE WHEN c.personalise THEN s.session ELSE '' END
FROM events_customer c WHERE s.personalise IS NULL AND c.store_id = %(store)s AND c.pseudonym = s.customer
"""
MAKE_CUSTOMERS = """
INSERT INTO events_customer (store_id, pseudonym, personalise)
SELECT DISTINCT %(store)s::bigint, customer, true FROM staged_order WHERE personalise IS NULL AND customer IS NOT NULL
ORDER BY 2 ON CONFLICT (store_id, pseudonym) DO NOTHING
"""
KEEP_ORDERS = """
WITH kept AS (
    INSERT INTO events_order (store_id, number, customer_id, session, region_id, at, currency)
    SELECT %(store)s, number, customer_id, session, region_id, at, currency FROM staged_order
    ON CONFLICT (store_id, number) DO NOTHING RETURNING id, number
)
UPDATE staged_order s SET id = k.id, is_new = true FROM kept k WHERE k.number = s.number
"""
# Of an order that was known the file tells only if it told of it before: the browser has told of its own.
FIND_ORDERS = """
UPDATE staged_order s SET id = o.id, is_new = false, tells = EXISTS (
    SELECT FROM events_eventreceipt r WHERE r.store_id = %(store)s AND r.event_id = s.event_id
) FROM events_order o WHERE s.id IS NULL AND o.store_id = %(store)s AND o.number = s.number
"""
CLAIM = """
WITH counted AS (
    INSERT INTO events_eventreceipt (store_id, event_id, received_at)
    SELECT %(store)s, event_id, now() FROM staged_order WHERE is_new AND at >= %(since)s
    ON CONFLICT (store_id, event_id) DO NOTHING RETURNING event_id
)
UPDATE staged_order s SET tells = true FROM counted WHERE counted.event_id = s.event_id
"""
KEEP_LINES = """
WITH kept AS (
    INSERT INTO events_orderline (order_id, product_id, quantity, unit_price, request_id)
    SELECT s.id, l.product_id, l.quantity, l.unit_price, CASE WHEN s.personalise IS NOT FALSE THEN l.request_id END
    FROM staged_line l JOIN staged_order s ON s.number = l.number
    ON CONFLICT (order_id, product_id) DO NOTHING RETURNING order_id, product_id, quantity, unit_price, request_id
), told AS (
    INSERT INTO events_interaction (store_id, event_id, kind, at, received_at, session, customer_id, product_id,
                                    quantity, value, request_id, region)
    SELECT %(store)s, s.event_id, 'purchase', s.at, now(), s.session, s.customer_id, k.product_id, k.quantity,
           k.unit_price, k.request_id, s.region
    FROM kept k JOIN staged_order s ON s.id = k.order_id
    WHERE s.tells AND s.at >= %(since)s AND (s.is_new OR NOT EXISTS (
        SELECT FROM events_interaction known
        WHERE known.store_id = %(store)s AND known.event_id = s.event_id AND known.product_id = k.product_id
          AND known.at BETWEEN s.at - interval '1 day' AND s.at + interval '1 day'))
    RETURNING 1
)
SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM told)
"""
# No more comes back of a line than was bought, whoever told of it first.
FIND_LINES = """
UPDATE staged_return r SET line_id = l.id, quantity = least(r.quantity, l.quantity - coalesce(
    (SELECT sum(known.quantity) FROM events_return known WHERE known.line_id = l.id), 0))
FROM staged_order s, events_orderline l
WHERE s.number = r.number AND l.order_id = s.id AND l.product_id = r.product_id
  AND NOT EXISTS (SELECT FROM events_return known WHERE known.line_id = l.id AND known.at = r.at)
"""
KEEP_RETURNS = """
WITH kept AS (
    INSERT INTO events_return (line_id, at, quantity, reason)
    SELECT line_id, at, quantity, reason FROM staged_return WHERE line_id IS NOT NULL AND quantity > 0 RETURNING 1
), counted AS (
    INSERT INTO events_eventreceipt (store_id, event_id, received_at)
    SELECT %(store)s, event_id, now() FROM staged_return
    WHERE line_id IS NOT NULL AND quantity > 0 AND at >= %(since)s
    ON CONFLICT (store_id, event_id) DO NOTHING
), told AS (
    INSERT INTO events_interaction (store_id, event_id, kind, at, received_at, session, customer_id, product_id,
                                    quantity, region)
    SELECT %(store)s, r.event_id, 'refund', r.at, now(), s.session, s.customer_id, r.product_id, r.quantity, s.region
    FROM staged_return r JOIN staged_order s ON s.number = r.number
    WHERE r.line_id IS NOT NULL AND r.quantity > 0 AND r.at >= %(since)s
    RETURNING 1
)
SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM told)
"""
NOTHING_TOLD = "infinity"


def write_orders(shelf: Shelf, orders: Sequence[OrderRow], *, tell_since: datetime | None) -> Counts:
    """This will write a chunk of orders with lines and returns, each order number once.

    Purchases and refunds since `tell_since` also become events, which is what a file of orders alone needs.
    """
    orders = _united(orders)
    if tell_since:
        shelf.make_room("events_interaction", times=_times(orders, since=tell_since))
    values = {"store": shelf.store.pk, "since": tell_since or NOTHING_TOLD}
    with chunk_of(staged_order=ORDER, staged_line=LINE, staged_return=RETURN) as cursor:
        copy_into(
            cursor,
            "staged_order (number, customer, session, region_id, region, at, currency, event_id)",
            _order_lines(shelf, orders),
        )
        copy_into(cursor, "staged_line", _line_lines(shelf, orders))
        copy_into(
            cursor, "staged_return (number, product_id, at, quantity, reason, event_id)", _return_lines(shelf, orders)
        )
        return _move(cursor, values, count=len(orders))


def _move(cursor: Any, values: dict[str, object], *, count: int) -> Counts:
    """This will move what is staged into place."""
    cursor.execute(FIND_CUSTOMERS, values)
    cursor.execute(MAKE_CUSTOMERS, values)
    if cursor.rowcount:
        cursor.execute(FIND_CUSTOMERS, values)
    cursor.execute(KEEP_ORDERS, values)
    new = cursor.rowcount
    if new < count:
        cursor.execute(FIND_ORDERS, values)
    cursor.execute("ANALYZE staged_order")  # columns that were empty when it was copied decide on joins from here on
    cursor.execute(CLAIM, values)
    cursor.execute(KEEP_LINES, values)
    lines, bought = cursor.fetchone()
    cursor.execute(FIND_LINES)
    cursor.execute("ANALYZE staged_return")
    cursor.execute(KEEP_RETURNS, values)
    returns, refunded = cursor.fetchone()
    return {"orders": new, "order_lines": lines, "returns": returns, "interactions": bought + refunded}


def _united(orders: Sequence[OrderRow]) -> list[OrderRow]:
    """This will make one of the orders that have one number: the first, and of the others the products it lacks."""
    found: dict[str, OrderRow] = {}
    for order in orders:
        known = found.get(order.number)
        found[order.number] = order if known is None else _with(known, order.lines)
    return list(found.values())


def _with(order: OrderRow, lines: Sequence[OrderLineRow]) -> OrderRow:
    known = {line.sku for line in order.lines}
    return replace(order, lines=(*order.lines, *(line for line in lines if line.sku not in known)))


def _times(orders: Sequence[OrderRow], *, since: datetime) -> Iterator[datetime]:
    for order in orders:
        yield from (at for at in (order.at, *(line.returned_at for line in order.lines)) if at and at >= since)


def _order_lines(shelf: Shelf, orders: Sequence[OrderRow]) -> Iterator[Line]:
    for order in orders:
        yield (
            order.number, shelf.pseudonym(order.customer), order.session, shelf.regions.get(order.region), order.region,
            order.at, order.currency, purchase_id(shelf.store, number=order.number),
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
                reference = f"{line.sku} {line.returned_at.timestamp():.0f}"
                event_id = refund_id(shelf.store, number=order.number, reference=reference)
                quantity, reason = line.returned_quantity or line.quantity, line.return_reason or "other"
                yield (order.number, shelf.products[line.sku], line.returned_at, quantity, reason, event_id)
