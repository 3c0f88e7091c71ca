"""What is read at the moment when Prometheus asks: of the database and of Redis, each within a second or two.

A source that does not answer costs its own figures alone, and `woorec_part_up` says which.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import redis
from django.db import Error
from django.db.models import Count, Max
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from catalog.freshness import heard_of
from catalog.limits import quick_redis
from catalog.time_limit import answered_within
from events import list_stream
from ranking.models import ModelVersion, TrainingRun
from woorec.queues import beat_seen, waiting

log = logging.getLogger(__name__)
DATABASE_SECONDS = 2.0
State = TrainingRun.State

# Name -> what it says, and its labels.
FIGURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "woorec_part_up": ("Whether the database or Redis answered just now.", ("part",)),
    "woorec_queue_waiting": ("Tasks that no worker has taken.", ("queue",)),
    "woorec_queue_oldest_seconds": ("How long the first of them has waited.", ("queue",)),
    "woorec_served_lists_waiting": ("Served lists that a keeper has still to store.", ()),
    "woorec_served_lists_oldest_seconds": ("How long the first of them has waited.", ()),
    "woorec_served_lists_set_aside": ("Served lists that could not be stored.", ()),
    "woorec_keeper_up": ("1 while a keeper of served lists lives; without one they go straight to the database.", ()),
    "woorec_beat_timestamp_seconds": ("When beat last handed out work.", ()),
    "woorec_stock_heard_timestamp_seconds": ("When a warehouse was last heard of.", ("store", "warehouse")),
    "woorec_stock_counts_as_low": ("1: its figures are too old and count as low stock.", ("store", "warehouse")),
    "woorec_model_trained_timestamp_seconds": ("When the model that serves was made.", ("store",)),
    "woorec_training_open": ("Trainings that wait or run.", ("store", "state")),
    "woorec_training_success_timestamp_seconds": ("When a training last went well.", ("store",)),
    "woorec_training_failure_timestamp_seconds": ("When a training last failed.", ("store",)),
}
Line = tuple[str, tuple[str, ...], float]  # name, labels, value


@dataclass(frozen=True, slots=True)
class Source:
    """Something that is asked. `failures` are those that only mean that it does not answer."""

    part: str
    lines: Callable[[], Iterable[Line]]
    failures: type[Exception]


class Scraped(Collector):
    """Looks everything up anew each time."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families = {name: GaugeMetricFamily(name, says, labels=labels) for name, (says, labels) in FIGURES.items()}
        for name, labels, value in (line for source in SOURCES for line in _asked(source)):
            families[name].add_metric(labels, value)
        yield from families.values()


def _asked(source: Source) -> Iterator[Line]:
    try:
        lines = list(source.lines())
    except source.failures as error:
        log.warning("Figures of %s are missing from /metrics: %s", source.part, error)
        yield "woorec_part_up", (source.part,), 0.0
        return
    yield "woorec_part_up", (source.part,), 1.0
    yield from lines


def _of_the_database() -> Iterator[Line]:
    # No transaction: Django would connect anew to end one, and wait once more for a server that stands still.
    with answered_within(DATABASE_SECONDS):
        yield from _stock()
        yield from _models()
        yield from _trainings()


def _stock() -> Iterator[Line]:
    for each in heard_of(now=timezone.now()):
        labels = (each.store, each.warehouse)
        if each.at is not None:
            yield "woorec_stock_heard_timestamp_seconds", labels, each.at.timestamp()
        yield "woorec_stock_counts_as_low", labels, float(each.counts_as_low)


def _models() -> Iterator[Line]:
    champions = ModelVersion.objects.filter(state=ModelVersion.State.CHAMPION)
    for store, made in champions.values_list("store__code", "created_at"):
        yield "woorec_model_trained_timestamp_seconds", (store,), made.timestamp()


def _trainings() -> Iterator[Line]:
    runs = TrainingRun.objects.order_by().values_list("store__code", "state")
    for store, state, count in runs.filter(state__in=[State.QUEUED, State.RUNNING]).annotate(Count("pk")):
        yield "woorec_training_open", (store, state), float(count)
    ends = {State.SUCCEEDED: "success", State.FAILED: "failure"}
    for store, state, at in runs.filter(state__in=ends, finished_at__isnull=False).annotate(Max("finished_at")):
        yield f"woorec_training_{ends[State(state)]}_timestamp_seconds", (store,), at.timestamp()


def _of_redis() -> Iterator[Line]:
    for queue in waiting():
        yield "woorec_queue_waiting", (queue.name,), float(queue.waiting)
        yield "woorec_queue_oldest_seconds", (queue.name,), queue.age()
    lists = list_stream.waiting(quick_redis())
    yield "woorec_served_lists_waiting", (), float(lists.lists)
    yield "woorec_served_lists_oldest_seconds", (), lists.seconds
    yield "woorec_served_lists_set_aside", (), float(lists.aside)
    yield "woorec_keeper_up", (), float(lists.keeper)
    if (seen := beat_seen()) is not None:
        yield "woorec_beat_timestamp_seconds", (), seen


SOURCES = (Source("database", _of_the_database, Error), Source("redis", _of_redis, redis.RedisError))
