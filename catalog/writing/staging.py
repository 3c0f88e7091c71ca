"""Products on their way into the table: copied into a temporary table, then inserted and updated as sets."""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from django.db import connection

from catalog.feeds.rows import ProductRow
from catalog.models import Store

# Column of catalog_product -> its type, and the field of ProductRow that speaks of it.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "external_id": ("varchar", "external_id"),
    "gtin": ("varchar", "gtin"),
    "item_group": ("varchar", "item_group"),
    "name": ("varchar", "name"),
    "description": ("text", "description"),
    "category_id": ("bigint", "category"),
    "brand_id": ("bigint", "brand"),
    "price": ("numeric(12, 2)", "price"),
    "cost": ("numeric(12, 2)", "cost"),
    "status": ("varchar", "status"),
    "visible": ("boolean", "visible"),
    "launched_on": ("date", "launched_on"),
    "attributes": ("jsonb", "attributes"),
    "tags": ("varchar[]", "tags"),
    "image_url": ("varchar", "image_url"),
    "more_image_urls": ("varchar[]", "more_image_urls"),
}
NAMES = ", ".join(COLUMNS)
# Kept by the connection and emptied by each commit: a table a call would bloat PostgreSQL's own catalogue.
STAGE = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS staged_product (position integer, product_id bigint, sku varchar, "
    + ", ".join(f"{name} {kind}" for name, (kind, _) in COLUMNS.items())
    + ", source_updated_at timestamptz) ON COMMIT DELETE ROWS"
)
COPY = f"COPY staged_product (position, product_id, sku, {NAMES}, source_updated_at) FROM STDIN"
INSERT = f"""
    INSERT INTO catalog_product (store_id, sku, {NAMES}, source_updated_at, created_at, updated_at)
    SELECT %s, sku, {NAMES}, source_updated_at, now(), now()
    FROM staged_product WHERE product_id IS NULL ORDER BY position
    ON CONFLICT (store_id, sku) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)},
        source_updated_at = excluded.source_updated_at, updated_at = excluded.updated_at
    RETURNING sku, id
"""
# Lower than any key that another part of the product locks by: it belongs to this module alone.
LOCK_SPACE = 7101


@dataclass(frozen=True, slots=True)
class Staged:
    """A row that was checked, with the key of its product if there is one already."""

    row: ProductRow
    product_id: int | None
    category_id: int | None
    brand_id: int | None


def lock_products(store: Store) -> None:
    """This will let one transaction at a time write a store's products; others wait for it to end.

    Two feeds that make the same category, or touch the same products in another order, would else trip over each
    other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, store.pk % 2**31])


def insert_and_update(store: Store, staged: Sequence[Staged], *, fields: Set[str] | None) -> tuple[dict, set[int]]:
    """This will write rows and return the keys of new products by SKU, and the keys of those that were changed."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("DELETE FROM staged_product")
        with cursor.copy(COPY) as copy:
            for position, item in enumerate(staged):
                copy.write_row(_cells(position, item))
        cursor.execute(INSERT, [store.pk])
        made = dict(cursor.fetchall())
        changed = set()
        if update := _update(fields):
            cursor.execute(update)
            changed = {pk for (pk,) in cursor.fetchall()}
        cursor.execute(NEWER)
    return made, changed


# Also what did not change was heard of: older news about it must not win later.
NEWER = """
    UPDATE catalog_product AS product SET source_updated_at = staged.source_updated_at
    FROM staged_product AS staged
    WHERE product.id = staged.product_id AND staged.source_updated_at IS NOT NULL
        AND product.source_updated_at IS DISTINCT FROM staged.source_updated_at
"""


def _update(fields: Set[str] | None) -> str:
    names = [name for name, (_, field) in COLUMNS.items() if fields is None or field in fields]
    if not names:
        return ""
    ours, theirs = (", ".join(f"{table}.{name}" for name in names) for table in ("product", "staged"))
    return f"""
        UPDATE catalog_product AS product
        SET {", ".join(f"{name} = staged.{name}" for name in names)}, updated_at = now()
        FROM staged_product AS staged
        WHERE product.id = staged.product_id AND ({ours}) IS DISTINCT FROM ({theirs})
        RETURNING product.id
    """


def _cells(position: int, item: Staged) -> tuple[object, ...]:
    row = item.row
    return (
        *(position, item.product_id, row.sku, row.external_id, row.gtin, row.item_group or row.sku),
        *(row.name, row.description, item.category_id, item.brand_id, row.price, row.cost, row.status, row.visible),
        *(row.launched_on, json.dumps(dict(row.attributes)), list(row.tags), row.image_url),
        *(list(row.more_image_urls), row.source_updated_at),
    )
