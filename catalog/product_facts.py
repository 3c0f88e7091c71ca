"""What rules, recall and ranking know of a store's products: read once for a snapshot, derived once from materials."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from catalog.looks.metal import metal_tone
from catalog.looks.shapes import PicturedPart, shown
from catalog.materials import (
    MATERIAL_VECTOR_SIZE,
    MaterialFacts,
    Notice,
    Part,
    facts_from_row,
    material_chips,
    material_vector,
    notices,
    product_allergy_classes,
    product_vector,
)
from catalog.models import Material, Product, ProductComponent, ProductLink, Store
from catalog.queries import RegionFacts, TierFacts, published_materials, region_facts, tier_facts
from catalog.signatures import product_signatures, unchanged_rows

LINK = "link"  # the attribute that feeds bring a product's page in


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
    tags: tuple[str, ...] = ()
    look: str = ""  # digest of the look that a picture shows, which names its files; empty where there is none
    shape: str = ""  # that it is shown on
    is_public: bool = True  # whether shoppers might see it when it was read, so that its name is no secret
    notices: tuple[Notice, ...] = ()

    @property
    def url(self) -> str:
        """This will give the product's page at the shop, as far as a feed has told it."""
        link = self.attributes.get(LINK, "")
        return link if link.startswith(("https://", "http://")) else ""


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """A store's products in ascending product id, with their material vectors (P, MATERIAL_VECTOR_SIZE).

    `cross_sells` are (L, 2) ids: a product, and one that the shop itself puts beside it.
    """

    store_code: str
    currency: str
    revision: int
    products: tuple[ProductFacts, ...]
    vectors: np.ndarray
    category_parents: Mapping[str, str]
    regions: tuple[RegionFacts, ...]
    tiers: tuple[TierFacts, ...]
    default_region: str
    cross_sells: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64), compare=False)
    reading: "Reading | None" = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What facts were read from, so that the next reading can leave out what is still the same."""

    signatures: NDArray[np.int64]  # see catalog.signatures
    shared: "_Shared"


def catalogue_facts(store: Store, *, today: date, previous: CatalogueFacts | None = None) -> CatalogueFacts:
    """This will read all products of a store with everything that rules, recall and ranking know of them.

    Products that are as they were in `previous` are taken from there; a changed material, category, brand or day makes
    all of them new.
    """
    signatures, shared = product_signatures(store), _Shared.of(store, today=today)
    kept = _kept(previous, signatures, shared)
    fresh = [pk for pk in signatures[:, 0].tolist() if pk not in kept]
    read = dict(_read(store, fresh, shared, is_everything=not kept))
    products, vectors = [], []
    for pk in signatures[:, 0].tolist():
        if pk in kept and previous is not None:
            products.append(previous.products[kept[pk]])
            vectors.append(previous.vectors[kept[pk]])
        elif pk in read:  # it may have been deleted meanwhile
            products.append(read[pk][0])
            vectors.append(read[pk][1])
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
        cross_sells=_cross_sells(store),
        reading=Reading(signatures, shared) if len(products) == len(signatures) else None,
    )


def _cross_sells(store: Store) -> NDArray[np.int64]:
    """This will read them all: a link belongs to two products, so that neither's signature tells of it."""
    links = ProductLink.objects.filter(product__store=store, linked__store=store, kind=ProductLink.Kind.CROSS_SELL)
    pairs = links.order_by("product_id", "linked_id").values_list("product_id", "linked_id")
    return np.array(list(pairs), dtype=np.int64).reshape(-1, 2)


def _kept(previous: CatalogueFacts | None, signatures: NDArray[np.int64], shared: "_Shared") -> dict[int, int]:
    """This will map the products that are as they were to their rows in the previous facts."""
    if previous is None or previous.reading is None or not shared.continues(previous.reading.shared):
        return {}
    return unchanged_rows(previous.reading.signatures, signatures)


def _read(
    store: Store, fresh: Sequence[int], shared: "_Shared", *, is_everything: bool
) -> Iterator[tuple[int, tuple[ProductFacts, np.ndarray]]]:
    """This will read some products of a store with their material vectors."""
    wanted = Product.objects.filter(store=store)
    wanted = wanted if is_everything else wanted.filter(pk__in=fresh)
    around = _Around.of(shared, wanted)
    for row in wanted.order_by("pk").values_list(*_Around.FIELDS, named=True).iterator(chunk_size=5000):
        yield row.pk, (_product_facts(row, around), around.substance(row.pk).vector)


@dataclass(frozen=True, slots=True)
class KnownMaterial:
    """A material with everything that is derived from it, once per catalogue."""

    facts: MaterialFacts
    vector: np.ndarray
    chips: tuple[str, ...]
    colour_name: str
    look: str
    tone: str

    def pictured(self, *, share: float) -> PicturedPart:
        return PicturedPart(self.facts.family, share, self.tone)


def _known_materials(store: Store) -> dict[str, KnownMaterial]:
    rows = published_materials(store)
    published = Material.objects.filter(store=store, state=Material.State.PUBLISHED)
    looks = dict(published.values_list("code", "look_digest"))
    found = {code: facts_from_row(row, materials=rows) for code, row in rows.items()}
    return {
        code: KnownMaterial(
            facts,
            material_vector(facts),
            material_chips(facts),
            rows[code].colour_name,
            looks.get(code, ""),
            metal_tone(rows[code]),
        )  # fmt: skip
        for code, facts in found.items()
    }


@dataclass(frozen=True, slots=True)
class Substance:
    """What follows from the parts of a product; products of the same parts share one."""

    main: KnownMaterial | None
    parts: tuple[tuple[KnownMaterial, float], ...]  # with their shares in percent, the largest first
    materials: frozenset[str]
    allergy: Mapping[str, str]
    chips: tuple[str, ...]
    vector: np.ndarray
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What many products refer to."""

    categories: Mapping[int, tuple[str, str]]  # code and path
    brands: Mapping[int, tuple[str, str, str]]  # code, name and kind
    materials: Mapping[str, KnownMaterial]
    regions: Mapping[int, str]
    today: date

    @classmethod
    def of(cls, store: Store, *, today: date) -> "_Shared":
        return cls(
            categories={pk: (code, path) for pk, code, path in store.categories.values_list("pk", "code", "path")},
            brands={pk: tuple(rest) for pk, *rest in store.brands.values_list("pk", "code", "name", "kind")},
            materials=_known_materials(store),
            regions=dict(store.regions.values_list("pk", "code")),
            today=today,
        )

    def continues(self, earlier: "_Shared") -> bool:
        """This will say whether nothing that a product may have been read with has changed; more may have come."""
        return (
            self.today == earlier.today
            and self.categories.items() >= earlier.categories.items()
            and self.brands.items() >= earlier.brands.items()
            and self.regions.items() >= earlier.regions.items()
            and self._materials() == earlier._materials()
        )

    def _materials(self) -> dict[str, tuple[MaterialFacts, str, str]]:
        return {code: (known.facts, known.colour_name, known.look) for code, known in self.materials.items()}


@dataclass(frozen=True, slots=True)
class _Around:
    """What products refer to, read in a query each: a large store would wait long for Django's prefetching."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        *("pk", "sku", "item_group", "name", "category_id", "brand_id", "price", "cost", "launched_on"),
        *("attributes", "image_url", "tags", "status", "visible"),
    )
    shared: _Shared
    parts: Mapping[int, tuple[tuple[str, str, str, float], ...]]  # material, contact, name and share, the largest first
    excluded: Mapping[int, frozenset[str]]
    substances: dict[tuple[tuple[str, str, str, float], ...], Substance]

    @classmethod
    def of(cls, shared: _Shared, products: QuerySet[Product]) -> "_Around":
        """This will read what is about some products alone."""
        parts: dict[int, list[tuple[str, str, str, float]]] = defaultdict(list)
        components = ProductComponent.objects.filter(product__in=products).order_by("-share_percent", "pk")
        for product, *part in components.values_list(
            "product_id", "material__code", "contact", "part", "share_percent"
        ):
            if part[0] in shared.materials:
                parts[product].append(tuple(part))
        excluded: dict[int, set[str]] = defaultdict(set)
        links = Product.not_sold_in.through.objects.filter(product__in=products)
        for product, region in links.values_list("product_id", "region__code"):
            excluded[product].add(region)
        return cls(
            shared=shared,
            parts={product: tuple(found) for product, found in parts.items()},
            excluded={product: frozenset(found) for product, found in excluded.items()},
            substances={},
        )

    def substance(self, product: int) -> Substance:
        parts = self.parts.get(product, ())
        if parts not in self.substances:
            self.substances[parts] = self._substance(parts)
        return self.substances[parts]

    def _substance(self, parts: Sequence[tuple[str, str, str, float]]) -> Substance:
        materials = [self.shared.materials[material] for material, *_ in parts]
        named = [
            Part(material=material.facts, contact=contact, name=name)
            for (_, contact, name, _), material in zip(parts, materials, strict=True)
        ]
        shares = [share for *_, share in parts]
        return Substance(
            main=materials[0] if materials else None,
            parts=tuple(zip(materials, shares, strict=True)),
            materials=frozenset(material for material, *_ in parts),
            allergy=product_allergy_classes(named, on=self.shared.today),
            chips=tuple(dict.fromkeys(chip for material in materials[:2] for chip in material.chips)),
            vector=product_vector(zip((material.vector for material in materials), shares, strict=True)),
            notices=notices(named, on=self.shared.today),
        )


def _product_facts(product: Any, around: _Around) -> ProductFacts:
    """This will write one row of FIELDS as facts."""
    substance = around.substance(product.pk)
    main = substance.main
    category, path = around.shared.categories[product.category_id]
    brand, brand_name, brand_kind = around.shared.brands[product.brand_id]
    price = float(product.price)
    look, shape = _picture(category, substance)
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
        grain=main.facts.grain if main else "",
        finish=main.facts.finish if main else "",
        colour=main.colour_name if main else "",
        colour_hex=main.facts.colour_hex if main else "",
        allergy=substance.allergy,
        chips=substance.chips,
        regions_excluded=around.excluded.get(product.pk, frozenset()),
        attributes=product.attributes,
        image_url=product.image_url,
        tags=tuple(product.tags),
        look=look,
        shape=shape,
        is_public=product.visible and product.status == Product.Status.ACTIVE and _is_launched(product, around),
        notices=substance.notices,
    )


def _is_launched(product: Any, around: _Around) -> bool:
    return product.launched_on is None or product.launched_on <= around.shared.today


def _picture(category: str, substance: Substance) -> tuple[str, str]:
    """This will name the look that a picture of the product shows, and the shape."""
    place, shape = shown(category, [known.pictured(share=share) for known, share in substance.parts])
    return (substance.parts[place][0].look if substance.parts else ""), shape
