"""How one product fared in the last 28 days: where it stood, what shoppers did, what came back, how long it lasts.

Every figure is counted from the store's own rows and says whether they were measured or simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from catalog.cards import money
from catalog.models import Product, StockLevel
from events.models import Return
from events.simulated import SIMULATED, is_simulated
from woorec.list_sales import ListSales, list_sales

DAYS = 28


@dataclass(frozen=True, slots=True)
class Sales:
    units: int = 0
    orders: int = 0
    money: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """How long what is left will last at the pace of the last 28 days."""

    sentence: str
    state: str  # fine, low, none


@dataclass(frozen=True, slots=True)
class ProductFigures:
    """`evidence` says where the figures come from: measured, simulated, or partly simulated."""

    evidence: str
    impressions: int
    clicks: int
    views: int
    views_by_day: tuple[int, ...]  # oldest first
    clicks_by_day: tuple[int, ...]
    sales: Sales
    from_lists: ListSales
    returned: int
    reasons: tuple[tuple[str, int], ...]
    about_material: int
    cover: Cover

    @property
    def click_rate(self) -> str:
        """This will say how many of its places in lists were clicked; without a place there is no rate."""
        return f"{100 * self.clicks / self.impressions:.1f} %" if self.impressions else "–"

    @property
    def return_rate(self) -> str:
        return f"{100 * self.returned / self.sales.units:.0f} %" if self.sales.units else "–"

    @property
    def is_empty(self) -> bool:
        return not (self.impressions or self.clicks or self.views or self.sales.units or self.returned)

    @property
    def top_views(self) -> int:
        return max(1, *self.views_by_day)

    @property
    def top_clicks(self) -> int:
        return max(1, *self.clicks_by_day)


def product_figures(product: Product, *, now: datetime) -> ProductFigures:
    """This will count what a product's panel shows."""
    values = {
        "product": product.pk,
        "store": product.store_id,
        "now": now,
        "since": now - timedelta(days=DAYS),
        "simulated": f"{SIMULATED}%",
    }
    lists, simulated = _rows(LISTS, values)[0]
    deeds = {(kind, day): count for kind, day, count in _rows(DEEDS, values)}
    views, clicks = (_days(deeds, kind) for kind in ("view_item", "select_item"))
    sales = _sales(_rows(SALES, values))
    reasons = _rows(RETURNS, values)
    labels = dict(Return.Reason.choices)
    return ProductFigures(
        evidence=_evidence(product, lists, simulated, now=now),
        impressions=lists,
        clicks=sum(clicks),
        views=sum(views),
        views_by_day=views,
        clicks_by_day=clicks,
        sales=sales,
        from_lists=list_sales(product, since=now - timedelta(days=DAYS), until=now),
        returned=sum(units for _, units, _ in reasons),
        reasons=tuple((labels.get(reason, reason), units) for reason, units, _ in reasons),
        about_material=sum(about for _, _, about in reasons),
        cover=_cover(product, sold=sales.units),
    )


LISTS = """
SELECT count(*), count(*) FILTER (WHERE model LIKE %(simulated)s) FROM events_rankedlist
WHERE store_id = %(store)s AND at > %(since)s AND at <= %(now)s AND product_ids @> ARRAY[%(product)s]::bigint[]
"""
# Days count backwards from now in whole 24 hours, so that the newest one is never a part of a day.
DEEDS = """
SELECT kind, floor(extract(epoch FROM %(now)s - at) / 86400)::int AS day, count(*) FROM events_interaction
WHERE product_id = %(product)s AND at > %(since)s AND at <= %(now)s AND kind IN ('view_item', 'select_item')
  AND NOT is_bot
GROUP BY kind, day
"""
SALES = """
SELECT o.currency, sum(l.quantity)::int, count(*), sum(l.quantity * l.unit_price)
FROM events_orderline l JOIN events_order o ON o.id = l.order_id
WHERE l.product_id = %(product)s AND o.at > %(since)s AND o.at <= %(now)s AND o.cancelled_at IS NULL
GROUP BY o.currency ORDER BY 4 DESC
"""
RETURNS = """
SELECT r.reason, sum(r.quantity)::int, coalesce(sum(r.quantity) FILTER (WHERE r.is_about_material), 0)::int
FROM events_return r JOIN events_orderline l ON l.id = r.line_id
WHERE l.product_id = %(product)s AND r.at > %(since)s AND r.at <= %(now)s GROUP BY r.reason ORDER BY 2 DESC, 1
"""


def _rows(sql: str, values: Mapping[str, object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _days(deeds: Mapping[tuple[str, int], int], kind: str) -> tuple[int, ...]:
    return tuple(deeds.get((kind, day), 0) for day in reversed(range(DAYS)))


def _sales(rows: Sequence[tuple[str, int, int, Decimal]]) -> Sales:
    return Sales(
        units=sum(units for _, units, _, _ in rows),
        orders=sum(orders for _, _, orders, _ in rows),
        money=tuple(money(amount, currency) for currency, _, _, amount in rows),
    )


def _evidence(product: Product, lists: int, simulated: int, *, now: datetime) -> str:
    if lists:
        return "simulated" if simulated == lists else "partly simulated" if simulated else "measured"
    return "simulated" if is_simulated(product.store_id, now=now) else "measured"


def _cover(product: Product, *, sold: int) -> Cover:
    levels = list(StockLevel.objects.filter(product=product).values_list("quantity", flat=True))
    if not levels:
        return Cover("It is not counted, so that nobody knows how long it lasts.", "none")
    left = sum(levels)
    if not left:
        return Cover("Nothing is left in any warehouse.", "low")
    if not sold:
        return Cover(f"{left:,} left; none was sold in {DAYS} days.", "fine")
    days = left * DAYS / sold
    lasts = f"{days:,.0f} days" if days >= 1.5 else "one day" if days >= 0.5 else "less than a day"
    return Cover(f"{left:,} left last {lasts} at the pace of the last {DAYS} days.", "low" if days < 14 else "fine")
