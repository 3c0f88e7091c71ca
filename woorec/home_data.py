"""What the Studio's home page says in the morning, each part in one or two reads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from catalog.missing import missing_count
from catalog.models import Product, Store
from catalog.queries import RegionFacts, region_facts, stock_by_warehouse
from events.models import Interaction
from events.queries import daily_sales
from events.simulated import SIMULATED
from ranking.models import ModelVersion, TrainingRun
from rules.engine.diff import diff
from rules.engine.errors import RuleError
from rules.models import Placement, Rule, RuleSet
from rules.queries import engine_ruleset

LONG, SHORT = 28, 7
EXPIRING = timedelta(days=14)
OLD_MODEL = timedelta(days=14)
TOP_PRODUCTS = 50
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One placement: what is live, what waits in the draft, and how its lists fared in the last 24 hours."""

    code: str
    name: str
    surface: str
    live_version: int | None
    published_at: datetime | None
    draft_version: int | None
    draft_changes: int | None  # None: a stored rule no longer fits, so that the draft cannot be read
    lists: int
    short: int
    fallbacks: tuple[tuple[str, int], ...]
    relaxed: tuple[tuple[str, int], ...]

    @property
    def live_label(self) -> str:
        return str(self.live_version)

    @property
    def draft_label(self) -> str:
        return f"{self.draft_changes} unpublished change{'' if self.draft_changes == 1 else 's'}"

    @property
    def relaxed_count(self) -> int:
        return sum(count for _, count in self.relaxed)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One count of what happened, over the last 7 and 28 days against as many before."""

    label: str
    help: str
    week: int
    week_change: str
    month: int
    month_change: str
    trend: str
    days: tuple[int, ...]  # oldest first

    @property
    def top(self) -> int:
        return max(1, *self.days)


@dataclass(frozen=True, slots=True)
class ModelState:
    champion: ModelVersion | None
    is_old: bool
    open_run: TrainingRun | None
    last_run: TrainingRun | None


@dataclass(frozen=True, slots=True)
class SoldOut:
    """A product that sells, and where it cannot be bought any more."""

    product_id: int
    name: str
    sku: str
    sold: int
    regions: tuple[str, ...]
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Home:
    placements: tuple[PlacementLine, ...]
    kpis: tuple[Kpi, ...]
    is_simulated: bool
    has_events: bool
    model: ModelState
    sold_out: tuple[SoldOut, ...]
    more_sold_out: int
    expiring: tuple[Rule, ...]
    without_evidence: int
    has_products: bool


def home_data(store: Store, *, now: datetime) -> Home:
    """This will read a store's morning. Every figure is counted from the shop's own rows."""
    lists, simulated = _lists_by_day(store, now=now)
    deeds = _deeds_by_day(store, now=now)
    sold_out = _sold_out(store, now=now)
    return Home(
        placements=_placements(store, now=now),
        kpis=(
            _kpi("Lists shown", "Ranked lists that were served or imported.", lists, judged=False),
            _kpi("Clicks in lists", "Products that were clicked in a list.", deeds["select_item"]),
            _kpi("Products bought", "Bought anywhere in the shop, with or without a list.", deeds["purchase"]),
            _kpi("Bought from a list", "Bought after a click in a list that WooRec knows.", deeds["from_list"]),
        ),
        is_simulated=simulated,
        has_events=bool(lists or any(deeds.values())),
        model=_model_state(store, now=now),
        sold_out=tuple(sold_out[:MOST_SHOWN]),
        more_sold_out=max(0, len(sold_out) - MOST_SHOWN),
        expiring=_expiring(store, now=now),
        without_evidence=missing_count(store, "nickel", now=now),
        has_products=Product.objects.filter(store=store).exists(),
    )


# Days count backwards from now in whole 24 hours, so that the newest one is never a part of a day.
LISTS = """
SELECT floor(extract(epoch FROM %(now)s - at) / 86400)::int AS day, count(*), bool_or(model LIKE %(simulated)s)
FROM events_rankedlist WHERE store_id = %(store)s AND at > %(since)s AND at <= %(now)s GROUP BY day
"""
DEEDS = """
SELECT floor(extract(epoch FROM %(now)s - at) / 86400)::int AS day, kind, count(*), count(request_id)
FROM events_interaction
WHERE store_id = %(store)s AND at > %(since)s AND at <= %(now)s AND kind IN ('select_item', 'purchase')
GROUP BY day, kind
"""
# The simulator's lists are history, not something that was served here.
TROUBLE = """
SELECT placement, count(*), count(*) FILTER (WHERE short)
FROM events_rankedlist
WHERE store_id = %(store)s AND at > %(since)s AND at <= %(now)s AND model NOT LIKE %(simulated)s GROUP BY placement
"""
RELAXED = """
SELECT l.placement, coalesce(nullif(r ->> 'label', ''), r ->> 'rule', 'a rule'), count(DISTINCT l.id)
FROM events_rankedlist l CROSS JOIN LATERAL jsonb_array_elements(l.relaxed) r
WHERE l.store_id = %(store)s AND l.at > %(since)s AND l.at <= %(now)s AND l.model NOT LIKE %(simulated)s
  AND l.relaxed <> '[]'::jsonb
GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""
FALLBACKS = """
SELECT l.placement, f, count(*)
FROM events_rankedlist l CROSS JOIN LATERAL unnest(l.fallback) f
WHERE l.store_id = %(store)s AND l.at > %(since)s AND l.at <= %(now)s AND l.model NOT LIKE %(simulated)s
GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""


def _rows(sql: str, store: Store, *, now: datetime, since: timedelta) -> list[tuple]:
    values = {"store": store.pk, "now": now, "since": now - since, "simulated": f"{SIMULATED}%"}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _lists_by_day(store: Store, *, now: datetime) -> tuple[Mapping[int, int], bool]:
    rows = _rows(LISTS, store, now=now, since=timedelta(days=2 * LONG))
    return {day: count for day, count, _ in rows}, any(simulated for _, _, simulated in rows)


def _deeds_by_day(store: Store, *, now: datetime) -> Mapping[str, Mapping[int, int]]:
    found: dict[str, dict[int, int]] = {"select_item": {}, "purchase": {}, "from_list": {}}
    for day, kind, count, from_list in _rows(DEEDS, store, now=now, since=timedelta(days=2 * LONG)):
        found[kind][day] = count
        if kind == "purchase":
            found["from_list"][day] = from_list
    return found


def _kpi(label: str, help_text: str, by_day: Mapping[int, int], *, judged: bool = True) -> Kpi:
    """This will compare two spans of time; `judged` says whether more is better."""
    week, week_before = _total(by_day, 0, SHORT), _total(by_day, SHORT, 2 * SHORT)
    month, month_before = _total(by_day, 0, LONG), _total(by_day, LONG, 2 * LONG)
    return Kpi(
        label=label,
        help=help_text,
        week=week,
        week_change=f"{_change(week, week_before)}{' on the 7 days before' if week_before else ''}",
        month=month,
        month_change=_change(month, month_before),
        trend=_trend(week, week_before) if judged else "",
        days=tuple(by_day.get(day, 0) for day in reversed(range(LONG))),
    )


def _trend(now: int, before: int) -> str:
    return "better" if now > before > 0 else "worse" if now < before else ""


def _total(by_day: Mapping[int, int], first: int, end: int) -> int:
    return sum(by_day.get(day, 0) for day in range(first, end))


def _change(now: int, before: int) -> str:
    """This will say a change in percent; from nothing there is no percentage."""
    if not before:
        return "nothing before to compare with"
    share = (now - before) / before
    return "as before" if abs(share) < 0.005 else f"{'+' if share > 0 else '−'}{abs(share):.0%}".replace("%", " %")


def _placements(store: Store, *, now: datetime) -> tuple[PlacementLine, ...]:
    versions: dict[tuple[int, str], RuleSet] = {
        (version.placement_id, version.state): version
        for version in RuleSet.objects.filter(
            placement__store=store, state__in=[RuleSet.State.PUBLISHED, RuleSet.State.DRAFT]
        ).prefetch_related("rules")
    }
    day = timedelta(days=1)
    served = {placement: (lists, short) for placement, lists, short in _rows(TROUBLE, store, now=now, since=day)}
    relaxed = _by_placement(_rows(RELAXED, store, now=now, since=day))
    fallbacks = _by_placement(_rows(FALLBACKS, store, now=now, since=day))
    return tuple(
        _placement_line(
            placement,
            live=versions.get((placement.pk, RuleSet.State.PUBLISHED)),
            draft=versions.get((placement.pk, RuleSet.State.DRAFT)),
            served=served.get(placement.code, (0, 0)),
            relaxed=tuple(relaxed[placement.code]),
            fallbacks=tuple(fallbacks[placement.code]),
        )
        for placement in store.placements.all()
    )


def _placement_line(
    placement: Placement,
    *,
    live: RuleSet | None,
    draft: RuleSet | None,
    served: tuple[int, int],
    relaxed: tuple[tuple[str, int], ...],
    fallbacks: tuple[tuple[str, int], ...],
) -> PlacementLine:
    return PlacementLine(
        code=placement.code,
        name=placement.name,
        surface=placement.get_surface_display(),
        live_version=live.version if live else None,
        published_at=live.published_at if live else None,
        draft_version=draft.version if draft else None,
        draft_changes=_draft_changes(live, draft),
        lists=served[0],
        short=served[1],
        fallbacks=fallbacks,
        relaxed=relaxed,
    )


def _draft_changes(live: RuleSet | None, draft: RuleSet | None) -> int | None:
    if draft is None:
        return 0
    try:
        return len(diff(engine_ruleset(live), engine_ruleset(draft)))
    except (RuleError, KeyError):
        return None


def _by_placement(rows: Sequence[tuple]) -> Mapping[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for placement, words, count in rows:
        found[placement].append((words, count))
    return found


def _model_state(store: Store, *, now: datetime) -> ModelState:
    champion = store.model_versions.filter(state=ModelVersion.State.CHAMPION).first()
    runs = list(store.training_runs.all()[:2])
    is_open = bool(runs) and runs[0].state in (TrainingRun.State.QUEUED, TrainingRun.State.RUNNING)
    ended = runs[1:] if is_open else runs
    return ModelState(
        champion=champion,
        is_old=champion is not None and now - champion.created_at > OLD_MODEL,
        open_run=runs[0] if is_open else None,
        last_run=ended[0] if ended else None,
    )


def _sold_out(store: Store, *, now: datetime) -> list[SoldOut]:
    """This will find the best sellers of the last 28 days that lie in no warehouse serving some region."""
    sales = daily_sales(store, at=now, days=LONG)
    best = sorted(sales, key=lambda product_id: (-sales[product_id], product_id))[:TOP_PRODUCTS]
    stock, regions = stock_by_warehouse(best), region_facts(store)
    out = {product_id: _regions_without(stock.get(product_id), regions) for product_id in best}
    products = {
        product.pk: product
        for product in Product.objects.filter(pk__in=[pk for pk in best if out[pk]], visible=True).only("name", "sku")
    }
    return [
        SoldOut(
            product_id=pk,
            name=products[pk].name,
            sku=products[pk].sku,
            sold=round(sales[pk] * LONG),
            regions=tuple(out[pk]),
            everywhere=len(out[pk]) == len(regions),
        )
        for pk in best
        if pk in products
    ]


def _regions_without(quantities: Mapping[int, int] | None, regions: Sequence[RegionFacts]) -> list[str]:
    if not quantities:  # not counted, so it is available
        return []
    return [
        region.name
        for region in regions
        if not any(quantities.get(warehouse, 0) > 0 for warehouse in region.warehouse_ids)
    ]


def _expiring(store: Store, *, now: datetime) -> tuple[Rule, ...]:
    return tuple(
        Rule.objects.filter(
            ruleset__placement__store=store,
            ruleset__state=RuleSet.State.PUBLISHED,
            enabled=True,
            ends_at__gt=now,
            ends_at__lte=now + EXPIRING,
        )
        .select_related("ruleset__placement")
        .order_by("ends_at")
    )


# Of one product: what it was shown, looked at and bought for, within two spans of time.
ACTIVITY = """
SELECT kind, count(*) FILTER (WHERE at > %(week)s), count(*) FROM events_interaction
WHERE product_id = %(product)s AND at > %(month)s AND at <= %(now)s GROUP BY kind
"""


def product_activity(product: Product, *, now: datetime) -> list[tuple[str, int, int]]:
    """This will count what shoppers did with a product over the last 7 and 28 days, in the order of a purchase."""
    values = {
        "product": product.pk,
        "now": now,
        "week": now - timedelta(days=SHORT),
        "month": now - timedelta(days=LONG),
    }
    with connection.cursor() as cursor:
        cursor.execute(ACTIVITY, values)
        counts = {kind: (week, month) for kind, week, month in cursor.fetchall()}
    return [(label, *counts[kind]) for kind, label in Interaction.Kind.choices if kind in counts]
