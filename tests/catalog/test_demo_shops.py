"""The two demo shops hold together and have the size and the trouble that real shops have."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from catalog.demo import DEMO_STORES
from catalog.feeds.rows import StoreRows
from catalog.materials import Part, facts_from_row, product_allergy_classes
from catalog.materials.vocabulary import (
    ALLERGENS,
    CONTACTS,
    FAMILIES,
    FINISHES,
    GRAIN_LAYERS,
    GRAIN_PATTERNS,
    LAYER_METALS,
    SURFACES,
    TANNAGES,
)

TODAY = date(2026, 9, 1)
SLUG = re.compile(r"[a-z0-9-]+")


@pytest.fixture(scope="module", params=sorted(DEMO_STORES))
def shop(request) -> StoreRows:
    return DEMO_STORES[request.param](seed=7, today=TODAY)


def classes(shop: StoreRows) -> Counter:
    rows = {row.code: row for row in shop.materials}
    facts = {code: facts_from_row(row, materials=rows) for code, row in rows.items()}
    return Counter(
        product_allergy_classes([Part(facts[c.material], c.contact) for c in product.components], on=TODAY)["nickel"]
        for product in shop.products
    )


def test_a_seed_always_gives_the_same_shop(shop):
    build = DEMO_STORES[shop.code]
    assert build(seed=7, today=TODAY) == shop
    assert build(seed=8, today=TODAY) != shop


def test_names_and_codes():
    names = {code: build(seed=1, today=TODAY).name for code, build in DEMO_STORES.items()}
    assert names == {"leather": "LuxeLeather Collective", "jewel": "Lumière Jewel"}


def test_a_shop_is_large_enough_to_be_believed(shop):
    leaves = {row.code for row in shop.categories if row.parent}
    assert len(shop.products) >= 420
    assert 12 <= len(leaves) <= 16
    assert {product.category for product in shop.products} == leaves
    assert len({row.continent for row in shop.warehouses}) == 3
    assert [tier.rank for tier in shop.tiers] == [0, 1, 2, 3]
    assert len(shop.regions) == len({region.currency for region in shop.regions}) == 3
    kinds = Counter(brand.kind for brand in shop.brands)
    assert 1 <= kinds["house"] <= 2
    assert 4 <= kinds["partner"] <= 6
    assert len(shop.materials) >= 30


def test_every_name_that_a_row_uses_exists(shop):
    brands, categories = {row.code for row in shop.brands}, {row.code for row in shop.categories}
    materials, regions = {row.code for row in shop.materials}, {row.code for row in shop.regions}
    warehouses, skus = {row.code for row in shop.warehouses}, {row.sku for row in shop.products}
    assert shop.default_region in regions
    assert all(set(region.warehouses) <= warehouses for region in shop.regions)
    for product in shop.products:
        assert product.brand in brands
        assert product.category in categories
        assert set(product.not_sold_in) <= regions
        assert {part.material for part in product.components} <= materials
    assert {row.sku for row in shop.stock} <= skus
    assert {row.warehouse for row in shop.stock} == warehouses
    assert {row.sku for row in shop.prices} <= skus
    assert {row.tier for row in shop.prices} == {row.code for row in shop.tiers}
    assert {(row.enamel or {}).get("base_metal") for row in shop.materials} - {None} <= materials


def test_rows_are_unique_where_the_tables_demand_it(shop):
    for keys in (
        [product.sku for product in shop.products],
        [row.code for row in shop.materials],
        [(row.sku, row.warehouse) for row in shop.stock],
        [(row.sku, row.region, row.tier) for row in shop.prices],
        [(product.sku, part.part) for product in shop.products for part in product.components],
        [(row.code, element) for row in shop.materials for element, _, _ in row.alloy],
    ):
        assert len(keys) == len(set(keys))


def test_parents_come_before_their_children(shop):
    seen: dict[str, str] = {}
    for row in shop.categories:
        assert row.path == (f"{seen[row.parent]} > {row.name}" if row.parent else row.name)
        seen[row.code] = row.path
    bases = [row.code for row in shop.materials]
    for row in shop.materials:
        base = (row.enamel or {}).get("base_metal")
        assert base is None or bases.index(base) < bases.index(row.code)


def test_codes_and_values_fit_the_tables(shop):
    for rows in (shop.brands, shop.categories, shop.materials, shop.regions, shop.tiers, shop.warehouses):
        assert all(SLUG.fullmatch(row.code) for row in rows)
    for product in shop.products:
        assert len(product.sku) <= 80
        assert product.sku.isascii()
        assert 0 < product.cost < product.price
        assert sum(part.share_percent for part in product.components) == pytest.approx(100)
        assert {part.contact for part in product.components} <= set(CONTACTS)


def test_materials_speak_the_trades_words_within_physical_bounds(shop):
    for row in shop.materials:
        assert row.family in FAMILIES
        assert re.fullmatch(r"#[0-9a-f]{6}", row.colour_hex)
        assert 0 <= row.gloss_gu60 <= 100
        assert sum(least for _, least, _ in row.alloy) <= 100
        assert all(0 <= least <= most <= 100 for _, least, most in row.alloy)
        assert all(metal in LAYER_METALS and um > 0 for _, metal, um, _ in row.coating)
        assert all(figure.allergen in ALLERGENS and figure.expires_on > figure.tested_on for figure in row.evidence)
        assert all(figure.tested_on < TODAY and len(figure.method) <= 60 for figure in row.evidence)
        if row.metal:
            assert row.metal["surface"] in SURFACES
        if row.leather:
            assert row.leather["grain_pattern"] in GRAIN_PATTERNS
            assert row.leather["grain_layer"] in GRAIN_LAYERS
            assert row.leather["finish"] in FINISHES
            assert row.leather["tannage"] in TANNAGES


def test_margins_lie_between_35_and_75_percent(shop):
    margins = [1 - product.cost / product.price for product in shop.products]
    assert min(margins) > Decimal("0.34")
    assert max(margins) < Decimal("0.76")
    assert max(margins) - min(margins) > Decimal("0.3")


def test_higher_tiers_never_pay_more_and_rank_0_pays_the_regular_price(shop):
    ranks = {tier.code: tier.rank for tier in shop.tiers}
    home = next(region.code for region in shop.regions if region.currency == shop.currency)
    regular = {product.sku: product.price for product in shop.products}
    ladders: dict[tuple[str, str], list[Decimal]] = {}
    for row in sorted(shop.prices, key=lambda row: ranks[row.tier]):
        ladders.setdefault((row.sku, row.region), []).append(row.amount)
    for (sku, region), ladder in ladders.items():
        assert ladder == sorted(ladder, reverse=True)
        assert len(ladder) == len(shop.tiers)
        assert region != home or ladder[0] == regular[sku]
    unpriced = {(product.sku, region) for product in shop.products for region in product.not_sold_in}
    assert unpriced
    assert not unpriced & set(ladders)


def test_stock_has_the_troubles_of_three_continents(shop):
    quantities: dict[str, list[int]] = {}
    for row in shop.stock:
        quantities.setdefault(row.sku, []).append(row.quantity)
    assert any(not any(stock) for stock in quantities.values())
    assert any(sum(quantity > 0 for quantity in stock) == 1 for stock in quantities.values())
    assert any(max(stock) > 40 for stock in quantities.values())
    assert len(quantities) < len(shop.products)


def test_some_products_are_new_hidden_or_in_several_colours(shop):
    ages = [(TODAY - product.launched_on).days for product in shop.products]
    assert 0.05 < sum(age <= 30 for age in ages) / len(ages) < 0.12
    assert max(ages) > 900
    assert min(ages) > 0
    assert any(not product.visible for product in shop.products)
    sizes = Counter(product.item_group for product in shop.products)
    assert 1 < len(shop.products) / len(sizes) < 5


def test_variants_of_one_style_differ_in_what_they_are_made_of(shop):
    bodies: dict[str, list[str]] = {}
    for product in shop.products:
        bodies.setdefault(product.item_group, []).append(product.components[0].material)
    assert all(len(set(group)) == len(group) for group in bodies.values())


def test_every_nickel_class_occurs(shop):
    assert set(classes(shop)) == set("ABCDX")


def test_about_a_third_of_the_jewellery_lacks_evidence_and_little_fails():
    found = classes(DEMO_STORES["jewel"](seed=7, today=TODAY))
    assert 0.28 < found["D"] / found.total() < 0.42
    assert found["X"] / found.total() < 0.10


def test_dates_move_with_the_day_of_the_demo(shop):
    later = DEMO_STORES[shop.code](seed=7, today=TODAY + timedelta(days=100))
    pairs = zip(shop.products, later.products, strict=True)
    assert {new.launched_on - old.launched_on for old, new in pairs} == {timedelta(days=100)}
