"""What is counted of lists, requests and snapshots, for Prometheus.

Labels are what a shop set up and nobody else can add to: stores, placements, kinds of rules, addresses. No shopper, no
product, no rule and no allergen is ever one. With several web processes each writes to a file of its own, and whichever
is asked answers for all; a process without that folder counts for itself.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.multiprocess import mark_process_dead

from rules.queries import LivePlacement
from woorec.answers import Answer
from woorec.metrics_folder import FOLDER, let_go
from woorec.snapshot import Snapshot

UNKNOWN = "unknown"
# Seconds. A warm list takes a few milliseconds; what takes two seconds is lost to the shopper.
SECONDS = (
    *(0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015),
    *(0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0),
)

REQUESTS = Counter("woorec_requests", "Calls of the API.", ["store", "route", "status"])
REQUEST_SECONDS = Histogram("woorec_request_seconds", "How long a call of the API took.", ["route"], buckets=SECONDS)
RATE_LIMITED = Counter("woorec_rate_limited_requests", "Calls turned away since their key made too many.", ["store"])
TURNED_AWAY = Counter("woorec_turned_away_requests", "Calls turned away since more was asked than could be answered.")
LISTS = Counter("woorec_lists", "Calls for a list, however they ended.", ["store", "placement", "status"])
STAGE_SECONDS = Histogram(
    "woorec_list_stage_seconds", "How long each stage of a list took; total is all of it.", ["stage"], buckets=SECONDS
)
CANDIDATES = Histogram(
    "woorec_list_candidates",
    "Products that were ranked for a list.",
    ["store", "placement"],
    buckets=(0, 10, 25, 50, 100, 200, 300, 500, 1000, 2000, 5000),
)
SHORT_LISTS = Counter("woorec_short_lists", "Lists with fewer products than asked for.", ["store", "placement"])
FALLBACKS = Counter("woorec_list_fallbacks", "Stand-ins that were used in lists.", ["store", "fallback"])
RELAXATIONS = Counter("woorec_list_relaxations", "Rules that gave way in lists, by their kind.", ["store", "kind"])
SNAPSHOT_LOADED = Gauge(
    "woorec_snapshot_loaded_timestamp_seconds",
    "When the oldest snapshot that a web process answers from was loaded.",
    ["store"],
    multiprocess_mode="livemin",
)
SNAPSHOT_CHECKED = Gauge(
    "woorec_snapshot_checked_timestamp_seconds",
    "When the web process that is farthest behind last knew that its snapshot was the newest.",
    ["store"],
    multiprocess_mode="livemin",
)
SNAPSHOT_SECONDS = Histogram(
    "woorec_snapshot_load_seconds",
    "How long a snapshot took to load.",
    ["store"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0),
)
SNAPSHOT_FAILURES = Counter("woorec_snapshot_load_failures", "Snapshots that could not be loaded.", ["store"])


def count_list(answer: Answer, snapshot: Snapshot, *, started: float) -> None:
    """This will count a served list that took since `started`, by time.perf_counter. A preview is not counted."""
    if not answer.request.explore:
        return
    store, placement = snapshot.store.code, answer.request.placement
    for stage, milliseconds in answer.stages_ms.items():
        _stage(stage).observe(milliseconds / 1000)
    _stage("total").observe(time.perf_counter() - started)
    _candidates(store, placement).observe(len(answer.candidate_ids))
    for name in answer.fallback:
        _fallback(store, name).inc()
    if answer.relaxed:
        live = snapshot.placements[placement]
        for kind in {_kind(live, each.rule_id) for each in answer.relaxed}:
            _relaxation(store, kind).inc()
    if answer.short:
        _short(store, placement).inc()


def count_request(*, store: str, route: str, status: int, seconds: float) -> None:
    """This will count a call of the API."""
    _request(store, route, status // 100).inc()
    _request_seconds(route).observe(seconds)
    if status == 429:
        RATE_LIMITED.labels(store).inc()


def count_ask(*, store: str, placement: str, status: int) -> None:
    """This will count how a call for a list ended."""
    _list(store, placement, status // 100).inc()


@contextmanager
def counted_load(store: str) -> Iterator[None]:
    """This will time the loading of a store's snapshot, and count it when it fails."""
    started = time.perf_counter()
    try:
        yield
    except Exception:
        SNAPSHOT_FAILURES.labels(store).inc()
        raise
    SNAPSHOT_SECONDS.labels(store).observe(time.perf_counter() - started)
    note_loaded(store, at=datetime.now(UTC))


def note_loaded(store: str, *, at: datetime) -> None:
    """This will note when the snapshot was loaded that this process answers from."""
    SNAPSHOT_LOADED.labels(store).set(at.timestamp())


def note_check(store: str) -> None:
    """This will note that the snapshot of a store is known to be the newest."""
    SNAPSHOT_CHECKED.labels(store).set_to_current_time()


def forget_worker(pid: int) -> None:
    """This will leave a dead process out of what only living ones can say."""
    if folder := os.environ.get(FOLDER):
        mark_process_dead(pid, folder)
        let_go(Path(folder), pid=pid)


def _kind(live: LivePlacement, rule_id: str) -> str:
    found = (rule.body.kind for rule in live.rules.rules if rule.rule_id == rule_id)
    return next(found, "unreadable" if any(each.rule_id == rule_id for each in live.unreadable) else UNKNOWN)


# A labelled child is looked up once and kept: looking it up costs more than counting.
@cache
def _stage(stage: str) -> Histogram:
    return STAGE_SECONDS.labels(stage)


@cache
def _candidates(store: str, placement: str) -> Histogram:
    return CANDIDATES.labels(store, placement)


@cache
def _fallback(store: str, name: str) -> Counter:
    return FALLBACKS.labels(store, name)


@cache
def _relaxation(store: str, kind: str) -> Counter:
    return RELAXATIONS.labels(store, kind)


@cache
def _short(store: str, placement: str) -> Counter:
    return SHORT_LISTS.labels(store, placement)


@cache
def _request(store: str, route: str, hundreds: int) -> Counter:
    return REQUESTS.labels(store, route, f"{hundreds}xx")


@cache
def _request_seconds(route: str) -> Histogram:
    return REQUEST_SECONDS.labels(route)


@cache
def _list(store: str, placement: str, hundreds: int) -> Counter:
    return LISTS.labels(store, placement, f"{hundreds}xx")
