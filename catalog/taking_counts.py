"""Stock as a shop system keeps it with its products: counted at a time, or not counted at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from catalog.feeds.rows import StockRow
from catalog.models import Store
from catalog.outcomes import REJECTED
from catalog.stock import apply_stock

MICROSECOND = timedelta(microseconds=1)
CELLS = """
    FROM catalog_product p, catalog_warehouse w, unnest(%(skus)s::text[], %(sequences)s::bigint[]) AS told (sku, number)
    WHERE p.store_id = %(store)s AND w.store_id = %(store)s AND w.code = %(warehouse)s AND p.sku = told.sku
"""
DROP_MOVEMENTS = f"""
    DELETE FROM catalog_stockmovement m USING (SELECT p.id AS product, w.id AS warehouse, told.number {CELLS}) AS cell
    WHERE m.product_id = cell.product AND m.warehouse_id = cell.warehouse AND m.sequence <= cell.number
"""
DROP_COUNTS = f"""
    DELETE FROM catalog_stocklevel s USING (SELECT p.id AS product, w.id AS warehouse, told.number {CELLS}) AS cell
    WHERE s.product_id = cell.product AND s.warehouse_id = cell.warehouse AND s.counted_sequence <= cell.number
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many pieces there were at a time; None: the product is not counted, always there."""

    sku: str
    pieces: int | None
    at: datetime


def take_counts(store: Store, counts: Sequence[Count], *, warehouse: str, now: datetime) -> list[str]:
    """This will set what lies in a warehouse, whatever is newer excepted. Returns what went wrong."""
    rows = [
        StockRow(each.sku, warehouse, each.pieces, sequence=sequence(each.at))
        for each in counts
        if each.pieces is not None
    ]
    _forget(store, [each for each in counts if each.pieces is None], warehouse=warehouse)
    outcomes = apply_stock(store, rows, now=now)
    return [f"Stock of {each.sku}: {each.error}" for each in outcomes if each.state == REJECTED]


def sequence(at: datetime) -> int:
    """This will number a stock figure by its time in microseconds, so that the newer of two wins."""
    return (at - datetime.fromtimestamp(0, at.tzinfo)) // MICROSECOND


def _forget(store: Store, counts: Sequence[Count], *, warehouse: str) -> None:
    values = {
        "store": store.pk,
        "warehouse": warehouse,
        "skus": [each.sku for each in counts],
        "sequences": [sequence(each.at) for each in counts],
    }
    if counts:
        with connection.cursor() as cursor:
            cursor.execute(DROP_MOVEMENTS, values)
            cursor.execute(DROP_COUNTS, values)
