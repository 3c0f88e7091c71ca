"""Product texts of the ESCI data: real titles, brands and descriptions from a marketplace, as JSON Lines.

Source: opensearch-project/dashboards-search-relevance (Apache-2.0), `ubi_ecommerce_products.json.gz`. Most of its
products have no price; they come as hidden, and their words serve all the same.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, TextIO

from catalog.feeds import cells as reading
from catalog.feeds.base import CellError, FeedError, Option, Parsed, ReadOptions
from catalog.feeds.cells import BadCell
from catalog.feeds.own_jsonl import lines_of
from catalog.feeds.rows import ProductRow, StoreRows
from catalog.feeds.shop import Shop
from catalog.feeds.table_format import each_sku_once

COLUMNS = ("asin", "title", "description", "bullet_points", "brand", "color", "image", "price", "category")
SPOKEN = frozenset(
    {
        *("sku", "name", "description", "brand", "brand_name", "image_url"),
        *("price", "visible", "category", "category_path", "attributes"),
    }
)
UNSORTED = "Unsorted"
MOST_BYTES = 1 << 30  # unpacked; a packed megabyte can hold a thousand


class Esci:
    code = "esci"
    label = "ESCI product texts (JSON)"
    suffixes: tuple[str, ...] = (".gz", ".json", ".jsonl")
    fields: Mapping[str, str] = {column: column.replace("_", " ") for column in COLUMNS}
    options: tuple[Option, ...] = ()

    def columns(self, path: Path) -> tuple[str, ...]:
        first = next((line for _, line in _lines(path) if isinstance(line, dict)), None)
        if first is None or not {"asin", "title"} <= first.keys():
            raise FeedError("The file holds no products with asin and title, one object a line.")
        return tuple(first)

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        return {column: column if column in COLUMNS else "" for column in columns}

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        return 0.9 if {"asin", "title", "bullet_points"} <= set(columns) else 0.0

    def spoken(self, mapping: Mapping[str, str]) -> frozenset[str]:
        return SPOKEN

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        return each_sku_once(_read(path))

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        """This will write products as the data has them; a path stands as the list of its names."""
        facts = Shop(shop)
        for product in shop.products:
            out.write(json.dumps(_line(product, facts), ensure_ascii=False) + "\n")


def _read(path: Path) -> Iterator[Parsed]:
    for number, line in _lines(path):
        if isinstance(line, CellError):
            yield Parsed(number, errors=(line,))
            continue
        try:
            yield Parsed(number, rows=(_product(line),))
        except BadCell as bad:
            error = CellError(number, "", str(line.get("asin", ""))[: reading.SHOWN], bad.reason, bad.remedy)
            yield Parsed(number, errors=(error,))


def _product(line: Mapping[str, Any]) -> ProductRow:
    texts = {name: str(line.get(name) or "").strip() for name in COLUMNS if name not in ("price", "category")}
    if not texts["asin"] or not texts["title"]:
        raise BadCell("The product has no asin or no title.", "Leave it out.")
    price = reading.amount(str(line["price"])) if line.get("price") else None
    names = line.get("category")
    return ProductRow(
        sku=reading.at_most(80)(texts["asin"]),
        name=texts["title"][:200].strip(),
        category="",
        brand="",
        price=price or Decimal(0),
        visible=bool(price),
        description="\n".join(filter(None, (texts["bullet_points"], texts["description"]))),
        attributes={"color": texts["color"]} if texts["color"] else {},
        image_url=reading.image(texts["image"]) if texts["image"] else "",
        category_path=reading.category_path(map(str, names)) if isinstance(names, list) and names else UNSORTED,
        brand_name=texts["brand"][:120],
    )


def _line(product: ProductRow, facts: Shop) -> dict[str, Any]:
    path = facts.category_path(product)
    return {
        "asin": product.sku,
        "title": product.name,
        "description": "",
        "bullet_points": product.description,
        "brand": facts.brand_name(product),
        "color": product.attributes.get("color"),
        "image": product.image_url,
        "price": reading.shown_amount(product.price) if product.price else None,
        "category": [] if path == UNSORTED else path.split(" > "),
    }


class _Bounded:
    """A file that may unpack to a thousand times its size, with an end to what is read of it."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw, self._length = raw, 0

    def readline(self, most: int) -> bytes:
        line = self._raw.readline(most)
        self._length += len(line)
        if self._length > MOST_BYTES:
            raise FeedError(f"The file unpacks to more than {MOST_BYTES >> 20:,} MB. Send it in parts.")
        return line


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | CellError]]:
    if not path.is_file():
        raise FeedError("There is no such file. Choose it again.")
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as raw:
            yield from lines_of(_Bounded(raw))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FeedError("The packed file is damaged or cut off. Send it again.") from error
