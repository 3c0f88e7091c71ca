"""A whole shop, read from the database into the rows that feeds bring in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Model

from catalog.feeds.rows import (
    BrandRow,
    CategoryRow,
    ComponentRow,
    MaterialRow,
    PriceRow,
    ProductRow,
    RegionRow,
    StockRow,
    StoreRows,
    TierRow,
    WarehouseRow,
)
from catalog.models import (
    MembershipTier,
    Product,
    ProductComponent,
    ProductLink,
    Region,
    RegionWarehouse,
    StockLevel,
    Store,
    TierPrice,
    Warehouse,
)
from catalog.queries import published_materials

SPECS = ("leather", "metal", "pearl", "enamel", "textile")
AT_ONCE = 5000
PLAIN = (
    *("sku", "name", "price", "item_group", "description", "cost", "status", "visible", "launched_on", "attributes"),
    *("image_url", "external_id", "gtin", "source_updated_at"),
)


def store_rows(store: Store) -> StoreRows:
    """This will read everything of a shop that a feed can bring, in a fixed order and few queries."""
    return StoreRows(
        code=store.code,
        name=store.name,
        currency=store.currency,
        default_region=store.default_region.code if store.default_region else "",
        warehouses=tuple(_named(WarehouseRow, Warehouse.objects.filter(store=store).order_by("code"))),
        regions=tuple(_regions(store)),
        tiers=tuple(_named(TierRow, MembershipTier.objects.filter(store=store).order_by("rank"))),
        brands=tuple(_named(BrandRow, store.brands.order_by("code"))),
        categories=tuple(_categories(store)),
        materials=tuple(_known(row) for _, row in sorted(published_materials(store).items())),
        products=tuple(_products(store)),
        stock=tuple(_stock(store)),
        prices=tuple(_prices(store)),
    )


def _named(row: Any, found: Iterable[Model]) -> Iterator[Any]:
    """This will copy what a row and its table name alike."""
    for each in found:
        yield row(**{name: getattr(each, name) for name in row.__slots__})


def _regions(store: Store) -> Iterator[RegionRow]:
    serving: dict[int, list[str]] = defaultdict(list)
    links = RegionWarehouse.objects.filter(region__store=store).order_by("region", "rank")
    for region, warehouse in links.values_list("region_id", "warehouse__code"):
        serving[region].append(warehouse)
    for region in Region.objects.filter(store=store).order_by("code"):
        yield RegionRow(region.code, region.name, region.currency, tuple(serving[region.pk]))


def _categories(store: Store) -> list[CategoryRow]:
    """This will list parents before their children."""
    found = store.categories.values_list("code", "name", "path", "parent__code")
    rows = [CategoryRow(code, name, path, parent or "") for code, name, path, parent in found]
    return sorted(rows, key=lambda row: (row.path.count(" > "), row.path))


def _known(row: MaterialRow) -> MaterialRow:
    """This will leave out of a spec what is not known, as a feed does."""
    specs = {name: _without_gaps(spec) if (spec := getattr(row, name)) else None for name in SPECS}
    return replace(row, **specs)


def _without_gaps(spec: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in spec.items()
        if value not in (None, "", [])
    }


def _products(store: Store) -> Iterator[ProductRow]:
    components, links, closed = _components(store), _links(store), _not_sold_in(store)
    found = Product.objects.filter(store=store).order_by("sku")
    names = (*PLAIN, "pk", "category__code", "brand__code", "tags", "more_image_urls")
    for values in found.values_list(*names).iterator(chunk_size=AT_ONCE):
        plain = dict(zip(PLAIN, values, strict=False))
        pk, category, brand, tags, more = values[len(PLAIN) :]
        plain["item_group"] = "" if plain["item_group"] == plain["sku"] else plain["item_group"]
        yield ProductRow(
            **plain,
            category=category,
            brand=brand,
            tags=tuple(tags),
            more_image_urls=tuple(more),
            components=tuple(components.get(pk, ())),
            links=tuple(links.get(pk, ())),
            not_sold_in=tuple(closed.get(pk, ())),
        )


def _components(store: Store) -> dict[int, list[ComponentRow]]:
    found: dict[int, list[ComponentRow]] = defaultdict(list)
    rows = ProductComponent.objects.filter(product__store=store).order_by("product", "-share_percent", "part")
    names = ("product_id", "part", "material__code", "contact", "share_percent")
    for product, *values in rows.values_list(*names).iterator(chunk_size=AT_ONCE):
        found[product].append(ComponentRow(*values))
    return found


def _links(store: Store) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = ProductLink.objects.filter(product__store=store).order_by("product", "kind", "id")
    for product, kind, sku in rows.values_list("product_id", "kind", "linked__sku").iterator(chunk_size=AT_ONCE):
        found[product].append((kind, sku))
    return found


def _not_sold_in(store: Store) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Product.not_sold_in.through._default_manager.filter(product__store=store)
    for product, region in rows.order_by("product", "region__code").values_list("product_id", "region__code"):
        found[product].append(region)
    return found


def _stock(store: Store) -> Iterator[StockRow]:
    rows = StockLevel.objects.filter(warehouse__store=store).order_by("product__sku", "warehouse__code")
    names = ("product__sku", "warehouse__code", "quantity")
    for values in rows.values_list(*names).iterator(chunk_size=AT_ONCE):
        yield StockRow(*values)


def _prices(store: Store) -> Iterator[PriceRow]:
    rows = TierPrice.objects.filter(product__store=store).order_by(
        "product__sku", "region__code", "tier__rank", "valid"
    )
    names = ("product__sku", "region__code", "tier__code", "amount", "region__currency", "valid")
    for sku, region, tier, amount, currency, valid in rows.values_list(*names).iterator(chunk_size=AT_ONCE):
        start, end = (valid.lower, valid.upper) if valid else (None, None)
        yield PriceRow(sku, region, tier, amount, currency=currency, valid_from=start, valid_until=end)
