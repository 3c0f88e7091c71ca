"""What may change at any second and is read with every request: visibility, stock, the shopper's price."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from catalog.models import Store
from catalog.prepared import fetch_prepared
from catalog.pricing import Priced, Reason, price_among
from catalog.queries import RegionFacts, TierFacts


class LiveFacts(NamedTuple):
    """What is true of a product now.

    `regular_price` is what everybody pays; no other tier's amount is ever read for a shopper. `stock_is_old` says that
    a warehouse has been silent for too long, so that less is counted than it last reported.
    """

    visible: bool
    stock: int | None
    price: float | None
    regular_price: float | None
    price_reason: Reason
    stock_is_old: bool = False


# A product without any stock row is untracked and thus available; one with rows elsewhere only is sold out here.
STOCK = """
WITH silent AS MATERIALIZED (
    SELECT coalesce(array_agg(id), '{}') AS ids FROM catalog_warehouse
    WHERE id = ANY(%(warehouses)s::bigint[]) AND %(trusted_since)s::timestamptz IS NOT NULL
      AND (heard_at IS NULL OR heard_at < %(trusted_since)s::timestamptz)
), stock AS (
    SELECT s.product_id,
           coalesce(sum(s.quantity) FILTER (WHERE s.warehouse_id = ANY(%(warehouses)s::bigint[])), 0) AS reported,
           coalesce(sum(CASE WHEN s.warehouse_id = ANY(ARRAY(SELECT unnest(ids) FROM silent))
                             THEN least(s.quantity, %(low)s) ELSE s.quantity END)
                    FILTER (WHERE s.warehouse_id = ANY(%(warehouses)s::bigint[])), 0) AS quantity
    FROM catalog_stocklevel s WHERE s.product_id = ANY(%(products)s::bigint[]) GROUP BY s.product_id
)"""
# Before its launch nothing is for sale.
STATE = """
SELECT p.id, p.visible AND p.status = 'active' AND coalesce(p.launched_on <= %(today)s, true),
       stock.quantity, stock.quantity < stock.reported"""
# Amounts come as whole hundredths: exact, and read faster than numeric.
LIVE_FACTS = f"""{STOCK}, price AS (
    SELECT tp.product_id, array_agg(tp.tier_id) AS tiers, array_agg((tp.amount * 100)::bigint) AS amounts
    FROM catalog_tierprice tp
    WHERE tp.product_id = ANY(%(products)s::bigint[]) AND tp.region_id = %(region)s
      AND tp.tier_id = ANY(%(tiers)s::bigint[]) AND (tp.valid IS NULL OR tp.valid @> %(at)s)
    GROUP BY tp.product_id
){STATE}, (p.price * 100)::bigint, price.tiers, price.amounts
FROM catalog_product p
LEFT JOIN stock ON stock.product_id = p.id
LEFT JOIN price ON price.product_id = p.id
WHERE p.id = ANY(%(products)s::bigint[])
"""
HUNDREDTH = Decimal("0.01")


def live_facts(
    product_ids: Sequence[int], *, store: Store, region: RegionFacts, tier: TierFacts | None, at: datetime
) -> dict[int, LiveFacts]:
    """This will read visibility, stock and the shopper's price for some products, in one query."""
    ranks = ranks_of(tier)
    values = stock_values(product_ids, store=store, region=region, at=at) | {
        "region": region.region_id,
        "tiers": list(ranks),
        "at": at,
    }
    found = {}
    for product_id, visible, stock, is_old, catalogue, tiers, amounts in fetch_prepared(LIVE_FACTS, values):
        priced = price_of(catalogue, tiers, amounts, ranks=ranks, store=store, region=region, tier=tier)
        found[product_id] = LiveFacts(
            visible,
            None if stock is None else int(stock),
            None if priced.amount is None else float(priced.amount),
            None if priced.regular is None else float(priced.regular),
            priced.reason,
            bool(is_old),
        )
    return found


def stock_values(product_ids: Sequence[int], *, store: Store, region: RegionFacts, at: datetime) -> dict[str, object]:
    """This will lay out what STOCK and STATE ask for."""
    return {
        "products": [int(product_id) for product_id in product_ids],
        "warehouses": list(region.warehouse_ids),
        "trusted_since": _trusted_since(store, at=at),
        "low": store.low_stock_quantity,
        "today": at.astimezone(UTC).date(),
    }


def price_of(
    catalogue: int,
    tiers: Sequence[int] | None,
    amounts: Sequence[int] | None,
    *,
    ranks: Mapping[int, int],
    store: Store,
    region: RegionFacts,
    tier: TierFacts | None,
) -> Priced:
    """This will decide a price among amounts in hundredths; `ranks` is tier id -> rank."""
    own = {ranks[row]: HUNDREDTH * amount for row, amount in zip(tiers or (), amounts or (), strict=True)}
    regular = HUNDREDTH * catalogue if region.currency == store.currency else None
    return price_among(own, catalogue=regular, tier=tier, currency=region.currency)


def ranks_of(tier: TierFacts | None) -> dict[int, int]:
    """This will give tier id -> rank for a tier and all below it: the only rows that may decide its price."""
    ranks = {}
    while tier is not None:
        ranks[tier.tier_id] = tier.rank
        tier = tier.below
    return ranks


def _trusted_since(store: Store, *, at: datetime) -> datetime | None:
    """This will give the moment after which a warehouse must have been heard; None trusts every one."""
    if store.stock_trusted_minutes is None:
        return None
    # A preview of next week still counts what lies there now.
    return min(at, datetime.now(UTC)) - timedelta(minutes=store.stock_trusted_minutes)
