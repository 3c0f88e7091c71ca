"""The regular price as a shop system runs it: its catalogue price, and a reduced one for a while.

What the system says of a product holds in every region that is paid in the store's currency. Prices of other currencies
and of members are left alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from catalog.feeds.rows import PriceRow
from catalog.models import MembershipTier, Store
from catalog.outcomes import REJECTED, Outcome
from catalog.price_history import note_prices
from catalog.prices import write_prices

Sales = Mapping[str, Sequence[PriceRow]]  # by SKU; an empty list says that there is none
# One array, where thousands of single values would take longer to write into the query than to look up.
HELD = """
SELECT held.id, held.product_id, p.sku, held.amount, lower(held.valid), upper(held.valid)
FROM catalog_tierprice held
JOIN catalog_product p ON p.id = held.product_id
JOIN catalog_membershiptier t ON t.id = held.tier_id
JOIN catalog_region r ON r.id = held.region_id
WHERE p.store_id = %(store)s AND p.sku = ANY(%(skus)s) AND t.rank = 0 AND r.currency = %(currency)s
  AND coalesce(upper(held.valid) > %(now)s, true)
"""
REMOVE = "DELETE FROM catalog_tierprice WHERE id = ANY(%s)"


def follow_sales(store: Store, sales: Sales, *, now: datetime) -> list[Outcome]:
    """This will make the reduced prices of products what they are now; an empty list ends a sale.

    Returns what became of the prices that could not be kept.
    """
    with transaction.atomic():
        end_other_sales(store, sales, now=now)
        outcomes = write_prices(store, [row for rows in sales.values() for row in rows], now=now)
    return [outcome for outcome in outcomes if outcome.state == REJECTED]


def end_other_sales(store: Store, sales: Sales, *, now: datetime, planned: bool = True) -> int:
    """This will take away the reduced prices that are not among the sales, and say of how many products.

    Those that begin only later stay unless `planned`; those that are over stay, since they are the past.
    """
    wanted = {(row.sku, row.amount, row.valid_from, row.valid_until) for row in _regular(store, sales)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HELD, {"store": store.pk, "skus": list(sales), "currency": store.currency, "now": now})
        over = {
            pk: product
            for pk, product, sku, amount, start, end in cursor.fetchall()
            if (sku, amount, start, end) not in wanted and (planned or start is None or start <= now)
        }
        if over:
            cursor.execute(REMOVE, [list(over)])
            note_prices(store, set(over.values()), now=now)
    return len(set(over.values()))


def _regular(store: Store, sales: Sales) -> list[PriceRow]:
    """This will leave out what members pay."""
    regular = {"", *MembershipTier.objects.filter(store=store, rank=0).values_list("code", flat=True)}
    return [row for rows in sales.values() for row in rows if row.tier in regular]
