"""Google Merchant Center's product data as XML, RSS or Atom. It is read as a stream and may not declare anything.

A document type, and with it every entity of the file's own, is refused: a few lines of them can fill all memory.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from xml.parsers import expat
from xml.sax.saxutils import escape

from catalog.feeds import merchant_center
from catalog.feeds.base import CellError, FeedError, Option, Parsed, ReadOptions
from catalog.feeds.cells import Cells, split_escaped
from catalog.feeds.merchant_writing import chosen_columns, items
from catalog.feeds.rows import StoreRows
from catalog.feeds.table_format import each_sku_once, places
from catalog.feeds.tables import LONGEST_CELL, LONGEST_RECORD

ITEMS = {"item", "entry"}
GROUPS = {"product_detail": merchant_center.DETAIL_PARTS, "loyalty_program": merchant_center.LOYALTY_PARTS}
NAMESPACE = "http://base.google.com/ns/1.0"
LOOKED_AT = 500  # items whose attributes are the columns
BLOCK = 1 << 16
DEEPEST = 30
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class MerchantXml:
    code = "merchant_xml"
    label = "Google Merchant Center (XML)"
    suffixes: tuple[str, ...] = (".xml", ".rss", ".atom")
    fields: Mapping[str, str] = merchant_center.FIELDS
    options: tuple[Option, ...] = ()

    def columns(self, path: Path) -> tuple[str, ...]:
        if not path.is_file():
            raise FeedError("There is no such file. Choose it again.")
        stat = path.stat()
        return _columns(path, stat.st_size, stat.st_mtime_ns)

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        return merchant_center.suggest(columns)

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        return merchant_center.recognise(columns) if path.suffix.casefold() in self.suffixes or _is_xml(path) else 0.0

    def spoken(self, mapping: Mapping[str, str]) -> frozenset[str]:
        return frozenset(name for field in mapping.values() for name in merchant_center.SPEAKS.get(field, ()))

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        return each_sku_once(_read(path, mapping=mapping, options=options))

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        columns = chosen_columns(options)
        out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="{NAMESPACE}">\n<channel>\n')
        out.write(f"<title>{_text(shop.name)}</title>\n")
        for item in items(shop, columns=columns, program=str(options.get("program", ""))):
            out.write("<item>\n")
            for column in columns:
                for value in item.get(column, ()):
                    out.write(_element(column, value))
            out.write("</item>\n")
        out.write("</channel>\n</rss>\n")


def _element(name: str, value: str) -> str:
    if name in GROUPS:
        pieces = (merchant_center.unescaped(piece) for piece in split_escaped(value, ":"))
        inner = "".join(_element(part, piece) for part, piece in zip(GROUPS[name], pieces, strict=False) if piece)
        return f"<g:{name}>{inner}</g:{name}>"
    return f"<g:{name}>{_text(value)}</g:{name}>\n"


def _text(value: str) -> str:
    """This will escape a text; a carriage return would be read as a line feed if it stood there as it is."""
    return escape(FORBIDDEN.sub("", value), {"\r": "&#13;"})


def _read(path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
    for row, found in enumerate(_items(path), 2):
        if isinstance(found, CellError):
            yield Parsed(row, errors=(found,))
            continue
        names, values = [name for name, _ in found], [value for _, value in found]
        cells = Cells(row, values, columns=names, places=places(names, mapping=mapping), is_sheet=False)
        yield merchant_center.item(cells, options=options)


@lru_cache(maxsize=16)
def _columns(path: Path, _size: int, _changed: int) -> tuple[str, ...]:
    """This will name the attributes of the first items."""
    names: dict[str, None] = {}
    for found in islice(_items(path), LOOKED_AT):
        if isinstance(found, CellError):
            if not names:
                raise FeedError(f"{found.reason} {found.remedy}")
            break
        names.update(dict.fromkeys(name for name, _ in found))
    if not names:
        raise FeedError("The file holds no <item> and no <entry>. Send a product feed in RSS or Atom.")
    return tuple(names)


def _is_xml(path: Path) -> bool:
    with path.open("rb") as raw:
        return raw.read(200).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def _items(path: Path) -> Iterator[list[tuple[str, str]] | CellError]:
    """This will read item by item; where the file is broken, the error is the last that comes."""
    collector = _Collector()
    with path.open("rb") as raw:
        while True:
            block = raw.read(BLOCK)
            try:
                collector.parser.Parse(block, not block)
            except expat.ExpatError as error:
                yield from collector.taken()
                reason = f"The XML is broken in line {error.lineno}: {expat.errors.messages[error.code]}."
                yield CellError(
                    collector.count + 2, "", "", reason, "Send the whole file, or have the export repaired."
                )
                return
            yield from collector.taken()
            if not block:
                return


class _Collector:
    """Gathers the attributes of items from the parser's calls."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.count = 0
        self._done: list[list[tuple[str, str]] | CellError] = []
        self._open: list[str] = []  # names below the item
        self._item: list[tuple[str, str]] | None = None
        self._parts: dict[str, str] = {}
        self._text: list[str] = []
        self._length = self._total = 0

    def taken(self) -> list[list[tuple[str, str]] | CellError]:
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if self._item is None:
            if name in ITEMS:
                self._item, self._open, self._total = [], [], 0
            return
        if len(self._open) == DEEPEST:
            raise FeedError("The elements of an item lie too deep in each other. Send a product feed.")
        self._open.append(name)
        self._text, self._length = [], 0
        if len(self._open) == 1:
            self._parts = {}

    def _data(self, text: str) -> None:
        if self._item is None or not self._open:
            return
        self._length += len(text)
        self._total += len(text)
        if self._length <= LONGEST_CELL and self._total <= LONGEST_RECORD:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if self._item is None:
            return
        if not self._open:
            self._close_item()
            return
        name, text = self._open.pop(), "".join(self._text).strip()
        self._text = []
        if self._open:
            self._parts[name] = text
        else:
            self._item.append((name, _flat(name, self._parts) if self._parts else text))

    def _close_item(self) -> None:
        assert self._item is not None
        self.count += 1
        if self._total > LONGEST_CELL:
            reason = f"The item holds more than {LONGEST_CELL:,} characters."
            self._done.append(CellError(self.count + 1, "", "", reason, "Shorten its description."))
        else:
            self._done.append(self._item)
        self._item = None


def _flat(name: str, parts: Mapping[str, str]) -> str:
    """This will write nested elements as the text format does, as in section:attribute:value."""
    order = GROUPS.get(name, tuple(parts))
    return ":".join(re.sub(r"([:,\\])", r"\\\1", parts.get(part, "")) for part in order)


def _refuse(*_declared: object) -> None:
    raise FeedError("The file declares a document type or entities, which feeds need not. Send it without <!DOCTYPE>.")
