"""Stores what a shop sends live: a batch in one transaction, each event once, with its orders, returns and ratings.

The ledger of receipts decides what is new. It is written first and in the order of the ids, so that two senders of the
same events wait for each other; whoever comes second finds every event counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from catalog.models import Store
from events.bots import hasty_sessions
from events.findings import note_rejected, note_unknown
from events.ingest import Event, Unread
from events.order_facts import hand_over
from events.orders import NewOrder, NewRating, NewReturn, OrderedLine, keep_orders, keep_ratings, keep_returns
from events.profiles import profiles_of
from events.visits import Attribution, Profile, Visitor, Whose, attribute, keep_visits, known_visitors

STORED, DUPLICATE, REJECTED = "stored", "duplicate", "rejected"
STATES = (STORED, DUPLICATE, REJECTED)


@dataclass(slots=True)
class Recorded:
    """What became of one event of a batch."""

    index: int
    event_id: str
    state: str
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the events of a batch refer to."""

    products: dict[str, int]
    regions: dict[str, int]
    profiles: dict[str, Profile]
    default_region: str


def record(store: Store, read: Sequence[Event | Unread], *, now: datetime) -> list[Recorded]:
    """This will store a batch and say of each event what became of it, in the order in which they were sent.

    All or nothing: when it returns, every event it calls stored is committed, with what follows from it.
    """
    around = _surroundings(store, [each for each in read if isinstance(each, Event)])
    judged = [each if isinstance(each, Unread) else _known(each, around) for each in read]
    events = [each for each in judged if isinstance(each, Event)]
    unread = [each for each in judged if isinstance(each, Unread)]
    stored = _store(store, events, around, now=now) if events else set()
    note_rejected(store, unread, now=now)
    note_unknown(store, [event for event in events if event.index in stored], now=now)
    return [_recorded(each, stored) for each in judged]


def _recorded(each: Event | Unread, stored: set[int]) -> Recorded:
    if isinstance(each, Unread):
        return Recorded(each.index, each.sent_id, REJECTED, each.errors)
    return Recorded(each.index, each.sent_id, STORED if each.index in stored else DUPLICATE, notes=each.notes)


def _surroundings(store: Store, events: Sequence[Event]) -> Surroundings:
    skus = {item.sku for event in events for item in event.items}
    sql = """
        SELECT 'p', sku, id FROM catalog_product WHERE store_id = %s AND sku = ANY(%s)
        UNION ALL SELECT CASE WHEN id = %s THEN 'd' ELSE 'r' END, code, id FROM catalog_region WHERE store_id = %s
    """
    found: dict[str, dict[str, int]] = {"p": {}, "r": {}, "d": {}}
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk, list(skus), store.default_region_id, store.pk])
        for what, code, row_id in cursor.fetchall():
            found[what][code] = row_id
    customers = {event.customer for event in events if event.customer and event.consent}
    return Surroundings(
        products=found["p"],
        regions=found["r"] | found["d"],
        profiles=profiles_of(store, customers) if customers else {},
        default_region=next(iter(found["d"]), ""),
    )


def _known(event: Event, around: Surroundings) -> Event | Unread:
    missing = [item.sku for item in event.items if item.sku not in around.products]
    if missing:
        errors = [f"items: the store has no product {sku!r}. Import it first, or send its SKU." for sku in missing]
        return Unread(event.index, event.sent_id, event.kind, errors, {"items": [{"item_id": sku} for sku in missing]})
    if event.region and event.region not in around.regions:
        event.notes.append(f"region: the store does not sell in {event.region!r}; the usual region was taken.")
        event.region = ""
    return event


def _store(store: Store, events: Sequence[Event], around: Surroundings, *, now: datetime) -> set[int]:
    """This will store what is new and return the places of those events in the batch."""
    with transaction.atomic():
        new = _newly_received(store, {event.event_id for event in events}, now=now)
        fresh = []
        for event in events:  # an id that stands twice in a batch counts the first time
            if event.event_id in new:
                new.discard(event.event_id)
                fresh.append(event)
        if fresh:
            _write(store, fresh, around, now=now)
    return {event.index for event in fresh}


def _newly_received(store: Store, ids: set[UUID], *, now: datetime) -> set[UUID]:
    """This will note event ids as counted and return those that were not before."""
    sql = """
        INSERT INTO events_eventreceipt (store_id, event_id, received_at)
        SELECT %s, event_id, %s FROM unnest(%s::uuid[]) AS sent (event_id) ORDER BY event_id
        ON CONFLICT (store_id, event_id) DO NOTHING RETURNING event_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk, now, list(ids)])
        return {event_id for (event_id,) in cursor.fetchall()}


def _write(store: Store, events: Sequence[Event], around: Surroundings, *, now: datetime) -> None:
    sessions = {event.session for event in events if event.session and event.consent}
    visitors = known_visitors(store, sessions) if sessions else {}
    for session in hasty_sessions(store.pk, [(each.session, each.at) for each in events if each.session in sessions]):
        visitors.setdefault(session, Visitor()).note_bot()
    attribution = attribute(events, profiles=around.profiles, visitors=visitors)
    _fill_regions(events, around)
    keep_visits(store, attribution.visitors, now=now)
    _copy(_rows(store, events, attribution, around, now=now))
    _keep_dealings(store, events, attribution, around)


def _fill_regions(events: Sequence[Event], around: Surroundings) -> None:
    """This will give an event the region it names, else that of its customer, else the store's usual one."""
    for event in events:
        if not event.region:
            profile = around.profiles.get(event.customer)
            event.region = (profile.region if profile else "") or around.default_region


OF_EACH = ("placement", "reason")
COLUMNS = (
    "store_id, event_id, kind, at, received_at, session, customer_id, product_id, quantity, value, request_id, "
    "position, region, utc_offset_minutes, is_bot, extra"
)


def _rows(
    store: Store, events: Sequence[Event], attribution: Attribution, around: Surroundings, *, now: datetime
) -> Iterator[tuple[Any, ...]]:
    for event, whose in zip(events, attribution.whose, strict=True):
        request_id = _answered(event, whose)
        first = event.aside
        if event.rating is not None:
            first = {**first, "rating": event.rating}
        if event.notes:
            first = {**first, **_noted(event)}
        for item in event.items or (None,):
            extra = first if item is None else {**item.aside, **first}
            yield (
                store.pk, event.event_id, event.kind, event.at, now, whose.session, whose.customer_id,
                None if item is None else around.products[item.sku], 1 if item is None else item.quantity,
                event.value if item is None else item.price, request_id, None if item is None else item.position,
                event.region, event.utc_offset_minutes, whose.is_bot, orjson.dumps(extra).decode() if extra else "{}",
            )  # fmt: skip
            # What the event says as a whole is kept once; some of it goes with each product.
            first = {name: first[name] for name in OF_EACH if name in first}


def _answered(event: Event, whose: Whose) -> UUID | None:
    """This will name the list that an event answers; who agreed to no profile is not led back to one through it."""
    return event.request_id if event.consent and (whose.session or not event.session) else None


def _noted(event: Event) -> dict[str, list[str]]:
    """This will name the fields that were read otherwise than sent, for the live tail; `clock` says it of the time."""
    fields = [note.partition(":")[0] for note in event.notes]
    return {"noted": named} if (named := [field for field in fields if field != "at"]) else {}


def _copy(rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY events_interaction ({COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _keep_dealings(store: Store, events: Sequence[Event], attribution: Attribution, around: Surroundings) -> None:
    """This will keep the orders, returns and ratings that the events speak of."""
    pairs = list(zip(events, attribution.whose, strict=True))
    orders = [_order(store, event, whose, around) for event, whose in pairs if event.kind == "purchase"]
    keep_orders(store, orders)
    hand_over(store, orders)
    keep_returns(store, [_return(event, around) for event in events if event.kind in ("refund", "return")])
    keep_ratings(
        [
            NewRating(whose.customer_id, around.products[item.sku], event.rating, event.at)
            for event, whose in pairs
            if event.kind == "rating" and whose.customer_id is not None and not whose.is_bot and event.rating
            for item in event.items
        ]
    )


def _order(store: Store, event: Event, whose: Whose, around: Surroundings) -> NewOrder:
    return NewOrder(
        number=event.transaction_id,
        at=event.at,
        currency=event.currency or store.currency,
        lines=_lines(event, around, request_id=_answered(event, whose)),
        customer_id=whose.customer_id,
        session=whose.session,
        region_id=around.regions.get(event.region),
    )


def _return(event: Event, around: Surroundings) -> NewReturn:
    return NewReturn(
        number=event.transaction_id,
        at=event.at,
        reference=event.reference or str(event.event_id),
        reason=event.reason or "other",
        is_about_material=event.is_about_material,
        lines=_lines(event, around),
    )


def _lines(event: Event, around: Surroundings, *, request_id: UUID | None = None) -> tuple[OrderedLine, ...]:
    return tuple(
        OrderedLine(around.products[item.sku], item.quantity, item.price or 0, request_id) for item in event.items
    )
