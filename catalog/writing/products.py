"""Products, from rows to tables, as sets."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from catalog.feeds.rows import ProductRow
from catalog.models import Brand, Category, Material, Product, Region, Store
from catalog.outcomes import CHANGED, CREATED, OUTDATED, REJECTED, UNCHANGED, Outcome
from catalog.prices import note_regular_prices
from catalog.writing.checks import SAME_FIELD, Known, first_fault, is_storable
from catalog.writing.parts import link_targets, write_parts
from catalog.writing.staging import Staged, insert_and_update, lock_products
from catalog.writing.vocabulary import brand_of, category_of, ensure_brands, ensure_categories, ids_by_code

# One array, where thousands of single values would take longer to write into the query than to look up.
THERE = "SELECT sku, id, source_updated_at FROM catalog_product WHERE store_id = %s AND sku = ANY(%s)"


def write_products(store: Store, rows: Sequence[ProductRow], *, fields: frozenset[str] | None = None) -> list[Outcome]:
    """This will write rows, all or nothing but for those it refuses, and say of each what became of it, in order.

    `fields` names the fields of ProductRow that count for products which are there already; the others stay as they
    are. A SKU that comes twice is written twice, the later row last. A link to a product that is nowhere is left out.
    """
    spoken = None if fields is None else frozenset(SAME_FIELD.get(name, name) for name in fields)
    outcomes: dict[int, Outcome] = {}
    with transaction.atomic():
        lock_products(store)
        for positions in _one_of_each(rows):
            found = _write([rows[position] for position in positions], store=store, fields=spoken)
            outcomes |= zip(positions, found, strict=True)
    return [outcomes[position] for position in range(len(rows))]


def unknown_links(store: Store, rows: Iterable[ProductRow]) -> set[str]:
    """This will name the SKUs that rows link to and that the store does not have."""
    linked = [row for row in rows if row.links]
    return {sku for row in linked for _, sku in row.links} - link_targets(store, linked).keys()


def known_codes(store: Store) -> Known:
    """This will read the codes that a product of the store may name."""
    published = Material.objects.filter(store=store, state=Material.State.PUBLISHED)
    return Known(
        categories=ids_by_code(Category, store),
        brands=ids_by_code(Brand, store),
        materials=dict(published.values_list("code", "pk")),
        regions=ids_by_code(Region, store),
    )


@dataclass(slots=True)
class _Batch:
    """Rows of different SKUs, sorted into what is refused, what is old news and what is to be written."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    accepted: list[tuple[ProductRow, int | None]] = field(default_factory=list)


def _one_of_each(rows: Sequence[ProductRow]) -> Iterator[list[int]]:
    """This will group the positions of rows so that no group has a SKU twice; nearly always that is one group."""
    rest = list(range(len(rows)))
    while rest:
        first: dict[str, int] = {}
        again = [position for position in rest if first.setdefault(rows[position].sku, position) != position]
        yield list(first.values())
        rest = again


def _write(rows: Sequence[ProductRow], *, store: Store, fields: Set[str] | None) -> list[Outcome]:
    known = known_codes(store)
    batch = _sort_out(store, rows, known=known, fields=fields)
    staged = _with_places(store, batch.accepted, fields=fields)
    made, changed = insert_and_update(store, staged, fields=fields)
    keys = {row.sku: made.get(row.sku, pk) for row, pk in batch.accepted}
    by_key = {keys[row.sku]: row for row, _ in batch.accepted}
    other = write_parts(store, by_key, known=known, fields=fields, new=set(made.values()))
    if touched := other - changed - set(made.values()):
        Product.objects.filter(pk__in=touched).update(updated_at=timezone.now())
    if priced := [*made.values(), *changed]:
        note_regular_prices(priced, now=timezone.now())
    for sku, pk in keys.items():
        state = CREATED if sku in made else CHANGED if pk in changed or pk in other else UNCHANGED
        batch.outcomes[sku] = Outcome(sku, state)
    return [batch.outcomes[row.sku] for row in rows]


def _sort_out(store: Store, rows: Sequence[ProductRow], *, known: Known, fields: Set[str] | None) -> _Batch:
    # PostgreSQL cannot even be asked for the others; they are refused below.
    skus = [row.sku for row in rows if is_storable(row.sku)]
    with connection.cursor() as cursor:
        cursor.execute(THERE, [store.pk, skus])
        there: dict[str, tuple[int, datetime | None]] = {sku: (pk, at) for sku, pk, at in cursor.fetchall()}
    batch = _Batch()
    for row in rows:
        pk, changed_at = there.get(row.sku, (None, None))
        if fault := first_fault(row, known=known, fields=fields, is_new=pk is None):
            batch.outcomes[row.sku] = Outcome(row.sku, REJECTED, error=str(fault), field=fault.field)
        elif row.source_updated_at and changed_at and row.source_updated_at < changed_at:
            batch.outcomes[row.sku] = Outcome(row.sku, OUTDATED)
        else:
            batch.accepted.append((row, pk))
    return batch


def _with_places(
    store: Store, accepted: Sequence[tuple[ProductRow, int | None]], *, fields: Set[str] | None
) -> list[Staged]:
    """This will add the keys of categories and brands, where they count."""

    def counts(name: str, pk: int | None) -> bool:
        return pk is None or fields is None or name in fields

    categories = ensure_categories(store, (category_of(row) for row, pk in accepted if counts("category", pk)))
    brands = ensure_brands(store, (brand_of(row) for row, pk in accepted if counts("brand", pk)))
    return [
        Staged(
            row=row,
            product_id=pk,
            category_id=categories[category_of(row)] if counts("category", pk) else None,
            brand_id=brands[brand_of(row)] if counts("brand", pk) else None,
        )
        for row, pk in accepted
    ]
