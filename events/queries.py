"""Reads of shoppers and what they did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from catalog.models import Store
from catalog.prepared import fetch_prepared
from events.privacy import open_avoidances
from events.purchases import MOST_ORDERS, PURCHASES, Purchases, read_purchases

HISTORY_LENGTH = 500
# What says that something was on screen, or not even that, or on its way to the till, not that the shopper took to it.
PASSING_KINDS = (
    *("view_item_list", "list_seen", "view_promotion", "select_promotion", "view_cart"),
    *("begin_checkout", "add_shipping_info", "add_payment_info", "search", "view_3d_failed"),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing the shopper did. `at` is in unix seconds."""

    product_id: int
    kind: str
    at: float


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who asks. `avoids` is health data: it is used for eligibility and goes nowhere else.

    `purchases` are read only when a segment asks for them.
    """

    customer_id: int | None = None
    session: str = ""
    tier: str | None = None
    region: str | None = None
    personalise: bool = True
    avoids: frozenset[str] = field(default_factory=frozenset, repr=False)
    history: tuple[Deed, ...] = ()
    bought: frozenset[int] = frozenset()
    joined_at: float | None = None  # unix seconds
    purchases: Purchases | None = None


# The profile, the consent, what the skin must avoid and the recent past, in one read.
SHOPPER = """
SELECT c.id, t.code, r.code, c.personalise, {sealed}, deeds.found,
       ARRAY(SELECT DISTINCT l.product_id FROM events_orderline l JOIN events_order o ON o.id = l.order_id
             WHERE o.customer_id = c.id AND o.at <= %(at)s
               AND (o.cancelled_at IS NULL OR o.cancelled_at > %(at)s)),
       extract(epoch FROM c.joined_at), {purchases}
FROM unnest(%(customers)s::bigint[]) asked (id)
LEFT JOIN events_customer c ON c.store_id = %(store)s AND c.id = coalesce(asked.id, (
    SELECT named.id FROM events_customer named WHERE named.store_id = %(store)s AND named.pseudonym = %(pseudonym)s))
LEFT JOIN catalog_membershiptier t ON t.id = c.tier_id
LEFT JOIN catalog_region r ON r.id = c.region_id
{avoidance}LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(d.product_id, d.kind, extract(epoch FROM d.at)) ORDER BY d.at DESC) AS found
    FROM (
        (SELECT i.product_id, i.kind, i.at FROM events_interaction i
         WHERE i.customer_id = c.id AND i.at <= %(at)s AND i.kind <> ALL(%(passing)s)
           AND i.product_id IS NOT NULL AND NOT i.is_bot
         ORDER BY i.at DESC LIMIT %(length)s)
        UNION ALL
        (SELECT i.product_id, i.kind, i.at FROM events_interaction i
         WHERE %(session)s <> '' AND c.id IS NULL AND i.store_id = %(store)s AND i.session = %(session)s
           AND i.at <= %(at)s AND i.kind <> ALL(%(passing)s) AND i.product_id IS NOT NULL AND NOT i.is_bot
           AND (i.customer_id IS NULL OR i.customer_id = (
               SELECT v.customer_id FROM events_visit v WHERE v.store_id = %(store)s AND v.session = %(session)s))
         ORDER BY i.at DESC LIMIT %(length)s)
    ) d
) deeds ON true
"""
AVOIDANCE = "LEFT JOIN events_avoidance a ON a.customer_id = c.id\n"


def shopper(
    store: Store,
    *,
    customer_id: int | None,
    session: str,
    at: datetime,
    pseudonym: str = "",
    orders: bool = False,
    avoidances: bool = True,
) -> Shopper:
    """This will read who asks, by id or by pseudonym, in one query; an unknown customer is a visitor.

    `orders` adds what a year's orders add up to.
    Without `avoidances` the shopper is as if they avoided nothing: for whoever looks on, never for the shopper.
    Raises events.privacy.UnreadableAvoidances when the sealed record cannot be opened.
    """
    health = {"sealed": "a.sealed", "avoidance": AVOIDANCE} if avoidances else {"sealed": "NULL", "avoidance": ""}
    sql = SHOPPER.format(**health, purchases=PURCHASES if orders else "NULL")
    row, *_ = fetch_prepared(sql, _values(store, [customer_id], session=session, at=at, pseudonym=pseudonym))
    return _shopper(row, session=session)


def shoppers(store: Store, customer_ids: Sequence[int], *, at: datetime) -> Iterator[Shopper]:
    """This will read customers as `shopper` reads one, to count segments; what they avoid is never read here."""
    sql = SHOPPER.format(sealed="NULL", avoidance="", purchases=PURCHASES)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(store, list(customer_ids), session="", at=at))
        for row in cursor.fetchall():
            yield _shopper(row, session="")


def avoiding_customers(store: Store, *, among: Sequence[int]) -> frozenset[int]:
    """This will say who of some customers avoids something, for sums over many. What it is stays sealed."""
    sql = """
        SELECT a.customer_id FROM events_avoidance a JOIN events_customer c ON c.id = a.customer_id
        WHERE c.store_id = %s AND a.customer_id = ANY(%s)
    """
    return frozenset(row[0] for row in _fetch(sql, [store.pk, list(among)]))


def _values(
    store: Store, customers: list[int | None] | list[int], *, session: str, at: datetime, pseudonym: str = ""
) -> dict[str, object]:
    return {
        "pseudonym": pseudonym,
        "customers": customers,
        "store": store.pk,
        "session": session,
        "at": at,
        "length": HISTORY_LENGTH,
        "passing": list(PASSING_KINDS),
        "currency": store.currency,
        "most_orders": MOST_ORDERS,
    }


def _shopper(row: tuple, *, session: str) -> Shopper:
    found_id, tier, region, personalise, sealed, deeds, bought, joined_at, purchases = row
    history = tuple(Deed(int(product), kind, float(when)) for product, kind, when in deeds or ())
    return Shopper(
        customer_id=found_id,
        session=session,
        tier=tier,
        region=region,
        personalise=personalise is not False,
        avoids=open_avoidances(sealed),
        history=history,
        bought=frozenset(bought),
        joined_at=None if joined_at is None else float(joined_at),
        purchases=read_purchases(purchases) if purchases and found_id is not None else None,
    )


def daily_sales(store: Store, *, at: datetime, days: int = 28) -> dict[int, float]:
    """This will compute product id -> units sold a day over the last days, for days of cover.

    What was called off by then was not sold.
    """
    sql = """
        SELECT l.product_id, sum(l.quantity) FROM events_orderline l JOIN events_order o ON o.id = l.order_id
        WHERE o.store_id = %s AND o.at > %s AND o.at <= %s AND (o.cancelled_at IS NULL OR o.cancelled_at > %s)
        GROUP BY l.product_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk, at - timedelta(days=days), at, at])
        return {product_id: float(units) / days for product_id, units in cursor.fetchall()}


def return_rates(store: Store, *, prior_orders: float = 20.0) -> dict[int, float]:
    """This will compute product id -> share of bought units sent back, shrunk to the store's own rate."""
    sql = """
        SELECT l.product_id, sum(l.quantity), coalesce(sum(r.quantity), 0)
        FROM events_orderline l JOIN events_order o ON o.id = l.order_id
        LEFT JOIN (SELECT line_id, sum(quantity) AS quantity FROM events_return GROUP BY line_id) r ON r.line_id = l.id
        WHERE o.store_id = %s AND o.cancelled_at IS NULL GROUP BY l.product_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk])
        rows = [(product_id, float(bought), float(returned)) for product_id, bought, returned in cursor.fetchall()]
    total = sum(bought for _, bought, _ in rows)
    overall = sum(returned for _, _, returned in rows) / total if total else 0.0
    return {
        product_id: (returned + prior_orders * overall) / (bought + prior_orders)
        for product_id, bought, returned in rows
    }


TRAINING_KINDS = ("view_item", "select_item", "add_to_cart", "purchase", "refund", "return", "add_to_wishlist")


def interaction_rows(store: Store, *, since: datetime | None, until: datetime) -> list[tuple]:
    """This will read (customer, session, product, kind, at, region, tier) of a store in order of time."""
    sql = """
        SELECT coalesce(i.customer_id, -1), i.session, i.product_id, i.kind, extract(epoch FROM i.at)::float8,
               coalesce(r.code, ''), coalesce(t.code, ''), i.event_id::text
        FROM events_interaction i
        LEFT JOIN events_customer c ON c.id = i.customer_id
        LEFT JOIN catalog_region r ON r.id = c.region_id
        LEFT JOIN catalog_membershiptier t ON t.id = c.tier_id
        WHERE i.store_id = %s AND i.at <= %s AND (%s::timestamptz IS NULL OR i.at >= %s) AND i.kind = ANY(%s)
          AND i.product_id IS NOT NULL AND NOT i.is_bot
        ORDER BY i.at, i.id
    """
    return _fetch(sql, [store.pk, until, since, since, list(TRAINING_KINDS)])


def impression_rows(store: Store, *, since: datetime | None, until: datetime) -> list[tuple]:
    """This will read one row per shown product: list number, product, position, time, shopper, what followed.

    Clicked and bought count what answered the same served list by its request id.
    """
    sql = """
        SELECT l.id, p.product_id, p.position::int, extract(epoch FROM l.at)::float8, coalesce(l.customer_id, -1),
               l.session, l.region, l.tier, p.propensity,
               coalesce(d.clicked, false), coalesce(d.bought, false)
        FROM events_rankedlist l
        CROSS JOIN LATERAL unnest(l.product_ids, l.propensities) WITH ORDINALITY p (product_id, propensity, position)
        LEFT JOIN (
            SELECT request_id, product_id,
                   bool_or(kind = 'select_item') AS clicked, bool_or(kind = 'purchase') AS bought
            FROM events_interaction
            WHERE store_id = %s AND request_id IS NOT NULL AND kind IN ('select_item', 'purchase') AND NOT is_bot
            GROUP BY request_id, product_id
        ) d ON d.request_id = l.request_id AND d.product_id = p.product_id
        WHERE l.store_id = %s AND l.at <= %s AND (%s::timestamptz IS NULL OR l.at >= %s)
          AND NOT EXISTS (
              SELECT 1 FROM events_visit v WHERE v.store_id = l.store_id AND v.session = l.session AND v.is_bot)
        ORDER BY l.at, l.id, p.position
    """
    return _fetch(sql, [store.pk, store.pk, until, since, since])


# Counting stops at what is enough, so that the largest log is counted as fast as a small one.
LEARNING_COUNTS = """
WITH told AS (
    SELECT kind FROM events_interaction
    WHERE store_id = %(store)s AND kind = ANY(%(kinds)s) AND product_id IS NOT NULL AND NOT is_bot LIMIT %(enough)s
), answers AS (
    SELECT DISTINCT request_id, product_id, kind FROM (
        (SELECT request_id, product_id, kind FROM events_interaction
         WHERE store_id = %(store)s AND request_id IS NOT NULL AND kind = 'select_item' AND NOT is_bot LIMIT %(enough)s)
        UNION ALL
        (SELECT request_id, product_id, kind FROM events_interaction
         WHERE store_id = %(store)s AND request_id IS NOT NULL AND kind = 'purchase' AND NOT is_bot LIMIT %(enough)s)
    ) answered
), lists AS (
    SELECT cardinality(product_ids) AS shown FROM events_rankedlist WHERE store_id = %(store)s LIMIT %(enough)s
)
SELECT (SELECT count(*) FROM told), (SELECT coalesce(sum(shown), 0) FROM lists),
       (SELECT count(*) FROM answers WHERE kind = 'select_item'), (SELECT count(*) FROM answers WHERE kind = 'purchase')
"""


def learning_counts(store: Store, *, enough: int) -> tuple[int, int, int, int]:
    """This will count events, products shown, clicks in lists and purchases from lists, each up to about `enough`."""
    values = {"store": store.pk, "kinds": list(TRAINING_KINDS), "enough": enough}
    with connection.cursor() as cursor:
        cursor.execute(LEARNING_COUNTS, values)
        events, shown, clicks, purchases = cursor.fetchone()
    return int(events), int(shown), int(clicks), int(purchases)


def busiest_customers(store: Store, *, limit: int) -> Sequence[int]:
    """This will name customers with a long past, for pickers and probes."""
    sql = """
        SELECT customer_id FROM events_interaction WHERE store_id = %s AND customer_id IS NOT NULL AND NOT is_bot
        GROUP BY customer_id ORDER BY count(*) DESC, customer_id LIMIT %s
    """
    return [row[0] for row in _fetch(sql, [store.pk, limit])]


def spread_customers(store: Store, *, limit: int, tier: str = "", region: str = "") -> list[int]:
    """This will choose customers of every tier and region in turn, within each in an order that never changes.

    What they avoid plays no part in it. A named tier or region keeps to who is in it.
    """
    sql = """
        SELECT id FROM (
            SELECT c.id, c.pseudonym, row_number() OVER (
                PARTITION BY c.tier_id, c.region_id ORDER BY md5(c.pseudonym), c.id) AS turn
            FROM events_customer c
            LEFT JOIN catalog_membershiptier t ON t.id = c.tier_id
            LEFT JOIN catalog_region r ON r.id = c.region_id
            WHERE c.store_id = %(store)s AND (%(tier)s = '' OR t.code = %(tier)s)
              AND (%(region)s = '' OR r.code = %(region)s)
        ) turns ORDER BY turn, md5(pseudonym), id LIMIT %(limit)s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {"store": store.pk, "tier": tier, "region": region, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _fetch(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
