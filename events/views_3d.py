"""How often shoppers asked for 3D and kept the picture instead, by product and reason.

Counted are products within visits: who tries a product three times is one who asked, and one who failed if 3D failed
once. An event without a session stands for a visit of its own. Bots ask for nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from catalog.models import Store
from events.failed_views import FAILED, OPENED, reason_of

DAYS, WEEK = 28, 7
# Fewer failures may be chance, and up to that share old devices explain them.
FEW, USUAL_SHARE = 5, 0.05
# The newest reason speaks; as the largest of pairs it needs no sorting.
ASKED = """
WITH asked AS (
    SELECT product_id, coalesce(nullif(session, ''), event_id::text) AS visit, max(at) > %(week)s AS of_week,
           max(at) FILTER (WHERE kind = %(failed)s) AS failed_at,
           (max(ARRAY[at::text, extra ->> 'reason'] COLLATE "C") FILTER (WHERE kind = %(failed)s))[2] AS reason
    FROM events_interaction
    WHERE store_id = %(store)s AND kind = ANY(%(kinds)s) AND at > %(since)s AND at <= %(now)s
      AND product_id IS NOT NULL AND NOT is_bot
    GROUP BY 1, 2
)
SELECT product_id, failed_at IS NOT NULL, reason, count(*), count(*) FILTER (WHERE of_week),
       count(*) FILTER (WHERE failed_at > %(week)s)
FROM asked GROUP BY 1, 2, 3
"""


@dataclass(slots=True)
class Count:
    """How many asked, and of them who failed, by reason."""

    asked: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        return self.reasons.total()

    @property
    def share(self) -> float:
        return self.failed / self.asked if self.asked else 0.0

    def add(self, other: "Count") -> None:
        self.asked += other.asked
        self.reasons.update(other.reasons)


@dataclass(slots=True)
class Views:
    """The last 28 days, and the last 7 of them."""

    month: Count = field(default_factory=Count)
    week: Count = field(default_factory=Count)

    @property
    def needs_a_look(self) -> bool:
        return self.month.failed >= FEW and self.month.share > USUAL_SHARE

    def add(self, other: "Views") -> None:
        self.month.add(other.month)
        self.week.add(other.week)


def views_by_product(store: Store, *, now: datetime) -> dict[int, Views]:
    """This will count by product id; a product that nobody asked for in 3D is missing."""
    values = {
        "store": store.pk,
        "kinds": [OPENED, FAILED],
        "failed": FAILED,
        "now": now,
        "since": now - timedelta(days=DAYS),
        "week": now - timedelta(days=WEEK),
    }
    found: dict[int, Views] = {}
    with connection.cursor() as cursor:
        cursor.execute(ASKED, values)
        for product, has_failed, reason, count, of_week, failed_of_week in cursor.fetchall():
            word = reason_of(reason)
            month = Count(count, Counter({word: count} if has_failed else {}))
            week = Count(of_week, Counter({word: failed_of_week} if failed_of_week else {}))
            found.setdefault(product, Views()).add(Views(month, week))
    return found


def total(views: Iterable[Views]) -> Views:
    """This will add up the views of several products."""
    summed = Views()
    for each in views:
        summed.add(each)
    return summed


def views_by_material(views: Mapping[int, Views], *, shown_in: Mapping[int, str]) -> dict[str, Views]:
    """This will add up by the material that each product is shown in."""
    found: dict[str, Views] = {}
    for product, each in views.items():
        if product in shown_in:
            found.setdefault(shown_in[product], Views()).add(each)
    return found
