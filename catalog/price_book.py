"""What each tier pays in each region, kept in memory and never trusted blindly.

A request reads stock and visibility of its candidates; in the same statement, and so at the same moment, it asks
whether a transaction has changed a price of the store that the book has not seen. If so, or where a price begins or
ends between the moment of the book and that of the request, prices are read as well. Whoever writes a price leaves a
note in `catalog_pricechange` (a trigger, so that nothing can forget it).

Sources of the check: PostgreSQL's documentation, "Transaction ID and Snapshot Information Functions".
"""

import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import Error, connection
from numpy.typing import NDArray

from catalog.live_facts import STATE, STOCK, LiveFacts, live_facts, price_of, ranks_of, stock_values
from catalog.models import Product, Store
from catalog.prepared import fetch_prepared
from catalog.pricing import Reason
from catalog.queries import RegionFacts, TierFacts

log = logging.getLogger(__name__)
MOST_PRODUCTS = 200_000  # of a larger store prices are read with every request
WANTED_SECONDS = 600.0  # for how long a book that nobody asks is kept up
PAUSE = 20.0  # times as long as a book took to make, until it is made anew because a price changed
# A book is made anew after OLDEST, is not trusted after TRUSTED if that failed, and its notes are kept for longer.
OLDEST, TRUSTED, KEPT = timedelta(hours=12), timedelta(hours=24), timedelta(days=2)
ASK_AGAIN = timedelta(hours=1)  # whether a store that was too large has become smaller
Key = tuple[int, int, int | None]  # store, region, tier


@dataclass(frozen=True, slots=True)
class Book:
    """The prices of a store for one tier in one region, by product id, as one snapshot of the database saw them.

    `since` and `until` (unix seconds) tell when the amounts of a product begin and end to hold; `reasons` are numbers
    of `said`.
    """

    currency: str  # of the store
    region: RegionFacts
    tier: TierFacts | None
    snapshot: str
    made_at: datetime
    made_in: float  # seconds
    products: NDArray[np.int64]
    amounts: NDArray[np.float64]  # nan: no price
    regular: NDArray[np.float64]
    reasons: NDArray[np.int16]
    said: tuple[Reason, ...]
    since: NDArray[np.float64]
    until: NDArray[np.float64]

    def is_of(self, store: Store, region: RegionFacts, tier: TierFacts | None) -> bool:
        """This will say whether it was made with the same currencies, warehouses and discounts."""
        return (self.currency, self.region, self.tier) == (store.currency, region, tier)

    def is_trusted(self, now: datetime) -> bool:
        """This will say whether the notes that it is checked against are all still there."""
        return len(self.products) > 0 and now - self.made_at < TRUSTED

    def places(self, product_ids: NDArray[np.int64], *, at: float) -> NDArray[np.int64]:
        """This will find where products stand, -1 for those whose price the book cannot tell at that moment."""
        found = np.minimum(np.searchsorted(self.products, product_ids), len(self.products) - 1)
        known = (self.products[found] == product_ids) & (self.since[found] <= at) & (at < self.until[found])
        return np.where(known, found, -1)


class PriceBooks:
    """The books of one process. `renew` is called every second by the watch over snapshots."""

    def __init__(self) -> None:
        self._books: dict[Key, Book] = {}
        self._wanted: dict[Key, tuple[Store, RegionFacts, TierFacts | None, float]] = {}
        self._stale: set[Key] = set()
        self._too_large: dict[int, datetime] = {}  # by store, since when
        self._lock = threading.Lock()

    def facts(
        self, product_ids: Sequence[int], *, store: Store, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> Mapping[int, LiveFacts]:
        """This will answer as `live_facts` does, and read prices only where the book may be wrong."""
        key = (store.pk, region.region_id, tier.tier_id if tier else None)
        self._wanted[key] = (store, region, tier, time.monotonic())
        book = self._books.get(key)
        if book is None or not book.is_trusted(datetime.now(UTC)) or not book.is_of(store, region, tier):
            return live_facts(product_ids, store=store, region=region, tier=tier, at=at)
        found = _from_book(book, product_ids, store=store, at=at)
        if found is None:
            self._stale.add(key)
            return live_facts(product_ids, store=store, region=region, tier=tier, at=at)
        return found

    def renew(self, *, now: datetime) -> None:
        """This will make the books that were asked for lately and are missing, outdated or found to be wrong."""
        with self._lock:
            for key, (store, region, tier, asked_at) in list(self._wanted.items()):
                if time.monotonic() - asked_at > WANTED_SECONDS:
                    self._wanted.pop(key, None)
                    self._books.pop(key, None)
                elif self._is_due(key, store, region, tier, now=now):
                    self._renew_one(key, store, region, tier, now=now)

    def clear(self) -> None:
        for kept in (self._books, self._wanted, self._stale, self._too_large):
            kept.clear()

    def _renew_one(self, key: Key, store: Store, region: RegionFacts, tier: TierFacts | None, *, now: datetime) -> None:
        """This will make one book anew. One that cannot be made is no reason to leave out the others."""
        self._stale.discard(key)
        try:
            if Product.objects.filter(store=store).count() > MOST_PRODUCTS:
                self._too_large[store.pk] = now
                self._books.pop(key, None)
            else:
                self._books[key] = make_book(store, region=region, tier=tier, now=now)
        except Error:
            raise  # the database is away, for all of them
        except Exception:
            self._books.pop(key, None)
            log.exception("The prices of %s in %s cannot be kept; they are read with every request", store, region.code)

    def _is_due(self, key: Key, store: Store, region: RegionFacts, tier: TierFacts | None, *, now: datetime) -> bool:
        book, too_large = self._books.get(key), self._too_large.get(store.pk)
        if too_large is not None and now - too_large < ASK_AGAIN:
            self._books.pop(key, None)
            return False
        if book is None or not book.is_of(store, region, tier):
            return True
        if key in self._stale and (now - book.made_at).total_seconds() > PAUSE * book.made_in:
            return True
        return now - book.made_at > OLDEST or float(book.until.min(initial=np.inf)) <= now.timestamp()


BOOKS = PriceBooks()

# Amounts that hold at a moment, and the moments between which they all do.
PRICES = """
SELECT pg_current_snapshot()::text, p.id, (p.price * 100)::bigint, price.tiers, price.amounts, price.since, price.until
FROM catalog_product p
LEFT JOIN (
    SELECT tp.product_id,
           array_agg(tp.tier_id) FILTER (WHERE tp.valid IS NULL OR tp.valid @> %(at)s) AS tiers,
           array_agg((tp.amount * 100)::bigint) FILTER (WHERE tp.valid IS NULL OR tp.valid @> %(at)s) AS amounts,
           extract(epoch FROM greatest(
               max(lower(tp.valid)) FILTER (WHERE lower(tp.valid) <= %(at)s),
               max(upper(tp.valid)) FILTER (WHERE upper(tp.valid) <= %(at)s)))::float8 AS since,
           extract(epoch FROM least(
               min(lower(tp.valid)) FILTER (WHERE lower(tp.valid) > %(at)s),
               min(upper(tp.valid)) FILTER (WHERE upper(tp.valid) > %(at)s)))::float8 AS until
    FROM catalog_tierprice tp WHERE tp.region_id = %(region)s AND tp.tier_id = ANY(%(tiers)s::bigint[])
    GROUP BY tp.product_id
) price ON price.product_id = p.id
WHERE p.store_id = %(store)s ORDER BY p.id
"""
# A note of a transaction that the book's snapshot did not see, while this statement sees it.
WITHOUT_PRICES = f"""{STOCK}{STATE}, changed.since_the_book
FROM catalog_product p
CROSS JOIN (SELECT EXISTS (
    SELECT FROM catalog_pricechange c WHERE c.store_id = %(store)s
      AND c.xid >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)
      AND NOT pg_visible_in_snapshot(c.xid, %(snapshot)s::pg_snapshot)
) AS since_the_book) changed
LEFT JOIN stock ON stock.product_id = p.id
WHERE p.id = ANY(%(products)s::bigint[])
"""


def make_book(store: Store, *, region: RegionFacts, tier: TierFacts | None, now: datetime) -> Book:
    """This will read all prices of a store that one tier pays in one region."""
    began, ranks = time.monotonic(), ranks_of(tier)
    values = {"store": store.pk, "region": region.region_id, "tiers": list(ranks), "at": now}
    rows = fetch_prepared(PRICES, values)
    said: dict[Reason, int] = {}
    priced = [
        price_of(catalogue, tiers, amounts, ranks=ranks, store=store, region=region, tier=tier)
        for _, _, catalogue, tiers, amounts, _, _ in rows
    ]
    return Book(
        currency=store.currency,
        region=region,
        tier=tier,
        snapshot=rows[0][0] if rows else "",
        made_at=now,
        made_in=time.monotonic() - began,
        products=np.array([row[1] for row in rows], dtype=np.int64),
        amounts=_numbers((each.amount for each in priced), missing=np.nan),
        regular=_numbers((each.regular for each in priced), missing=np.nan),
        reasons=np.array([said.setdefault(each.reason, len(said)) for each in priced], dtype=np.int16),
        said=tuple(said),
        since=_numbers((row[5] for row in rows), missing=-np.inf),
        until=_numbers((row[6] for row in rows), missing=np.inf),
    )


def _from_book(book: Book, product_ids: Sequence[int], *, store: Store, at: datetime) -> dict[int, LiveFacts] | None:
    """This will read the rest; None when the book cannot be relied on."""
    values = stock_values(product_ids, store=store, region=book.region, at=at)
    rows = fetch_prepared(WITHOUT_PRICES, values | {"store": store.pk, "snapshot": book.snapshot})
    if not rows:
        return {}
    places = book.places(np.array([row[0] for row in rows], dtype=np.int64), at=at.timestamp())
    if rows[0][4] or places.min() < 0:
        return None
    prices = zip(_plain(book.amounts[places]), _plain(book.regular[places]), book.reasons[places].tolist(), strict=True)
    return {
        product_id: LiveFacts(
            visible, None if stock is None else int(stock), amount, regular, book.said[reason], bool(is_old)
        )
        for (product_id, visible, stock, is_old, _), (amount, regular, reason) in zip(rows, prices, strict=True)
    }


def _numbers(values: Iterable[Any], *, missing: float) -> NDArray[np.float64]:
    return np.array([missing if each is None else float(each) for each in values], dtype=np.float64)


def _plain(values: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124  # nan alone differs


def forget_old_changes(*, now: datetime) -> int:
    """This will delete notes that no book needs any more, and say how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_pricechange WHERE at < %s", [now - KEPT])
        return int(cursor.rowcount)
