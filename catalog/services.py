"""Writes to the catalogue. Every feed and the demo shops come through `load_store`."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.feeds.rows import FeedRow, ProductRow, StoreRows
from catalog.models import ApiKey, Store
from catalog.outcomes import REJECTED, CatalogueError
from catalog.writing import write_products, write_rows

CHUNK = 2000
Progress = Callable[[str, int, int], None]


def load_store(rows: StoreRows, *, progress: Progress | None = None) -> Store:
    """This will create or update a whole shop from rows, all or nothing.

    Raises CatalogueError when a row is refused, as when it names a category, tier or warehouse that is nowhere.
    """
    report = progress or (lambda _stage, _done, _total: None)
    with transaction.atomic():
        store, _ = Store.objects.update_or_create(
            code=rows.code, defaults={"name": rows.name, "currency": rows.currency}
        )
        _load(store, (*rows.warehouses, *rows.regions, *rows.tiers, *rows.brands, *rows.categories, *rows.materials))
        Store.objects.filter(pk=store.pk).update(default_region_id=_default_region(store, rows.default_region))
        for done, chunk in _chunks(rows.products):
            report("products", done, len(rows.products))
            _load(store, chunk)
        if len(rows.products) > CHUNK:
            # Links to products that came in a later chunk.
            write_products(store, [row for row in rows.products if row.links], fields=frozenset({"links"}))
        report("prices and stock", 0, len(rows.prices) + len(rows.stock))
        _load(store, (*rows.prices, *rows.stock))
        touch_catalogue(store)
    return store


def touch_catalogue(store: Store) -> None:
    """This will make every serving process reload the store's product facts."""
    Store.objects.filter(pk=store.pk).update(catalogue_revision=F("catalogue_revision") + 1)


def touch_every_catalogue() -> None:
    """This will do so for all stores, after a change by hand whose reach is not known."""
    Store.objects.update(catalogue_revision=F("catalogue_revision") + 1)


def issue_key(store: Store, *, name: str, scopes: Iterable[str]) -> str:
    """This will create an API key and return it; it cannot be read again later."""
    key = f"wr_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(
        store=store,
        name=name,
        prefix=key[:10],
        digest=key_digest(key),
        scopes=sorted(set(scopes)),
    )
    return key


def revoke_key(key: ApiKey) -> None:
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])


def key_digest(key: str) -> str:
    """This will hash a key as it is stored. The keys are 256 random bits, so a plain hash cannot be reversed."""
    return hashlib.sha256(key.encode()).hexdigest()


def _load(store: Store, rows: Sequence[FeedRow]) -> None:
    refused = next((outcome for outcome in write_rows(store, rows) if outcome.state == REJECTED), None)
    if refused:
        raise CatalogueError(f"{refused.sku}: {refused.error}")


def _default_region(store: Store, code: str) -> int:
    region = store.regions.filter(code=code).first()
    if region is None:
        raise CatalogueError(f"The default region {code!r} is not among the shop's regions. Add it.")
    return region.pk


def _chunks(rows: tuple[ProductRow, ...]) -> Iterator[tuple[int, list[ProductRow]]]:
    iterator, done = iter(rows), 0
    while chunk := list(islice(iterator, CHUNK)):
        yield done, chunk
        done += len(chunk)
