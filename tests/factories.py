"""A shop of twelve products whose right answers are obvious, and the people of our stories."""

from datetime import date, timedelta
from decimal import Decimal

from catalog.feeds.rows import (
    BrandRow,
    CategoryRow,
    ComponentRow,
    EvidenceRow,
    MaterialRow,
    PriceRow,
    ProductRow,
    RegionRow,
    StockRow,
    StoreRows,
    TierRow,
    WarehouseRow,
)

TESTED = date.today() - timedelta(days=60)
LAUNCHED = date(2025, 9, 1)  # half a year before the noon of our stories


def _leather(code: str, name: str, *, pattern: str, finish: str = "aniline") -> MaterialRow:
    spec = {
        "species": "calf",
        "grain_layer": "suede" if pattern == "suede" else "full_grain",
        "grain_pattern": pattern,
        "finish": finish,
        "tannage": "vegetable",
        "thickness_mm": 1.4,
        "softness_mm": 4.0,
    }
    return MaterialRow(code=code, name=name, family="leather", colour_hex="#8a5a3b", colour_name="Cognac", leather=spec)


def _steel(code: str, name: str, *, nickel: float | None) -> MaterialRow:
    """Steel that releases so much nickel, in ug/cm2/week; None was never tested."""
    evidence = (
        ()
        if nickel is None
        else (EvidenceRow("nickel", "release", nickel, "EN 1811:2023", TESTED, laboratory="Lab", report="R-1"),)
    )
    return MaterialRow(
        code=code,
        name=name,
        family="metal",
        colour_hex="#c0c0c0",
        metal={"designation": "AISI 316L", "surface": "polished"},
        alloy=(("Fe", 60, 72), ("Cr", 16, 18), ("Ni", 10, 13)),
        evidence=evidence,
    )


def _product(sku: str, name: str, category: str, brand: str, price: str, *parts: tuple[str, str, str]) -> ProductRow:
    return ProductRow(
        sku=sku,
        name=name,
        category=category,
        brand=brand,
        price=Decimal(price),
        cost=Decimal(price) * Decimal("0.4"),
        launched_on=LAUNCHED,
        components=tuple(ComponentRow(part, material, contact) for part, material, contact in parts),
    )


BODY, HARDWARE = "body", "hardware"
PRODUCTS = (
    _product("TOTE-1", "Pebbled Tote", "totes", "aurelia", "420.00", (BODY, "pebbled", "incidental")),
    _product("TOTE-2", "Suede Tote", "totes", "aurelia", "450.00", (BODY, "suede", "incidental")),
    _product("TOTE-3", "Saffiano Tote", "totes", "marchetti", "390.00", (BODY, "saffiano", "incidental")),
    _product("TOTE-4", "Patent Tote", "totes", "orso", "510.00", (BODY, "patent", "incidental")),
    _product("CLUTCH-1", "Suede Clutch", "clutches", "aurelia", "180.00", (BODY, "suede", "incidental")),
    _product("CLUTCH-2", "Pebbled Clutch", "clutches", "marchetti", "170.00", (BODY, "pebbled", "incidental")),
    _product("BELT-1", "Tested Belt", "belts", "aurelia", "95.00", (HARDWARE, "steel-low", "prolonged")),
    _product("BELT-2", "Untested Belt", "belts", "orso", "85.00", (HARDWARE, "steel-unknown", "prolonged")),
    _product("BELT-3", "Failing Belt", "belts", "marchetti", "75.00", (HARDWARE, "steel-high", "prolonged")),
    _product("WALLET-1", "Smooth Wallet", "wallets", "aurelia", "120.00", (BODY, "smooth", "incidental")),
    _product("WALLET-2", "Saffiano Wallet", "wallets", "orso", "130.00", (BODY, "saffiano", "incidental")),
    _product("WALLET-3", "Suede Wallet", "wallets", "marchetti", "110.00", (BODY, "suede", "incidental")),
)


def small_shop(code: str = "leather") -> StoreRows:
    """This will describe the twelve-product leather house: three warehouses, two regions, two tiers."""
    return StoreRows(
        code=code,
        name="Small Leather House",
        currency="EUR",
        default_region="eu",
        warehouses=(
            WarehouseRow("florence", "Florence", "Florence", "Europe"),
            WarehouseRow("newark", "Newark", "Newark", "North America"),
            WarehouseRow("singapore", "Singapore", "Singapore", "Asia"),
        ),
        regions=(
            RegionRow("eu", "Europe", "EUR", ("florence", "newark")),
            RegionRow("us", "United States", "USD", ("newark",)),
        ),
        tiers=(TierRow("guest", "Guest", 0), TierRow("gold", "Gold", 1)),
        brands=(
            BrandRow("aurelia", "Aurelia", "house"),
            BrandRow("marchetti", "Marchetti", "partner"),
            BrandRow("orso", "Orso", "other"),
        ),
        categories=(
            CategoryRow("bags", "Bags", "Bags"),
            CategoryRow("totes", "Totes", "Bags > Totes", "bags"),
            CategoryRow("clutches", "Clutches", "Bags > Clutches", "bags"),
            CategoryRow("belts", "Belts", "Belts"),
            CategoryRow("wallets", "Wallets", "Wallets"),
        ),
        materials=(
            _leather("pebbled", "Pebbled calf", pattern="pebbled"),
            _leather("suede", "Suede", pattern="suede"),
            _leather("saffiano", "Saffiano", pattern="saffiano", finish="pigmented"),
            _leather("patent", "Patent calf", pattern="smooth", finish="patent"),
            _leather("smooth", "Smooth calf", pattern="smooth"),
            _steel("steel-low", "Steel, tested", nickel=0.08),
            _steel("steel-unknown", "Steel, untested", nickel=None),
            _steel("steel-high", "Steel, failing", nickel=0.9),
        ),
        products=PRODUCTS,
        stock=tuple(
            StockRow(product.sku, warehouse, 10) for product in PRODUCTS for warehouse in ("florence", "newark")
        ),
        prices=tuple(
            PriceRow(product.sku, region, tier, product.price * factor)
            for product in PRODUCTS
            for region, tier, factor in (
                ("eu", "guest", Decimal(1)),
                ("eu", "gold", Decimal("0.9")),
                ("us", "guest", Decimal("1.2")),
            )
        ),
    )
