"""Writes to the catalogue. Every feed and the demo shops come through `load_store`."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from unicodedata import normalize
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.feeds.rows import FeedRow, ProductRow, StoreRows
from catalog.models import ApiKey, Store
from catalog.outcomes import REJECTED, CatalogueError
from catalog.writing import write_products, write_rows

CHUNK = 2000
LONGEST_ORIGIN = ApiKey._meta.get_field("allowed_origins").base_field.max_length
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


def issue_key(store: Store, *, name: str, scopes: Iterable[str], origins: Iterable[str] = ()) -> str:
    """This will create an API key and return it; it cannot be read again later. No `origins`: pages of any may use it.

    Raises ValueError when an origin is none, as in https://shop.example.com.
    """
    key = f"wr_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(
        store=store,
        name=name,
        prefix=key[:10],
        digest=key_digest(key),
        scopes=sorted(set(scopes)),
        allowed_origins=sorted({origin_of(origin) for origin in origins}),
    )
    return key


def origin_of(address: str) -> str:
    """This will write the origin of a shop's address as browsers do, international names too (xn--).

    Raises ValueError when it has none, or one of more than 200 letters.
    """
    try:
        origin = _origin_in(address.strip().lower())
    except ValueError as error:
        shown = address if len(address) <= LONGEST_ORIGIN else f"{address[:60]}…"
        raise ValueError(
            f"{shown!r} is no origin. Write the beginning of the shop's address, https:// included."
        ) from error
    if len(origin) > LONGEST_ORIGIN:
        raise ValueError(f"{origin[:60]!r}… is no origin: it has more than {LONGEST_ORIGIN} letters.")
    return origin


def _origin_in(address: str) -> str:
    parts = urlsplit(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    if usual is None or not parts.hostname:
        raise ValueError("Scheme or host is missing.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else _host_in_ascii(parts.hostname)
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


def _host_in_ascii(host: str) -> str:
    """This will write an international name as browsers send it. Python's own codec would make ss of ß."""
    labels = normalize("NFKC", host).lower().replace("。", ".").split(".")
    return ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels)


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
