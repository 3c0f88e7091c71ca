"""Our own JSON Lines: one object a line with its "kind", for everything that a shop has, in one file.

Its columns are named after kind and key, as in product.name, so that a key may mean something else in another kind.
"""

import codecs
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TextIO

from catalog.feeds.base import CellError, FeedError, Option, Parsed, ReadOptions
from catalog.feeds.cells import SHOWN, BadCell
from catalog.feeds.own_kinds import KINDS, PLURALS, PRODUCT, Kind
from catalog.feeds.rows import StoreRows
from catalog.feeds.table_format import each_sku_once
from catalog.feeds.tables import LONGEST_RECORD, MOST_COLUMNS

BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}
FIELDS = {
    f"{kind.code}.{column}": f"{kind.code} {column.replace('_', ' ')}" for kind in KINDS for column in kind.columns
}
SEND_OBJECTS = 'Write one object a line, as in {"kind": "brand", "brand": "orso", "name": "Orso"}.'
Line = tuple[int, dict[str, Any] | CellError]


class OwnJsonLines:
    code = "own_jsonl"
    label = "WooRec JSON Lines"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson", ".json")
    fields: Mapping[str, str] = FIELDS
    options: tuple[Option, ...] = ()

    def columns(self, path: Path) -> tuple[str, ...]:
        if not path.is_file():
            raise FeedError("There is no such file. Choose it again.")
        stat = path.stat()
        return _columns(path, stat.st_size, stat.st_mtime_ns)

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        return {column: column if column in FIELDS else "" for column in columns}

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        return sum(1 for column in columns if column in FIELDS) / len(columns)

    def spoken(self, mapping: Mapping[str, str]) -> frozenset[str]:
        prefix = f"{PRODUCT.code}."
        return frozenset(field.removeprefix(prefix) for field in mapping.values() if field.startswith(prefix))

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        return each_sku_once(_read(path, mapping=mapping))

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        for kind in KINDS:
            for row in getattr(shop, PLURALS[kind.code]):
                found = {column: value for column, value in kind.take(row).items() if value is not None}
                line = {column: kind.columns[column].to_json(value) for column, value in found.items()}
                out.write(json.dumps({"kind": kind.code, **line}, ensure_ascii=False, separators=(",", ":")) + "\n")


def _read(path: Path, *, mapping: Mapping[str, str]) -> Iterator[Parsed]:
    by_kind = _by_kind(mapping)
    for number, found in lines(path):
        if isinstance(found, CellError):
            yield Parsed(number, errors=(found,))
        elif (kind := BY_CODE.get(str(found.get("kind")))) is None:
            remedy = f"Write one of: {', '.join(BY_CODE)}."
            shown = str(found.get("kind", ""))[:SHOWN]
            yield Parsed(number, errors=(CellError(number, "kind", shown, "The kind is not known.", remedy),))
        else:
            yield _parsed(number, found, kind, columns=by_kind.get(kind.code, {}))


def _by_kind(mapping: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """This will say for each kind which key of a line holds which of its columns."""
    found: dict[str, dict[str, str]] = {}
    for column, field in mapping.items():
        kind, _, name = field.partition(".")
        if kind in BY_CODE and column.startswith(f"{kind}."):
            found.setdefault(kind, {})[name] = column.removeprefix(f"{kind}.")
    return found


def _parsed(number: int, line: Mapping[str, Any], kind: Kind, *, columns: Mapping[str, str]) -> Parsed:
    values, errors = {}, []
    for name, key in columns.items():
        found = line.get(key)
        is_empty = found is None or found == ""
        if is_empty and name not in kind.needed:
            continue
        try:
            if is_empty:
                raise BadCell("There is no value.", "Fill it in.")
            values[name] = kind.columns[name].from_json(found)
        except BadCell as bad:
            errors.append(CellError(number, key, str(found or "")[:SHOWN], bad.reason, bad.remedy))
    for name in sorted((kind.telling & kind.needed) - columns.keys()):
        errors.append(CellError(number, name, "", "There is no value.", "Fill it in, and map it."))
    if errors:
        return Parsed(number, errors=tuple(errors))
    spoken = {name for name, key in columns.items() if key in line}
    return Parsed(number, rows=(kind.make(values, spoken=spoken),))


def lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as raw:
        yield from lines_of(raw)


class Readable(Protocol):
    def readline(self, most: int, /) -> bytes: ...


def lines_of(raw: Readable) -> Iterator[Line]:
    """This will read JSON objects line by line; empty lines are passed over."""
    number = 0
    while line := raw.readline(LONGEST_RECORD):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) == LONGEST_RECORD and not line.endswith(b"\n"):
            while (rest := raw.readline(LONGEST_RECORD)) and not rest.endswith(b"\n"):
                pass
            yield number, CellError(number, "", "", f"The line is longer than {LONGEST_RECORD:,} bytes.", "Shorten it.")
        elif line.strip():
            yield number, _object(number, line)


def _object(number: int, line: bytes) -> dict[str, Any] | CellError:
    try:
        found = json.loads(line.decode(), parse_float=Decimal, parse_constant=_refuse)
    except UnicodeDecodeError:
        return CellError(number, "", "", "The line is no UTF-8.", "Save the file as UTF-8.")
    except (ValueError, RecursionError, ArithmeticError):
        shown = line.decode(errors="replace").strip()[:SHOWN]
        return CellError(number, "", shown, "The line is no JSON, or is cut off.", SEND_OBJECTS)
    if not isinstance(found, dict):
        return CellError(number, "", str(found)[:SHOWN], "The line is no object.", SEND_OBJECTS)
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


@lru_cache(maxsize=16)
def _columns(path: Path, _size: int, _changed: int) -> tuple[str, ...]:
    """This will name what the lines of a file speak of."""
    names: dict[str, None] = {}
    is_ours = False
    for _, found in lines(path):
        if isinstance(found, CellError):
            continue
        kind = found.get("kind")
        is_ours = is_ours or kind in BY_CODE
        if isinstance(kind, str) and len(names) < MOST_COLUMNS:
            names.update((f"{kind}.{key}"[:190], None) for key in found if key != "kind")
    if not is_ours:
        raise FeedError(f"The file holds no lines with a known kind. {SEND_OBJECTS}")
    return tuple(names)
