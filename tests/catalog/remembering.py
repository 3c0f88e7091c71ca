"""Asking what is remembered and what the database says, of everything in a shop."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
from django.db import connection

from catalog.books import BOOKS
from catalog.models import Store
from catalog.queries import region_facts, tier_facts


def now() -> datetime:
    return datetime.now(UTC)


def everything(store: Store, ask: Callable, *, at: datetime, more: tuple[int, ...] = ()) -> dict:
    """This will ask for all products, and some more, in every region for every tier."""
    ids = [*store.products.values_list("pk", flat=True), *more]
    return {
        (region.code, tier.code if tier else None): dict(ask(ids, store=store, region=region, tier=tier, at=at))
        for region in region_facts(store)
        for tier in (None, *tier_facts(store))
    }


def remember(store: Store, *, at: datetime) -> None:
    """This will ask once, so that the books are wanted, and make them."""
    everything(store, BOOKS.facts, at=at)
    BOOKS.renew(now=at)


def somebody_else() -> psycopg.Connection:
    """This will connect to the same database as a client that knows nothing of Django."""
    return psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": psycopg.Cursor})
