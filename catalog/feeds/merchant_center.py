"""Google Merchant Center's product data, as a text table or as XML: what its attributes mean for us.

The readers of both files hand over one item's cells by attribute; `merchant_table.py` and `merchant_xml.py` hold them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from catalog.feeds import cells as reading
from catalog.feeds.base import Parsed, ReadOptions
from catalog.feeds.cells import BadCell, Cells
from catalog.feeds.rows import FeedRow, PriceRow, ProductRow
from catalog.feeds.table_format import ATTRIBUTE, ATTRIBUTE_LABEL

FIELDS: Mapping[str, str] = {
    "id": "SKU (id)",
    "title": "Name (title)",
    "description": "Description",
    "image_link": "Image",
    "additional_image_link": "Further images",
    "availability": "Availability",
    "price": "Price",
    "sale_price": "Sale price",
    "sale_price_effective_date": "When the sale price holds",
    "brand": "Brand",
    "gtin": "GTIN",
    "item_group_id": "Item group",
    "product_type": "Category (product_type)",
    "google_product_category": "Google's category",
    "product_detail": "Details, section:attribute:value",
    "cost_of_goods_sold": "Cost",
    "loyalty_program": "Member prices (loyalty_program)",
    ATTRIBUTE: ATTRIBUTE_LABEL,
}
SPEAKS: Mapping[str, tuple[str, ...]] = {
    "id": ("sku",),
    "title": ("name",),
    "description": ("description",),
    "image_link": ("image_url",),
    "additional_image_link": ("more_image_urls",),
    "availability": ("visible",),
    "price": ("price",),
    "brand": ("brand", "brand_name"),
    "gtin": ("gtin",),
    "item_group_id": ("item_group",),
    "product_type": ("category", "category_path"),
    "google_product_category": ("category", "category_path", "attributes"),
    "product_detail": ("attributes",),
    "cost_of_goods_sold": ("cost",),
    "sale_price": ("sale_price",),
    "sale_price_effective_date": ("sale_dates",),
    ATTRIBUTE: ("attributes",),
}
LABELS = tuple(f"custom_label_{number}" for number in range(5))
PLAIN = ("link", "material", "color", "size", "pattern", "gender", "age_group", "condition", "mpn", *LABELS)
FURTHER = {"summary": "description", "content": "description", "additional_image_links": "additional_image_link"}
AVAILABLE = {"in_stock": True, "out_of_stock": False, "preorder": True, "backorder": True, "limited_availability": True}
LOYALTY_PARTS = (
    "program_label",
    "tier_label",
    "price",
    "cashback_for_future_use",
    "loyalty_points",
    "member_price_effective_date",
    "shipping_label",
)
DETAIL_PARTS = ("section_name", "attribute_name", "attribute_value")
MONEY = re.compile(r"(?:([A-Za-z]{3})\s*)?([0-9][0-9.,]*)(?:\s*([A-Za-z]{3}))?")
TIME = re.compile(r"(?<!\\)(?<=T[0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?:([+-][0-9]{2}):([0-9]{2}))?")
PARTS_IN_HEADER = re.compile(r"([a-z0-9_]+)\s*\(([a-z_:]+)\)")
COPY = re.compile(r" \([0-9]+\)$")
ESCAPED = re.compile(r"\\([:,\\])")
WRITE_PRICE = "Write the price with its currency, as in 15.00 EUR."


@lru_cache(maxsize=4096)
def plain_name(column: str) -> str:
    """This will write a header as Google's attribute: "g:image link" as image_link, without what stands in brackets."""
    name = COPY.sub("", column.casefold().strip()).removeprefix("g:")
    if found := PARTS_IN_HEADER.fullmatch(name):
        name = found[1]
    return re.sub(r"[\s-]+", "_", name)


def suggest(columns: Sequence[str]) -> dict[str, str]:
    return {column: _field(plain_name(column)) for column in columns}


def recognise(columns: Sequence[str]) -> float:
    found = {plain_name(column) for column in columns}
    if not {"id", "title"} <= found:
        return 0.0
    telling = {"image_link", "availability", "google_product_category", "product_type", "item_group_id", "price"}
    return 0.4 + 0.09 * len(telling & found)


def _field(name: str) -> str:
    name = FURTHER.get(name, name)
    if name in PLAIN:
        return ATTRIBUTE
    return name if name in FIELDS else ""


def item(cells: Cells, *, options: ReadOptions) -> Parsed:
    """This will turn one item into rows, or say what is wrong with it."""
    rows = tuple(_rows(cells, options))
    return Parsed(cells.row, rows=() if cells.errors else rows, errors=tuple(cells.errors))


def _rows(cells: Cells, options: ReadOptions) -> Iterator[FeedRow]:
    sku = cells.take("id", reading.at_most(80), "")
    if not sku:
        cells.fail("id", cells.text("id"), BadCell("The item has no id.", "Give each item its SKU as id."))
    price = cells.need("price", lambda text: money(text, currency=options.currency), Decimal(0), remedy=WRITE_PRICE)
    yield _product(cells, sku, price, options)
    if (sale := _sale(cells, sku, price, options)) is not None:
        yield sale
    for _, text in cells.texts("loyalty_program"):
        yield from _member_prices(cells, sku, text, options)


def _product(cells: Cells, sku: str, price: Decimal, options: ReadOptions) -> ProductRow:
    group = cells.take("item_group_id", reading.at_most(80), "")
    path, attributes = _category(cells)
    return ProductRow(
        sku=sku,
        name=cells.need("title", reading.at_most(200), "", remedy="Write the title of the item."),
        category="",
        brand="",
        price=price,
        item_group="" if group == sku else group,
        description=cells.text("description"),
        cost=cells.take("cost_of_goods_sold", lambda text: money(text, currency=options.currency), None),
        visible=cells.take("availability", _available, True),
        attributes={**{plain_name(column): text for column, text in cells.texts(ATTRIBUTE)}, **attributes},
        image_url=cells.take("image_link", reading.image, ""),
        gtin=cells.take("gtin", reading.gtin, ""),
        more_image_urls=_images(cells),
        category_path=path,
        brand_name=cells.take("brand", reading.at_most(120), ""),
    )


def money(text: str, *, currency: str) -> Decimal:
    """This will read "15.00 EUR" in the store's currency; without a currency it is the store's."""
    found = MONEY.fullmatch(text)
    if not found:
        raise BadCell("This is not a price.", WRITE_PRICE)
    named = (found[1] or found[3] or currency).upper()
    if named != currency:
        remedy = f"Export the feed in {currency}, or import it into the store that sells in {named}."
        raise BadCell(f"It is in {named}; the store's prices are in {currency}.", remedy)
    return reading.amount(found[2])


def span(text: str) -> tuple[datetime | None, datetime | None]:
    """This will read "2026-03-01T00:00+0100/2026-03-08T00:00+0100"; either side may be missing."""
    start, slash, end = text.partition("/")
    if not slash:
        raise BadCell("This is not a span of time.", "Write it as in 2026-03-01T00:00+0100/2026-03-08T00:00+0100.")
    return (reading.moment(start.strip()) if start.strip() else None), (
        reading.moment(end.strip()) if end.strip() else None
    )


def _available(text: str) -> bool:
    return reading.choice(AVAILABLE)(re.sub(r"[\s-]+", "_", text))


def _images(cells: Cells) -> tuple[str, ...]:
    found = cells.texts("additional_image_link")
    addresses = (piece.strip() for _, text in found for piece in text.split(","))
    try:
        return tuple(dict.fromkeys(reading.image(address) for address in addresses if address))
    except BadCell as bad:
        cells.fail("additional_image_link", found[0][1], bad)
        return ()


def _category(cells: Cells) -> tuple[str, dict[str, str]]:
    """This will prefer the shop's own category to Google's, which is then an attribute, as are details."""
    own, google = cells.take("product_type", _path, ""), cells.text("google_product_category")
    attributes = dict(_details(cells))
    if google and (own or google.isdecimal()):
        return own, {"google_product_category": google, **attributes}
    return own or cells.take("google_product_category", _path, ""), attributes


def _path(text: str) -> str:
    """This will take the first of several paths."""
    return reading.category_path(unescaped(reading.split_escaped(text, ",")[0]).split(">"))


def _details(cells: Cells) -> Iterator[tuple[str, str]]:
    for column, text in cells.texts("product_detail"):
        for part in _listed(text, least=len(DETAIL_PARTS)):
            named = _named(part, column, DETAIL_PARTS)
            section, name, value = (named.get(key, "") for key in DETAIL_PARTS)
            if name and value:
                yield f"{section}: {name}" if section else name, value
            else:
                reason = "A detail has a section, which may be empty, a name and a value."
                cells.fail("product_detail", text, BadCell(reason, "Write it as in General:Closure:Zip."))


def _listed(text: str, *, least: int) -> list[str]:
    """This will split a list at its commas; what has too few parts belongs to the entry before it."""
    found: list[str] = []
    for piece in reading.split_escaped(text, ","):
        if found and len(reading.split_escaped(piece, ":")) < least:
            found[-1] += f",{piece}"
        else:
            found.append(piece)
    return found


def _named(text: str, column: str, parts: Sequence[str]) -> dict[str, str]:
    """This will name the parts of "a:b:c" by the header, as in loyalty_program(tier_label:price), or by their order."""
    parts = _parts_of(column) or parts
    pieces = reading.split_escaped(text, ":")
    pieces[len(parts) - 1 :] = [":".join(pieces[len(parts) - 1 :])]  # a bare colon in the last part belongs to it
    return {part: unescaped(piece).strip() for part, piece in zip(parts, pieces, strict=False)}


@lru_cache(maxsize=4096)
def _parts_of(column: str) -> tuple[str, ...]:
    found = PARTS_IN_HEADER.fullmatch(COPY.sub("", column.casefold().strip()).removeprefix("g:"))
    return tuple(found[2].split(":")) if found else ()


def unescaped(text: str) -> str:
    return ESCAPED.sub(r"\1", text) if "\\" in text else text


def _sale(cells: Cells, sku: str, price: Decimal, options: ReadOptions) -> PriceRow | None:
    sale = cells.take("sale_price", lambda text: money(text, currency=options.currency), None)
    if sale is None:
        return None
    if cells.speaks_of("price") and sale >= price and not cells.errors:
        reason = f"The sale price is not below the price, {price}."
        cells.fail("sale_price", str(sale), BadCell(reason, "Correct one of the two, or leave the sale price out."))
    start, end = cells.take("sale_price_effective_date", span, (None, None))
    return PriceRow(sku, "", "", sale, currency=options.currency, valid_from=start, valid_until=end)


def _member_prices(cells: Cells, sku: str, text: str, options: ReadOptions) -> Iterator[PriceRow]:
    column = cells.texts("loyalty_program")[0][0]
    for part in _listed(TIME.sub(_escaped_time, text), least=2):
        named = _named(part, column, LOYALTY_PARTS)
        if not named.get("price"):
            continue  # points or cashback alone
        try:
            if not (tier := named.get("tier_label", "")):
                raise BadCell("A member price names no tier.", "Write the code of the tier as tier_label.")
            start, end = span(held) if (held := named.get("member_price_effective_date")) else (None, None)
            amount = money(named["price"], currency=options.currency)
            yield PriceRow(sku, "", tier, amount, currency=options.currency, valid_from=start, valid_until=end)
        except BadCell as bad:
            cells.fail("loyalty_program", text, bad)


def _escaped_time(found: re.Match[str]) -> str:
    """This will keep the colons of a time from separating parts."""
    return found[0].replace(":", "\\:")
