"""WooCommerce's product CSV: headers in the language of the shop, escaped commas, variations below their parent.

The file is read twice: first for the parents and numbers that rows refer to by `id:123`, then row by row.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from catalog.feeds import cells as reading
from catalog.feeds.base import Option, Parsed, ReadOptions
from catalog.feeds.cells import BadCell, Cells
from catalog.feeds.rows import FeedRow, PriceRow, ProductRow, StockRow, StoreRows
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
from catalog.feeds.woocommerce_headers import NUMBER, field_of
from catalog.feeds.woocommerce_writing import write_products

# What a row's "Published" makes of a product: its status, and whether lists may show it.
PUBLISHED: Mapping[str, tuple[str, bool]] = {
    "1": ("active", True),
    "0": ("active", False),
    "-1": ("draft", True),
    "2": ("draft", True),
}
LISTED: Mapping[str, bool] = {"visible": True, "catalog": True, "search": False, "hidden": False}
STOCKED: Mapping[str, bool] = {"1": True, "0": False, "backorder": True, "yes": True, "no": False}
LINKS = {"upsells": "upsell", "cross_sells": "cross_sell", "grouped": "grouped"}
BRAND_WORDS = {"brand", "brands", "marke", "marque", "marca", "merk", "ブランド"}
COMMA = re.compile(r"(?<!\\),")
LINE_BREAK = re.compile(r"\\+n")
LAST_SECOND = timedelta(seconds=1)
WRITE_SKU = "Give the product a SKU in WooCommerce and export again."
WRITE_PRICE = "Write the regular price, or set Published to -1 until there is one."


@dataclass(frozen=True, slots=True)
class Parent:
    """What the variations of a variable product inherit from it."""

    sku: str
    name: str
    description: str
    category_path: str
    brand_name: str
    tags: tuple[str, ...]
    attributes: Mapping[str, str]
    images: tuple[str, ...]
    status: str
    visible: bool


@dataclass(frozen=True, slots=True)
class References:
    """What rows may point at: SKUs by the shop's number, and parents by SKU."""

    skus: Mapping[str, str]
    parents: Mapping[str, Parent]

    def sku_of(self, reference: str) -> str:
        """This will resolve "id:123"; a SKU stays what it is."""
        return self.skus.get(reference[3:].strip(), reference) if reference.startswith("id:") else reference


class WooCommerceCsv(TableFormat):
    code = "woocommerce_csv"
    label = "WooCommerce products (CSV)"
    fields: Mapping[str, str] = {
        "id": "WooCommerce's number",
        "type": "Type",
        "sku": "SKU",
        "gtin": "GTIN",
        "name": "Name",
        "published": "Published",
        "visibility": "Visibility in the catalogue",
        "short_description": "Short description",
        "description": "Description",
        "sale_from": "Sale price from",
        "sale_until": "Sale price until",
        "in_stock": "In stock?",
        "stock": "Stock",
        "sale_price": "Sale price",
        "price": "Regular price",
        "categories": "Categories",
        "tags": "Tags",
        "images": "Images",
        "parent": "Parent",
        "grouped": "Grouped products",
        "upsells": "Upsells",
        "cross_sells": "Cross-sells",
        "brand": "Brand",
        "cost": "Cost",
        "attribute_name": "Name of an attribute, with a number",
        "attribute_values": "Values of an attribute, with a number",
        ATTRIBUTE: ATTRIBUTE_LABEL,
    }
    speaks: Mapping[str, tuple[str, ...]] = {
        "id": ("external_id",),
        "sku": ("sku",),
        "gtin": ("gtin",),
        "name": ("name",),
        "published": ("status", "visible"),
        "visibility": ("visible",),
        "short_description": ("description",),
        "description": ("description",),
        "price": ("price",),
        "categories": ("category", "category_path"),
        "tags": ("tags",),
        "images": ("image_url", "more_image_urls"),
        "parent": ("item_group",),
        "grouped": ("links",),
        "upsells": ("links",),
        "cross_sells": ("links",),
        "brand": ("brand", "brand_name"),
        "cost": ("cost",),
        "sale_price": ("sale_price",),
        "sale_from": ("sale_dates",),
        "sale_until": ("sale_dates",),
        "attribute_name": ("attributes",),
        ATTRIBUTE: ("attributes",),
    }
    options: tuple[Option, ...] = (
        Option("warehouse", "Stock lies in", "Empty: stock is left as it is.", source="warehouses"),
        Option("decimal_sign", "Decimal sign", ONE_COMMA, choices=DECIMAL_SIGNS),
        Option(
            "without_sku",
            "Products without SKU",
            default="number",
            choices=(("number", "Are called by their number, as in id:123"), ("refuse", "Are reported as errors")),
        ),
    )

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        return {column: field_of(column) for column in columns}

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        suggested = self.suggest(columns)
        share = share_known(columns, suggested, needed=frozenset({"sku", "name", "price"}))
        is_sure = {"id", "type", "published"} <= set(suggested.values())
        return 0.6 + 0.35 * share if share and is_sure else share * 0.5

    def spoken(self, mapping: Mapping[str, str]) -> frozenset[str]:
        named_brand = "attribute_name" in mapping.values()
        return super().spoken(mapping) | ({"brand", "brand_name"} if named_brand else frozenset())

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        return each_sku_once(_read(path, mapping=mapping, options=options))

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        write_products(shop, out, warehouse=str(options.get("warehouse", "")))


def _read(path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
    references = _references(path, mapping=mapping, options=options)
    for record, cells in rows_of(path, mapping=mapping):
        if record.error:
            yield Parsed(record.row, errors=(record.error,))
            continue
        rows = _rows(cells, references, options)
        yield Parsed(record.row, rows=() if cells.errors else rows, errors=tuple(cells.errors))


def _references(path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> References:
    if not {"id", "parent"} & set(mapping.values()):
        return References({}, {})
    skus: dict[str, str] = {}
    parents: dict[str, Parent] = {}
    for record, cells in rows_of(path, mapping=mapping):
        if record.error:
            continue
        sku = _sku(cells, options)
        if number := cells.text("id"):
            skus[number] = sku
        if _kind(cells) == "variable":
            parents[sku] = _parent(cells, sku)
    return References(skus, parents)


def _rows(cells: Cells, references: References, options: ReadOptions) -> tuple[FeedRow, ...]:
    sku, kind = _sku(cells, options), _kind(cells)
    if not sku:
        cells.fail("sku", "", BadCell("The cell is empty.", WRITE_SKU))
        return ()
    if kind == "variable":
        _parent(cells, sku)  # its own cells are checked; what is sold are its variations
        return ()
    product = _product(cells, sku, kind, references=references, sign=options.values.get("decimal_sign", ""))
    stock, sale = _stock(cells, product, options), _sale(cells, product, options)
    return tuple(row for row in (product, stock, sale) if row is not None)


def _sku(cells: Cells, options: ReadOptions) -> str:
    sku = cells.take("sku", reading.at_most(80), "")
    number = cells.text("id")
    if sku or not number or options.values.get("without_sku") == "refuse":
        return sku
    return f"id:{number}"


def _kind(cells: Cells) -> str:
    """This will read "simple, virtual" as simple."""
    return cells.text("type").split(",")[0].strip().casefold()


def _parent(cells: Cells, sku: str) -> Parent:
    status, visible = _shown(cells)
    category, tags = _categories(cells)
    attributes, brand = _attributes(cells)
    return Parent(
        sku=sku,
        name=cells.text("name"),
        description=_description(cells),
        category_path=category,
        brand_name=brand,
        tags=tags,
        attributes=attributes,
        images=_images(cells),
        status=status,
        visible=visible,
    )


NO_PARENT = Parent("", "", "", "", "", (), {}, (), "active", True)


def _product(cells: Cells, sku: str, kind: str, *, references: References, sign: str) -> ProductRow:
    group = references.sku_of(cells.take("parent", reading.at_most(80), ""))
    parent = references.parents.get(group, NO_PARENT)
    own = _parent(cells, sku)
    status = own.status if parent.status == "active" else parent.status
    price, is_priced = _price(cells, kind=kind, status=status, sign=sign)
    images = own.images or parent.images
    name = own.name or parent.name
    if cells.speaks_of("name") and not name:
        cells.fail("name", "", BadCell("The cell is empty.", "Write the name of the product."))
    return ProductRow(
        sku=sku,
        name=cells.take("name", reading.at_most(200), name),
        category="",
        brand="",
        price=price,
        item_group="" if group == sku else group,
        description=own.description or parent.description,
        cost=cells.take("cost", lambda text: reading.amount(text, sign=sign), None),
        status=status,
        visible=own.visible and parent.visible and is_priced and _can_be_had(cells),
        attributes={**parent.attributes, **own.attributes},
        image_url=images[0] if images else "",
        external_id=cells.take("id", reading.at_most(80), ""),
        gtin=cells.take("gtin", reading.gtin, ""),
        tags=own.tags or parent.tags,
        more_image_urls=images[1:],
        links=_links(cells, sku, references),
        category_path=own.category_path or parent.category_path,
        brand_name=own.brand_name or parent.brand_name,
    )


def _price(cells: Cells, *, kind: str, status: str, sign: str) -> tuple[Decimal, bool]:
    """This will read the regular price; a set, and what is not published, may lack one and is then hidden."""
    if not cells.speaks_of("price"):
        return Decimal(0), True
    if not cells.text("price") and (kind == "grouped" or status != "active"):
        return Decimal(0), False
    return cells.need("price", lambda text: reading.amount(text, sign=sign), Decimal(0), remedy=WRITE_PRICE), True


def _shown(cells: Cells) -> tuple[str, bool]:
    status, visible = cells.take("published", _published, PUBLISHED["1"])
    return status, visible and cells.take("visibility", reading.choice(LISTED), True)


def _published(text: str) -> tuple[str, bool]:
    if text in PUBLISHED:
        return PUBLISHED[text]
    return PUBLISHED["1"] if reading.flag(text) else PUBLISHED["0"]


def _can_be_had(cells: Cells) -> bool:
    """This will be false for what is sold out without being counted."""
    return bool(cells.text("stock")) or cells.take("in_stock", reading.choice(STOCKED), True)


def pieces(text: str) -> list[str]:
    r"""This will split a list at its commas, but not where they are escaped as "\,"."""
    if "\\" not in text:
        return [piece for part in text.split(",") if (piece := part.strip())]
    return [piece for part in COMMA.split(text) if (piece := part.replace("\\,", ",").strip())]


def _categories(cells: Cells) -> tuple[str, tuple[str, ...]]:
    """This will take the deepest path as the category; the others, unless they lead to it, become tags."""
    tags = cells.take("tags", _tags, ())
    text = cells.text("categories")
    if not text:
        return "", tags
    try:
        paths = [reading.category_path(piece.split(">")) for piece in pieces(text)]
    except BadCell as bad:
        cells.fail("categories", text, bad)
        return "", tags
    chosen = max(paths, key=lambda path: path.count(" > "), default="")
    others = [path.rsplit(" > ", 1)[-1][:80] for path in paths if not f"{chosen} > ".startswith(f"{path} > ")]
    return chosen, tuple(dict.fromkeys((*tags, *others)))


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading.at_most(80)(piece) for piece in pieces(text)))


def _images(cells: Cells) -> tuple[str, ...]:
    return cells.take("images", lambda text: tuple(reading.image(piece) for piece in pieces(text)), ())


def _description(cells: Cells) -> str:
    return reading.from_html(LINE_BREAK.sub("\n", cells.text("description") or cells.text("short_description")))


def _attributes(cells: Cells) -> tuple[dict[str, str], str]:
    """This will read the numbered attributes; one that is called Brand is the brand."""
    names = {_number(column): text for column, text in cells.texts("attribute_name")}
    values = {_number(column): text for column, text in cells.texts("attribute_values")}
    found = {name: ", ".join(pieces(values[number])) for number, name in names.items() if number in values}
    found |= {column: ", ".join(pieces(text)) for column, text in cells.texts(ATTRIBUTE)}
    brand = next(iter(cells.take("brand", pieces, [])), "")
    for name in [name for name in found if name.casefold() in BRAND_WORDS]:
        brand = brand or found[name]
        del found[name]
    if len(brand) > 120:
        cells.fail("brand", brand, BadCell("The name of a brand has 120 characters at most.", "Shorten it."))
    return found, brand


@lru_cache(maxsize=4096)
def _number(column: str) -> str:
    return "".join(NUMBER.findall(column)[:1])


def _links(cells: Cells, sku: str, references: References) -> tuple[tuple[str, str], ...]:
    found = (
        (kind, references.sku_of(piece))
        for field, kind in LINKS.items()
        if (text := cells.text(field))
        for piece in pieces(text)
    )
    return tuple(dict.fromkeys((kind, linked) for kind, linked in found if linked != sku))


def _stock(cells: Cells, product: ProductRow, options: ReadOptions) -> StockRow | None:
    warehouse = options.values.get("warehouse", "")
    if not warehouse or not cells.text("stock"):
        return None
    return StockRow(product.sku, warehouse, cells.take("stock", _quantity, 0))


def _quantity(text: str) -> int:
    """This will read a count; WooCommerce writes parts of a piece for goods by weight, of which whole ones count."""
    return reading.quantity(str(int(figure)) if abs(figure := reading.number(text)) <= reading.LARGEST_COUNT else text)


def _sale(cells: Cells, product: ProductRow, options: ReadOptions) -> PriceRow | None:
    sign = options.values.get("decimal_sign", "")
    sale = cells.take("sale_price", lambda text: reading.amount(text, sign=sign), None)
    if sale is None:
        return None
    if cells.speaks_of("price") and sale >= product.price and not cells.errors:
        reason = f"The sale price is not below the regular price, {product.price}."
        cells.fail("sale_price", str(sale), BadCell(reason, "Correct one of the two, or empty the sale price."))
    return PriceRow(
        sku=product.sku,
        region="",
        tier="",
        amount=sale,
        currency=options.currency,
        valid_from=cells.take("sale_from", reading.moment, None),
        valid_until=cells.take("sale_until", _after, None),
    )


def _after(text: str) -> datetime:
    """This will turn the last day, or the last second, of a sale into the moment after it."""
    if len(text) <= 10:
        return datetime.combine(reading.day(text), datetime.min.time(), UTC) + timedelta(days=1)
    return reading.moment(text) + LAST_SECOND
