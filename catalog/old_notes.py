"""Notes of changes that no book in memory needs any more."""

from datetime import datetime, timedelta

from django.db import connection

KEPT = timedelta(minutes=15)  # three times as long as a book of stock is trusted without being renewed
PRICES_KEPT = timedelta(days=2)  # twice as long as a book of prices is trusted
OF_PRICES = "DELETE FROM catalog_pricechange WHERE at < %s"
# A note is as old as the commit of its transaction, which no row can tell: what a snapshot of then saw had been
# committed by then. By the database's clock, read after the snapshot, a snapshot is never noted as older than it is.
OF_STOCK = """
WITH past AS MATERIALIZED (
    SELECT at, snapshot FROM catalog_pastsnapshot
    WHERE at < clock_timestamp() - %s AND server = pg_postmaster_start_time() ORDER BY at DESC LIMIT 1
), older AS (
    DELETE FROM catalog_pastsnapshot o USING past WHERE o.at < past.at
)
DELETE FROM catalog_stockchange c USING past WHERE pg_visible_in_snapshot(c.xid, past.snapshot)
"""
REMEMBER_SNAPSHOT = """
INSERT INTO catalog_pastsnapshot (at, server, snapshot)
SELECT clock_timestamp(), pg_postmaster_start_time(), pg_current_snapshot() ON CONFLICT DO NOTHING
"""
# In a database that was put back from a dump, transactions count from the beginning: no row of this one can be newer.
OF_ANOTHER_SERVER = "DELETE FROM {} WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())"


def forget_price_changes(*, now: datetime) -> int:
    """This will delete notes of prices that no book needs any more, and say how many."""
    return _deleted(OF_PRICES, [now - PRICES_KEPT])


def forget_stock_changes() -> int:
    """This will delete notes of transactions that had ended a quarter of an hour ago, and say how many."""
    for table in ("catalog_pricechange", "catalog_stockchange"):
        _deleted(OF_ANOTHER_SERVER.format(table), [])
    forgotten = _deleted(OF_STOCK, [KEPT])
    _deleted(REMEMBER_SNAPSHOT, [])
    return forgotten


def _deleted(statement: str, values: list[object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
