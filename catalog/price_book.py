"""What each tier pays in each region, kept in memory and never trusted blindly.

Whoever writes a price leaves a note in `catalog_pricechange` (a trigger, so that nothing can forget it), and the one
statement of a request asks whether there is a note that the book's snapshot did not see: see catalog.stock_book. If so,
or where a price begins or ends between the moment of the book and that of the request, prices are read.
"""

import logging
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import Error
from numpy.typing import NDArray

from catalog.live_facts import price_of, ranks_of
from catalog.models import Store
from catalog.prepared import fetch_prepared, is_lost
from catalog.pricing import Reason
from catalog.queries import RegionFacts, TierFacts
from catalog.transactions import SNAPSHOT

log = logging.getLogger(__name__)
PAUSE = 20.0  # times as long as a book took to make, until it is made anew because a price changed
# A book is made anew after OLDEST, and is not trusted after TRUSTED if that failed. Notes are kept for longer.
OLDEST, TRUSTED = timedelta(hours=12), timedelta(hours=24)
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
    server: float  # see catalog.stock_book.StockBook
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
    """The price books of one process."""

    def __init__(self) -> None:
        self._books: dict[Key, Book] = {}
        self._wrong: set[Key] = set()

    def book(self, store: Store, *, region: RegionFacts, tier: TierFacts | None) -> Book | None:
        """This will give what is remembered, however old it is, unless it was made for other terms."""
        book = self._books.get(key_of(store, region=region, tier=tier))
        return book if book is not None and book.is_of(store, region, tier) else None

    def doubt(self, key: Key) -> None:
        """This will have a book made anew: it was found to lack a price."""
        self._wrong.add(key)

    def doubt_changed(self, store: Store) -> None:
        """This will doubt the books of a store that do not know of a change, whether anybody asks for them or not."""
        books = {key: book for key, book in self._books.items() if key[0] == store.pk and len(book.products)}
        if not books:
            return
        since = min(_bounds(book.snapshot)[0] for book in books.values())
        changes = [int(xid) for (xid,) in fetch_prepared(CHANGES, {"store": store.pk, "since": str(since)})]
        for key, book in books.items():
            _, after, running = _bounds(book.snapshot)
            if any(xid >= after or xid in running for xid in changes):
                self._wrong.add(key)

    def distrust(self) -> None:
        """This will have no book answer for a database any more before it was made anew."""
        self._books = {key: replace(book, server=math.nan) for key, book in self._books.items()}
        self._wrong.update(self._books)

    def let_go(self, key: Key) -> None:
        self._books.pop(key, None)
        self._wrong.discard(key)

    def renew(self, store: Store, *, region: RegionFacts, tier: TierFacts | None, now: datetime) -> bool:
        """This will make a book that is missing, outdated or found to be wrong, and say whether it was.

        One that cannot be made is no reason to leave out the others.
        """
        key = key_of(store, region=region, tier=tier)
        if not self._is_due(key, store, region, tier, now=now):
            return False
        self._wrong.discard(key)
        try:
            self._books[key] = make_book(store, region=region, tier=tier, now=now)
        except Exception as error:
            if isinstance(error, Error) and is_lost():
                raise  # the database is away, for all of them
            self._books.pop(key, None)
            log.exception("The prices of %s in %s cannot be kept; they are read with every request", store, region.code)
        return True

    def _is_due(self, key: Key, store: Store, region: RegionFacts, tier: TierFacts | None, *, now: datetime) -> bool:
        book = self._books.get(key)
        if book is None or not book.is_of(store, region, tier):
            return True
        if key in self._wrong and (now - book.made_at).total_seconds() > PAUSE * book.made_in:
            return True
        return now - book.made_at > OLDEST or float(book.until.min(initial=np.inf)) <= now.timestamp()


def key_of(store: Store, *, region: RegionFacts, tier: TierFacts | None) -> Key:
    return store.pk, region.region_id, tier.tier_id if tier else None


def _bounds(snapshot: str) -> tuple[int, int, frozenset[int]]:
    """This will read PostgreSQL's text of a snapshot: xmin, xmax, and what was running."""
    first, after, running = snapshot.split(":")
    return int(first), int(after), frozenset(map(int, filter(None, running.split(","))))


CHANGES = """
SELECT c.xid::text FROM catalog_pricechange c
WHERE c.store_id = %(store)s AND c.xid >= %(since)s::xid8 ORDER BY c.xid DESC LIMIT 1000
"""
# Amounts that hold at a moment, and the moments between which they all do.
PRICES = f"""
SELECT {SNAPSHOT}, extract(epoch FROM pg_postmaster_start_time())::float8,
       p.id, (p.price * 100)::bigint, price.tiers, price.amounts, price.since, price.until
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


def make_book(store: Store, *, region: RegionFacts, tier: TierFacts | None, now: datetime) -> Book:
    """This will read all prices of a store that one tier pays in one region."""
    began, ranks = time.monotonic(), ranks_of(tier)
    values = {"store": store.pk, "region": region.region_id, "tiers": list(ranks), "at": now}
    rows = fetch_prepared(PRICES, values)
    said: dict[Reason, int] = {}
    priced = [
        price_of(catalogue, tiers, amounts, ranks=ranks, store=store, region=region, tier=tier)
        for _, _, _, catalogue, tiers, amounts, _, _ in rows
    ]
    return Book(
        currency=store.currency,
        region=region,
        tier=tier,
        server=rows[0][1] if rows else 0.0,
        snapshot=rows[0][0] if rows else "",
        made_at=now,
        made_in=time.monotonic() - began,
        products=np.array([row[2] for row in rows], dtype=np.int64),
        amounts=_numbers((each.amount for each in priced), missing=np.nan),
        regular=_numbers((each.regular for each in priced), missing=np.nan),
        reasons=np.array([said.setdefault(each.reason, len(said)) for each in priced], dtype=np.int16),
        said=tuple(said),
        since=_numbers((row[6] for row in rows), missing=-np.inf),
        until=_numbers((row[7] for row in rows), missing=np.inf),
    )


def _numbers(values: Iterable[Any], *, missing: float) -> NDArray[np.float64]:
    return np.array([missing if each is None else float(each) for each in values], dtype=np.float64)
