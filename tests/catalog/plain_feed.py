"""A feed format that is simple enough to see through: one product a line, chunks of two lines."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from catalog import feeds
from catalog.feeds.base import CellError, FeedError, Option, Parsed, ReadOptions
from catalog.feeds.rows import FeedRow, ProductRow, StockRow
from catalog.imports import intake, work

HEADER = "SKU,Title,Category,Brand,Price,Stock,Upsell,Note"
SPEAKS = {"sku": "sku", "name": "name", "category": "category_path", "brand": "brand_name", "price": "price"}


class PlainFeed:
    code, label, suffixes = "plain", "Plain feed", (".csv",)
    fields: Mapping[str, str] = {
        **{"sku": "SKU", "name": "Name", "category": "Category", "brand": "Brand", "price": "Price"},
        **{"stock": "Stock", "links": "Upsell"},
    }
    options = (Option("warehouse", "Warehouse of the stock", source="warehouses"),)

    def columns(self, path: Path) -> tuple[str, ...]:
        header = path.read_text().partition("\n")[0]
        if "," not in header:
            raise FeedError("This is no table. Save it as CSV.")
        return tuple(header.split(","))

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        return 1.0 if "SKU" in columns else 0.0

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        words = {"SKU": "sku", "Title": "name", "Category": "category", "Brand": "brand", "Price": "price"}
        words |= {"Stock": "stock", "Upsell": "links"}
        return {column: words.get(column, "") for column in columns}

    def spoken(self, mapping: Mapping[str, str]) -> frozenset[str]:
        return frozenset({**SPEAKS, "links": "links"}[ours] for ours in mapping.values() if ours not in ("", "stock"))

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        with path.open(newline="") as file:
            for line, cells in enumerate(csv.DictReader(file), 2):
                values = {mapping[column]: cell for column, cell in cells.items() if mapping.get(column)}
                yield self._parsed(line, values, options)

    def write(self, shop: Any, out: Any, *, options: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def _parsed(self, line: int, values: dict[str, str], options: ReadOptions) -> Parsed:
        try:
            price = Decimal(values.get("price") or "0")
        except InvalidOperation:
            error = CellError(line, "Price", values["price"], "This is no amount.", "Write it as 12.00.")
            return Parsed(line, errors=(error,))
        links = tuple(("upsell", sku) for sku in values.get("links", "").split())
        rows: list[FeedRow] = [
            ProductRow(
                **{"sku": values["sku"], "name": values.get("name", ""), "category": "", "brand": "", "price": price},
                **{"category_path": values.get("category", ""), "brand_name": values.get("brand", ""), "links": links},
            )
        ]
        if values.get("stock"):
            rows.append(StockRow(values["sku"], options.values["warehouse"], int(values["stock"])))
        return Parsed(line, rows=tuple(rows))


def use_plain_feed(monkeypatch: pytest.MonkeyPatch, folder: Path, settings: Any) -> None:
    """This will make the plain feed the only format, with small chunks and files below a folder of the test."""
    monkeypatch.setattr(feeds, "FORMATS", (PlainFeed(),))
    monkeypatch.setattr(intake, "FORMATS", (PlainFeed(),))
    monkeypatch.setattr(work, "CHUNK", 2)
    settings.HOME, settings.IMPORTS = folder, folder / "imports"


def lines(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows, "")).encode()
