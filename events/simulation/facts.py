"""What the simulated shoppers can see of a shop, as arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from catalog.feeds.rows import ProductRow, StoreRows
from catalog.materials import (
    MATERIAL_VECTOR_SIZE,
    MaterialFacts,
    Part,
    facts_from_row,
    material_vector,
    product_allergy_classes,
    product_vector,
)
from catalog.materials.allergy import GRADES

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class CatalogueFacts:
    """P products in rows sorted by item group, C categories, B brands, R regions, T tiers by rank."""

    store: str
    skus: tuple[str, ...]
    item_groups: npt.NDArray[np.int32]  # [P], ascending
    categories: npt.NDArray[np.int32]  # [P]
    category_codes: tuple[str, ...]
    category_roots: tuple[str, ...]  # name of the topmost category, for each category
    brands: npt.NDArray[np.int32]  # [P]
    brand_codes: tuple[str, ...]
    vectors: npt.NDArray[np.float32]  # [P, 24]
    nickel: npt.NDArray[np.int8]  # [P], index into "ABCDX"
    launched: npt.NDArray[np.float64]  # [P], days since 1970, -inf when unknown
    visible: npt.NDArray[np.bool_]  # [P]
    in_stock: npt.NDArray[np.bool_]  # [R, P], or not counted
    prices: npt.NDArray[np.float64]  # [R, T, P] in the region's currency, nan where not sold
    regions: tuple[str, ...]
    currencies: tuple[str, ...]
    tiers: tuple[str, ...]


def facts_of_store(rows: StoreRows, *, on: date) -> CatalogueFacts:
    """Read a shop's rows into arrays; allergy classes are those of the day `on`."""
    products = sorted(rows.products, key=lambda product: (product.item_group or product.sku, product.sku))
    groups = {name: index for index, name in enumerate(sorted({p.item_group or p.sku for p in products}))}
    categories = {row.code: index for index, row in enumerate(rows.categories)}
    brands = {row.code: index for index, row in enumerate(rows.brands)}
    materials = {row.code: row for row in rows.materials}
    facts = {code: facts_from_row(row, materials=materials) for code, row in materials.items()}
    return CatalogueFacts(
        store=rows.code,
        skus=tuple(product.sku for product in products),
        item_groups=np.array([groups[product.item_group or product.sku] for product in products], dtype=np.int32),
        categories=np.array([categories[product.category] for product in products], dtype=np.int32),
        category_codes=tuple(categories),
        category_roots=tuple(row.path.split(" > ")[0] for row in rows.categories),
        brands=np.array([brands[product.brand] for product in products], dtype=np.int32),
        brand_codes=tuple(brands),
        vectors=_vectors(products, facts),
        nickel=np.array([_nickel(product, facts, on=on) for product in products], dtype=np.int8),
        launched=np.array([(p.launched_on - EPOCH).days if p.launched_on else -np.inf for p in products]),
        visible=np.array([product.visible for product in products]),
        in_stock=_in_stock(rows, products),
        prices=_prices(rows, products),
        regions=tuple(region.code for region in rows.regions),
        currencies=tuple(region.currency for region in rows.regions),
        tiers=tuple(tier.code for tier in sorted(rows.tiers, key=lambda tier: tier.rank)),
    )


def _vectors(products: list[ProductRow], facts: Mapping[str, MaterialFacts]) -> npt.NDArray[np.float32]:
    vectors = {code: material_vector(material) for code, material in facts.items()}
    mixed = np.zeros((len(products), MATERIAL_VECTOR_SIZE), dtype=np.float32)
    for index, product in enumerate(products):
        mixed[index] = product_vector((vectors[part.material], part.share_percent) for part in product.components)
    return mixed


def _nickel(product: ProductRow, facts: Mapping[str, MaterialFacts], *, on: date) -> int:
    parts = [Part(facts[part.material], part.contact, part.part) for part in product.components]
    return GRADES.index(product_allergy_classes(parts, on=on)["nickel"])


def _in_stock(rows: StoreRows, products: list[ProductRow]) -> npt.NDArray[np.bool_]:
    quantities: dict[str, dict[str, int]] = {}
    for row in rows.stock:
        quantities.setdefault(row.sku, {})[row.warehouse] = row.quantity
    return np.array(
        [
            [_is_available(quantities.get(product.sku), region.warehouses) for product in products]
            for region in rows.regions
        ]
    )


def _is_available(quantities: Mapping[str, int] | None, warehouses: tuple[str, ...]) -> bool:
    return quantities is None or any(quantities.get(warehouse, 0) > 0 for warehouse in warehouses)


def _prices(rows: StoreRows, products: list[ProductRow]) -> npt.NDArray[np.float64]:
    """Fill in tier prices; a region that has none falls back on the store's price when the currency is the same."""
    amounts: dict[tuple[str, str, str], Decimal] = {(p.sku, p.region, p.tier): p.amount for p in rows.prices}
    tiers = sorted(rows.tiers, key=lambda tier: tier.rank)
    prices = np.full((len(rows.regions), len(tiers), len(products)), np.nan)
    for at_region, region in enumerate(rows.regions):
        for at_product, product in enumerate(products):
            if region.code in product.not_sold_in:
                continue
            price = product.price if region.currency == rows.currency else None
            for at_tier, tier in enumerate(tiers):
                price = amounts.get((product.sku, region.code, tier.code), price)
                prices[at_region, at_tier, at_product] = np.nan if price is None else float(price)
    return prices
