"""What is remembered of stock and prices, put together for a request: one statement asks what is not known.

The answer is what `catalog.live_facts.live_facts` says at the moment of that statement. Where the books cannot tell,
`live_facts` is asked.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db import Error
from numpy.typing import NDArray

from catalog.live_facts import LiveColumns, live_facts, trusted_since
from catalog.models import Product, Store
from catalog.prepared import is_lost
from catalog.price_book import Book, Key, PriceBooks, key_of
from catalog.queries import RegionFacts, TierFacts
from catalog.stock_book import StockBook, StockBooks, ask
from catalog.stock_rows import StockRows, read_heard

MOST_PRODUCTS = 200_000  # of a larger store everything is read with every request
MOST_CELLS = 8_000_000  # as is of one with more products times warehouses
MOST_PRICES = 1_000_000  # of all stores, tiers and regions: about 42 MB; the others are read with every request
WANTED_SECONDS = 3600.0  # for how long a book that nobody asks is kept up
HOLDS = timedelta(hours=12)  # then it is no news any more: nobody is shown anything by what is remembered
COUNT_AGAIN = timedelta(hours=1)  # whether a store is too large


@dataclass(frozen=True, slots=True)
class Asked:
    """On which terms a shopper was served last, and when by the process's clock."""

    store: Store
    region: RegionFacts
    tier: TierFacts | None
    at: float


@dataclass(frozen=True, slots=True)
class Known:
    """What the books hold of n products: stock, a mask of those that exist, places in the book of prices (-1: none)."""

    rows: StockRows
    exists: NDArray[np.bool_]
    priced: NDArray[np.int64]
    heard: Mapping[int, float]


class Books:
    """The books of one process. `renew` is called every second by the watch over snapshots."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self._prices, self._stock = PriceBooks(), StockBooks()
        self._asked: dict[Key, Asked] = {}
        self._sizes: dict[int, tuple[datetime, int]] = {}  # by store: when its products were counted, how many

    def facts(
        self, product_ids: Sequence[int], *, store: Store, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> LiveColumns:
        """This will answer as `live_facts` does, and read only what the books do not know."""
        prices, stock = self._books(store, region=region, tier=tier)
        now, found = datetime.now(UTC), None
        if prices is not None and stock is not None and prices.is_trusted(now) and stock.is_trusted(now):
            found = self._from_books(prices, stock, product_ids, store=store, at=at)
        if found is None:
            return live_facts(product_ids, store=store, region=region, tier=tier, at=at)
        return found

    def remembered(
        self, product_ids: Sequence[int], *, store: Store, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> LiveColumns | None:
        """This will answer from memory alone; None when nothing is remembered on these terms, or not since HOLDS.

        What was sold out, hidden or repriced since then is not known. A product whose price began or ended to hold
        since has none. Warehouses that were not heard of since count as silent ones do.
        """
        prices, stock = self._books(store, region=region, tier=tier)
        if prices is None or stock is None or not (len(prices.products) and len(stock.rows.products)):
            return None
        if at - stock.renewed_at > HOLDS or not prices.is_trusted(at):
            return None
        asked = np.array(product_ids, dtype=np.int64)
        places = stock.rows.places(asked)
        priced = prices.places(asked, at=at.timestamp())
        known = Known(stock.rows.take(places), places >= 0, priced, stock.heard)
        return _columns(asked, known, prices=prices, stock=stock, store=store, at=at)

    def _books(
        self, store: Store, *, region: RegionFacts, tier: TierFacts | None
    ) -> tuple[Book | None, StockBook | None]:
        """This will give the books on some terms, and note that they are wanted."""
        self._asked[key_of(store, region=region, tier=tier)] = Asked(store, region, tier, time.monotonic())
        return self._prices.book(store, region=region, tier=tier), self._stock.book(store, region=region)

    def renew(self, *, now: datetime) -> None:
        """This will bring up to date what was asked for lately, and let go of the rest.

        A connection that is lost may mean a server that recovered from a crash and gives the numbers of transactions
        that it forgot to others: what is remembered then is good for a time without a database and for nothing else.
        """
        with self._lock:
            try:
                self._renew(now=now)
            except Error:
                if is_lost():
                    self._prices.distrust()
                    self._stock.distrust()
                raise

    def _renew(self, *, now: datetime) -> None:
        kept = [(store, asked) for store, asked in self._by_store() if not self._is_left_out(store, asked, now=now)]
        self._renew_stock(kept, now=now)
        for store, _ in kept:
            self._prices.doubt_changed(store)
        for each in self._affordable(kept):
            if self._prices.renew(each.store, region=each.region, tier=each.tier, now=now):
                # That may have taken a second: what has changed meanwhile would be read by every request.
                self._renew_stock(kept, now=now)

    def _renew_stock(self, kept: Sequence[tuple[Store, Sequence[Asked]]], *, now: datetime) -> None:
        for store, asked in kept:
            self._stock.renew(store, warehouses=_warehouses(asked), now=now)

    def _affordable(self, kept: Sequence[tuple[Store, Sequence[Asked]]]) -> Iterator[Asked]:
        """This will give the terms whose prices are kept, those that were asked for last, and let go of the others."""
        prices = 0
        for each in sorted((each for _, asked in kept for each in asked), key=lambda each: -each.at):
            prices += self._sizes[each.store.pk][1]
            if prices <= MOST_PRICES:
                yield each
            else:
                self._prices.let_go(key_of(each.store, region=each.region, tier=each.tier))

    def _from_books(
        self, prices: Book, stock: StockBook, product_ids: Sequence[int], *, store: Store, at: datetime
    ) -> LiveColumns | None:
        """This will answer from the books and what is new; None when that does not tell everything."""
        asked = np.array(product_ids, dtype=np.int64)
        places = stock.rows.places(asked)
        news = ask(stock, asked, unknown=asked[places < 0], store=store, prices=prices.snapshot)
        if news.is_too_much or news.server != stock.server:
            return None
        rows, exists = stock.rows.take(places), places >= 0
        if news.touched:
            fresh = news.rows(stock.warehouses)
            found = fresh.places(asked)
            here = np.flatnonzero(found >= 0)
            rows = rows.put(here, fresh.take(found[here]))
            exists = np.where(np.isin(asked, news.touched_ids), found >= 0, exists)
        priced = prices.places(asked, at=at.timestamp())
        if news.last or news.server != prices.server or (priced[exists] < 0).any():
            self._prices.doubt(key_of(store, region=prices.region, tier=prices.tier))
            return None
        known = Known(rows, exists, priced, read_heard(news.heard))
        return _columns(asked, known, prices=prices, stock=stock, store=store, at=at)

    def _by_store(self) -> list[tuple[Store, list[Asked]]]:
        """This will group what was asked for lately by store, and forget what was not."""
        found: dict[int, list[Asked]] = defaultdict(list)
        for key, asked in list(self._asked.items()):
            if time.monotonic() - asked.at > WANTED_SECONDS:
                self._asked.pop(key, None)
                self._prices.let_go(key)
            else:
                found[key[0]].append(asked)
        self._stock.keep_only(found)
        return [(asked[-1].store, asked) for asked in found.values()]

    def _is_left_out(self, store: Store, asked: Sequence[Asked], *, now: datetime) -> bool:
        """This will say whether a store is too large, and let go of its books if so."""
        if store.pk not in self._sizes or now - self._sizes[store.pk][0] >= COUNT_AGAIN:
            self._sizes[store.pk] = now, Product.objects.filter(store=store).count()
        products = self._sizes[store.pk][1]
        if products <= MOST_PRODUCTS and products * len(_warehouses(asked)) <= MOST_CELLS:
            return False
        self._let_go(store)
        return True

    def _let_go(self, store: Store) -> None:
        self._stock.let_go(store)
        for key in [key for key in list(self._asked) if key[0] == store.pk]:
            self._prices.let_go(key)


def _warehouses(asked: Sequence[Asked]) -> list[int]:
    return sorted({pk for each in asked for pk in each.region.warehouse_ids})


def _columns(
    asked: NDArray[np.int64], known: Known, *, prices: Book, stock: StockBook, store: Store, at: datetime
) -> LiveColumns:
    """This will count stock and visibility for a region and put the prices beside."""
    region, since = prices.region, trusted_since(store, at=at)
    columns = [place for place, pk in enumerate(stock.warehouses) if pk in region.warehouse_ids]
    silent = [
        place
        for place in columns
        if since is not None and known.heard.get(stock.warehouses[place], np.inf) < since.timestamp()
    ]
    pieces, is_old = known.rows.counted(columns, silent=silent, low=store.low_stock_quantity)
    return LiveColumns(
        product_ids=asked,
        known=known.exists,
        visible=known.exists & known.rows.visible(at=at),
        stock=pieces,
        prices=np.where(known.priced >= 0, prices.amounts[known.priced], np.nan),
        regular_prices=np.where(known.priced >= 0, prices.regular[known.priced], np.nan),
        reasons=prices.reasons[known.priced],
        said=prices.said,
        stock_is_old=is_old,
    )


BOOKS = Books()
