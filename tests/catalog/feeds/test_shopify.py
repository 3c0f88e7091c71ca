"""Shopify's product CSV of both generations, and its inventory CSV with a row or a column for each location."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings

from catalog.feeds.rows import PriceRow
from catalog.feeds.shopify_headers import PRODUCT_COLUMNS
from catalog.imports.intake import detect
from tests.catalog.feeds.reading import file_with, read

ROWS: tuple[dict[str, str], ...] = (
    {
        **{
            "handle": "tote",
            "title": "Tote",
            "description": "<p>Soft.</p>",
            "vendor": "Aurelia",
            "type": "Bags > Totes",
        },
        **{"tags": "leather, new", "published": "TRUE", "status": "active", "option1_name": "Colour"},
        **{
            "option1_value": "Cognac",
            "sku": "T-1",
            "barcode": "4006381333931",
            "price": "90.00",
            "compare_at": "120.00",
        },
        **{"cost": "40.00", "tracker": "shopify", "stock": "5", "image": "https://x.example/2.jpg"},
        **{"image_position": "2", "variant_image": "https://x.example/c.jpg"},
    },
    {
        **{"handle": "tote", "option1_value": "Black", "sku": "", "price": "130.00", "stock": "9", "barcode": "INT-7"},
        **{"image": "https://x.example/1.jpg", "image_position": "1"},
    },
    {"handle": "tote", "image": "https://x.example/3.jpg", "image_position": "3"},
)


def products_csv(generation: int, *rows: dict[str, str]) -> str:
    headers = [column[generation] for column in PRODUCT_COLUMNS]
    lines = (headers, *([row.get(column[0], "") for column in PRODUCT_COLUMNS] for row in rows))
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)


@pytest.mark.parametrize("generation", [1, 2], ids=["old headers", "new headers"])
def test_both_generations_of_headers_say_the_same(generation: int, tmp_path: Path) -> None:
    path = file_with(tmp_path, products_csv(generation, *ROWS))
    assert detect(path).code == "shopify"

    found = read("shopify", path, warehouse="florence")

    assert found.errors == []
    assert list(found.products) == ["T-1", "tote-black"]
    cognac, black = found.products.values()
    assert (cognac.name, cognac.item_group, cognac.category_path) == ("Tote - Cognac", "tote", "Bags > Totes")
    assert (cognac.price, cognac.cost, cognac.gtin) == (Decimal("120.00"), Decimal("40.00"), "4006381333931")
    assert (cognac.brand_name, cognac.tags, cognac.description) == ("Aurelia", ("leather", "new"), "Soft.")
    assert cognac.image_url == "https://x.example/c.jpg"
    assert cognac.more_image_urls == tuple(f"https://x.example/{number}.jpg" for number in (1, 2, 3))
    assert found.prices == [PriceRow("T-1", "", "", Decimal("90.00"), "EUR")]
    assert (black.price, black.attributes) == (Decimal("130.00"), {"Colour": "Black", "Barcode": "INT-7"})
    # Only the first is tracked by Shopify; the other is always there.
    assert found.stock == {("T-1", "florence"): 5}


def test_metafields_are_attributes_and_other_apps_columns_are_left_out(tmp_path: Path) -> None:
    head = (
        "Title,URL handle,SKU,Price,Color (product.metafields.shopify.color-pattern),Google Shopping / MPN,Gift card\n"
    )
    found = read("shopify", file_with(tmp_path, head + "Tote,tote,T-1,90,Cognac,X,FALSE\n"))

    assert found.products["T-1"].attributes == {"Color": "Cognac"}


@pytest.mark.parametrize(
    ("status", "published", "expected"),
    [
        ("active", "TRUE", ("active", True)),
        ("Draft", "true", ("draft", True)),
        ("archived", "true", ("archived", True)),
        ("unlisted", "true", ("active", False)),
        ("active", "FALSE", ("active", False)),
        ("", "", ("active", True)),
    ],
)
def test_status_and_published(status: str, published: str, expected: tuple[str, bool], tmp_path: Path) -> None:
    row = {"handle": "tote", "title": "Tote", "price": "90", "status": status, "published": published}
    tote = read("shopify", file_with(tmp_path, products_csv(2, row))).products["tote"]

    assert (tote.status, tote.visible) == expected


def test_only_a_title_is_required_beside_the_price(tmp_path: Path) -> None:
    found = read("shopify", file_with(tmp_path, "Title,URL handle,Price\nPebbled Tote,,90\n"))

    assert list(found.products) == ["pebbled-tote"]


def test_the_real_demo_files_of_shopify_lose_no_variant(settings: LazySettings) -> None:
    folder = Path(settings.DATA_DIR) / "shopify_product_csv"
    if not folder.is_dir():
        pytest.skip("WOOREC_DATA_DIR names no folder with Shopify's demo files.")
    for name, products in (("jewelery", 23), ("apparel", 22), ("home-and-garden", 21)):
        found = read("shopify", folder / f"{name}.csv", currency="USD", warehouse="main")
        assert found.errors == []
        assert len(found.products) == products


BY_ROW = "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,{}\n"


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("Incoming,Unavailable,Committed,Available,On hand", "0,1,0,{n},99"),
        ("Available (not editable),On hand (current),On hand (new)", "{n},99,99"),
        ("On hand (current),On hand (new)", "99,{n}"),
    ],
)
def test_stock_is_read_by_location_from_every_generation_of_headers(columns: str, cells: str, tmp_path: Path) -> None:
    lines = [
        f"tote,Tote,Colour,Cognac,T-1,,,{place},{cells.format(n=number)}\n"
        for place, number in (("Florence", 3), ("New York", 7))
    ]
    path = file_with(tmp_path, BY_ROW.format(columns) + "".join(lines))
    assert detect(path).code == "shopify_inventory"

    found = read(
        "shopify_inventory", path, warehouses={"florence": "Florence", "ny": "Hudson"}, locations="New York=ny"
    )

    assert found.errors == []
    assert found.stock == {("T-1", "florence"): 3, ("T-1", "ny"): 7}


def test_stock_is_read_from_a_column_for_each_location(tmp_path: Path) -> None:
    text = "Handle,Title,SKU,HS Code,COO,Florence,Hong Kong\ntote,Tote,T-1,,,3,not stocked\n"

    found = read("shopify_inventory", file_with(tmp_path, text), warehouses={"florence": "Florence", "hk": "Hong Kong"})

    assert found.stock == {("T-1", "florence"): 3, ("T-1", "hk"): 0}


def test_a_location_that_the_shop_does_not_have_is_named(tmp_path: Path) -> None:
    text = BY_ROW.format("Available") + "tote,Tote,,,T-1,,,Mars,3\n"

    found = read("shopify_inventory", file_with(tmp_path, text), warehouses={"florence": "Florence"})

    assert [(error.row, error.column, error.value) for error in found.errors] == [(2, "Location", "Mars")]
    assert "no warehouse Mars" in found.errors[0].reason
