"""Counts what campaigns delivered, from the log of served lists. Counting twice gives the same figures.

The promise counts places: each place of a served list that a product of the campaign held while its rule was on. What
a storefront says was seen is counted beside it. Previews and checks are not logged, so they never count; lists of bots
are left out. The last hours are counted anew each time, the last days once an hour, because bots are found out and
what was seen is told late; an hour older than that never changes again, whatever becomes of the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from catalog.models import Store
from rules.models import CampaignCount, Rule, RuleSet

RECENT = timedelta(hours=2)
LATE = timedelta(days=3)
KNOWN_TRAFFIC = timedelta(days=7)
SEEN_KINDS = ["view_item_list", "list_seen"]
COUNTED_STATES = (RuleSet.State.PUBLISHED, RuleSet.State.DRAFT)

HOURS = """
INSERT INTO rules_campaignhour (store_id, rule_key, hour, lists, owed, served, seen)
SELECT l.store_id, part.key::uuid, date_trunc('hour', l.at, 'UTC'), count(*),
       coalesce(sum((part.value ->> 'owed')::int), 0), coalesce(sum(jsonb_array_length(part.value -> 'at')), 0),
       coalesce(sum((
           SELECT count(*) FROM jsonb_array_elements_text(part.value -> 'at') place (position)
           WHERE EXISTS (
               SELECT 1 FROM events_interaction i
               WHERE i.request_id = l.request_id AND i.kind = ANY(%(seen)s) AND NOT i.is_bot
                 AND i.at BETWEEN l.at - interval '1 hour' AND l.at + %(late)s
                 AND (i.product_id IS NULL OR i.product_id = l.product_ids[place.position::int])))), 0)
FROM events_rankedlist l CROSS JOIN LATERAL jsonb_each(l.campaigns) part
WHERE l.store_id = %(store)s AND l.at >= %(since)s AND l.at <= %(now)s AND l.campaigns <> '{}'::jsonb
  AND NOT EXISTS (SELECT 1 FROM events_visit v WHERE v.store_id = l.store_id AND v.session = l.session AND v.is_bot)
GROUP BY l.store_id, part.key, date_trunc('hour', l.at, 'UTC')
"""
# A campaign of which a day is known counts on its own lists; a newer one on those of its placement, tiers and regions.
TOTALS = """
SELECT coalesce(sum(served), 0), coalesce(sum(seen), 0),
       sum(lists) FILTER (WHERE hour > %(since)s), min(hour) FILTER (WHERE hour > %(since)s)
FROM rules_campaignhour WHERE store_id = %(store)s AND rule_key = %(key)s
"""
TRAFFIC = """
SELECT count(*), min(at) FROM events_rankedlist
WHERE store_id = %(store)s AND at > %(since)s AND at <= %(now)s AND placement = %(placement)s
  AND (%(tiers)s = '{}' OR tier = ANY(%(tiers)s)) AND (%(regions)s = '{}' OR region = ANY(%(regions)s))
"""


@dataclass(frozen=True, slots=True)
class Totals:
    delivered: int
    seen: int
    lists_per_day: float | None


def count_campaigns(store: Store, *, now: datetime) -> int:
    """This will bring every campaign's counts up to date and return how many there are."""
    rules = campaign_rules(store)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('woorec campaigns'), %s)", [store.pk])
        _count_hours(cursor, store, since=_since(store, now=now), now=now)
        for rule in rules:
            _keep(cursor, store, rule, now=now)
    return len(rules)


def ensure_counted(store: Store, keys: Sequence[str], *, now: datetime) -> None:
    """This will count once, before a campaign is served whose count is not known yet."""
    known = set(CampaignCount.objects.filter(store=store, rule_key__in=keys).values_list("rule_key", flat=True))
    if {UUID(key) for key in keys} - known:
        count_campaigns(store, now=now)


def campaign_rules(store: Store) -> list[Rule]:
    """This will find the live and drafted campaigns of a store, the live one of two with one key."""
    rows = Rule.objects.filter(kind="campaign", ruleset__placement__store=store, ruleset__state__in=COUNTED_STATES)
    by_key: dict[UUID, Rule] = {}
    for row in rows.select_related("ruleset__placement").order_by("-ruleset__state"):
        by_key.setdefault(row.key, row)  # "published" comes before "draft" when sorted downwards
    return list(by_key.values())


def _since(store: Store, *, now: datetime) -> datetime:
    """This will say from when to count: after a pause from where it stopped, once an hour the last days, else hours."""
    last = (
        CampaignCount.objects.filter(store=store).order_by("-counted_at").values_list("counted_at", flat=True).first()
    )
    if last is None or last.replace(minute=0) < now.replace(minute=0, second=0, microsecond=0):
        begin = now - LATE if last is None else min(now - LATE, last - RECENT)
    else:
        begin = now - RECENT
    return begin.replace(minute=0, second=0, microsecond=0)


def _count_hours(cursor, store: Store, *, since: datetime, now: datetime) -> None:
    values = {"store": store.pk, "since": since, "now": now, "late": LATE, "seen": SEEN_KINDS}
    cursor.execute("DELETE FROM rules_campaignhour WHERE store_id = %(store)s AND hour >= %(since)s", values)
    cursor.execute(HOURS, values)


def _keep(cursor, store: Store, rule: Rule, *, now: datetime) -> None:
    found = _totals(cursor, store, rule, now=now)
    CampaignCount.objects.update_or_create(
        store=store,
        rule_key=rule.key,
        defaults={
            "delivered": found.delivered,
            "seen": found.seen,
            "lists_per_day": found.lists_per_day,
            "counted_at": now,
        },
    )


def _totals(cursor, store: Store, rule: Rule, *, now: datetime) -> Totals:
    values = {"store": store.pk, "key": rule.key, "since": now - KNOWN_TRAFFIC, "now": now}
    cursor.execute(TOTALS, values)
    delivered, seen, lists, first = cursor.fetchone()
    per_day = _per_day(lists, first, now=now)
    return Totals(int(delivered), int(seen), per_day if per_day else _traffic(cursor, rule, values))


def _traffic(cursor, rule: Rule, values: dict) -> float | None:
    scope = {name: list(rule.scope.get(name) or ()) for name in ("tiers", "regions")}
    cursor.execute(TRAFFIC, values | scope | {"placement": rule.ruleset.placement.code})
    lists, first = cursor.fetchone()
    return _per_day(lists, first, now=values["now"])


def _per_day(lists: int | None, first: datetime | None, *, now: datetime) -> float | None:
    """This will spread lists over the time they came in; less than a day says nothing about a day."""
    days = (now - first) / timedelta(days=1) if first else 0.0
    return float(lists) / days if lists and days >= 1 else None
