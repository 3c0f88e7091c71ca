"""Reads of the catalogue. Rows become frozen dataclasses here, once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import connection
from django.db.models import Model, Prefetch

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.materials import (
    MATERIAL_VECTOR_SIZE,
    MaterialFacts,
    Part,
    facts_from_row,
    material_chips,
    material_vector,
    product_allergy_classes,
    product_vector,
)
from catalog.models import Material, Product, ProductComponent, Region, RegionWarehouse, StockLevel, Store


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What never depends on the shopper or the minute. Prices are in the store's currency."""

    product_id: int
    sku: str
    item_group: str
    name: str
    category: str
    category_path: str
    brand: str
    brand_name: str
    brand_kind: str
    price: float
    margin_rate: float | None
    launched_on: date | None
    materials: frozenset[str]
    material_family: str
    grain: str
    finish: str
    colour: str
    colour_hex: str
    allergy: Mapping[str, str]
    chips: tuple[str, ...]
    regions_excluded: frozenset[str]
    attributes: Mapping[str, str]
    image_url: str


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """A store's products in ascending product id, with their material vectors (P, MATERIAL_VECTOR_SIZE)."""

    store_code: str
    currency: str
    revision: int
    products: tuple[ProductFacts, ...]
    vectors: np.ndarray
    category_parents: Mapping[str, str]
    regions: tuple["RegionFacts", ...]
    tiers: tuple["TierFacts", ...]
    default_region: str


@dataclass(frozen=True, slots=True)
class RegionFacts:
    region_id: int
    code: str
    name: str
    currency: str
    warehouse_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TierFacts:
    tier_id: int
    code: str
    name: str
    rank: int


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """What may change at any second: asked for on every request."""

    visible: bool
    stock: int | None
    price: float | None


def store_by_code(code: str) -> Store:
    return Store.objects.select_related("default_region").get(code=code)


def catalogue_facts(store: Store, *, today: date) -> CatalogueFacts:
    """This will read all products of a store with everything that rules, recall and ranking know of them."""
    components = Prefetch("components", queryset=ProductComponent.objects.select_related("material"))
    rows = (
        Product.objects.filter(store=store)
        .select_related("category", "brand")
        .prefetch_related(components, "not_sold_in")
        .order_by("pk")
    )
    known = _known_materials(store)
    products, vectors = [], []
    for product in rows.iterator(chunk_size=5000):
        facts, vector = _product_facts(product, known=known, today=today)
        products.append(facts)
        vectors.append(vector)
    regions, tiers = region_facts(store), tier_facts(store)
    return CatalogueFacts(
        store_code=store.code,
        currency=store.currency,
        revision=store.catalogue_revision,
        products=tuple(products),
        vectors=np.array(vectors, dtype=np.float32).reshape(len(products), MATERIAL_VECTOR_SIZE),
        category_parents=dict(store.categories.exclude(parent=None).values_list("code", "parent__code")),
        regions=regions,
        tiers=tiers,
        default_region=store.default_region.code if store.default_region else (regions[0].code if regions else ""),
    )


def region_facts(store: Store) -> tuple[RegionFacts, ...]:
    serving: dict[int, list[int]] = defaultdict(list)
    links = RegionWarehouse.objects.filter(region__store=store).order_by("region_id", "rank")
    for region_id, warehouse_id in links.values_list("region_id", "warehouse_id"):
        serving[region_id].append(warehouse_id)
    return tuple(
        RegionFacts(region.pk, region.code, region.name, region.currency, tuple(serving[region.pk]))
        for region in Region.objects.filter(store=store).order_by("code")
    )


def tier_facts(store: Store) -> tuple[TierFacts, ...]:
    return tuple(TierFacts(tier.pk, tier.code, tier.name, tier.rank) for tier in store.tiers.order_by("rank"))


# A product without any stock row is untracked and thus available; one with rows elsewhere only is sold out here.
# A tier without a price of its own pays the next lower tier's; without any, the catalogue price in its currency.
LIVE_FACTS = """
SELECT p.id, p.visible, stock.quantity, price.amount,
       CASE WHEN %(currency)s = %(store_currency)s THEN p.price END
FROM catalog_product p
LEFT JOIN LATERAL (
    SELECT coalesce(sum(s.quantity) FILTER (WHERE s.warehouse_id = ANY(%(warehouses)s)), 0) AS quantity
    FROM catalog_stocklevel s WHERE s.product_id = p.id HAVING count(*) > 0
) stock ON true
LEFT JOIN LATERAL (
    SELECT tp.amount FROM catalog_tierprice tp JOIN catalog_membershiptier t ON t.id = tp.tier_id
    WHERE tp.product_id = p.id AND tp.region_id = %(region)s AND t.rank <= %(rank)s
      AND (tp.valid IS NULL OR tp.valid @> %(at)s::timestamptz)
    ORDER BY t.rank DESC LIMIT 1
) price ON true
WHERE p.id = ANY(%(products)s)
"""


def live_facts(
    product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, store_currency: str, at: datetime
) -> dict[int, LiveFacts]:
    """This will read visibility, stock and the shopper's price for some products, in one query."""
    values = {
        "products": [int(product_id) for product_id in product_ids],
        "warehouses": list(region.warehouse_ids),
        "region": region.region_id,
        "rank": tier.rank if tier else 0,
        "currency": region.currency,
        "store_currency": store_currency,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(LIVE_FACTS, values)
        return {
            product_id: LiveFacts(visible, _whole(stock), _price(own, regular))
            for product_id, visible, stock, own, regular in cursor.fetchall()
        }


def stock_by_warehouse(product_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """This will read product id -> warehouse id -> quantity, for screens."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = StockLevel.objects.filter(product_id__in=list(product_ids))
    for product_id, warehouse_id, quantity in rows.values_list("product_id", "warehouse_id", "quantity"):
        found[product_id][warehouse_id] = quantity
    return found


def _whole(stock: object) -> int | None:
    return None if stock is None else int(stock)  # type: ignore[call-overload]


def _price(own: object, regular: object) -> float | None:
    chosen = own if own is not None else regular
    return None if chosen is None else float(chosen)  # type: ignore[arg-type]


def published_materials(store: Store) -> dict[str, MaterialRow]:
    """This will read a store's published materials by code, in the form that feeds bring them in."""
    rows = (
        Material.objects.filter(store=store, state=Material.State.PUBLISHED)
        .select_related("leather", "metal", "pearl", "enamel__base_metal")
        .prefetch_related("alloy", "coating", "evidence")
    )
    return {material.code: material_row(material) for material in rows}


def material_row(material: Material) -> MaterialRow:
    """This will write a material as a feed row."""
    enamel = _fields(getattr(material, "enamel", None))
    if enamel is not None:
        base = material.enamel.base_metal
        enamel |= {"base_metal": base.code if base else ""}
    return MaterialRow(
        code=material.code,
        name=material.name,
        family=material.family,
        colour_hex=material.colour_hex,
        colour_name=material.colour_name,
        gloss_gu60=material.gloss_gu60,
        leather=_fields(getattr(material, "leather", None)),
        metal=_fields(getattr(material, "metal", None)),
        pearl=_fields(getattr(material, "pearl", None)),
        enamel=enamel,
        alloy=tuple((part.element, part.min_percent, part.max_percent) for part in material.alloy.all()),
        coating=tuple(
            (layer.order, layer.metal, layer.thickness_um, layer.process) for layer in material.coating.all()
        ),
        evidence=tuple(
            EvidenceRow(**{name: getattr(figure, name) for name in EvidenceRow.__slots__})
            for figure in material.evidence.all()
        ),
    )


def _fields(spec: Model | None) -> dict[str, object] | None:
    if spec is None:
        return None
    return {
        field.name: getattr(spec, field.attname)
        for field in spec._meta.concrete_fields
        if field.name not in {"id", "material"}
    }


@dataclass(frozen=True, slots=True)
class KnownMaterial:
    """A material with everything that is derived from it, once per catalogue."""

    facts: MaterialFacts
    vector: np.ndarray
    chips: tuple[str, ...]
    colour_name: str


def _known_materials(store: Store) -> dict[str, KnownMaterial]:
    rows = published_materials(store)
    found = {code: facts_from_row(row, materials=rows) for code, row in rows.items()}
    return {
        code: KnownMaterial(facts, material_vector(facts), material_chips(facts), rows[code].colour_name)
        for code, facts in found.items()
    }


def _product_facts(
    product: Product, *, known: Mapping[str, KnownMaterial], today: date
) -> tuple[ProductFacts, np.ndarray]:
    parts = [part for part in product.components.all() if part.material.code in known]
    materials = [known[part.material.code] for part in parts]
    main = materials[0] if materials else None
    price = float(product.price)
    record = ProductFacts(
        product_id=product.pk,
        sku=product.sku,
        item_group=product.item_group,
        name=product.name,
        category=product.category.code,
        category_path=product.category.path,
        brand=product.brand.code,
        brand_name=product.brand.name,
        brand_kind=product.brand.kind,
        price=price,
        margin_rate=None if product.cost is None or price <= 0 else (price - float(product.cost)) / price,
        launched_on=product.launched_on,
        materials=frozenset(part.material.code for part in parts),
        material_family=main.facts.family if main else "",
        grain=(main.facts.grain_pattern or main.facts.surface) if main else "",
        finish=main.facts.finish if main else "",
        colour=main.colour_name if main else "",
        colour_hex=main.facts.colour_hex if main else "",
        allergy=product_allergy_classes(
            (
                Part(material=material.facts, contact=part.contact, name=part.part)
                for part, material in zip(parts, materials, strict=True)
            ),
            on=today,
        ),
        chips=tuple(dict.fromkeys(chip for material in materials[:2] for chip in material.chips)),
        regions_excluded=frozenset(region.code for region in product.not_sold_in.all()),
        attributes=product.attributes,
        image_url=product.image_url,
    )
    shares = [part.share_percent for part in parts]
    return record, product_vector(zip((material.vector for material in materials), shares, strict=True))
