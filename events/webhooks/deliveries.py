"""Reads what came of deliveries: those of one source, and each source in short."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from catalog.models import Store
from events.models import WebhookDelivery, WebhookSource
from events.webhooks.refused import Refused, refused

DAY = timedelta(hours=24)
STATE = WebhookDelivery.State
# What waits is tried again by itself; what failed is not.
FAILED = Q(state=STATE.FAILED, finished_at__isnull=False)
WAITING = Q(state__in=[STATE.RECEIVED, STATE.FAILED], finished_at__isnull=True)
MOST = 2_500  # listed of one source; a busy shop sends more than that in a day
FILTERS: Mapping[str, Q] = {"all": Q(), "failed": FAILED, "waiting": WAITING}
# What can be acted on again; of calls that could not be read or were not needed, nothing is kept.
IS_KEPT = Q(content__has_key="kind")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source with its last call, and what came of its deliveries of 24 hours."""

    source: WebhookSource
    last_at: datetime | None
    calls: int
    failed: int
    waiting: int


def source_lines(store: Store, *, now: datetime) -> list[SourceLine]:
    """This will list a store's sources, those that are switched off last."""
    newest = WebhookDelivery.objects.filter(source=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    sources = store.webhook_sources.annotate(last_at=Subquery(newest)).order_by("-is_active", "name")
    counts = _counts(store, since=now - DAY)
    return [SourceLine(each, each.last_at, *counts.get(each.pk, (0, 0, 0))) for each in sources]


def _counts(store: Store, *, since: datetime) -> dict[int, tuple[int, int, int]]:
    recent = WebhookDelivery.objects.filter(source__store=store, received_at__gt=since).order_by()
    rows = recent.values_list("source").annotate(
        calls=Count("pk"), failed=Count("pk", filter=FAILED), waiting=Count("pk", filter=WAITING)
    )
    return {source: (calls, failed, waiting) for source, calls, failed, waiting in rows}


def all_refused(store: Store) -> dict[int, Refused]:
    """This will say of which sources calls were refused within a week, and how many."""
    found = ((each, refused(each)) for each in store.webhook_sources.all())
    return {source.pk: calls for source, calls in found if calls}


def deliveries_of(source: WebhookSource, *, which: str) -> QuerySet[WebhookDelivery]:
    """This will list a source's newest deliveries. `is_kept`: they can be acted on again."""
    found = source.deliveries.filter(FILTERS[which]).order_by("-received_at", "-pk")
    return found.annotate(is_kept=IS_KEPT).defer("content")[:MOST]


def count_by_filter(source: WebhookSource) -> dict[str, int]:
    """This will count a source's deliveries, to one more than are listed."""
    found = source.deliveries.order_by()
    return {name: found.filter(condition)[: MOST + 1].count() for name, condition in FILTERS.items()}
