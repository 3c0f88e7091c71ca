"""Writes of tier prices with their validity. Each region and tier of a product has one price at any moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from catalog.feeds.rows import PriceRow
from catalog.models import MembershipTier, Region, Store
from catalog.outcomes import CHANGED, CREATED, REJECTED, UNCHANGED, Outcome
from catalog.price_history import note_prices
from catalog.price_schedule import ALWAYS, FOREVER, Span, already_holds, with_span
from catalog.pricing import MINOR_UNITS

CHUNK = 5000
PRICE_LOCK = 7203  # first half of the advisory lock, the second is the store
LARGEST = Decimal(10) ** 10
STORED_DECIMALS = 2
Key = tuple[int, int, int]  # product, region, tier
REMOVE = "DELETE FROM catalog_tierprice WHERE id = ANY(%s)"
ADD = """
INSERT INTO catalog_tierprice (product_id, region_id, tier_id, amount, valid)
SELECT product, region, tier, amount,
       CASE WHEN starts IS NOT NULL OR ends IS NOT NULL THEN tstzrange(starts, ends) END
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::numeric[], %s::timestamptz[], %s::timestamptz[])
     AS added (product, region, tier, amount, starts, ends)
"""
CATALOGUE_CHANGES = """
WITH noted AS (
    SELECT DISTINCT ON (product_id) product_id, amount FROM catalog_pricehistory
    WHERE product_id = ANY(%(products)s) AND region_id IS NULL AND tier_id IS NULL AND since <= %(now)s
    ORDER BY product_id, since DESC, id DESC
)
INSERT INTO catalog_pricehistory (product_id, amount, since)
SELECT p.id, p.price, %(now)s FROM catalog_product p LEFT JOIN noted ON noted.product_id = p.id
WHERE p.id = ANY(%(products)s) AND noted.amount IS DISTINCT FROM p.price
RETURNING product_id
"""
FOLLOWED = """
SELECT p.store_id, p.id FROM catalog_product p WHERE p.id = ANY(%s)
AND EXISTS (SELECT FROM catalog_pricehistory h WHERE h.product_id = p.id AND h.tier_id IS NOT NULL)
"""
# One array, where thousands of single values would take longer to write into the query than to look up.
PRODUCTS = "SELECT sku, id FROM catalog_product WHERE store_id = %s AND sku = ANY(%s)"
SCHEDULES = """
SELECT id, product_id, region_id, tier_id, amount, lower(valid), upper(valid) FROM catalog_tierprice
WHERE product_id = ANY(%s) AND NOT coalesce(isempty(valid), false)
"""


class Unusable(ValueError):
    """A price row that cannot be stored: the field, why, and what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Places:
    """A store's regions and tiers by code, and its tier of rank 0."""

    regions: Mapping[str, tuple[int, str]]  # id and currency
    tiers: Mapping[str, int]
    regular: int | None


@dataclass(frozen=True, slots=True)
class Wish:
    """A row that can be stored: where it goes, and what holds there."""

    keys: tuple[Key, ...]
    span: Span


def write_prices(store: Store, rows: Sequence[PriceRow], *, now: datetime) -> list[Outcome]:
    """This will store prices and say per row what became of it, all in one transaction.

    A new price replaces what held in its range before; of two rows for the same range the later one wins. Rows that
    name something unknown are rejected, the others are stored. Two writers of one store wait for each other.
    """
    if not rows:
        return []
    outcomes: list[Outcome] = []
    with transaction.atomic():
        _wait_for_turn(store)
        places = _places(store)
        for start in range(0, len(rows), CHUNK):
            outcomes += _write_chunk(store, rows[start : start + CHUNK], places=places, now=now)
    return outcomes


def note_regular_prices(product_ids: Iterable[int], *, now: datetime) -> None:
    """This will add to the history what the catalogue now asks, where that is not the last price noted."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CATALOGUE_CHANGES, {"products": list(product_ids), "now": now})
            moved = [product for (product,) in cursor.fetchall()]
            # Discounts and gaps between prices follow the catalogue, so the points of these products' tiers move too.
            stores: dict[int, set[int]] = defaultdict(set)
            cursor.execute(FOLLOWED, [moved])
            for store_id, product in cursor.fetchall():
                stores[store_id].add(product)
        for store in Store.objects.filter(pk__in=stores):
            note_prices(store, stores[store.pk], now=now)


def _write_chunk(store: Store, rows: Sequence[PriceRow], *, places: Places, now: datetime) -> list[Outcome]:
    products = _products(store, {row.sku for row in rows})
    stored = _stored(products.values())
    schedules = {key: list(spans) for key, spans in stored.items()}
    touched: set[Key] = set()
    outcomes = []
    for row in rows:
        try:
            wish = _wish(row, products=products, places=places)
        except Unusable as error:
            outcomes.append(Outcome(row.sku, REJECTED, str(error), error.field))
            continue
        outcomes.append(Outcome(row.sku, _lay(wish, schedules, touched)))
    _save(stored, {key: schedules[key] for key in touched})
    note_prices(store, {product for product, _, _ in touched}, now=now)
    return outcomes


def _lay(wish: Wish, schedules: dict[Key, list[Span]], touched: set[Key]) -> str:
    """This will put a price into the schedules and name what that did."""
    missing = [key for key in wish.keys if not already_holds(schedules.get(key, ()), wish.span)]
    is_new = not any(schedules.get(key) for key in wish.keys)
    for key in missing:
        schedules[key] = with_span(schedules.get(key, ()), wish.span)
    touched.update(missing)
    return UNCHANGED if not missing else CREATED if is_new else CHANGED


def _wish(row: PriceRow, *, products: Mapping[str, int], places: Places) -> Wish:
    if row.sku not in products:
        raise Unusable("sku", f"The store has no product {row.sku!r}. Send the product first, or correct the SKU.")
    tier = _tier(row, places)
    regions = _regions(row, places)
    for currency in {currency for _, currency in regions}:
        _check_amount(row.amount, currency=currency)
    span = Span(row.amount, row.valid_from or ALWAYS, row.valid_until or FOREVER)
    if span.start >= span.end:
        raise Unusable(
            "valid_until", "The price ends before it begins. Give a valid_until after valid_from, or leave one out."
        )
    return Wish(tuple((products[row.sku], region, tier) for region, _ in regions), span)


def _tier(row: PriceRow, places: Places) -> int:
    if row.tier:
        if row.tier not in places.tiers:
            raise Unusable("tier", f"The store has no tier {row.tier!r}. {_choices(places.tiers, 'tiers')}")
        return places.tiers[row.tier]
    if places.regular is None:
        raise Unusable(
            "tier", "A row without a tier is the regular price, which needs a tier of rank 0. Add one in Settings."
        )
    return places.regular


def _regions(row: PriceRow, places: Places) -> list[tuple[int, str]]:
    if row.region:
        if row.region not in places.regions:
            raise Unusable("region", f"The store has no region {row.region!r}. {_choices(places.regions, 'regions')}")
        found = places.regions[row.region]
        if row.currency and row.currency.upper() != found[1]:
            raise Unusable(
                "currency", f"The region {row.region!r} is paid in {found[1]}, not in {row.currency}. Correct one."
            )
        return [found]
    if not row.currency:
        raise Unusable("region", "Name the region, or the currency whose regions are meant.")
    regions = [region for region in places.regions.values() if region[1] == row.currency.upper()]
    if not regions:
        raise Unusable(
            "currency", f"No region of the store is paid in {row.currency}. Add one in Settings, or leave the row out."
        )
    return regions


def _check_amount(amount: Decimal, *, currency: str) -> None:
    if not amount.is_finite() or amount < 0 or amount >= LARGEST:
        raise Unusable("amount", f"{amount} is not a price. Write an amount from 0 up to ten digits.")
    decimals = min(MINOR_UNITS.get(currency, STORED_DECIMALS), STORED_DECIMALS)
    if amount != round(amount, decimals):
        raise Unusable(
            "amount", f"{amount} has more decimals than can be kept for {currency}, which are {decimals}. Round it."
        )


def _choices(known: Iterable[str], what: str) -> str:
    return f"Its {what}: {', '.join(sorted(known)) or 'none yet; add one in Settings'}."


def _places(store: Store) -> Places:
    tiers = list(MembershipTier.objects.filter(store=store).values_list("code", "pk", "rank"))
    regions = Region.objects.filter(store=store).values_list("code", "pk", "currency")
    return Places(
        regions={code: (pk, currency) for code, pk, currency in regions},
        tiers={code: pk for code, pk, _ in tiers},
        regular=next((pk for _, pk, rank in tiers if rank == 0), None),
    )


def _products(store: Store, skus: Iterable[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(PRODUCTS, [store.pk, list(skus)])
        return dict(cursor.fetchall())


def _stored(product_ids: Iterable[int]) -> dict[Key, dict[Span, int]]:
    """This will read what holds when, with the id of each row."""
    found: dict[Key, dict[Span, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(SCHEDULES, [list(product_ids)])
        for pk, product, region, tier, amount, start, end in cursor.fetchall():
            found[product, region, tier][Span(amount, start or ALWAYS, end or FOREVER)] = pk
    return found


def _save(stored: Mapping[Key, Mapping[Span, int]], wanted: Mapping[Key, Sequence[Span]]) -> None:
    """This will remove and add the rows that differ; removing comes first, so that ranges never overlap."""
    removed = [
        pk for key, spans in wanted.items() for span, pk in stored.get(key, {}).items() if span not in set(spans)
    ]
    added = [(*key, span) for key, spans in wanted.items() for span in spans if span not in stored.get(key, {})]
    with connection.cursor() as cursor:
        if removed:
            cursor.execute(REMOVE, [removed])
        if added:
            cursor.execute(ADD, [list(column) for column in zip(*map(_columns, added), strict=True)])


def _columns(added: tuple[int, int, int, Span]) -> tuple[object, ...]:
    product, region, tier, span = added
    starts = None if span.start == ALWAYS else span.start
    return product, region, tier, span.amount, starts, None if span.end == FOREVER else span.end


def _wait_for_turn(store: Store) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PRICE_LOCK, store.pk])
