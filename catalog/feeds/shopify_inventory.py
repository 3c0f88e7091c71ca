"""Shopify's inventory CSV: what lies in each location. Its header changed twice, and the first had a column a place."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from catalog.feeds import cells as reading
from catalog.feeds.base import Option, Parsed, ReadOptions
from catalog.feeds.cells import BadCell, Cells, guarded
from catalog.feeds.rows import StockRow, StoreRows
from catalog.feeds.shopify import OPTIONS, WITHOUT_SKU, made_handle, variant_sku
from catalog.feeds.shopify_headers import INVENTORY
from catalog.feeds.table_format import TableFormat, rows_of, share_known

OF_COLUMN = "location_quantity"
NOT_STOCKED = "not stocked"
HEADER = ("Handle", "Title", "SKU", "Location", "Available", "On hand")
NAME_IT = "Name it in the option Locations, or add the warehouse in Settings."


class ShopifyInventory(TableFormat):
    code = "shopify_inventory"
    label = "Shopify inventory (CSV)"
    fields: Mapping[str, str] = {
        "handle": "Handle",
        "sku": "SKU",
        "option1_value": "Value of option 1",
        "option2_value": "Value of option 2",
        "option3_value": "Value of option 3",
        "location": "Location",
        "available": "Available",
        "on_hand": "On hand",
        "on_hand_new": "On hand, new figure",
        OF_COLUMN: "Stock of the location that the column is called after",
    }
    speaks: Mapping[str, tuple[str, ...]] = {}
    options: tuple[Option, ...] = (
        Option(
            "locations",
            "Locations",
            "Location = code of the warehouse, with ; between several. Others are found by the warehouse's name.",
        ),
        WITHOUT_SKU,
    )

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        """This will take what it does not know for locations where the file has no column of them."""
        known = {column: INVENTORY.get(column.casefold()) for column in columns}
        has_locations = "location" in known.values()
        return {
            column: field if field is not None else "" if has_locations else OF_COLUMN
            for column, field in known.items()
        }

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        plain = {column.casefold() for column in columns}
        if not {"handle", "sku"} & plain or not ({"location"} <= plain or {"hs code", "coo"} & plain):
            return 0.0
        known = sum(1 for column in plain if column in INVENTORY)
        share = share_known(columns, self.suggest(columns), needed=frozenset({"sku"}))
        return 0.97 if share and known >= 5 else share * 0.6

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        codes = _codes(options)
        for record, cells in rows_of(path, mapping=mapping):
            if record.error:
                yield Parsed(record.row, errors=(record.error,))
                continue
            rows = tuple(_rows(cells, options, codes))
            yield Parsed(record.row, rows=() if cells.errors else rows, errors=tuple(cells.errors))

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        products = {product.sku: product for product in shop.products}
        names = {warehouse.code: warehouse.name for warehouse in shop.warehouses}
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for row in shop.stock:
            product = products.get(row.sku)
            handle, title = (product.item_group or row.sku, product.name) if product else (row.sku, "")
            cells = (handle, title, row.sku, names.get(row.warehouse, row.warehouse), row.quantity, row.quantity)
            writer.writerow([guarded(str(cell)) for cell in cells])


def _rows(cells: Cells, options: ReadOptions, codes: Mapping[str, str]) -> Iterator[StockRow]:
    values = [text for number in OPTIONS if (text := cells.text(f"option{number}_value"))]
    sku = variant_sku(cells, cells.text("handle"), values, options)
    if not sku:
        cells.fail("sku", "", BadCell("The row has neither SKU nor handle.", "Write the SKU of the variant."))
        return
    if location := cells.text("location"):
        if (quantity := _quantity(cells)) is not None:
            yield StockRow(sku, _warehouse(cells, "location", location, codes, options), quantity)
    elif cells.speaks_of("location"):
        cells.fail("location", "", BadCell("The cell is empty.", "Write the location of the stock."))
    for column, text in cells.texts(OF_COLUMN):
        try:
            yield StockRow(sku, _warehouse(cells, OF_COLUMN, column, codes, options), _count(text))
        except BadCell as bad:
            cells.fail(OF_COLUMN, text, bad)


def _quantity(cells: Cells) -> int | None:
    """This will take what can be sold; where the file has no figure of that, what is there."""
    for field in ("available", "on_hand_new", "on_hand"):
        if cells.text(field):
            return cells.take(field, _count, 0)
    return None


def _count(text: str) -> int:
    return 0 if text.casefold() == NOT_STOCKED else reading.quantity(text)


def _codes(options: ReadOptions) -> dict[str, str]:
    """This will map the names of locations to codes of warehouses: as the option says, else by name or code."""
    several = _several(options)
    found = {name: code for code, name in _names(options).items() if name not in several}
    found |= {code.casefold(): code for code in options.warehouses}
    for line in re.split(r"[;\n]", options.values.get("locations", "")):
        name, equals, code = line.rpartition("=")
        if equals:
            found[name.strip().casefold()] = code.strip()
    return found


def _names(options: ReadOptions) -> dict[str, str]:
    return {code: name.casefold() for code, name in options.warehouses.items()}


def _several(options: ReadOptions) -> set[str]:
    """This will find the names that more than one warehouse has: they say nothing."""
    return {name for name, count in Counter(_names(options).values()).items() if count > 1}


def _warehouse(cells: Cells, field: str, location: str, codes: Mapping[str, str], options: ReadOptions) -> str:
    if (code := codes.get(location.casefold())) is not None:
        return code
    if options.warehouses:
        found = (
            f"several warehouses {location}" if location.casefold() in _several(options) else f"no warehouse {location}"
        )
        cells.fail(field, location, BadCell(f"The shop has {found}.", NAME_IT))
    return location if reading.SLUG.fullmatch(location) else made_handle(location)
