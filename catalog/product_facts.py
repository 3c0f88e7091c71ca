"""What rules, recall and ranking know of a store's products: read once for a snapshot, derived once from materials."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import numpy as np

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
from catalog.models import Product, ProductComponent, Store
from catalog.queries import RegionFacts, TierFacts, published_materials, region_facts, tier_facts


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
    regions: tuple[RegionFacts, ...]
    tiers: tuple[TierFacts, ...]
    default_region: str


def catalogue_facts(store: Store, *, today: date) -> CatalogueFacts:
    """This will read all products of a store with everything that rules, recall and ranking know of them."""
    around = _Around.of(store, today=today)
    products, vectors = [], []
    rows = Product.objects.filter(store=store).order_by("pk").values_list(*_Around.FIELDS, named=True)
    for row in rows.iterator(chunk_size=5000):
        products.append(_product_facts(row, around))
        vectors.append(around.substance(row.pk).vector)
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


@dataclass(frozen=True, slots=True)
class Substance:
    """What follows from the parts of a product; products of the same parts share one."""

    main: KnownMaterial | None
    materials: frozenset[str]
    allergy: Mapping[str, str]
    chips: tuple[str, ...]
    vector: np.ndarray


@dataclass(frozen=True, slots=True)
class _Around:
    """What products refer to, read in a query each: a large store would wait long for Django's prefetching."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        *("pk", "sku", "item_group", "name", "category_id", "brand_id", "price", "cost", "launched_on"),
        *("attributes", "image_url"),
    )
    categories: Mapping[int, tuple[str, str]]  # code and path
    brands: Mapping[int, tuple[str, str, str]]  # code, name and kind
    materials: Mapping[str, KnownMaterial]
    parts: Mapping[int, tuple[tuple[str, str, str, float], ...]]  # material, contact, name and share, the largest first
    excluded: Mapping[int, frozenset[str]]
    today: date
    substances: dict[tuple[tuple[str, str, str, float], ...], Substance]

    @classmethod
    def of(cls, store: Store, *, today: date) -> "_Around":
        known = _known_materials(store)
        parts: dict[int, list[tuple[str, str, str, float]]] = defaultdict(list)
        components = ProductComponent.objects.filter(product__store=store).order_by("-share_percent", "pk")
        for product, *part in components.values_list(
            "product_id", "material__code", "contact", "part", "share_percent"
        ):
            if part[0] in known:
                parts[product].append(tuple(part))
        excluded: dict[int, set[str]] = defaultdict(set)
        links = Product.not_sold_in.through.objects.filter(product__store=store)
        for product, region in links.values_list("product_id", "region__code"):
            excluded[product].add(region)
        return cls(
            categories={pk: (code, path) for pk, code, path in store.categories.values_list("pk", "code", "path")},
            brands={pk: rest for pk, *rest in store.brands.values_list("pk", "code", "name", "kind")},
            materials=known,
            parts={product: tuple(found) for product, found in parts.items()},
            excluded={product: frozenset(found) for product, found in excluded.items()},
            today=today,
            substances={},
        )

    def substance(self, product: int) -> Substance:
        parts = self.parts.get(product, ())
        if parts not in self.substances:
            self.substances[parts] = self._substance(parts)
        return self.substances[parts]

    def _substance(self, parts: Sequence[tuple[str, str, str, float]]) -> Substance:
        materials = [self.materials[material] for material, *_ in parts]
        named = (
            Part(material=material.facts, contact=contact, name=name)
            for (_, contact, name, _), material in zip(parts, materials, strict=True)
        )
        shares = [share for *_, share in parts]
        return Substance(
            main=materials[0] if materials else None,
            materials=frozenset(material for material, *_ in parts),
            allergy=product_allergy_classes(named, on=self.today),
            chips=tuple(dict.fromkeys(chip for material in materials[:2] for chip in material.chips)),
            vector=product_vector(zip((material.vector for material in materials), shares, strict=True)),
        )


def _product_facts(product: Any, around: _Around) -> ProductFacts:
    """This will write one row of FIELDS as facts."""
    substance = around.substance(product.pk)
    main = substance.main
    category, path = around.categories[product.category_id]
    brand, brand_name, brand_kind = around.brands[product.brand_id]
    price = float(product.price)
    return ProductFacts(
        product_id=product.pk,
        sku=product.sku,
        item_group=product.item_group,
        name=product.name,
        category=category,
        category_path=path,
        brand=brand,
        brand_name=brand_name,
        brand_kind=brand_kind,
        price=price,
        margin_rate=None if product.cost is None or price <= 0 else (price - float(product.cost)) / price,
        launched_on=product.launched_on,
        materials=substance.materials,
        material_family=main.facts.family if main else "",
        grain=(main.facts.grain_pattern or main.facts.surface) if main else "",
        finish=main.facts.finish if main else "",
        colour=main.colour_name if main else "",
        colour_hex=main.facts.colour_hex if main else "",
        allergy=substance.allergy,
        chips=substance.chips,
        regions_excluded=around.excluded.get(product.pk, frozenset()),
        attributes=product.attributes,
        image_url=product.image_url,
    )
