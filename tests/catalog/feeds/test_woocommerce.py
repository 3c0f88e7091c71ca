"""WooCommerce's product CSV: headers in any language, escaped commas, variations, linked products."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.feeds.rows import PriceRow
from catalog.feeds.woocommerce_headers import LANGUAGES
from catalog.imports.intake import detect
from tests.catalog.feeds.reading import Read, file_with, read

HEADER = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Visibility in catalog","Short description",Description,'
    '"Date sale price starts","Date sale price ends","In stock?",Stock,"Sale price","Regular price",Categories,Tags,'
    'Images,Parent,"Grouped products",Upsells,Cross-sells,Brands,"Cost of goods","Attribute 1 name",'
    '"Attribute 1 value(s)","Meta: _wc_note"\n'
)
COLUMNS = (
    *("id", "type", "sku", "gtin", "name", "published", "visibility", "short", "description", "starts", "ends"),
    *("in_stock", "stock", "sale", "price", "categories", "tags", "images", "parent", "grouped", "upsells"),
    *("cross", "brand", "cost", "attribute", "values", "note"),
)
PLAIN = {"id": "7", "type": "simple", "sku": "HAT-1", "name": "Felt Hat", "published": "1", "price": "90"}


def line(**cells: str) -> str:
    values = {**PLAIN, **cells}
    assert values.keys() <= set(COLUMNS)
    return ",".join('"' + values.get(name, "").replace('"', '""') + '"' for name in COLUMNS) + "\n"


def shop(folder: Path, *lines: str, **options: str) -> Read:
    return read("woocommerce_csv", file_with(folder, HEADER + "".join(lines)), **options)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_headers_are_understood_in_the_language_of_the_shop(language: str, tmp_path: Path) -> None:
    headers = LANGUAGES["en"] | LANGUAGES[language]
    number = {"attribute_name": "Attribute 1 name", "attribute_values": "Attribute 1 value(s)"}
    names = {**number, **{field: header.replace("#", "1") for field, header in headers.items()}}
    cells = {
        **{"id": "7", "type": "simple", "sku": "HAT-1", "name": "Felt Hat", "published": "1", "price": "90"},
        **{"sale_price": "80", "categories": "Hats > Felt", "stock": "5", "upsells": "HAT-2", "cost": "30"},
        **{"brand": "Feltmakers", "gtin": "4006381333931", "attribute_name": "Colour", "attribute_values": "Grey"},
    }
    quoted = (
        ",".join(f'"{text}"' for text in row) for row in (names.values(), [cells.get(name, "") for name in names])
    )
    path = file_with(tmp_path, "\n".join(quoted))

    assert detect(path).code == "woocommerce_csv"
    found = read("woocommerce_csv", path, warehouse="florence")

    hat = found.products["HAT-1"]
    assert found.errors == []
    assert (hat.external_id, hat.name, hat.price, hat.cost) == ("7", "Felt Hat", Decimal(90), Decimal(30))
    assert (hat.category_path, hat.brand_name, hat.gtin) == ("Hats > Felt", "Feltmakers", "4006381333931")
    assert (hat.attributes, hat.links) == ({"Colour": "Grey"}, (("upsell", "HAT-2"),))
    assert found.prices == [PriceRow("HAT-1", "", "", Decimal(80), "EUR")]
    assert found.stock == {("HAT-1", "florence"): 5}


def test_escaped_commas_and_line_breaks_come_back_as_they_were(tmp_path: Path) -> None:
    found = shop(
        tmp_path,
        line(
            categories=r"Hats\, Caps > Felt\, soft",
            tags=r"red\, white, new",
            attribute="Care",
            values=r"Brush\, never wash, Cool",
            description=r"<p>Warm.</p>\nSoft &amp; light.",
        ),
    )

    hat = found.products["HAT-1"]
    assert hat.category_path == "Hats, Caps > Felt, soft"
    assert hat.tags == ("red, white", "new")
    assert hat.attributes == {"Care": "Brush, never wash, Cool"}
    assert hat.description == "Warm.\n\nSoft & light."


def test_linked_products_are_found_by_sku_and_by_number_wherever_they_stand(tmp_path: Path) -> None:
    found = shop(
        tmp_path,
        line(upsells="id:9, HAT-3", cross="id:8,id:404", grouped="HAT-1, id:9"),
        line(id="8", sku="HAT-2", name="Cap"),
        line(id="9", sku="", name="Fez"),
    )

    assert found.products["HAT-1"].links == (
        *(("upsell", "id:9"), ("upsell", "HAT-3"), ("cross_sell", "HAT-2"), ("cross_sell", "id:404")),
        ("grouped", "id:9"),
    )
    assert "id:9" in found.products


@pytest.mark.parametrize("parent", ["SHIRT", "id:20"])
def test_a_variation_inherits_what_its_parent_says(parent: str, tmp_path: Path) -> None:
    found = shop(
        tmp_path,
        line(id="21", type="variation", sku="SHIRT-S", name="Shirt - S", parent=parent, attribute="Size", values="S"),
        line(
            **{"id": "20", "type": "variable", "sku": "SHIRT", "name": "Shirt", "price": "", "categories": "Shirts"},
            **{"brand": "Aurelia", "tags": "linen", "images": "https://x.example/a.jpg, https://x.example/b.jpg"},
        ),
    )

    assert list(found.products) == ["SHIRT-S"]
    small = found.products["SHIRT-S"]
    assert (small.item_group, small.category_path, small.brand_name) == ("SHIRT", "Shirts", "Aurelia")
    assert (small.image_url, small.more_image_urls) == ("https://x.example/a.jpg", ("https://x.example/b.jpg",))
    assert small.attributes == {"Size": "S"}


@pytest.mark.parametrize(
    ("published", "visibility", "status", "visible"),
    [
        ("1", "visible", "active", True),
        ("0", "visible", "active", False),
        ("-1", "visible", "draft", True),
        ("2", "visible", "draft", True),
        ("1", "hidden", "active", False),
        ("1", "search", "active", False),
        ("1", "catalog", "active", True),
    ],
)
def test_published_and_visible(published: str, visibility: str, status: str, visible: bool, tmp_path: Path) -> None:
    hat = shop(tmp_path, line(published=published, visibility=visibility)).products["HAT-1"]

    assert (hat.status, hat.visible) == (status, visible)


def test_a_sale_holds_from_its_first_day_to_the_end_of_its_last(tmp_path: Path) -> None:
    found = shop(tmp_path, line(sale="70", starts="2026-03-01", ends="2026-03-08"))

    (sale,) = found.prices
    assert (sale.amount, sale.tier, sale.region) == (Decimal(70), "", "")
    assert sale.valid_from == datetime(2026, 3, 1, tzinfo=UTC)
    assert sale.valid_until == datetime(2026, 3, 9, tzinfo=UTC)


def test_what_is_sold_out_without_being_counted_is_hidden_and_what_is_owed_counts_as_none(tmp_path: Path) -> None:
    found = shop(
        tmp_path, line(in_stock="0"), line(id="8", sku="HAT-2", in_stock="backorder", stock="-3"), warehouse="florence"
    )

    assert not found.products["HAT-1"].visible
    assert found.products["HAT-2"].visible
    assert found.stock == {("HAT-2", "florence"): 0}


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"price": "cheap"}, "Regular price", "not a plain amount"),
        ({"price": ""}, "Regular price", "empty"),
        ({"sale": "95"}, "Sale price", "not below the regular price"),
        ({"gtin": "4.00639E+12"}, "GTIN, UPC, EAN, or ISBN", "shortened"),
        ({"stock": "many"}, "Stock", "not a number"),
        ({"stock": "1e300"}, "Stock", "not a whole number"),
        ({"published": "maybe"}, "Published", "neither yes nor no"),
        ({"starts": "03/04/2026", "sale": "70"}, "Date sale price starts", "not a date"),
        ({"name": ""}, "Name", "empty"),
        ({"sku": "x" * 81}, "SKU", "81 characters"),
        ({"images": "a b.jpg"}, "Images", "no blanks"),
        ({"brand": "x" * 121}, "Brands", "120 characters"),
    ],
)
def test_a_bad_cell_is_named_by_the_header_of_the_file(
    cells: dict[str, str], column: str, words: str, tmp_path: Path
) -> None:
    found = shop(tmp_path, line(**cells), line(id="8", sku="HAT-2"), warehouse="florence")

    assert [(error.row, error.column) for error in found.errors] == [(2, column)]
    assert words in found.errors[0].reason
    assert list(found.products) == ["HAT-2"]
