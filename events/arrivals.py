"""What of each kind of event arrives: today's events, the week, and when the newest one happened.

Counted are events, whatever number of products one names. The index on store, kind and time holds all that is read.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from catalog.models import Store
from events.dictionary import DICTIONARY

TODAY = """
SELECT kind, count(DISTINCT event_id), count(DISTINCT event_id) FILTER (WHERE is_bot) FROM events_interaction
WHERE store_id = %(store)s AND kind = ANY(%(kinds)s) AND at >= %(since)s GROUP BY kind
"""
LAST = """
SELECT k.kind, newest.at FROM unnest(%(kinds)s::text[]) AS k (kind) CROSS JOIN LATERAL (
    SELECT i.at FROM events_interaction i WHERE i.store_id = %(store)s AND i.kind = k.kind ORDER BY i.at DESC LIMIT 1
) newest
"""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Of one kind: how many events since midnight, how many of these are of bots, and when the newest happened."""

    today: int = 0
    of_bots: int = 0
    last_at: datetime | None = None


def arrivals(store: Store, *, midnight: datetime) -> dict[str, Arrivals]:
    """This will read every kind that ever came. `midnight` is when the day began."""
    values = {"store": store.pk, "kinds": list(DICTIONARY), "since": midnight}
    with connection.cursor() as cursor:
        cursor.execute(LAST, values)
        last = dict(cursor.fetchall())
        cursor.execute(TODAY, values)
        today = {kind: (events, of_bots) for kind, events, of_bots in cursor.fetchall()}
    return {kind: Arrivals(*today.get(kind, (0, 0)), at) for kind, at in last.items()}
