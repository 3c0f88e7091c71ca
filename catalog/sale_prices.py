"""The regular price as a shop system runs it: its catalogue price, and a reduced one for a while.

What the system says of a product holds in every region that is paid in the store's currency. Prices of other currencies
and of members are left alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from catalog.feeds.rows import PriceRow
from catalog.models import Store, TierPrice
from catalog.outcomes import REJECTED, Outcome
from catalog.price_history import note_prices
from catalog.prices import write_prices


def follow_sales(store: Store, sales: Mapping[str, Sequence[PriceRow]], *, now: datetime) -> list[Outcome]:
    """This will make the reduced prices of products, by SKU, what they are now; an empty list ends a sale.

    Returns what became of the prices that could not be kept.
    """
    with transaction.atomic():
        _end_others(store, sales, now=now)
        outcomes = write_prices(store, [row for rows in sales.values() for row in rows], now=now)
    return [outcome for outcome in outcomes if outcome.state == REJECTED]


def _end_others(store: Store, sales: Mapping[str, Sequence[PriceRow]], *, now: datetime) -> None:
    wanted = {(row.sku, row.amount, row.valid_from, row.valid_until) for rows in sales.values() for row in rows}
    held = TierPrice.objects.filter(
        product__store=store, product__sku__in=sales, tier__rank=0, region__currency=store.currency
    ).values_list("pk", "product_id", "product__sku", "amount", "valid")
    over = {
        pk: product
        for pk, product, sku, amount, valid in held
        if (sku, amount, valid and valid.lower, valid and valid.upper) not in wanted
    }
    if over:
        TierPrice.objects.filter(pk__in=over).delete()
        note_prices(store, set(over.values()), now=now)
