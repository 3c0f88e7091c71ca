"""What is too old and goes: whole months of the logs, receipts, visits, rejected events and unknown fields.

Orders, returns, ratings and profiles stay: they are the shop's books and the shoppers' own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction

from events.partitions import TABLES, months_before, partitions, take_turns

REJECTED_KEPT = timedelta(days=7)
UNKNOWN_KEPT = timedelta(days=90)
AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Leaving:
    """Something that goes: a month, or rows of a table, and how many."""

    what: str
    rows: int


def oldest_kept(now: datetime) -> datetime:
    """This will give the moment before which events are let go: the begin of a month in UTC."""
    month = months_before(now.astimezone(UTC).date(), count=settings.EVENT_RETENTION_MONTHS)
    return datetime.combine(month, time.min, tzinfo=UTC)


def leaving(*, now: datetime) -> list[Leaving]:
    """This will count what would go, and change nothing."""
    found = [Leaving(name, _count(name, "true", [])) for name in _old_months(oldest_kept(now).date())]
    for table, condition, values in _old_rows(now):
        count = _count(table, condition, values)
        if count:
            found.append(Leaving(table, count))
    return found


def retain(*, now: datetime, say: Callable[[Leaving], None] = lambda _gone: None) -> list[Leaving]:
    """This will let go of what is too old, month by month and in small portions. Stopped, it goes on the next time."""
    gone = []
    for name in _old_months(oldest_kept(now).date()):
        gone.append(_drop(name))
        say(gone[-1])
    for table, condition, values in _old_rows(now):
        count = _delete(table, condition, values)
        if count:
            gone.append(Leaving(table, count))
            say(gone[-1])
    return gone


def _old_months(first_kept: date) -> list[str]:
    return [month.name for table in TABLES for month in partitions(table) if month.first < first_kept]


def _old_rows(now: datetime) -> list[tuple[str, str, list[object]]]:
    """This will name the rows that go one by one: table, condition, its values."""
    oldest = oldest_kept(now)
    return [
        *((f"{table}_other", "at < %s", [oldest]) for table in TABLES),
        ("events_eventreceipt", "received_at < %s", [oldest]),
        ("events_visit", f"started_at < %s AND {UNUSED}", [oldest]),
        ("events_rejectedevent", "at < %s", [now - REJECTED_KEPT]),
        ("events_unknownfield", "last_seen < %s", [now - UNKNOWN_KEPT]),
    ]


UNUSED = """NOT EXISTS (
    SELECT 1 FROM events_interaction i WHERE i.store_id = events_visit.store_id AND i.session = events_visit.session
)"""


def _count(table: str, condition: str, values: list[object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}", values)
        return int(cursor.fetchone()[0])


def _drop(name: str) -> Leaving:
    with transaction.atomic(), connection.cursor() as cursor:
        take_turns(cursor)
        rows = _count(name, "true", [])
        cursor.execute(f"DROP TABLE {name}")
    return Leaving(name, rows)


def _delete(table: str, condition: str, values: list[object]) -> int:
    sql = f"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {condition} LIMIT {AT_ONCE}))"
    total = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            total += cursor.rowcount
            if cursor.rowcount < AT_ONCE:
                return total
