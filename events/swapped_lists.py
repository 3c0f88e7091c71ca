"""Reads which products of served lists could, by declared chance, have stood one position higher or lower."""

from datetime import datetime

from django.db import connection

from catalog.models import Store

MOST_LISTS = 50_000
SWAPS = """
SELECT l.id, least(other.position, shown.position)::int, shown.position < other.position,
       l.propensities[shown.position], coalesce(clicked.found, false)
FROM (
    SELECT id, request_id, at, product_ids, propensities, alternatives FROM events_rankedlist
    WHERE store_id = %(store)s AND at <= %(until)s AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
      AND alternatives <> '[]'::jsonb
      AND NOT EXISTS (
          SELECT 1 FROM events_visit v WHERE v.store_id = %(store)s AND v.session = events_rankedlist.session
          AND v.is_bot)
    ORDER BY at DESC LIMIT %(most)s
) l
CROSS JOIN LATERAL (
    SELECT (each ->> 0)::int AS position, (each ->> 1)::bigint AS product
    FROM jsonb_array_elements(l.alternatives) each
) other
CROSS JOIN LATERAL (SELECT array_position(l.product_ids, other.product) AS position) shown
LEFT JOIN (
    SELECT DISTINCT request_id, product_id, true AS found FROM events_interaction
    WHERE store_id = %(store)s AND request_id IS NOT NULL AND kind = 'select_item' AND NOT is_bot
) clicked ON clicked.request_id = l.request_id AND clicked.product_id = other.product
WHERE abs(shown.position - other.position) = 1
"""


def swap_rows(store: Store, *, since: datetime | None, until: datetime) -> list[tuple]:
    """This will read (list, upper position, stood in the upper one, chance that it stood where it stood, clicked).

    One row for each product of the newest lists that could have stood at the neighbouring position instead.
    """
    with connection.cursor() as cursor:
        cursor.execute(SWAPS, {"store": store.pk, "since": since, "until": until, "most": MOST_LISTS})
        return cursor.fetchall()
