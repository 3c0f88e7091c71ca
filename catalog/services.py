"""Writes to the catalogue. Every feed and the demo shops come through `load_store`."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from django.db import connection, transaction
from django.db.models import F, Model
from django.utils import timezone

from catalog.feeds.rows import MaterialRow, ProductRow, StoreRows
from catalog.models import (
    AllergenEvidence,
    AlloyComponent,
    ApiKey,
    Brand,
    Category,
    CoatingLayer,
    EnamelSpec,
    LeatherSpec,
    Material,
    MembershipTier,
    MetalSpec,
    PearlSpec,
    Product,
    ProductComponent,
    Region,
    RegionWarehouse,
    StockLevel,
    Store,
    TierPrice,
    Warehouse,
)

CHUNK = 2000
GUARDED_STOCK = """
    INSERT INTO catalog_stocklevel (product_id, warehouse_id, quantity, sequence, updated_at)
    VALUES (%s, %s, %s, %s, now())
    ON CONFLICT (product_id, warehouse_id) DO UPDATE
    SET quantity = excluded.quantity, sequence = excluded.sequence, updated_at = excluded.updated_at
    WHERE catalog_stocklevel.sequence < excluded.sequence
"""
SPECS: dict[str, type[Model]] = {
    "leather": LeatherSpec,
    "metal": MetalSpec,
    "pearl": PearlSpec,
    "enamel": EnamelSpec,
}
Progress = Callable[[str, int, int], None]


class CatalogueError(ValueError):
    """A feed names something that does not exist. The message says what and what to do."""


def load_store(rows: StoreRows, *, progress: Progress | None = None) -> Store:
    """This will create or update a whole shop from rows, all or nothing.

    Raises CatalogueError when a row names a category, brand, material, region, tier or warehouse that is nowhere.
    """
    report = progress or (lambda _stage, _done, _total: None)
    with transaction.atomic():
        store, _ = Store.objects.update_or_create(
            code=rows.code, defaults={"name": rows.name, "currency": rows.currency}
        )
        _load_places(store, rows)
        _load_vocabulary(store, rows)
        _load_materials(store, rows.materials)
        _load_products(store, rows.products, report=report)
        _load_stock_and_prices(store, rows, report=report)
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


def set_stock(*, product_id: int, warehouse_id: int, quantity: int, sequence: int) -> bool:
    """This will store a stock figure unless a newer one is already there, and say whether it did."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDED_STOCK, [product_id, warehouse_id, quantity, sequence])
        return cursor.rowcount == 1


def _load_places(store: Store, rows: StoreRows) -> None:
    _upsert(Warehouse, [_named(Warehouse, store, row) for row in rows.warehouses], unique=["store", "code"])
    _upsert(MembershipTier, [_named(MembershipTier, store, row) for row in rows.tiers], unique=["store", "code"])
    regions = [Region(store=store, code=row.code, name=row.name, currency=row.currency) for row in rows.regions]
    _upsert(Region, regions, unique=["store", "code"])
    region_ids, warehouse_ids = _ids(Region, store), _ids(Warehouse, store)
    for row in rows.regions:
        RegionWarehouse.objects.filter(region_id=region_ids[row.code]).delete()
        RegionWarehouse.objects.bulk_create(
            RegionWarehouse(
                region_id=region_ids[row.code],
                warehouse_id=_find(warehouse_ids, code, "warehouse", f"region {row.code}"),
                rank=rank,
            )
            for rank, code in enumerate(row.warehouses, 1)
        )
    default = _find(region_ids, rows.default_region, "region", "the store's default region")
    Store.objects.filter(pk=store.pk).update(default_region_id=default)


def _load_vocabulary(store: Store, rows: StoreRows) -> None:
    _upsert(Brand, [_named(Brand, store, row) for row in rows.brands], unique=["store", "code"])
    known = _ids(Category, store)
    depth_first = sorted(rows.categories, key=lambda row: row.path.count(">"))
    for depth in sorted({row.path.count(">") for row in depth_first}):
        level = [row for row in depth_first if row.path.count(">") == depth]
        categories = [
            Category(
                store=store,
                code=row.code,
                name=row.name,
                path=row.path,
                parent_id=_find(known, row.parent, "category", f"category {row.code}") if row.parent else None,
            )
            for row in level
        ]
        _upsert(Category, categories, unique=["store", "code"])
        known = _ids(Category, store)


def _load_materials(store: Store, rows: Iterable[MaterialRow]) -> None:
    for row in rows:
        material, _ = Material.objects.update_or_create(
            store=store,
            code=row.code,
            version=1,
            defaults={
                "state": Material.State.PUBLISHED,
                "name": row.name,
                "family": row.family,
                "colour_hex": row.colour_hex,
                "colour_name": row.colour_name,
                "gloss_gu60": row.gloss_gu60,
            },
        )
        for field, model in SPECS.items():
            if spec := getattr(row, field):
                model._default_manager.update_or_create(material=material, defaults=_spec(store, row, spec))
        _load_composition(material, row)


def _spec(store: Store, row: MaterialRow, spec: Mapping[str, object]) -> dict[str, object]:
    """This will replace the base metal's code by its row; it must come before the enamel that lies on it."""
    values = dict(spec)
    if code := values.pop("base_metal", None):
        known = dict(Material.objects.filter(store=store, state=Material.State.PUBLISHED).values_list("code", "pk"))
        values["base_metal_id"] = _find(known, str(code), "material", f"enamel {row.code}")
    return values


def _load_composition(material: Material, row: MaterialRow) -> None:
    for related in (material.alloy, material.coating, material.evidence):
        related.all().delete()
    AlloyComponent.objects.bulk_create(
        AlloyComponent(material=material, element=element, min_percent=least, max_percent=most)
        for element, least, most in row.alloy
    )
    CoatingLayer.objects.bulk_create(
        CoatingLayer(material=material, order=order, metal=metal, thickness_um=thickness, process=process)
        for order, metal, thickness, process in row.coating
    )
    AllergenEvidence.objects.bulk_create(
        AllergenEvidence(material=material, **{name: getattr(evidence, name) for name in evidence.__slots__})
        for evidence in row.evidence
    )


def _load_products(store: Store, rows: tuple[ProductRow, ...], *, report: Progress) -> None:
    categories, brands = _ids(Category, store), _ids(Brand, store)
    for done, chunk in _chunks(rows):
        report("products", done, len(rows))
        products = [
            Product(
                store=store,
                sku=row.sku,
                item_group=row.item_group or row.sku,
                name=row.name,
                description=row.description,
                category_id=_find(categories, row.category, "category", f"product {row.sku}"),
                brand_id=_find(brands, row.brand, "brand", f"product {row.sku}"),
                price=row.price,
                cost=row.cost,
                visible=row.visible,
                launched_on=row.launched_on,
                attributes=dict(row.attributes),
                image_url=row.image_url,
            )
            for row in chunk
        ]
        _upsert(Product, products, unique=["store", "sku"])
    _load_components(store, rows)


def _load_components(store: Store, rows: tuple[ProductRow, ...]) -> None:
    detailed = [row for row in rows if row.components or row.not_sold_in]
    if not detailed:
        return
    products, regions = _product_ids(store), _ids(Region, store)
    materials = dict(Material.objects.filter(store=store, state=Material.State.PUBLISHED).values_list("code", "pk"))
    touched = [products[row.sku] for row in detailed]
    ProductComponent.objects.filter(product_id__in=touched).delete()
    ProductComponent.objects.bulk_create(
        (
            ProductComponent(
                product_id=products[row.sku],
                part=component.part,
                material_id=_find(materials, component.material, "material", f"product {row.sku}"),
                contact=component.contact,
                share_percent=component.share_percent,
            )
            for row in detailed
            for component in row.components
        ),
        batch_size=CHUNK,
    )
    link = Product.not_sold_in.through
    link._default_manager.filter(product_id__in=touched).delete()
    link._default_manager.bulk_create(
        link(product_id=products[row.sku], region_id=_find(regions, code, "region", f"product {row.sku}"))
        for row in detailed
        for code in row.not_sold_in
    )


def _load_stock_and_prices(store: Store, rows: StoreRows, *, report: Progress) -> None:
    if not (rows.stock or rows.prices):
        return
    products, regions, tiers = _product_ids(store), _ids(Region, store), _ids(MembershipTier, store)
    warehouses = _ids(Warehouse, store)
    for done, chunk in _chunks(rows.stock):
        report("stock", done, len(rows.stock))
        levels = [
            StockLevel(
                product_id=_find(products, row.sku, "product", "a stock row"),
                warehouse_id=_find(warehouses, row.warehouse, "warehouse", f"the stock of {row.sku}"),
                quantity=row.quantity,
                sequence=row.sequence,
            )
            for row in chunk
        ]
        _upsert(StockLevel, levels, unique=["product", "warehouse"])
    TierPrice.objects.filter(product__store=store, product__sku__in={row.sku for row in rows.prices}).delete()
    for done, chunk in _chunks(rows.prices):
        report("prices", done, len(rows.prices))
        TierPrice.objects.bulk_create(
            TierPrice(
                product_id=_find(products, row.sku, "product", "a price row"),
                region_id=_find(regions, row.region, "region", f"the price of {row.sku}"),
                tier_id=_find(tiers, row.tier, "tier", f"the price of {row.sku}"),
                amount=row.amount,
            )
            for row in chunk
        )


def _named(model: type[Model], store: Store, row: object) -> Model:
    """This will copy a row's fields into a model that names them alike."""
    return model(store=store, **{name: getattr(row, name) for name in row.__slots__})  # type: ignore[attr-defined]


def _upsert(model: type[Model], objects: list[Model], *, unique: list[str]) -> None:
    fields = [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in {*unique, "created_at"}
    ]
    model._default_manager.bulk_create(
        objects, update_conflicts=True, unique_fields=unique, update_fields=fields, batch_size=CHUNK
    )


def _ids(model: type[Model], store: Store) -> dict[str, int]:
    return dict(model._default_manager.filter(store=store).values_list("code", "pk"))


def _product_ids(store: Store) -> dict[str, int]:
    return dict(Product.objects.filter(store=store).values_list("sku", "pk"))


def _find(known: Mapping[str, int], code: str, what: str, where: str) -> int:
    if code not in known:
        raise CatalogueError(
            f"{where[0].upper()}{where[1:]} names the {what} {code!r}, which is not in the shop. Add it."
        )
    return known[code]


def _chunks(rows: tuple) -> Iterable[tuple[int, list]]:
    iterator, done = iter(rows), 0
    while chunk := list(islice(iterator, CHUNK)):
        yield done, chunk
        done += len(chunk)
