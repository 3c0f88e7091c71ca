"""A real grocer's year, split in time: Protocol A."""

from pathlib import Path

import numpy as np

from catalog.feeds import completejourney
from catalog.feeds.rows import ProductRow, StoreRows
from catalog.materials import MATERIAL_VECTOR_SIZE
from catalog.product_facts import CatalogueFacts, ProductFacts
from catalog.queries import RegionFacts, TierFacts
from events.feeds.completejourney import merged_lines
from ranking.dataset import PURCHASE, Interactions, TrainingData, no_impressions
from ranking.evaluation import Pairs
from ranking.formats.split import Split
from ranking.queries import catalogue_arrays


def read(folder: Path) -> Split:
    """This will split the retailer's year: weeks 1 to 48 train, 49 to 53 test, products bought 20 times or more."""
    tables = completejourney.read_tables(folder)
    lines = merged_lines(tables.purchases)
    early = lines.week <= 48
    ids, counts = np.unique(lines.product[early], return_counts=True)
    kept = ids[counts >= 20]
    rows = completejourney.store_rows(tables, code="retailer", name="retailer")
    catalogue = catalogue_arrays(_facts(rows, kept=set(kept.tolist())))
    place = np.searchsorted(kept, lines.product).clip(max=len(kept) - 1)
    known = kept[place] == lines.product
    train, test = np.flatnonzero(early & known), np.flatnonzero(~early & known)
    size = len(train)
    interactions = Interactions(
        customer=lines.household[train],
        session=lines.basket[train],
        product=place[train].astype(np.int32),
        kind=np.full(size, PURCHASE, dtype=np.int8),
        at=lines.at[train],
        region=np.zeros(size, dtype=np.int16),
        tier=np.zeros(size, dtype=np.int16),
        order=lines.basket[train],
    )
    pairs = np.unique(np.stack([lines.household[test], place[test].astype(np.int64)]), axis=1)
    data = TrainingData(catalogue, interactions, no_impressions(), now=float(lines.at[train].max()))
    return Split(
        train=data,
        test=Pairs(customer=pairs[0], product=pairs[1].astype(np.int32)),
        protocol="A: weeks 1 to 48 train, 49 to 53 test; products in at least 20 training baskets",
    )


def _facts(rows: StoreRows, *, kept: set[int]) -> CatalogueFacts:
    paths = {row.code: row for row in rows.categories}
    kinds = {row.code: row for row in rows.brands}
    products = sorted((row for row in rows.products if int(row.sku) in kept), key=lambda row: int(row.sku))
    return CatalogueFacts(
        store_code=rows.code,
        currency=rows.currency,
        revision=0,
        products=tuple(_product(row, path=paths[row.category].path, kind=kinds[row.brand].kind) for row in products),
        vectors=np.zeros((len(products), MATERIAL_VECTOR_SIZE), dtype=np.float32),
        category_parents={row.code: row.parent for row in rows.categories if row.parent},
        regions=tuple(RegionFacts(0, region.code, region.name, region.currency, ()) for region in rows.regions),
        tiers=tuple(TierFacts(0, tier.code, tier.name, tier.rank) for tier in rows.tiers),
        default_region=rows.default_region,
    )


def _product(row: ProductRow, *, path: str, kind: str) -> ProductFacts:
    return ProductFacts(
        product_id=int(row.sku),
        sku=row.sku,
        item_group=row.sku,
        name=row.name,
        category=row.category,
        category_path=path,
        brand=row.brand,
        brand_name=row.brand,
        brand_kind=kind,
        price=float(row.price),
        margin_rate=None,
        launched_on=None,
        materials=frozenset(),
        material_family="",
        grain="",
        finish="",
        colour="",
        colour_hex="",
        allergy={},
        chips=(),
        regions_excluded=frozenset(),
        attributes=row.attributes,
        image_url="",
    )
