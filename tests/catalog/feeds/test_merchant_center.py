"""Google Merchant Center's product data: each attribute that the shops need, as text and as XML."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.feeds import format_by_code
from catalog.feeds.rows import PriceRow
from catalog.imports.intake import detect
from tests.catalog.feeds.reading import Read, file_with, read, written
from tests.factories import small_shop

ITEM = {
    **{
        "id": "TOTE-1",
        "title": "Tote",
        "description": "Soft, large.",
        "link": "https://x.example/p",
        "brand": "Aurelia",
    },
    **{
        "image_link": "https://x.example/1.jpg",
        "additional_image_link": "https://x.example/2.jpg,https://x.example/3.jpg",
    },
    **{"availability": "in stock", "price": "420.00 EUR", "sale_price": "EUR 380.00", "gtin": "4006381333931"},
    **{"sale_price_effective_date": "2026-03-01T00:00+0100/2026-03-08T00:00+0100", "item_group_id": "TOTE"},
    **{"product_type": "Bags > Totes", "google_product_category": "6551", "material": "leather/cotton"},
    **{"product_detail": "General:Closure:Zip,Care:Wash:Never, ever", "cost_of_goods_sold": "150.00 EUR"},
    **{"loyalty_program": "club:gold:350.00 EUR:::2026-03-01T00:00+0100/2026-03-08T00:00+0100:,club:silver:400.00 EUR"},
    **{f"custom_label_{number}": f"label {number}" for number in range(5)},
}
NESTED = {
    "product_detail": (
        "<g:product_detail><g:section_name>General</g:section_name><g:attribute_name>Closure</g:attribute_name>"
        "<g:attribute_value>Zip</g:attribute_value></g:product_detail><g:product_detail><g:section_name>Care"
        "</g:section_name><g:attribute_name>Wash</g:attribute_name><g:attribute_value>Never, ever</g:attribute_value>"
        "</g:product_detail>"
    ),
    "loyalty_program": (
        "<g:loyalty_program><g:program_label>club</g:program_label><g:tier_label>gold</g:tier_label><g:price>350.00 EUR"
        "</g:price><g:member_price_effective_date>2026-03-01T00:00+0100/2026-03-08T00:00+0100"
        "</g:member_price_effective_date></g:loyalty_program><g:loyalty_program><g:program_label>club</g:program_label>"
        "<g:tier_label>silver</g:tier_label><g:price>400.00 EUR</g:price></g:loyalty_program>"
    ),
    "additional_image_link": (
        "<g:additional_image_link>https://x.example/2.jpg</g:additional_image_link>"
        "<g:additional_image_link>https://x.example/3.jpg</g:additional_image_link>"
    ),
}
MARCH = (datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 7, 23, tzinfo=UTC))


def tsv(folder: Path, **changes: str) -> Path:
    item = {**ITEM, **changes}
    return file_with(folder, "\t".join(item) + "\n" + "\t".join(item.values()) + "\n", suffix=".tsv")


def xml(folder: Path, *, tag: str = "item") -> Path:
    inner = "".join(NESTED.get(name) or f"<g:{name}>{text}</g:{name}>" for name, text in ITEM.items()).replace(
        "> T", "&gt; T"
    )
    text = f'<feed xmlns:g="http://base.google.com/ns/1.0"><{tag}>{inner}</{tag}></feed>'
    return file_with(folder, text, suffix=".xml")


def as_text(folder: Path) -> Path:
    return tsv(folder)


def as_rss(folder: Path) -> Path:
    return xml(folder)


def as_atom(folder: Path) -> Path:
    return xml(folder, tag="entry")


@pytest.mark.parametrize("write", [as_text, as_rss, as_atom])
def test_every_attribute_is_read_from_text_and_xml_alike(write: object, tmp_path: Path) -> None:
    path = write(tmp_path)  # type: ignore[operator]
    code = detect(path).code
    assert code == ("merchant_tsv" if write is as_text else "merchant_xml")

    found = read(code, path)

    assert found.errors == []
    tote = found.products["TOTE-1"]
    assert (tote.name, tote.price, tote.cost, tote.gtin) == ("Tote", Decimal(420), Decimal(150), "4006381333931")
    assert (tote.item_group, tote.category_path, tote.brand_name) == ("TOTE", "Bags > Totes", "Aurelia")
    assert (tote.image_url, len(tote.more_image_urls), tote.visible) == ("https://x.example/1.jpg", 2, True)
    assert tote.attributes == {
        **{"link": "https://x.example/p", "material": "leather/cotton", "google_product_category": "6551"},
        **{f"custom_label_{number}": f"label {number}" for number in range(5)},
        **{"General: Closure": "Zip", "Care: Wash": "Never, ever"},
    }
    assert found.prices == [
        PriceRow("TOTE-1", "", "", Decimal(380), "EUR", *MARCH),
        PriceRow("TOTE-1", "", "gold", Decimal(350), "EUR", *MARCH),
        PriceRow("TOTE-1", "", "silver", Decimal(400), "EUR"),
    ]


def test_the_header_may_name_the_parts_of_a_member_price(tmp_path: Path) -> None:
    text = "id\ttitle\tprice\tloyalty_program(tier_label:price)\nTOTE-1\tTote\t420 EUR\tgold:350 EUR\n"

    found = read("merchant_tsv", file_with(tmp_path, text, suffix=".tsv"))

    assert found.prices == [PriceRow("TOTE-1", "", "gold", Decimal(350), "EUR")]


@pytest.mark.parametrize(
    ("word", "visible"),
    [("in_stock", True), ("out of stock", False), ("Preorder", True), ("backorder", True), ("out_of_stock", False)],
)
def test_availability(word: str, visible: bool, tmp_path: Path) -> None:
    assert read("merchant_tsv", tsv(tmp_path, availability=word)).products["TOTE-1"].visible is visible


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"price": "420.00 USD"}, "price", "It is in USD"),
        ({"price": "much"}, "price", "not a price"),
        ({"price": ""}, "price", "empty"),
        ({"id": ""}, "id", "no id"),
        ({"title": ""}, "title", "empty"),
        ({"title": "x" * 201}, "title", "201 characters"),
        ({"availability": "soon"}, "availability", "not known"),
        ({"sale_price": "420.00 EUR"}, "sale_price", "not below the price"),
        ({"sale_price_effective_date": "March"}, "sale_price_effective_date", "span of time"),
        ({"product_detail": "Zip"}, "product_detail", "a name and a value"),
        ({"loyalty_program": "club::350.00 EUR"}, "loyalty_program", "no tier"),
        ({"cost_of_goods_sold": "-1 EUR"}, "cost_of_goods_sold", "not a price"),
        ({"gtin": "12"}, "gtin", "8 to 14 digits"),
    ],
)
def test_a_bad_attribute_is_named(changes: dict[str, str], column: str, words: str, tmp_path: Path) -> None:
    found = read("merchant_tsv", tsv(tmp_path, **changes))

    assert [(error.row, error.column) for error in found.errors] == [(2, column)]
    assert words in found.errors[0].reason
    assert found.rows == []


def exported(folder: Path, code: str, **options: object) -> tuple[str, Read]:
    path = written(folder, format_by_code(code), small_shop(), **options)
    return path.read_text(encoding="utf-8"), read(code, path)


@pytest.mark.parametrize("code", ["merchant_tsv", "merchant_xml"])
def test_costs_and_member_prices_stay_private_unless_they_are_asked_for(code: str, tmp_path: Path) -> None:
    text, found = exported(tmp_path, code)
    assert "cost_of_goods_sold" not in text
    assert "loyalty_program" not in text
    assert all(row.cost is None for row in found.products.values())

    text, found = exported(tmp_path, code, member_prices=True, costs=True)
    assert "cost_of_goods_sold" in text
    assert all(row.cost for row in found.products.values())
