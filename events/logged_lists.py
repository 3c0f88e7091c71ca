"""Reads of the lists served in a period: an even sample of them, what came of it, and clicks by position."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from catalog.models import Store
from events.attributed import attributed
from events.simulated import SIMULATED


@dataclass(frozen=True, slots=True)
class LoggedList:
    """One served list as the log has it. `clicks` and `orders` are the products of it that were clicked, and sold."""

    request_id: UUID
    at: datetime
    customer_id: int | None
    session: str
    region: str
    tier: str
    seed_ids: tuple[int, ...]
    model: str
    explored: bool
    short: bool
    product_ids: tuple[int, ...]
    propensities: tuple[float, ...]
    alternatives: tuple[tuple[int, int, float], ...] = ()
    clicks: frozenset[int] = field(default_factory=frozenset)
    orders: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_simulated(self) -> bool:
        return self.model.startswith(SIMULATED)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was served in a period: how many lists, and per position how many had one and how many were clicked."""

    lists: int
    shown: tuple[int, ...]
    clicked: tuple[int, ...]


# Which lists the sample takes does not depend on the order, the time or the shopper: their ids are as good as dice.
SAMPLE = """
SELECT l.request_id, l.at, l.customer_id, l.session, l.region, l.tier, l.seed_ids, l.model, l.explored, l.short,
       l.product_ids, l.propensities, l.alternatives
FROM events_rankedlist l
WHERE l.store_id = %(store)s AND l.placement = %(placement)s AND l.at >= %(since)s AND l.at < %(until)s
  AND cardinality(l.product_ids) > 0
  AND NOT EXISTS (SELECT 1 FROM events_visit v WHERE v.store_id = l.store_id AND v.session = l.session AND v.is_bot)
ORDER BY md5(l.request_id::text) LIMIT %(most)s
"""
CLICKS = """
SELECT DISTINCT i.request_id, i.product_id FROM events_interaction i
WHERE i.store_id = %(store)s AND i.at >= %(since)s AND i.request_id = ANY(%(lists)s) AND i.kind = 'select_item'
  AND i.product_id IS NOT NULL AND NOT i.is_bot
"""
TRAFFIC = """
WITH served AS (
    SELECT l.request_id, l.product_ids FROM events_rankedlist l
    WHERE l.store_id = %(store)s AND l.placement = %(placement)s AND l.at >= %(since)s AND l.at < %(until)s
      AND cardinality(l.product_ids) > 0
      AND NOT EXISTS (
          SELECT 1 FROM events_visit v WHERE v.store_id = l.store_id AND v.session = l.session AND v.is_bot)
), clicked AS (
    SELECT DISTINCT s.request_id, array_position(s.product_ids, i.product_id) AS position
    FROM events_interaction i JOIN served s ON s.request_id = i.request_id
    WHERE i.store_id = %(store)s AND i.at >= %(since)s AND i.kind = 'select_item' AND NOT i.is_bot
)
SELECT p.position, p.lists, coalesce(c.clicks, 0)
FROM (SELECT position, count(*) AS lists FROM served, generate_series(1, cardinality(product_ids)) position
      GROUP BY position) p
LEFT JOIN (SELECT position, count(*) AS clicks FROM clicked GROUP BY position) c ON c.position = p.position
ORDER BY p.position
"""


def sampled_lists(
    store: Store, *, placement: str, since: datetime, until: datetime, most: int
) -> tuple[LoggedList, ...]:
    """This will read at most `most` lists of a period, evenly, in order of time, without what came of them."""
    values = {"store": store.pk, "placement": placement, "since": since, "until": until, "most": most}
    return tuple(sorted((_list(row) for row in _rows(SAMPLE, values)), key=lambda each: (each.at, each.request_id)))


def clicks_of(store: Store, lists: Sequence[LoggedList]) -> dict[UUID, frozenset[int]]:
    """This will find which products of each list were clicked."""
    if not lists:
        return {}
    values = {"store": store.pk, "since": lists[0].at, "lists": [each.request_id for each in lists]}
    found: dict[UUID, set[int]] = defaultdict(set)
    for request_id, product_id in _rows(CLICKS, values):
        found[request_id].add(product_id)
    return {request_id: frozenset(products) for request_id, products in found.items()}


def orders_of(store: Store, lists: Sequence[LoggedList]) -> dict[UUID, frozenset[int]]:
    """This will find which products of each list an order is credited to; of a sold variant, the one in the list."""
    if not lists:
        return {}
    until = lists[-1].at + timedelta(days=settings.ATTRIBUTION_CLICK_DAYS)
    found: dict[UUID, set[int]] = defaultdict(set)
    for credit in attributed(store, since=lists[0].at, until=until):
        found[credit.touch.request_id].add(credit.touch.product_id)
    return {request_id: frozenset(products) for request_id, products in found.items()}


def traffic(store: Store, *, placement: str, since: datetime, until: datetime) -> Traffic:
    """This will count the lists of a period and, position by position, in how many the product there was clicked."""
    rows = _rows(TRAFFIC, {"store": store.pk, "placement": placement, "since": since, "until": until})
    shown, clicked = tuple(row[1] for row in rows), tuple(row[2] for row in rows)
    return Traffic(lists=shown[0] if shown else 0, shown=shown, clicked=clicked)


def _list(row: tuple) -> LoggedList:
    *asked, seed_ids, model, explored, short, product_ids, propensities, alternatives = row
    return LoggedList(
        *asked,
        seed_ids=tuple(seed_ids),
        model=model,
        explored=explored,
        short=short,
        product_ids=tuple(product_ids),
        propensities=tuple(propensities),
        alternatives=tuple(map(tuple, _json(alternatives))),
    )


def _json(value: object) -> list:
    """A raw cursor of Django hands JSON over as text."""
    return json.loads(value) if isinstance(value, str) else value or []


def _rows(sql: str, values: dict[str, object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
