"""Every live rule of a shop in one place: whose it is, until when, and whether it does anything at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.core.cache import cache
from django.db import connection

from catalog.models import Store
from events.simulated import SIMULATED
from rules.engine.conditions import Condition, verdict
from rules.engine.errors import RuleError
from rules.engine.names import Names
from rules.engine.rule import Pooling, Reserving
from rules.engine.rule import Rule as EngineRule
from rules.models import Rule, RuleSet
from rules.queries import engine_rule
from woorec.board.words import KIND_WORDS
from woorec.pools import OF_ANYBODY, can_be_filled
from woorec.snapshot import Snapshot

DAYS = 14
EXPIRES_SOON = timedelta(days=14)
REVIEW_AFTER = timedelta(days=90)
KEPT_SECONDS = 300

SERVED = """
SELECT placement, at::date, tier, region, count(*) FROM events_rankedlist
WHERE store_id = %(store)s AND at > %(since)s AND at <= %(now)s AND model NOT LIKE %(simulated)s
GROUP BY 1, 2, 3, 4
"""
FILLED = """
SELECT DISTINCT placement, filled FROM events_rankedlist, unnest(slots) AS filled
WHERE store_id = %(store)s AND at > %(since)s AND at <= %(now)s AND model NOT LIKE %(simulated)s AND filled <> ''
"""


@dataclass(frozen=True, slots=True)
class Served:
    """The lists of the last 14 days: how many a day for whom, and which rules filled a position."""

    lists: Mapping[str, tuple[tuple[date, str, str, int], ...]]  # placement -> day, tier, region, count
    filled: frozenset[tuple[str, str]]  # placement, rule


@dataclass(frozen=True)
class LiveRule:
    """A live rule with what can be said about it. `never` says why it does nothing, or is empty."""

    row: Rule
    rule: EngineRule | None
    problem: str
    now: datetime
    snapshot: Snapshot = field(repr=False)
    served: Served = field(repr=False)

    @property
    def placement(self) -> str:
        return self.row.ruleset.placement.name

    @property
    def code(self) -> str:
        return self.row.ruleset.placement.code

    @property
    def kind(self) -> str:
        return KIND_WORDS.get(self.row.kind, self.row.kind.capitalize())

    @property
    def sentence(self) -> str:
        if self.rule is None:
            return self.row.label
        return f"{', '.join(filter(None, (self.rule.body.describe(), self.rule.scope.describe())))}."

    @property
    def name(self) -> str:
        """A label that only repeats the sentence is not said twice."""
        return "" if self.sentence.startswith(self.row.label.rstrip(".…")) else self.row.label

    @property
    def state(self) -> str:
        """This will name one of unreadable, ended, off, later, on."""
        row = self.row
        if self.rule is None:
            return "unreadable"
        if row.ends_at and row.ends_at <= self.now:
            return "ended"
        if not row.enabled:
            return "off"
        return "later" if row.starts_at and row.starts_at > self.now else "on"

    @property
    def expires(self) -> bool:
        ends = self.row.ends_at
        return ends is not None and self.now < ends <= self.now + EXPIRES_SOON

    @property
    def is_for_review(self) -> bool:
        return self.row.ends_at is None and self.row.changed_at <= self.now - REVIEW_AFTER

    @cached_property
    def never(self) -> str:
        if self.state != "on" or self.rule is None:
            return ""
        return _fits_nothing(self.rule, self.snapshot) or self._reaches_nobody(self.rule)

    def _reaches_nobody(self, rule: EngineRule) -> str:
        """Only whole days count on which the rule already said what it says now."""
        since = max(moment for moment in (self.row.changed_at, self.row.starts_at) if moment).date()
        lists = [each for each in self.served.lists.get(self.code, ()) if each[0] > since]
        total = sum(count for *_, count in lists)
        if not total:
            return ""
        scope = rule.scope
        reached = sum(
            count
            for _, tier, region, count in lists
            if (not scope.tiers or tier in scope.tiers) and (not scope.regions or region in scope.regions)
        )
        said = f"the {total:,} lists since {since.day} {since:%B}" if total > 1 else f"the list since {since:%d %B}"
        if not reached:
            return f"None of {said} was for such a shopper."
        if isinstance(rule.body, Reserving) and (self.code, rule.rule_id) not in self.served.filled:
            return f"It filled no position in {said}."
        return ""


def live_rules(store: Store, snapshot: Snapshot, *, now: datetime) -> list[LiveRule]:
    """This will read every rule that is live, in one query, in the order of placements and their rules."""
    live = Rule.objects.filter(ruleset__placement__store=store, ruleset__state=RuleSet.State.PUBLISHED)
    rows = live.select_related("ruleset__placement").order_by("ruleset__placement__name", "order", "id")
    served = served_lists(store, now=now)
    return [LiveRule(row, *_read(row, names=snapshot.names), now, snapshot, served) for row in rows]


def served_lists(store: Store, *, now: datetime) -> Served:
    """This will count the lists that were really served, kept for five minutes: a busy shop has millions."""
    key = f"served-lists-{store.pk}"
    found = cache.get(key)
    if found is None:
        found = _count_served(store, now=now)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _count_served(store: Store, *, now: datetime) -> Served:
    values = {"store": store.pk, "now": now, "since": now - timedelta(days=DAYS), "simulated": f"{SIMULATED}%"}
    lists: dict[str, list[tuple[date, str, str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SERVED, values)
        for placement, *each in cursor.fetchall():
            lists.setdefault(placement, []).append(tuple(each))
        cursor.execute(FILLED, values)
        filled = frozenset((placement, rule) for placement, rule in cursor.fetchall())
    return Served({placement: tuple(each) for placement, each in lists.items()}, filled)


def _read(row: Rule, *, names: Names) -> tuple[EngineRule | None, str]:
    try:
        return engine_rule(row, names=names), ""
    except RuleError as error:
        return None, str(error)


def _fits_nothing(rule: EngineRule, snapshot: Snapshot) -> str:
    if not snapshot.static:
        return ""
    if isinstance(rule.body, Pooling):
        return "" if can_be_filled(rule, snapshot=snapshot) else "No product of the catalogue belongs to its pool."
    condition = getattr(rule.body, "condition", None)
    if condition is None or _may_hold(condition, snapshot.static):
        return ""
    return "No product of the catalogue fits its condition."


def _may_hold(condition: Condition, products: Iterable[Mapping[str, object]]) -> bool:
    return any(verdict(condition, facts, unknown=OF_ANYBODY) is not False for facts in products)
