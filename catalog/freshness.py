"""How long ago each warehouse was heard of, and whether its figures still count."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef

from catalog.models import StockLevel, Store, Warehouse

FRESH, STALE, SILENT, NEVER = "fresh", "stale", "silent", "never"
SILENT_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Freshness:
    """A warehouse's feed. `state` is fresh, stale (older than the store trusts), silent (a day and more) or never."""

    code: str
    name: str
    heard_at: datetime | None
    age: timedelta | None
    state: str
    products: int


def warehouse_freshness(store: Store, *, now: datetime) -> list[Freshness]:
    """This will say of each warehouse when it was last heard of and how many products are counted there."""
    trusted = _trusted(store)
    rows = store.warehouses.annotate(products=Count("stock")).order_by("code")
    return [
        Freshness(
            code=row.code,
            name=row.name,
            heard_at=row.heard_at,
            age=None if row.heard_at is None else max(timedelta(0), now - row.heard_at),
            state=feed_state(row.heard_at, trusted=trusted, now=now),
            products=row.products,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Heard:
    """When a warehouse was last heard of, and whether its figures count as low stock since that is too long ago."""

    store: str
    warehouse: str
    at: datetime | None
    counts_as_low: bool


def heard_of(*, now: datetime) -> list[Heard]:
    """This will say it of every warehouse that has counted stock, of all stores, in one read."""
    counted = Exists(StockLevel.objects.filter(warehouse=OuterRef("pk")))
    rows = Warehouse.objects.filter(counted).select_related("store").order_by("store__code", "code")
    return [
        Heard(
            store=row.store.code,
            warehouse=row.code,
            at=row.heard_at,
            counts_as_low=row.store.stock_trusted_minutes is not None
            and feed_state(row.heard_at, trusted=_trusted(row.store), now=now) != FRESH,
        )
        for row in rows
    ]


def _trusted(store: Store) -> timedelta | None:
    return timedelta(minutes=store.stock_trusted_minutes) if store.stock_trusted_minutes else None


def feed_state(heard_at: datetime | None, *, trusted: timedelta | None, now: datetime) -> str:
    """This will name the state of a feed. Without a limit of trust it is fresh until it has been silent for a day."""
    if heard_at is None:
        return NEVER
    age = now - heard_at
    if age > max(trusted or SILENT_AFTER, SILENT_AFTER):
        return SILENT
    return STALE if trusted and age > trusted else FRESH
