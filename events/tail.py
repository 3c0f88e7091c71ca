"""The live tail: what arrived last, taken and refused, as an integrator may see it.

In the order of arrival and not of the events' own times, since a wrong clock is what an integrator looks for. Names of
customers, and what they avoid, stand in none of the columns that are read here; of a visit only its end is shown.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from django.db import connection

from catalog.models import Store
from events.dictionary import DICTIONARY
from events.models import RejectedEvent
from events.refusals import Problem, problems, shown

MOST = 50
NEWEST_ROWS = 10_000  # of the whole installation, by the order in which they were stored
OF_EACH_KIND, OF_ONE_KIND = 400, 2_000  # rows by their own time, for a shop that is quiet beside a busy one
A_MOMENT = timedelta(seconds=5)
OFF_CLOCK = timedelta(minutes=1)
ALL, REJECTED = "all", "rejected"
NOTES: Mapping[str, str] = {
    "customer": "customer left aside: the key lacks the scope shopper",
    "shopper_token": "shopper token left aside: it does not count",
    "region": "region unknown: the usual one was taken",
}
CLOCKS: Mapping[str, str] = {
    "moved": "time moved: the sender’s clock is off",
    "ahead": "time lay ahead of our clock: counted as now",
}
DIALECTS: Mapping[str, str] = {"segment": "Segment"}  # GA4's is the usual one and stands nowhere
# What was stored last, however wrong its clock, and before that the newest of each kind. Rows of one event share its
# id, and the first of them carries what the event says as a whole. The bounds are known to the planner as numbers.
LAST_ROW = "SELECT coalesce(max(id), 0) FROM events_interaction"
LEFT_OUT = "SELECT received_at > %s FROM events_interaction WHERE id <= %s ORDER BY id DESC LIMIT 1"
TAKEN = """
WITH newest AS (
    SELECT * FROM events_interaction WHERE id > %(after)s AND store_id = %(store)s AND kind = ANY(%(kinds)s)
    UNION ALL
    SELECT earlier.* FROM unnest(%(kinds)s::text[]) AS k (kind) CROSS JOIN LATERAL (
        SELECT * FROM events_interaction i WHERE i.store_id = %(store)s AND i.kind = k.kind AND i.id <= %(after)s
        ORDER BY i.at DESC LIMIT %(each)s
    ) earlier
)
SELECT e.event_id, e.kind, e.at, e.received_at, e.session, e.is_customer, e.is_bot, e.extra, e.products,
       p.id, p.sku, p.name, e.of_a_moment
FROM (
    SELECT event_id, kind, min(at) AS at, max(received_at) AS received_at, max(session) AS session,
           bool_or(customer_id IS NOT NULL) AS is_customer, bool_or(is_bot) AS is_bot, count(product_id) AS products,
           (array_agg(product_id ORDER BY id))[1] AS product_id, (array_agg(extra ORDER BY id))[1] AS extra,
           max(id) AS newest, sum((max(received_at) > %(moment)s)::int) OVER () AS of_a_moment
    FROM newest GROUP BY event_id, kind ORDER BY received_at DESC, newest DESC LIMIT %(most)s
) e LEFT JOIN catalog_product p ON p.id = e.product_id
ORDER BY e.received_at DESC, e.newest DESC
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the tail. `said_at` is its own time where that is not when it came; `problems` make it a refusal."""

    received_at: datetime
    event_id: str
    name: str
    words: str
    session: str = ""
    who: str = ""
    product_id: int | None = None
    product: str = ""
    sku: str = ""
    more_products: int = 0
    said_at: datetime | None = None
    dialect: str = ""
    is_bot: bool = False
    notes: tuple[str, ...] = ()
    is_rejected: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Tail:
    """The newest events. `more` of the last moment are not shown; `is_least` when there were too many to count."""

    entries: tuple[Entry, ...]
    more: int = 0
    is_least: bool = False

    @property
    def mark(self) -> str:
        """What changes when the tail does, so that an unchanged one need not be sent again."""
        seen = [(each.event_id, each.received_at.isoformat(), each.is_bot) for each in self.entries]
        return f"{zlib.crc32(repr((seen, self.more)).encode()):08x}"


def tail(store: Store, *, now: datetime, show: str = ALL, kind: str = "") -> Tail:
    """This will read the newest events of a store: all, the refused ones, or those of one name."""
    refused = _refused(store, kind=kind)
    if show == REJECTED:
        return Tail(tuple(refused))
    moment, after = now - A_MOMENT, _last_row() - NEWEST_ROWS
    rows = _rows(store, after=after, moment=moment, kinds=[kind] if kind else list(DICTIONARY))
    newest = merge(map(_entry, rows), refused, key=lambda entry: entry.received_at, reverse=True)
    entries = tuple(islice(newest, MOST))
    shown_now = sum(not each.is_rejected and each.received_at > moment for each in entries)
    more = rows[0][-1] - shown_now if rows else 0
    return Tail(entries, more, is_least=more > 0 and _left_out(after, moment=moment))


def _last_row() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LAST_ROW)
        return int(cursor.fetchone()[0])


def _rows(store: Store, *, after: int, moment: datetime, kinds: list[str]) -> list[tuple]:
    each = OF_ONE_KIND if len(kinds) == 1 else OF_EACH_KIND
    values = {"store": store.pk, "kinds": kinds, "after": after, "each": each, "moment": moment, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, values)
        return cursor.fetchall()


def _left_out(after: int, *, moment: datetime) -> bool:
    """This will say whether so much came that the newest rows do not hold the whole moment."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OUT, [moment, after])
        return cursor.fetchone() == (True,)


def _entry(row: tuple) -> Entry:
    event_id, kind, at, received_at, session, is_customer, is_bot, extra, products, *product, _ = row
    pk, sku, name = product
    marks = json.loads(extra)
    return Entry(
        received_at=received_at,
        event_id=str(event_id),
        name=kind,
        words=DICTIONARY[kind].words,
        session=short(session),
        who="customer" if is_customer else "visitor" if session else "nobody",
        product_id=pk,
        product=name or "",
        sku=sku or "",
        more_products=max(0, products - 1),
        said_at=at if abs(received_at - at) > OFF_CLOCK else None,
        dialect=_said(marks, "dialect", DIALECTS),
        is_bot=is_bot,
        notes=_notes(marks),
    )


def _notes(extra: Mapping[str, object]) -> tuple[str, ...]:
    noted = extra.get("noted")
    clock = _said(extra, "clock", CLOCKS)
    fields = [field for field in noted if isinstance(field, str)] if isinstance(noted, list) else []
    return (*((clock,) if clock else ()), *(NOTES[field] for field in fields if field in NOTES))


def _said(extra: Mapping[str, object], field: str, words: Mapping[str, str]) -> str:
    """This will translate one of our own marks; a shop may have sent a field of that name with anything in it."""
    value = extra.get(field)
    return words.get(value, "") if isinstance(value, str) else ""


def short(session: str) -> str:
    """This will keep the end of a visit's id: enough to find one's own, not enough to take it over."""
    return f"…{session[-4:]}" if len(session) > 6 else session[:2] + "…" if session else ""


def _refused(store: Store, *, kind: str) -> list[Entry]:
    found = RejectedEvent.objects.filter(store=store)
    if kind:
        found = found.filter(name=kind)
    return [_refusal(each) for each in found.order_by("-at", "-id")[:MOST]]


def _refusal(each: RejectedEvent) -> Entry:
    return Entry(
        received_at=each.at,
        event_id=shown(each.event_id),
        name=shown(each.name),
        words=DICTIONARY[each.name].words if each.name in DICTIONARY else "",
        dialect=_said(each.fields, "dialect", DIALECTS),
        is_rejected=True,
        problems=problems(each.name, each.errors, each.fields),
    )
