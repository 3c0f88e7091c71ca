"""Reads of campaigns: each as its rule stands now, with what was delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, IntegerField, Sum, Value, When
from django.db.models.functions import TruncDate

from catalog.models import Store
from rules.engine.errors import RuleError
from rules.engine.rule import Rule as EngineRule
from rules.models import CampaignCount, CampaignHour, Placement, Rule, RuleSet
from rules.names import names_of
from rules.queries import engine_rule

TRAFFIC_DAYS = 14
BEST_FIRST = (RuleSet.State.PUBLISHED, RuleSet.State.DRAFT, RuleSet.State.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as its newest rule says it: the live one, else the drafted one, else that of an earlier version."""

    row: Rule
    placement: Placement
    standing: str  # published, draft or superseded
    rule: EngineRule | None  # None when it cannot be read any more
    error: RuleError | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day, in UTC, of what was delivered."""

    day: date
    lists: int
    owed: int
    served: int
    seen: int


@dataclass(frozen=True, slots=True)
class Recent:
    """The last days: lists a day (None below a day of them), and the share (0 to 1) of owed places that were filled."""

    lists_per_day: float | None
    fill: float


def campaigns_of(store: Store, *, key: UUID | None = None) -> list[Campaign]:
    """This will find a store's campaigns, those of earlier versions too, the ones that end last first."""
    standing = [When(ruleset__state=state, then=Value(place)) for place, state in enumerate(BEST_FIRST)]
    rows = (
        Rule.objects.filter(kind="campaign", ruleset__placement__store=store)
        .annotate(standing=Case(*standing, output_field=IntegerField()))
        .order_by("key", "standing", "-ruleset__version")
        .distinct("key")
        .select_related("ruleset__placement")
    )
    found = [_campaign(row) for row in (rows.filter(key=key) if key else rows)]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda each: each.row.ends_at or never, reverse=True)


def counts_of(store: Store) -> Mapping[UUID, CampaignCount]:
    return {row.rule_key: row for row in CampaignCount.objects.filter(store=store)}


def days_of(store: Store, key: UUID) -> list[Day]:
    """This will add the hours of a campaign up to days."""
    rows = (
        CampaignHour.objects.filter(store=store, rule_key=key)
        .annotate(day=TruncDate("hour", tzinfo=UTC))
        .order_by("day")
        .values_list("day")
        .annotate(Sum("lists"), Sum("owed"), Sum("served"), Sum("seen"))
    )
    return [Day(*row) for row in rows]


def recent_of(store: Store, *, now: datetime) -> Mapping[UUID, Recent]:
    """This will say what the last 14 days were like for each campaign that was on in them."""
    since = now - timedelta(days=TRAFFIC_DAYS)
    found: dict[UUID, list[tuple]] = {}
    hours = CampaignHour.objects.filter(store=store, hour__gte=since).order_by("hour")
    for row in hours.values_list("rule_key", "hour", "lists", "owed", "served"):
        found.setdefault(row[0], []).append(row[1:])
    return {key: _recent(rows, now=now) for key, rows in found.items()}


def _recent(rows: list[tuple], *, now: datetime) -> Recent:
    days = (now - rows[0][0]) / timedelta(days=1)
    lists, owed, served = (sum(row[place] for row in rows) for place in (1, 2, 3))
    return Recent(lists / days if days >= 1 else None, min(1.0, served / owed) if owed else 1.0)


def _campaign(row: Rule) -> Campaign:
    placement, standing = row.ruleset.placement, row.ruleset.state
    try:
        return Campaign(row, placement, standing, engine_rule(row, names=names_of(placement.store_id)))
    except RuleError as error:
        return Campaign(row, placement, standing, None, error)
