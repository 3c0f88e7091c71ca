"""Writes of stock: counts and movements from any number of senders at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from catalog.feeds.rows import StockRow
from catalog.models import Store, Warehouse
from catalog.outcomes import REJECTED, Outcome
from catalog.stock_cells import Cell, take, unusable

Key = tuple[int, int]  # product and warehouse
CELLS_AT_ONCE = 5000
MOVEMENTS_KEPT = timedelta(days=30)
NO_PRODUCT = "The store has no product {!r}. Send the product first, or correct the SKU."

PRODUCTS = "SELECT sku, id FROM catalog_product WHERE store_id = %s AND sku = ANY(%s)"
# Rows are made before any is locked, and both happen in the order of their keys: whoever waits for a row holds only
# rows before it, so two calls never wait for each other in a circle.
MAKE_MISSING = """
INSERT INTO catalog_stocklevel (product_id, warehouse_id, quantity, counted, counted_sequence, updated_at)
SELECT p.id, cell.warehouse_id, 0, 0, 0, %(now)s
FROM unnest(%(products)s::bigint[], %(warehouses)s::bigint[]) AS cell (product_id, warehouse_id)
JOIN catalog_product p ON p.id = cell.product_id
WHERE NOT EXISTS (
    SELECT FROM catalog_stocklevel s WHERE s.product_id = cell.product_id AND s.warehouse_id = cell.warehouse_id
)
ORDER BY p.id, cell.warehouse_id
FOR KEY SHARE OF p
ON CONFLICT (product_id, warehouse_id) DO NOTHING
RETURNING product_id, warehouse_id
"""
LOCK = """
SELECT s.product_id, s.warehouse_id, s.quantity, s.counted, s.counted_sequence
FROM unnest(%(products)s::bigint[], %(warehouses)s::bigint[]) AS cell (product_id, warehouse_id)
JOIN catalog_stocklevel s ON s.product_id = cell.product_id AND s.warehouse_id = cell.warehouse_id
ORDER BY s.product_id, s.warehouse_id
FOR NO KEY UPDATE OF s
"""
# Asked after the lock is held: within one statement, movements would be those of before the wait.
NEWEST_MOVEMENTS = """
SELECT cell.product_id, cell.warehouse_id, newest.sequence
FROM unnest(%(products)s::bigint[], %(warehouses)s::bigint[]) AS cell (product_id, warehouse_id)
CROSS JOIN LATERAL (
    SELECT m.sequence FROM catalog_stockmovement m
    WHERE m.product_id = cell.product_id AND m.warehouse_id = cell.warehouse_id ORDER BY m.sequence DESC LIMIT 1
) newest
"""
KNOWN_MOVEMENTS = """
SELECT m.product_id, m.warehouse_id, m.sequence
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS sent (product_id, warehouse_id, sequence)
JOIN catalog_stockmovement m
    ON m.product_id = sent.product_id AND m.warehouse_id = sent.warehouse_id AND m.sequence = sent.sequence
"""
ADD_MOVEMENTS = """
INSERT INTO catalog_stockmovement (product_id, warehouse_id, sequence, delta, received_at)
SELECT sent.product_id, sent.warehouse_id, sent.sequence, sent.delta, %s
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::integer[]) AS sent (product_id, warehouse_id, sequence, delta)
"""
DROP_COUNTED_MOVEMENTS = """
DELETE FROM catalog_stockmovement m
USING unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS cell (product_id, warehouse_id, sequence)
WHERE m.product_id = cell.product_id AND m.warehouse_id = cell.warehouse_id AND m.sequence <= cell.sequence
"""
WRITE_LEVELS = """
UPDATE catalog_stocklevel s
SET counted = cell.counted, counted_sequence = cell.sequence, updated_at = %s,
    quantity = greatest(0, least(2147483647, cell.counted + coalesce((
        SELECT sum(m.delta) FROM catalog_stockmovement m
        WHERE m.product_id = s.product_id AND m.warehouse_id = s.warehouse_id AND m.sequence > cell.sequence
    ), 0)))
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
    AS cell (product_id, warehouse_id, counted, sequence)
WHERE s.product_id = cell.product_id AND s.warehouse_id = cell.warehouse_id
"""
HEARD = """
UPDATE catalog_warehouse SET heard_at = greatest(heard_at, %(now)s)
WHERE id IN (SELECT id FROM catalog_warehouse WHERE id = ANY(%(heard)s) ORDER BY id FOR NO KEY UPDATE)
"""
OLD_MOVEMENTS = """
SELECT product_id, warehouse_id, max(sequence) FROM catalog_stockmovement
WHERE received_at < %s GROUP BY product_id, warehouse_id ORDER BY product_id, warehouse_id LIMIT %s
"""
# A movement that came later but is numbered earlier goes with the old ones: the count then holds both.
FOLD = """
WITH folded AS (
    DELETE FROM catalog_stockmovement m
    USING unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS cell (product_id, warehouse_id, sequence)
    WHERE m.product_id = cell.product_id AND m.warehouse_id = cell.warehouse_id AND m.sequence <= cell.sequence
    RETURNING m.product_id, m.warehouse_id, m.sequence, m.delta
), added AS (
    SELECT product_id, warehouse_id, max(sequence) AS sequence, sum(delta) AS delta, count(*) AS movements
    FROM folded GROUP BY product_id, warehouse_id
), counted AS (
    UPDATE catalog_stocklevel s
    SET counted = greatest(-2147483648, least(2147483647, s.counted + added.delta)), counted_sequence = added.sequence
    FROM added WHERE s.product_id = added.product_id AND s.warehouse_id = added.warehouse_id
)
SELECT coalesce(sum(movements), 0)::bigint FROM added
"""


def apply_stock(store: Store, rows: Sequence[StockRow], *, now: datetime) -> list[Outcome]:
    """This will take in counts and movements and say per row what became of it; a bad row never stops the others.

    Several rows about one product in one warehouse are taken in their order. The call is one transaction. Calls that
    write the same rows at the same time wait for each other; two calls within one transaction might wait in a circle.
    """
    keys, errors = _places(store, rows)
    with transaction.atomic():
        cells = _locked_cells(keys, rows, now=now)
        before = {key: (cell.counted, cell.sequence) for key, cell in cells.items()}
        outcomes = [
            _outcome(row, key, cells=cells, error=error) for row, key, error in zip(rows, keys, errors, strict=True)
        ]
        _write(cells, before, now=now)
        _hear({warehouse for _, warehouse in cells}, now=now)
    return outcomes


def fold_old_movements(*, before: datetime) -> int:
    """This will add movements that came before a time to their counts and say how many.

    Quantities stay as they are. What is sent later with a number up to theirs is outdated from then on.
    """
    done = 0
    while cells := _rows(OLD_MOVEMENTS, [before, CELLS_AT_ONCE]):
        products, warehouses, sequences = _arrays(cells)
        with transaction.atomic():
            _rows(LOCK, {"products": products, "warehouses": warehouses})
            done += _rows(FOLD, [products, warehouses, sequences])[0][0]
    return done


def _places(store: Store, rows: Sequence[StockRow]) -> tuple[list[Key | None], list[str]]:
    """This will find the product and the warehouse of each row, or say what is wrong with it."""
    skus = {row.sku for row in rows if "\x00" not in row.sku}
    products = dict(_rows(PRODUCTS, [store.pk, list(skus)]))
    warehouses = dict(Warehouse.objects.filter(store=store).values_list("code", "pk"))
    errors = [unusable(row) or _unknown(row, products=products, warehouses=warehouses) for row in rows]
    keys = [
        None if error else (products[row.sku], warehouses[row.warehouse])
        for row, error in zip(rows, errors, strict=True)
    ]
    return keys, errors


def _unknown(row: StockRow, *, products: Mapping[str, int], warehouses: Mapping[str, int]) -> str:
    if row.warehouse not in warehouses:
        choices = ", ".join(sorted(warehouses)) or "none yet; add one in the catalogue first"
        return f"The store has no warehouse {row.warehouse!r}. Its warehouses: {choices}."
    return "" if row.sku in products else NO_PRODUCT.format(row.sku)


def _outcome(row: StockRow, key: Key | None, *, cells: Mapping[Key, Cell], error: str) -> Outcome:
    if key is None:
        return Outcome(row.sku, REJECTED, error)
    if key not in cells:  # the product was deleted while we waited
        return Outcome(row.sku, REJECTED, NO_PRODUCT.format(row.sku))
    return Outcome(row.sku, take(cells[key], row))


def _locked_cells(keys: Sequence[Key | None], rows: Sequence[StockRow], *, now: datetime) -> dict[Key, Cell]:
    """This will make and lock the stock rows of these keys, and read what is known of their movements."""
    wanted = _columns(sorted({key for key in keys if key}))
    made = {(product, warehouse) for product, warehouse in _rows(MAKE_MISSING, wanted | {"now": now})}
    levels = _rows(LOCK, wanted)
    newest = {(product, warehouse): sequence for product, warehouse, sequence in _rows(NEWEST_MOVEMENTS, wanted)}
    known = _known_movements(keys, rows) if newest else {}
    return {
        key: Cell(
            counted=counted,
            sequence=sequence,
            newest=newest.get(key, sequence),
            shown=None if key in made else quantity,
            is_new=key in made,
            known=known.get(key, ()),
        )
        for product, warehouse, quantity, counted, sequence in levels
        for key in [(product, warehouse)]
    }


def _known_movements(keys: Sequence[Key | None], rows: Sequence[StockRow]) -> dict[Key, set[int]]:
    sent = [(*key, row.sequence) for key, row in zip(keys, rows, strict=True) if key and row.is_delta and row.sequence]
    found: dict[Key, set[int]] = defaultdict(set)
    if sent:
        for product, warehouse, sequence in _rows(KNOWN_MOVEMENTS, _arrays(sent)):
            found[product, warehouse].add(sequence)
    return found


def _write(cells: Mapping[Key, Cell], before: Mapping[Key, tuple[int, int]], *, now: datetime) -> None:
    """This will write the cells that changed: movements first, because quantities are added up from them."""
    changed = {key: cell for key, cell in cells.items() if cell.added or (cell.counted, cell.sequence) != before[key]}
    counted_anew = [(*key, cell.sequence) for key, cell in changed.items() if cell.sequence != before[key][1]]
    added = [(*key, *movement) for key, cell in changed.items() for movement in cell.added.items()]
    levels = [(*key, cell.counted, cell.sequence) for key, cell in changed.items()]
    with connection.cursor() as cursor:
        if counted_anew:
            cursor.execute(DROP_COUNTED_MOVEMENTS, _arrays(counted_anew))
        if added:
            cursor.execute(ADD_MOVEMENTS, [now, *_arrays(added)])
        if levels:
            cursor.execute(WRITE_LEVELS, [now, *_arrays(levels)])


def _hear(warehouses: Collection[int], *, now: datetime) -> None:
    """This will note that these warehouses were heard of. It comes last: every call about a warehouse waits here."""
    with connection.cursor() as cursor:
        cursor.execute(HEARD, {"now": now, "heard": list(warehouses)})


def _columns(keys: Sequence[Key]) -> dict[str, object]:
    products, warehouses = _arrays(keys) if keys else ("{}", "{}")
    return {"products": products, "warehouses": warehouses}


def _arrays(rows: Iterable[tuple[int, ...]]) -> list[str]:
    """This will write columns of whole numbers as PostgreSQL reads arrays, many times faster than the driver does."""
    return ["{" + ",".join(map(str, column)) + "}" for column in zip(*rows, strict=True)]


def _rows(statement: str, values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
