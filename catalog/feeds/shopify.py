"""Shopify's product CSV in both generations of headers. Rows with the same handle are the variants of one product.

The first row of a handle tells of the product, each row with a price or an option of a variant, and rows that have
neither add images. No more is kept in memory than the rows of one handle.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from catalog.feeds import cells as reading
from catalog.feeds.base import CellError, Option, Parsed, ReadOptions
from catalog.feeds.cells import BadCell, Cells
from catalog.feeds.rows import FeedRow, PriceRow, ProductRow, StockRow, StoreRows
from catalog.feeds.shopify_headers import PRODUCT_COLUMNS, attribute_name, product_field
from catalog.feeds.shopify_writing import write_products
from catalog.feeds.table_format import (
    ATTRIBUTE,
    ATTRIBUTE_LABEL,
    DECIMAL_SIGNS,
    ONE_COMMA,
    TableFormat,
    each_sku_once,
    rows_of,
    share_known,
)

STATUSES: Mapping[str, str] = {"active": "active", "draft": "draft", "archived": "archived", "unlisted": "active"}
NO_OPTION = "Default Title"
MOST_ROWS = 3_000  # of one handle: Shopify allows 2,048 variants and 250 images
OPTIONS = (1, 2, 3)
VARIANT_FIELDS = ("sku", "price", "option1_value", "option2_value", "option3_value")
STOCK_HELP = "Empty: stock is left as it is. What Shopify does not track is always there."
WITHOUT_SKU = Option(
    "without_sku",
    "Variants without SKU",
    default="handle",
    choices=(("handle", "Are called by handle and options, as in tote-brown"), ("refuse", "Are reported as errors")),
)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the variants of a handle have in common."""

    handle: str
    title: str
    description: str
    vendor: str
    category_path: str
    tags: tuple[str, ...]
    status: str
    visible: bool
    options: Mapping[int, str]
    attributes: Mapping[str, str]
    images: tuple[str, ...]


class Shopify(TableFormat):
    code = "shopify"
    label = "Shopify products (CSV)"
    fields: Mapping[str, str] = {field: new for field, _, new in PRODUCT_COLUMNS} | {ATTRIBUTE: ATTRIBUTE_LABEL}
    speaks: Mapping[str, tuple[str, ...]] = {
        "handle": ("sku", "item_group"),
        "title": ("name",),
        "description": ("description",),
        "vendor": ("brand", "brand_name"),
        "category": ("category", "category_path"),
        "type": ("category", "category_path"),
        "tags": ("tags",),
        "published": ("visible",),
        "status": ("status", "visible"),
        "sku": ("sku",),
        "barcode": ("gtin",),
        "option1_value": ("attributes",),
        "price": ("price",),
        "cost": ("cost",),
        "compare_at": ("sale_price",),
        "image": ("image_url", "more_image_urls"),
        "variant_image": ("image_url",),
        ATTRIBUTE: ("attributes",),
    }
    options: tuple[Option, ...] = (
        Option("warehouse", "Stock lies in", STOCK_HELP, source="warehouses"),
        WITHOUT_SKU,
        Option("decimal_sign", "Decimal sign", ONE_COMMA, choices=DECIMAL_SIGNS),
    )

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        return {column: product_field(column) for column in columns}

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        suggested = self.suggest(columns)
        share = share_known(columns, suggested, needed=frozenset({"handle", "title"}))
        is_sure = {"option1_value", "price"} <= set(suggested.values())
        return 0.6 + 0.35 * share if share and is_sure else share * 0.5

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        return each_sku_once(_read(path, mapping=mapping, options=options))

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        is_old = options.get("generation") == "old"
        write_products(shop, out, warehouse=str(options.get("warehouse", "")), is_old=is_old)


def _read(path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
    for handle, rows in groupby(_with_handles(path, mapping=mapping), key=lambda found: found[0]):
        group: list[Cells] = []
        for _, cells in rows:
            if len(group) < MOST_ROWS:
                group.append(cells)
            elif len(group) == MOST_ROWS:
                reason = f"The handle has more than {MOST_ROWS:,} rows."
                group[0].fail("handle", handle, BadCell(reason, "Give each product a handle of its own."))
        yield from _products(handle, group, options)


def _with_handles(path: Path, *, mapping: Mapping[str, str]) -> Iterator[tuple[str, Cells]]:
    """This will name the handle of each row; a product without one gets it from its title, as in Shopify."""
    for record, cells in rows_of(path, mapping=mapping):
        handle = cells.text("handle")
        if record.error:
            cells.errors.append(record.error)
        elif not handle:
            handle = made_handle(cells.text("title"))
        if not handle and not record.error:
            cells.fail("handle", "", BadCell("The row has no handle and no title.", "Write the product's handle."))
        # A row that cannot be placed stands alone, so that it spoils no product.
        yield handle if not cells.errors else f"\n{record.row}", cells


def _products(handle: str, group: Sequence[Cells], options: ReadOptions) -> Iterator[Parsed]:
    first, last = group[0], group[-1].row
    if first.errors:
        yield Parsed(last, errors=tuple(first.errors))
        return
    shared = _shared(handle, group)
    if first.errors:
        yield Parsed(last, errors=tuple(first.errors))
        return
    variants = [cells for cells in group if cells is first or any(cells.text(field) for field in VARIANT_FIELDS)]
    for cells in variants:
        rows = _variant(cells, shared, options, is_alone=len(variants) == 1)
        errors: tuple[CellError, ...] = tuple(cells.errors)
        yield Parsed(last if cells is variants[-1] else cells.row, rows=() if errors else rows, errors=errors)


def _shared(handle: str, group: Sequence[Cells]) -> Shared:
    first = group[0]
    status = first.take("status", reading.choice(STATUSES), "active")
    is_unlisted = first.text("status").casefold() == "unlisted"
    category, kind = first.text("category"), first.text("type")
    attributes = {attribute_name(column): text for column, text in first.texts(ATTRIBUTE)}
    if category and kind:
        attributes["type"] = kind
    return Shared(
        handle=first.take("handle", reading.at_most(80), handle),
        title=first.need("title", reading.at_most(200), "", remedy="Write the title in the first row of the handle."),
        description=reading.from_html(first.text("description")),
        vendor=first.take("vendor", reading.at_most(120), ""),
        category_path=first.take("category" if category else "type", _path, ""),
        tags=first.take("tags", _tags, ()),
        status=status,
        visible=first.take("published", reading.flag, True) and not is_unlisted,
        options={number: first.text(f"option{number}_name") for number in OPTIONS},
        attributes=attributes,
        images=_images(group),
    )


def _path(text: str) -> str:
    return reading.category_path(text.split(">"))


def _tags(text: str) -> tuple[str, ...]:
    pieces = (piece.strip() for piece in text.split(","))
    return tuple(dict.fromkeys(reading.at_most(80)(piece) for piece in pieces if piece))


def _images(group: Sequence[Cells]) -> tuple[str, ...]:
    found = []
    for cells in group:
        if address := cells.take("image", reading.image, ""):
            found.append((cells.take("image_position", reading.whole, len(found) + 1), address))
    return tuple(dict.fromkeys(address for _, address in sorted(found, key=lambda image: image[0])))


def _variant(cells: Cells, shared: Shared, options: ReadOptions, *, is_alone: bool) -> tuple[FeedRow, ...]:
    values = [text for number in OPTIONS if (text := cells.text(f"option{number}_value"))]
    sku = variant_sku(cells, shared.handle, values, options)
    price, sale = _prices(cells, sign=options.values.get("decimal_sign", ""))
    gtin, barcode = _barcode(cells.text("barcode"))
    image = cells.take("variant_image", reading.image, "") or next(iter(shared.images), "")
    product = ProductRow(
        sku=sku,
        name=_name(shared.title, [text for text in values if text != NO_OPTION], is_alone=is_alone),
        category="",
        brand="",
        price=price,
        item_group="" if shared.handle == sku else shared.handle,
        description=shared.description,
        cost=cells.take("cost", lambda text: reading.amount(text, sign=options.values.get("decimal_sign", "")), None),
        status=shared.status,
        visible=shared.visible,
        attributes={**shared.attributes, **_chosen(cells, shared), **barcode},
        image_url=image,
        gtin=gtin,
        tags=shared.tags,
        more_image_urls=tuple(address for address in shared.images if address != image),
        category_path=shared.category_path,
        brand_name=shared.vendor,
    )
    rows: list[FeedRow] = [product]
    if (stock := _stock(cells, sku, options)) is not None:
        rows.append(stock)
    if sale is not None:
        rows.append(PriceRow(sku, "", "", sale, currency=options.currency))
    return tuple(rows)


def _name(title: str, values: Sequence[str], *, is_alone: bool) -> str:
    return title if is_alone or not values else f"{title} - {' / '.join(values)}"[:200]


def variant_sku(cells: Cells, handle: str, values: Sequence[str], options: ReadOptions) -> str:
    """This will give the SKU of a variant, or make one of handle and options, always the same."""
    sku = cells.take("sku", reading.at_most(80), "")
    if sku:
        return sku
    if options.values.get("without_sku") == "refuse":
        cells.fail("sku", "", BadCell("The variant has no SKU.", "Write one, or choose that SKUs are made."))
        return ""
    made = "-".join(filter(None, (handle, *(made_handle(text) for text in values if text != NO_OPTION))))
    if len(made) > 80:
        cells.fail("sku", made, BadCell("Handle and options are too long for a SKU.", "Write a SKU of 80 characters."))
    return made


def made_handle(text: str) -> str:
    """This will write a title as Shopify does in an address: "Pebbled Tote" as pebbled-tote."""
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


def _prices(cells: Cells, *, sign: str) -> tuple[Decimal, Decimal | None]:
    """This will tell the regular price and, below it, the price of a sale."""
    price = cells.need(
        "price", lambda text: reading.amount(text, sign=sign), Decimal(0), remedy="Write the variant's price."
    )
    before = cells.take("compare_at", lambda text: reading.amount(text, sign=sign), None)
    return (before, price) if before is not None and before > price and cells.text("price") else (price, None)


def _barcode(text: str) -> tuple[str, Mapping[str, str]]:
    """This will tell a GTIN from a shop's own bar code, which stays an attribute."""
    if not text:
        return "", {}
    try:
        return reading.gtin(text.lstrip("'")), {}
    except BadCell:
        return "", {"Barcode": text}


def _chosen(cells: Cells, shared: Shared) -> dict[str, str]:
    pairs = ((shared.options[number], cells.text(f"option{number}_value")) for number in OPTIONS)
    return {name: text for name, text in pairs if name and text and text != NO_OPTION}


def _stock(cells: Cells, sku: str, options: ReadOptions) -> StockRow | None:
    """This will count only what Shopify counts: a variant without a tracker is never sold out."""
    warehouse = options.values.get("warehouse", "")
    is_tracked = not cells.speaks_of("tracker") or bool(cells.text("tracker"))
    if not (warehouse and is_tracked and cells.text("stock")):
        return None
    return StockRow(sku, warehouse, cells.take("stock", reading.quantity, 0))
