"""Turn a shop's styles into rows: variants, prices per tier and region, stock on three continents, launch dates."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

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

THREE_YEARS, NEW_FOR = 3 * 365, 30
NEW_SHARE, HIDDEN_SHARE = 0.08, 0.02
# What members of rank 0 to 3 save; partners grant less by contract.
TIER_DISCOUNTS: Mapping[str, tuple[float, ...]] = {
    "house": (0.0, 0.03, 0.06, 0.10),
    "partner": (0.0, 0.0, 0.03, 0.05),
    "other": (0.0, 0.02, 0.04, 0.08),
}
MARGINS: Mapping[str, tuple[float, float]] = {"house": (0.58, 0.75), "partner": (0.35, 0.52), "other": (0.42, 0.60)}


@dataclass(frozen=True, slots=True)
class Variant:
    """One colour or metal of a style."""

    code: str
    colour: str
    parts: tuple[ComponentRow, ...]
    price_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """One design; its variants become products of one item group."""

    code: str
    name: str
    category: str
    brand: str
    price: float
    variants: tuple[Variant, ...]
    description: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    not_sold_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything of a shop but its products. `rates` turns a price in the store's currency into a region's."""

    code: str
    name: str
    currency: str
    default_region: str
    warehouses: tuple[WarehouseRow, ...]
    regions: tuple[RegionRow, ...]
    tiers: tuple[TierRow, ...]
    brands: tuple[BrandRow, ...]
    categories: tuple[CategoryRow, ...]
    materials: tuple[MaterialRow, ...]
    rates: Mapping[str, float]
    round_price: Callable[[float], Decimal]
    stock_depth: float


def assemble(shop: Shop, *, styles: Sequence[Style], rng: np.random.Generator, today: date) -> StoreRows:
    """Make the rows of a whole shop out of its designs."""
    kinds = {brand.code: brand.kind for brand in shop.brands}
    launches = launch_dates(styles, rng=rng, today=today)
    products = tuple(
        _product(shop, style=style, variant=variant, kind=kinds[style.brand], launched_on=launched_on, rng=rng)
        for style, launched_on in zip(styles, launches, strict=True)
        for variant in style.variants
    )
    return StoreRows(
        code=shop.code,
        name=shop.name,
        currency=shop.currency,
        default_region=shop.default_region,
        warehouses=shop.warehouses,
        regions=shop.regions,
        tiers=shop.tiers,
        brands=shop.brands,
        categories=shop.categories,
        materials=shop.materials,
        products=products,
        stock=tuple(row for product in products for row in _stock(shop, sku=product.sku, rng=rng)),
        prices=tuple(row for product in products for row in _prices(shop, product=product, kind=kinds[product.brand])),
    )


def launch_dates(styles: Sequence[Style], *, rng: np.random.Generator, today: date) -> list[date]:
    """Spread the launches over three years, with about 8 % of the products in the last 30 days."""
    ages = rng.integers(NEW_FOR + 1, THREE_YEARS, size=len(styles))
    wanted = NEW_SHARE * sum(len(style.variants) for style in styles)
    for index in rng.permutation(len(styles)):
        if wanted <= 0:
            break
        ages[index] = rng.integers(1, NEW_FOR)
        wanted -= len(styles[index].variants)
    return [today - timedelta(days=int(age)) for age in ages]


def pick(options: Sequence[str], *, rng: np.random.Generator) -> str:
    """Choose one of the options."""
    return options[int(rng.integers(len(options)))]


def code_of(text: str) -> str:
    """Spell a name as a code: lower case, plain letters, dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-")


def _product(
    shop: Shop, *, style: Style, variant: Variant, kind: str, launched_on: date, rng: np.random.Generator
) -> ProductRow:
    price = shop.round_price(style.price * variant.price_factor)
    margin = rng.uniform(*MARGINS[kind])
    return ProductRow(
        sku=f"{style.code}-{variant.code}".upper(),
        name=style.name,
        category=style.category,
        brand=style.brand,
        price=price,
        item_group=style.code.upper(),
        description=style.description,
        cost=(price * Decimal(str(round(1 - margin, 4)))).quantize(Decimal("0.01")),
        visible=bool(rng.random() >= HIDDEN_SHARE),
        launched_on=launched_on,
        attributes={"colour": variant.colour, **style.attributes},
        components=variant.parts,
        not_sold_in=style.not_sold_in,
    )


def _prices(shop: Shop, *, product: ProductRow, kind: str) -> Iterator[PriceRow]:
    for region in shop.regions:
        if region.code in product.not_sold_in:
            continue
        regular = product.price if region.currency == shop.currency else _converted(shop, product.price, region.code)
        for tier in shop.tiers:
            amount = regular * Decimal(str(1 - TIER_DISCOUNTS[kind][tier.rank]))
            yield PriceRow(product.sku, region.code, tier.code, amount.quantize(Decimal("0.01")))


def _converted(shop: Shop, price: Decimal, region: str) -> Decimal:
    return shop.round_price(float(price) * shop.rates[region])


def _stock(shop: Shop, *, sku: str, rng: np.random.Generator) -> Iterator[StockRow]:
    """Draw the quantities: some sold out everywhere, some on one continent only, some deep, some not counted."""
    codes = [warehouse.code for warehouse in shop.warehouses]
    quantities = rng.negative_binomial(1.3, 1 / (1 + shop.stock_depth), size=len(codes))
    case, home = rng.random(), int(rng.integers(len(codes)))
    if case < 0.03:  # made to order
        return
    if case < 0.08:
        quantities[:] = 0
    elif case < 0.18:
        quantities = np.where(np.arange(len(codes)) == home, quantities + 2, 0)
    elif case < 0.30:
        quantities[home] += int(rng.integers(8, 25) * shop.stock_depth)
    for code, quantity in zip(codes, quantities, strict=True):
        yield StockRow(sku, code, int(quantity))
