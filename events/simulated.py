"""Whether a store's past comes from the simulator of the demonstration shops; no page may pass it off as measured."""

from datetime import datetime, timedelta

from django.db import connection

SIMULATED = "simulated"  # the storefront simulator's policies begin their name with it
RECENT = timedelta(days=28)
# The simulator fills whole days, so the first lists of each tell; a busy shop's millions need not be read.
ANY_SIMULATED = """
SELECT EXISTS (
    SELECT FROM generate_series(%(since)s, %(now)s, interval '1 day') AS day (start)
    CROSS JOIN LATERAL (
        SELECT model FROM events_rankedlist l
        WHERE l.store_id = %(store)s AND l.at > day.start AND l.at <= least(day.start + interval '1 day', %(now)s)
        ORDER BY l.at LIMIT 20
    ) first WHERE first.model LIKE %(simulated)s
)
"""


def is_simulated(store_id: int, *, now: datetime) -> bool:
    """This will say whether the lists of the last four weeks were simulated, by the first ones of each day."""
    values = {"store": store_id, "now": now, "since": now - RECENT, "simulated": f"{SIMULATED}%"}
    with connection.cursor() as cursor:
        cursor.execute(ANY_SIMULATED, values)
        return bool(cursor.fetchone()[0])
