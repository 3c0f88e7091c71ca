"""Reads order lines with what came back of them, for whoever learns what is likely to come back."""

from datetime import datetime

from django.db import connection

from catalog.models import Store

LINES = """
SELECT o.id, coalesce(o.customer_id, -1), o.session, l.product_id, extract(epoch FROM o.at)::float8,
       coalesce(here.code, home.code, ''), coalesce(t.code, ''), l.quantity,
       least(coalesce(back.pieces, 0), l.quantity), extract(epoch FROM back.first_at)::float8
FROM events_orderline l
JOIN events_order o ON o.id = l.order_id
LEFT JOIN events_customer c ON c.id = o.customer_id
LEFT JOIN catalog_region here ON here.id = o.region_id
LEFT JOIN catalog_region home ON home.id = c.region_id
LEFT JOIN catalog_membershiptier t ON t.id = c.tier_id
LEFT JOIN (
    SELECT line_id, sum(quantity) AS pieces, min(at) AS first_at FROM events_return WHERE at <= %(until)s
    GROUP BY line_id
) back ON back.line_id = l.id
WHERE o.store_id = %(store)s AND o.at <= %(until)s AND (%(since)s::timestamptz IS NULL OR o.at >= %(since)s)
  AND (o.cancelled_at IS NULL OR o.cancelled_at > %(until)s)
  AND NOT EXISTS (
      SELECT 1 FROM events_visit v
      WHERE o.session <> '' AND v.store_id = o.store_id AND v.session = o.session AND v.is_bot)
ORDER BY o.at, l.id
"""


def order_line_rows(store: Store, *, since: datetime | None, until: datetime) -> list[tuple]:
    """This will read (order, customer, session, product, at, region, tier, pieces, returned, first return) by time.

    Only pieces that were sent back count as returned; a refund of money alone leaves a line as it was.
    """
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"store": store.pk, "since": since, "until": until})
        return cursor.fetchall()
