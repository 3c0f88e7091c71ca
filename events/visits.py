"""Whose an event is: visits, what a sign-in makes of the visit before it, and who is no shopper.

A visit is one browser. The first customer who signs in there gets what the browser did before, for a month back; a
second customer takes the visit over from then on only. Who does not allow personal lists leaves neither name nor visit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from catalog.models import Store
from events.ingest import Event

LOOKS_BACK = timedelta(days=30)


@dataclass(slots=True)
class Visitor:
    """What is known of a visit. `customer_id` owns it now; `was_nobodys` when this batch was the first to name one."""

    customer_id: int | None = None
    personalise: bool = True
    is_bot: bool = False
    is_known: bool = False
    first_owner: int | None = None
    turned_bot: bool = False
    changed_hands: bool = False
    started_at: datetime | None = None

    def note_bot(self) -> None:
        if not self.is_bot:
            self.is_bot = self.turned_bot = True


@dataclass(slots=True)
class Whose:
    """Whose an event is, as it will be stored."""

    customer_id: int | None = None
    session: str = ""
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    customer_id: int
    personalise: bool
    region: str = ""


@dataclass(slots=True)
class Attribution:
    """Whose each event is, in the order of the events, and what changes about the visits."""

    whose: list[Whose] = field(default_factory=list)
    visitors: dict[str, Visitor] = field(default_factory=dict)


def attribute(events: Sequence[Event], *, profiles: dict[str, Profile], visitors: dict[str, Visitor]) -> Attribution:
    """This will walk through the events in the order of their times and say whose each is."""
    found: list[Whose] = [Whose(is_bot=event.is_bot) for event in events]
    for number in sorted(range(len(events)), key=lambda each: events[each].at):
        event = events[number]
        if event.consent:
            _attribute(event, found[number], profiles.get(event.customer), visitors)
    for whose in found:
        visitor = visitors.get(whose.session)
        if visitor is not None:
            whose.is_bot = whose.is_bot or visitor.is_bot
            if whose.customer_id is None:
                whose.customer_id = visitor.first_owner
    return Attribution(found, visitors)


def _attribute(event: Event, whose: Whose, profile: Profile | None, visitors: dict[str, Visitor]) -> None:
    if not event.session:
        if profile is not None and profile.personalise:
            whose.customer_id = profile.customer_id
        return
    visitor = visitors.setdefault(event.session, Visitor())
    visitor.started_at = visitor.started_at or event.at
    if event.is_bot:
        visitor.note_bot()
    if profile is not None and visitor.customer_id != profile.customer_id:
        _sign_in(visitor, profile)
    if visitor.personalise:
        whose.session, whose.customer_id = event.session, visitor.customer_id


def _sign_in(visitor: Visitor, profile: Profile) -> None:
    if visitor.customer_id is None and profile.personalise:
        visitor.first_owner = profile.customer_id
    visitor.customer_id, visitor.personalise, visitor.changed_hands = profile.customer_id, profile.personalise, True


def keep_visits(store: Store, visitors: dict[str, Visitor], *, now: datetime) -> None:
    """This will write the visits that are new or changed, and give the past of a visit to its first customer.

    Runs inside the transaction of the batch. Rows are taken in the order of their sessions, so that two batches wait
    for each other instead of locking each other out.
    """
    names = sorted(visitors)
    _add([name for name in names if not visitors[name].is_known], store, visitors, now=now)
    changed = [name for name in names if visitors[name].is_known and _has_changed(visitors[name])]
    if changed:
        _change(changed, store, visitors)
    owned = [name for name in names if visitors[name].first_owner is not None]
    if owned:
        _give_past(store, owned, [visitors[name].first_owner for name in owned], now=now)
    bots = [name for name in names if visitors[name].turned_bot]
    if bots:
        _flag_past(store, bots, now=now)


def _has_changed(visitor: Visitor) -> bool:
    return visitor.changed_hands or visitor.turned_bot


def _add(names: Sequence[str], store: Store, visitors: dict[str, Visitor], *, now: datetime) -> None:
    if not names:
        return
    sql = """
        INSERT INTO events_visit (store_id, session, customer_id, started_at, is_bot)
        SELECT %s, v.* FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::boolean[]) v ORDER BY 2
        ON CONFLICT (store_id, session) DO UPDATE SET
            customer_id = coalesce(excluded.customer_id, events_visit.customer_id),
            is_bot = excluded.is_bot OR events_visit.is_bot
        WHERE excluded.customer_id IS NOT NULL OR excluded.is_bot
    """
    found = [visitors[name] for name in names]
    columns = [
        list(names),
        [each.customer_id for each in found],
        [each.started_at or now for each in found],
        [each.is_bot for each in found],
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk, *columns])


def _change(names: Sequence[str], store: Store, visitors: dict[str, Visitor]) -> None:
    lock = "SELECT id FROM events_visit WHERE store_id = %s AND session = ANY(%s) ORDER BY session FOR UPDATE"
    sql = """
        UPDATE events_visit v SET customer_id = n.customer_id, is_bot = n.is_bot
        FROM unnest(%s::text[], %s::bigint[], %s::boolean[]) AS n (session, customer_id, is_bot)
        WHERE v.store_id = %s AND v.session = n.session
    """
    found = [visitors[name] for name in names]
    values = [list(names), [each.customer_id for each in found], [each.is_bot for each in found], store.pk]
    with connection.cursor() as cursor:
        cursor.execute(lock, [store.pk, list(names)])
        cursor.execute(sql, values)


def _give_past(store: Store, sessions: Sequence[str], customers: Sequence[int | None], *, now: datetime) -> None:
    for table in ("events_interaction", "events_order"):
        sql = f"""
            UPDATE {table} e SET customer_id = n.customer_id
            FROM unnest(%s::text[], %s::bigint[]) AS n (session, customer_id)
            WHERE e.store_id = %s AND e.session = n.session AND e.customer_id IS NULL AND e.at > %s
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(sessions), list(customers), store.pk, now - LOOKS_BACK])


def _flag_past(store: Store, sessions: Sequence[str], *, now: datetime) -> None:
    sql = """
        UPDATE events_interaction SET is_bot = true
        WHERE store_id = %s AND session = ANY(%s) AND NOT is_bot AND at > %s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk, list(sessions), now - LOOKS_BACK])


def known_visitors(store: Store, sessions: Iterable[str]) -> dict[str, Visitor]:
    sql = """
        SELECT v.session, v.customer_id, coalesce(c.personalise, true), v.is_bot
        FROM events_visit v LEFT JOIN events_customer c ON c.id = v.customer_id
        WHERE v.store_id = %s AND v.session = ANY(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk, list(sessions)])
        return {
            session: Visitor(customer_id, personalise, is_bot, is_known=True)
            for session, customer_id, personalise, is_bot in cursor.fetchall()
        }
