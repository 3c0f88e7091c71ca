"""Reads what was sold after a click in a served list; who gets the credit is decided in events.attribution."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from catalog.models import Store
from events.attribution import Credit, SoldLine, Touch, Windows, credits_of, sitting_since

LONGEST_SITTING = timedelta(days=1)
LINES = """
SELECT o.store_id, o.id, l.id, l.product_id, o.at, l.quantity, l.unit_price, o.currency, coalesce(r.pieces, 0)::int,
       p.item_group, o.customer_id, o.session, l.request_id, NULL, coalesce(v.is_bot, false)
FROM events_order o
JOIN events_orderline l ON l.order_id = o.id
JOIN catalog_product p ON p.id = l.product_id
LEFT JOIN events_visit v ON o.session <> '' AND v.store_id = o.store_id AND v.session = o.session
LEFT JOIN LATERAL (SELECT sum(quantity) AS pieces FROM events_return WHERE line_id = l.id) r ON true
WHERE o.store_id = %(store)s AND o.at > %(since)s AND o.at <= %(until)s AND o.cancelled_at IS NULL
  AND (%(products)s::bigint[] IS NULL OR l.product_id = ANY(%(products)s))
"""
# A touch that names a list which the store never served is no touch. One without products is of the whole list.
# The casts matter: PostgreSQL looks values up by hash only where both sides are of one type.
TOUCHES = """
SELECT i.store_id, i.request_id, p.id, i.at, p.item_group, i.customer_id, i.session, list.placement,
       i.kind = 'select_item', i.is_bot
FROM events_interaction i
JOIN events_rankedlist list ON list.request_id = i.request_id AND list.store_id = i.store_id
 AND list.at > %(lists_since)s AND list.at <= %(until)s
CROSS JOIN LATERAL unnest(CASE WHEN i.product_id IS NULL THEN list.product_ids ELSE ARRAY[i.product_id] END) it (id)
JOIN catalog_product p ON p.id = it.id AND p.store_id = i.store_id
WHERE i.store_id = %(store)s AND i.at > %(touches_since)s AND i.at <= %(until)s AND i.kind = ANY(%(kinds)s)
  AND NOT i.is_bot AND (p.id = ANY(%(products)s::bigint[]) OR p.item_group = ANY(%(groups)s::text[]))
  AND (i.customer_id = ANY(%(customers)s::bigint[]) OR i.session = ANY(%(sessions)s::text[])
       OR i.request_id = ANY(%(lists)s::uuid[]))
"""
TIMES = """
SELECT session, at FROM events_interaction
WHERE store_id = %(store)s AND session = ANY(%(sessions)s) AND at > %(since)s AND at <= %(until)s
"""


def usual_windows() -> Windows:
    """This will give the windows of this installation's settings."""
    hours = settings.ATTRIBUTION_LOOK_HOURS
    return Windows(timedelta(days=settings.ATTRIBUTION_CLICK_DAYS), timedelta(hours=hours) if hours else None)


def attributed(
    store: Store,
    *,
    since: datetime,
    until: datetime,
    product_ids: Sequence[int] | None = None,
    windows: Windows | None = None,
) -> tuple[Credit, ...]:
    """This will credit what was ordered in a period, of some products or of all. Cancelled orders count for nothing."""
    windows = windows or usual_windows()
    products = None if product_ids is None else list(product_ids)
    lines = [
        SoldLine(*row)
        for row in _rows(LINES, {"store": store.pk, "since": since, "until": until, "products": products})
    ]
    touches = _touches(store, lines, since=since, until=until, windows=windows) if lines else []
    return credits_of(_seated(store, lines, touches), touches, windows=windows)


def _touches(
    store: Store, lines: Sequence[SoldLine], *, since: datetime, until: datetime, windows: Windows
) -> list[Touch]:
    """This will read the clicks, and the looks if they count, of those who bought, on what they bought."""
    longest = max(windows.click, windows.look or windows.click)
    values = {
        "store": store.pk,
        "touches_since": since - longest,
        "lists_since": since - 2 * longest,
        "until": until,
        "kinds": ["select_item", *(("view_item_list", "list_seen") if windows.look else ())],
        "products": list({line.product_id for line in lines}),
        "groups": list({line.group for line in lines if line.group}),
        "customers": list({line.customer_id for line in lines if line.customer_id}),
        "sessions": list({line.session for line in lines if line.session}),
        "lists": list({line.request_id for line in lines if line.request_id}),
    }
    return [Touch(*row) for row in _rows(TOUCHES, values)]


def _seated(store: Store, lines: Sequence[SoldLine], touches: Sequence[Touch]) -> list[SoldLine]:
    """This will note since when each shopper sat there who touched and bought in one browser."""
    both = {line.session for line in lines} & {touch.session for touch in touches} - {""}
    if not both:
        return list(lines)
    sat = [line.at for line in lines if line.session in both]
    values = {"store": store.pk, "sessions": list(both), "since": min(sat) - LONGEST_SITTING, "until": max(sat)}
    times: dict[str, list[datetime]] = defaultdict(list)
    for session, at in _rows(TIMES, values):
        times[session].append(at)
    return [
        replace(line, sitting_since=sitting_since(times[line.session], at=line.at)) if line.session in both else line
        for line in lines
    ]


def _rows(sql: str, values: dict[str, object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
