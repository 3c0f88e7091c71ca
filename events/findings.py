"""What an integrator should look at: events that could not be read, and fields that nobody asked for."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from catalog.models import Store
from events.ingest import Event, Unread
from events.models import RejectedEvent

MOST_OF_A_BATCH = 50
MOST_FIELDS_OF_A_STORE = 500


def note_rejected(store: Store, unread: Sequence[Unread], *, now: datetime) -> None:
    """This will keep the first rejected events of a batch for the live tail, without persons."""
    RejectedEvent.objects.bulk_create(
        RejectedEvent(
            store=store,
            name=each.name[:60],
            event_id=each.sent_id[:64],
            errors=[error[:300] for error in each.errors[:10]],
            fields=each.fields,
        )
        for each in unread[:MOST_OF_A_BATCH]
    )


def note_unknown(store: Store, events: Sequence[Event], *, now: datetime) -> None:
    """This will count the unknown fields of events, each of a bounded number of names.

    A statement of its own after the commit: its few rows are everybody's, and no batch should wait for another's.
    """
    counts = Counter((event.kind, name) for event in events for name in set(event.unknown))
    if not counts:
        return
    sql = """
        INSERT INTO events_unknownfield (store_id, event, field, count, last_seen)
        SELECT %(store)s, f.event, f.field, f.count, %(now)s
        FROM unnest(%(events)s::text[], %(fields)s::text[], %(counts)s::bigint[]) AS f (event, field, count)
        WHERE EXISTS (
            SELECT 1 FROM events_unknownfield k WHERE k.store_id = %(store)s AND k.event = f.event AND k.field = f.field
        ) OR (SELECT count(*) FROM events_unknownfield k WHERE k.store_id = %(store)s) < %(most)s
        ORDER BY f.event, f.field
        ON CONFLICT (store_id, event, field) DO UPDATE
        SET count = events_unknownfield.count + excluded.count, last_seen = excluded.last_seen
    """
    pairs = sorted(counts)
    values = {
        "store": store.pk,
        "now": now,
        "events": [event for event, _ in pairs],
        "fields": [name for _, name in pairs],
        "counts": [counts[pair] for pair in pairs],
        "most": MOST_FIELDS_OF_A_STORE,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
