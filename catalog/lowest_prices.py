"""The lowest regular price of 30 days for every product of a store: what a lower price may be compared with.

Directive 98/6/EC, article 6a: what is struck through is the lowest price of the 30 days before a reduction. It is
worked out beside requests, for a snapshot; where the past is not known for long enough, nothing is known.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.models import Store
from catalog.pricing import OMNIBUS_DAYS

# Region 0 is the catalogue's own price, which is asked where a region never had a regular price of its own.
LOWEST = """
WITH regular AS (
    SELECT h.product_id, coalesce(h.region_id, 0) AS region, h.amount, h.since
    FROM catalog_pricehistory h
    JOIN catalog_product p ON p.id = h.product_id
    LEFT JOIN catalog_membershiptier t ON t.id = h.tier_id
    WHERE p.store_id = %(store)s AND h.since <= %(now)s AND coalesce(t.rank, 0) = 0
), present AS (
    SELECT DISTINCT ON (product_id, region) product_id, region, amount, since,
           since - %(days)s::interval AS before, %(now)s::timestamptz - %(days)s::interval AS lately
    FROM regular ORDER BY product_id, region, since DESC
)
SELECT n.region, n.product_id, n.amount::float8,
       least((array_agg(h.amount ORDER BY h.since DESC) FILTER (WHERE h.since <= n.before))[1],
             min(h.amount) FILTER (WHERE h.since > n.before AND h.since < n.since))::float8,
       least((array_agg(h.amount ORDER BY h.since DESC) FILTER (WHERE h.since <= n.lately))[1],
             min(h.amount) FILTER (WHERE h.since > n.lately))::float8,
       min(h.since) <= n.before, min(h.since) <= n.lately
FROM present n JOIN regular h USING (product_id, region)
GROUP BY n.region, n.product_id, n.amount, n.since, n.before, n.lately
ORDER BY n.region, n.product_id
"""
NEWEST = "SELECT coalesce(max(id), 0) FROM catalog_pricehistory"


@dataclass(frozen=True, slots=True)
class RegionLowest:
    """One region's products, ascending; `regular` is asked now. nan: the past is not known for 30 days."""

    products: NDArray[np.int64]
    regular: NDArray[np.float64]
    before: NDArray[np.float64]  # lowest of the 30 days before the present regular price began
    lately: NDArray[np.float64]  # lowest of the last 30 days, the present one among them


@dataclass(frozen=True, slots=True)
class LowestPrices:
    """By region id; 0 is the catalogue. `read_from` moves whenever a price was noted or an hour went by."""

    read_from: tuple[int, int]
    currency: str
    regions: dict[int, RegionLowest]

    def of(self, product_id: int, *, region_id: int, currency: str, paid: float, regular: float | None) -> float | None:
        """This will give the amount that a price may be compared with; None where it is not known.

        For who pays the regular price it is the lowest of the 30 days before that began; for a member the lowest
        regular price of the last 30 days. A regular price that changed since this was read makes it unknown.
        """
        known = self.regions.get(region_id)
        place = _place(known, product_id)
        if place < 0 and currency == self.currency:
            known = self.regions.get(0)
            place = _place(known, product_id)
        if known is None or place < 0 or regular is None or known.regular[place] != regular:
            return None
        found = known.before[place] if paid >= regular else known.lately[place]
        return None if np.isnan(found) else float(found)


def lowest_prices(store: Store, *, now: datetime, previous: LowestPrices | None = None) -> LowestPrices:
    """This will read them for a store, or keep what was read in this hour if no price was noted since."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        read_from = (cursor.fetchone()[0], int(now.timestamp() // 3600))
        if previous is not None and (previous.read_from, previous.currency) == (read_from, store.currency):
            return previous
        cursor.execute(LOWEST, {"store": store.pk, "now": now, "days": timedelta(days=OMNIBUS_DAYS)})
        rows = cursor.fetchall()
    return LowestPrices(read_from, store.currency, _by_region(rows))


def _by_region(rows: list[tuple]) -> dict[int, RegionLowest]:
    """This will cut rows, which come by region, into one set of columns a region."""
    regions = np.array([row[0] for row in rows], dtype=np.int64)
    products = np.array([row[1] for row in rows], dtype=np.int64)
    amounts = np.array([row[2:5] for row in rows], dtype=np.float64).reshape(-1, 3)
    known = np.array([row[5:7] for row in rows], dtype=np.bool_).reshape(-1, 2)
    amounts[:, 1:][~known] = np.nan
    return {
        int(region): RegionLowest(products[here], *(amounts[here, column] for column in range(3)))
        for region in np.unique(regions)
        for here in [regions == region]
    }


def _place(known: RegionLowest | None, product_id: int) -> int:
    if known is None or not len(known.products):
        return -1
    place = min(int(np.searchsorted(known.products, product_id)), len(known.products) - 1)
    return place if known.products[place] == product_id else -1
