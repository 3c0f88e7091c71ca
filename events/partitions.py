"""The months of the two large logs. A row of a month that has not been made lies in the default partition, unharmed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

TABLES = ("events_interaction", "events_rankedlist")
COMING_MONTHS = 2
MAKING = 0x57_6F_6F_52  # an advisory lock: one process makes or drops months at a time
PATIENCE = "5s"


@dataclass(frozen=True, slots=True)
class Month:
    """A partition and the first day of its month."""

    name: str
    first: date


def months(first: date, last: date) -> Iterator[date]:
    """This will name the first day of each month from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = following(month)


def following(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_before(day: date, *, count: int) -> date:
    """This will give the first day of the month that began so many months before that of `day`."""
    number = day.year * 12 + day.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def ensure_months(table: str, first: date, last: date) -> list[str]:
    """This will make the partitions that are missing from one day's month to another's, and name them.

    What lies in the default partition for such a month moves over. Writers of the default partition wait meanwhile, so
    call it before a long transaction and not inside of it.
    """
    assert table in TABLES, table
    known = {month.first for month in partitions(table)}
    wanted = [month for month in months(first, last) if month not in known]
    return [name for month in wanted if (name := _make(table, month))]


def partitions(table: str) -> list[Month]:
    """This will list the months of a table, oldest first."""
    sql = """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = %s::regclass AND c.relname ~ %s ORDER BY c.relname
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [table, f"^{table}_[0-9]{{4}}_[0-9]{{2}}$"])
        names = [name for (name,) in cursor.fetchall()]
    return [Month(name, date(int(name[-7:-3]), int(name[-2:]), 1)) for name in names]


def _make(table: str, month: date) -> str:
    """This will make one month and move its rows there; empty when another process was faster."""
    name, other = f"{table}_{month:%Y_%m}", f"{table}_other"
    bounds = {"first": f"{month} 00:00+00", "last": f"{following(month)} 00:00+00"}
    belongs = "at >= '{first}' AND at < '{last}'".format(**bounds)
    with transaction.atomic(), connection.cursor() as cursor:
        take_turns(cursor)
        if any(each.first == month for each in partitions(table)):
            return ""
        cursor.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        cursor.execute(f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE")
        cursor.execute(f"LOCK TABLE {other} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            f"WITH gone AS (DELETE FROM {other} WHERE {belongs} RETURNING *) INSERT INTO {name} SELECT * FROM gone"
        )
        # With the bounds as a constraint PostgreSQL attaches the table without reading it again.
        cursor.execute(f"ALTER TABLE {name} ADD CONSTRAINT {name}_bounds CHECK (at IS NOT NULL AND {belongs})")
        cursor.execute(
            f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{bounds['first']}') TO ('{bounds['last']}')"
        )
        cursor.execute(f"ALTER TABLE {name} DROP CONSTRAINT {name}_bounds")
    return name


def take_turns(cursor) -> None:  # type: ignore[no-untyped-def]
    """This will wait until no other process makes or drops months, and never long for a reader or writer."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MAKING])
    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")


def keep_coming_months(*, today: date) -> list[str]:
    """This will make the current month and the next two of each log."""
    last = today
    for _ in range(COMING_MONTHS):
        last = following(last)
    return [name for table in TABLES for name in ensure_months(table, today, last)]
