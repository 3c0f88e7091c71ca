"""The live tail: what arrived last, taken and refused, as an integrator may see it.

In the order of arrival and not of the events' own times, since a wrong clock is what an integrator looks for. Names of
customers, and what they avoid, stand in none of the columns that are read here; of a visit only its end is shown.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
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
# Busy shops are read a few seconds back, quiet ones a day: whichever holds enough.
WINDOWS = (timedelta(seconds=15), timedelta(minutes=10), timedelta(hours=24))
WINDOW_WORDS = ("15 seconds", "10 minutes", "24 hours")
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
# Rows of one event share its id, and the first of them carries what the event says as a whole.
TAKEN = """
SELECT e.event_id, e.kind, e.at, e.received_at, e.session, e.is_customer, e.is_bot, e.extra, e.products,
       p.id, p.sku, p.name, e.total
FROM (
    SELECT event_id, kind, min(at) AS at, max(received_at) AS received_at, max(session) AS session,
           bool_or(customer_id IS NOT NULL) AS is_customer, bool_or(is_bot) AS is_bot, count(product_id) AS products,
           (array_agg(product_id ORDER BY id))[1] AS product_id, (array_agg(extra ORDER BY id))[1] AS extra,
           max(id) AS newest, count(*) OVER () AS total
    FROM events_interaction
    WHERE store_id = %(store)s AND received_at > %(since)s AND kind = ANY(%(kinds)s)
    GROUP BY event_id, kind ORDER BY received_at DESC, newest DESC LIMIT %(most)s
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
    """The newest events. `within` says how far back was read, `more` how many of that time are not shown."""

    entries: tuple[Entry, ...]
    within: str
    more: int

    @property
    def mark(self) -> str:
        """What changes when the tail does, so that an unchanged one need not be sent again."""
        seen = [(each.event_id, each.received_at.isoformat(), each.is_bot) for each in self.entries]
        return f"{zlib.crc32(repr((seen, self.more)).encode()):08x}"


def tail(store: Store, *, now: datetime, show: str = ALL, kind: str = "") -> Tail:
    """This will read the newest events of a store: all, the refused ones, or those of one name."""
    refused = _refused(store, now=now, kind=kind)
    if show == REJECTED:
        return Tail(tuple(refused[:MOST]), WINDOW_WORDS[-1], max(0, len(refused) - MOST))
    taken, total, within = _taken(store, now=now, kinds=[kind] if kind else list(DICTIONARY))
    newest = merge(taken, refused, key=lambda entry: entry.received_at, reverse=True)
    entries = tuple(islice(newest, MOST))
    shown_taken = sum(not entry.is_rejected for entry in entries)
    return Tail(entries, within, total - shown_taken)


def _taken(store: Store, *, now: datetime, kinds: Sequence[str]) -> tuple[list[Entry], int, str]:
    """This will look back as far as needed and no farther: entries, how many there are, and how far that was."""
    rows: list[tuple] = []
    within = ""
    for window, within in zip(WINDOWS, WINDOW_WORDS, strict=True):
        values = {"store": store.pk, "since": now - window, "kinds": list(kinds), "most": MOST}
        with connection.cursor() as cursor:
            cursor.execute(TAKEN, values)
            rows = cursor.fetchall()
        if len(rows) == MOST:
            break
    return [_entry(row) for row in rows], rows[0][-1] if rows else 0, within


def _entry(row: tuple) -> Entry:
    event_id, kind, at, received_at, session, is_customer, is_bot, extra, products, *product, _total = row
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


def _refused(store: Store, *, now: datetime, kind: str) -> list[Entry]:
    found = RejectedEvent.objects.filter(store=store, at__gt=now - WINDOWS[-1])
    if kind:
        found = found.filter(name=kind)
    return [
        Entry(
            received_at=each.at,
            event_id=shown(each.event_id),
            name=shown(each.name),
            words=DICTIONARY[each.name].words if each.name in DICTIONARY else "",
            dialect=_said(each.fields, "dialect", DIALECTS),
            is_rejected=True,
            problems=problems(each.name, each.errors, each.fields),
        )
        for each in found.order_by("-at", "-id")[: MOST + 1]
    ]
