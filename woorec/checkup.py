"""Looks at everything that a shop needs to be served, and says what is wrong and what to do."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import redis
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from catalog.freshness import FRESH, Freshness, warehouse_freshness
from catalog.models import Store
from ranking.artifacts import ArtifactError, verify
from ranking.model_folders import artefact_folder
from ranking.queries import champion
from rules.names import names_of
from rules.queries import live_placements
from woorec.traffic_watch import concerns

LEAST_FREE_GB = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is empty when it is fine."""

    subject: str
    state: str
    remedy: str = ""

    @property
    def fine(self) -> bool:
        return not self.remedy


def check_up() -> Iterator[Finding]:
    """This will look at the database, Redis, the disk, and at each store's model, rules and key."""
    database = _database()
    yield database
    yield _redis()
    yield _disk()
    if database.fine:
        for store in Store.objects.all():
            yield from (_model(store), _rules(store), _keys(store), _stock(store))
            yield from _traffic(store)


def _database() -> Finding:
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        return Finding("PostgreSQL", f"does not answer: {error}", "Start it, or correct DATABASE_URL.")
    if waiting:
        return Finding("PostgreSQL", f"lacks {len(waiting)} migrations", "Run manage.py migrate.")
    return Finding("PostgreSQL", "answers and is up to date")


def _redis() -> Finding:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        client.ping()
    except redis.RedisError as error:
        remedy = "Start it, or correct REDIS_URL. Lists are served without it; trainings wait."
        return Finding("Redis", f"does not answer: {error}", remedy)
    return Finding("Redis", "answers")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.HOME).free / 1e9
    if free < LEAST_FREE_GB:
        return Finding("Disk", f"has {free:.1f} GB left", f"Free some: a training needs up to {LEAST_FREE_GB} GB.")
    return Finding("Disk", f"has {free:.0f} GB left")


def _model(store: Store) -> Finding:
    subject, version = f"{store.code}: model", champion(store)
    if version is None:
        return Finding(
            subject, "none has been trained", "Train one on the Models page; until then lists go by what products are."
        )
    try:
        verify(artefact_folder(version.name))
    except (ArtifactError, OSError) as error:
        return Finding(subject, f"{version.name} is damaged: {error}", "Promote an earlier version or train again.")
    return Finding(subject, f"{version.name} serves")


def _rules(store: Store) -> Finding:
    subject = f"{store.code}: rules"
    placements = live_placements(store, names=names_of(store.pk))
    unreadable = [rule for placement in placements.values() for rule in placement.unreadable]
    if unreadable:
        named = "; ".join(f"{rule.label!r} ({rule.owner}): {rule.error}" for rule in unreadable)
        return Finding(subject, f"a live rule no longer fits: {named}", "Open the placement's board and mend it.")
    if not placements:
        return Finding(subject, "there is no placement", "Add one: without it every request is answered 404.")
    return Finding(subject, f"{sum(len(p.rules.rules) for p in placements.values())} on {len(placements)} placements")


def _traffic(store: Store) -> Iterator[Finding]:
    subject, found = f"{store.code}: traffic control", concerns(store, now=timezone.now())
    if not found:
        yield Finding(subject, "nothing needs a look")
    for each in found:
        yield Finding(subject, each.title, f"{each.text} See {each.url}")


def _keys(store: Store) -> Finding:
    subject, count = f"{store.code}: keys", store.api_keys.filter(revoked_at=None).count()
    if not count:
        return Finding(subject, "none", f"Run manage.py issue_key {store.code} NAME --scope recommend --scope events.")
    return Finding(subject, f"{count} in use")


def _stock(store: Store) -> Finding:
    """Old figures are wrong only where the store says for how long it trusts them."""
    subject, feeds = f"{store.code}: stock", warehouse_freshness(store, now=timezone.now())
    heard = ", ".join(f"{feed.name} {_age(feed)}" for feed in feeds) or "there is no warehouse"
    late = [feed for feed in feeds if feed.products and feed.state != FRESH]
    if not (late and store.stock_trusted_minutes):
        return Finding(subject, heard)
    names = ", ".join(feed.name for feed in late)
    remedy = f"Look at what sends the stock of {names}: after {store.stock_trusted_minutes} minutes it counts as low."
    return Finding(subject, heard, remedy)


def _age(feed: Freshness) -> str:
    if feed.age is None:
        return "was never heard of"
    minutes = int(feed.age.total_seconds() // 60)
    if minutes < 120:
        return f"heard of {minutes} min ago"
    return f"heard of {minutes // 60} h ago" if minutes < 48 * 60 else f"heard of {minutes // 1440} days ago"
