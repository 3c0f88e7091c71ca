"""What may change at any second and is read with every request: visibility, stock, the shopper's price."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from catalog.models import Store
from catalog.prepared import fetch_prepared
from catalog.pricing import Because, Priced, Reason, price_among
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


@dataclass(frozen=True, eq=False)
class LiveColumns(Mapping[int, LiveFacts]):
    """What is true of n products now: arrays in the order in which they were asked for, and facts by product id.

    A product that is gone has its place among the arrays, with `known` False, and is no key.
    """

    product_ids: NDArray[np.int64]
    known: NDArray[np.bool_]
    visible: NDArray[np.bool_]
    stock: NDArray[np.float64]  # nan: untracked
    prices: NDArray[np.float64]  # nan: none for this shopper
    regular_prices: NDArray[np.float64]  # nan: only members may buy
    reasons: NDArray[np.int16]  # places in `said`
    said: tuple[Reason, ...]
    stock_is_old: NDArray[np.bool_]

    @classmethod
    def of(cls, product_ids: Sequence[int], facts: Mapping[int, LiveFacts]) -> Self:
        """This will lay out facts by product id as columns of the products that are asked for."""
        said: dict[Reason, int] = {}
        each = [facts.get(product_id, GONE) for product_id in product_ids]
        visible, stock, prices, regular, reasons, old = zip(*each, strict=True) if each else ((),) * 6
        return cls(
            product_ids=np.array(product_ids, dtype=np.int64),
            known=np.array([product_id in facts for product_id in product_ids], dtype=np.bool_),
            visible=np.array(visible, dtype=np.bool_),
            stock=numbers(stock),
            prices=numbers(prices),
            regular_prices=numbers(regular),
            reasons=np.array([said.setdefault(reason, len(said)) for reason in reasons], dtype=np.int16),
            said=tuple(said),
            stock_is_old=np.array(old, dtype=np.bool_),
        )

    @property
    def for_sale(self) -> NDArray[np.bool_]:
        """This will mask (n,) what is switched on, priced, and in stock or untracked."""
        return self.known & self.visible & ~np.isnan(self.prices) & (self.stock != 0)

    def take(self, places: NDArray[np.int64]) -> Self:
        """This will give the products at some places, in that order."""
        columns = ("product_ids", "known", "visible", "stock", "prices", "regular_prices", "reasons", "stock_is_old")
        return replace(self, **{name: getattr(self, name)[places] for name in columns})

    def in_order_of(self, product_ids: NDArray[np.int64]) -> Self:
        """This will give the columns of these products; of those that are missing here nothing is known."""
        if not len(self.product_ids):
            return self.of(product_ids.tolist(), {})
        order = np.argsort(self.product_ids)
        found = np.minimum(np.searchsorted(self.product_ids, product_ids, sorter=order), len(order) - 1)
        ordered = self.take(order[found])
        known = ordered.known & (ordered.product_ids == product_ids)
        return replace(ordered, product_ids=product_ids, known=known, visible=ordered.visible & known)

    def at(self, place: int) -> LiveFacts:
        """This will give the facts of the product at a place; it must be known."""
        stock = self.stock[place]
        return LiveFacts(
            visible=bool(self.visible[place]),
            stock=None if np.isnan(stock) else int(stock),
            price=plain(self.prices[place]),
            regular_price=plain(self.regular_prices[place]),
            price_reason=self.said[self.reasons[place]],
            stock_is_old=bool(self.stock_is_old[place]),
        )

    def __getitem__(self, product_id: int) -> LiveFacts:
        return self.at(self._places[product_id])

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    @cached_property
    def _places(self) -> Mapping[int, int]:
        known = np.flatnonzero(self.known)
        return dict(zip(self.product_ids[known].tolist(), known.tolist(), strict=True))


GONE = LiveFacts(visible=False, stock=0, price=None, regular_price=None, price_reason=Reason(Because.NONE))


def numbers(values: Sequence[float | int | None]) -> NDArray[np.float64]:
    """This will make an array of what may be missing, which becomes nan."""
    return np.array(values, dtype=np.float64)  # None is nan to NumPy


def plain(value: np.floating) -> float | None:
    """This will give a number of such an array as Python has it, None for nan."""
    return None if np.isnan(value) else float(value)


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
) -> LiveColumns:
    """This will read visibility, stock and the shopper's price for some products, in one query."""
    ranks = ranks_of(tier)
    values = stock_values(product_ids, store=store, region=region, at=at) | {
        "region": region.region_id,
        "tiers": list(ranks),
        "at": at,
    }
    found: dict[int, LiveFacts] = {}
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
    return LiveColumns.of(product_ids, found)


def stock_values(product_ids: Sequence[int], *, store: Store, region: RegionFacts, at: datetime) -> dict[str, object]:
    """This will lay out what STOCK and STATE ask for."""
    return {
        "products": [int(product_id) for product_id in product_ids],
        "warehouses": list(region.warehouse_ids),
        "trusted_since": trusted_since(store, at=at),
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


def trusted_since(store: Store, *, at: datetime) -> datetime | None:
    """This will give the moment after which a warehouse must have been heard; None trusts every one."""
    if store.stock_trusted_minutes is None:
        return None
    # A preview of next week still counts what lies there now.
    return min(at, datetime.now(UTC)) - timedelta(minutes=store.stock_trusted_minutes)
