"""Our own tables, one file a kind: products, warehouses, regions, tiers, brands, categories, prices, stock, materials,
and the parts of products and the laboratory figures of materials, which have several rows for one thing.

The columns of a file tell its kind.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from catalog.feeds.base import FeedError, Option, Parsed, ReadOptions
from catalog.feeds.cells import BadCell, Cells, guarded
from catalog.feeds.own_kinds import COMPONENT, EVIDENCE, KINDS, MATERIAL, PLURALS, PRICE, PRODUCT, STOCK, Kind
from catalog.feeds.own_values import CODE, Value, text
from catalog.feeds.rows import ComponentRow, EvidenceRow, FeedRow, FigureRow, ProductRow, StoreRows
from catalog.feeds.table_format import TableFormat, each_sku_once, rows_of
from catalog.feeds.tables import Record

FILL_IN = "Fill in the cell, or leave the column out."
MOST_PARTS = 500  # rows about one product
MOST_SAMPLES = 50  # figures for one allergen in one report


@dataclass(frozen=True, slots=True)
class PartsTable:
    """A table with a row for each part of a thing, as `whole` puts them together."""

    plural: str
    key: str
    of_part: Mapping[str, Value]
    telling: frozenset[str]
    needed: frozenset[str]
    part: type
    whole: Callable[[str, tuple], FeedRow]
    taken: Callable[[StoreRows], Iterator[tuple[str, tuple]]]

    @property
    def columns(self) -> dict[str, Value]:
        return {self.key: CODE if self.key == "material" else text(80), **self.of_part}


def _with_components(sku: str, parts: tuple[ComponentRow, ...]) -> ProductRow:
    return ProductRow(sku, "", "", "", Decimal(0), components=parts)


def _latest_of(code: str, figures: tuple[EvidenceRow, ...]) -> FigureRow:
    return FigureRow(code, figures[-1], earlier=figures[:-1])


COMPONENTS = PartsTable(
    "components",
    "sku",
    COMPONENT,
    frozenset({"sku", "part", "material"}),
    frozenset({"sku", "part", "material"}),
    ComponentRow,
    _with_components,
    lambda shop: ((product.sku, product.components) for product in shop.products),
)
EVIDENCES = PartsTable(
    "evidence",
    "material",
    EVIDENCE,
    frozenset({"material", "allergen", "value"}),
    frozenset({"material", "allergen", "measure", "value", "method", "tested_on"}),
    EvidenceRow,
    _latest_of,
    lambda shop: ((material.code, material.evidence) for material in shop.materials),
)
PARTS = (EVIDENCES, COMPONENTS)
# The first whose columns are all there is the kind of a table.
TELLING: tuple[PartsTable | Kind, ...] = (
    *PARTS,
    STOCK,
    PRICE,
    PRODUCT,
    MATERIAL,
    *(kind for kind in KINDS if kind not in (STOCK, PRICE, PRODUCT, MATERIAL)),
)
TABLES: Mapping[str, PartsTable | Kind] = {
    **{PLURALS[kind.code]: kind for kind in KINDS},
    **{table.plural: table for table in PARTS},
}


def _columns(table: PartsTable | Kind) -> dict[str, Value]:
    return {column: value for column, value in table.columns.items() if not value.is_nested}


FIELDS = {column: column.replace("_", " ") for table in TELLING for column in _columns(table)}


class OwnCsv(TableFormat):
    code = "own_csv"
    label = "WooRec tables (CSV)"
    fields: Mapping[str, str] = FIELDS
    speaks: Mapping[str, tuple[str, ...]] = {column: (column,) for column in _columns(PRODUCT)}
    options: tuple[Option, ...] = ()

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        """This will map what the kind of the table has, so that a name means one thing alone."""
        named = {column: "_".join(column.casefold().split()) for column in columns}
        table = _table(named.values())
        known = _columns(table) if table else {}
        return {column: name if name in known else "" for column, name in named.items()}

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        suggested = self.suggest(columns)
        return 0.95 * sum(1 for field in suggested.values() if field) / len(columns)

    def spoken(self, mapping: Mapping[str, str]) -> frozenset[str]:
        table = _table(mapping.values())
        if table is COMPONENTS:
            return frozenset({"sku", "components"})
        return super().spoken(mapping) if table is PRODUCT else frozenset()

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        table = _table(mapping.values())
        if table is None:
            known = "; ".join(f"{name}: {', '.join(sorted(each.telling))}" for name, each in TABLES.items())
            raise FeedError(f"The columns do not tell what the table holds. Map all columns of one kind: {known}.")
        if table is EVIDENCES:
            return _read_figures(path, mapping=mapping)
        if isinstance(table, PartsTable):
            return each_sku_once(_read_parts(path, table, mapping=mapping))
        return each_sku_once(_read_rows(path, table, mapping=mapping))

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        name = str(options.get("kind") or "products")
        if name not in TABLES:
            raise FeedError(f"There is no table {name!r}. Use one of: {', '.join(TABLES)}.")
        table = TABLES[name]
        columns = _columns(table)
        writer = csv.writer(out)
        writer.writerow(columns)
        for values in _values(shop, table, name):
            writer.writerow([guarded(_shown(value, values.get(column))) for column, value in columns.items()])


def _table(fields: Any) -> PartsTable | Kind | None:
    there = set(fields)
    return next((table for table in TELLING if table.telling <= there), None)


def _shown(value: Value, found: Any) -> str:
    return "" if found is None else value.show(found)


def _values(shop: StoreRows, table: PartsTable | Kind, name: str) -> Iterator[Mapping[str, Any]]:
    if isinstance(table, PartsTable):
        for key, parts in table.taken(shop):
            for part in parts:
                yield {table.key: key, **{column: getattr(part, column) for column in table.of_part}}
    else:
        for row in getattr(shop, name):
            yield table.take(row)


def _read_rows(path: Path, kind: Kind, *, mapping: Mapping[str, str]) -> Iterator[Parsed]:
    columns = _columns(kind)
    for record, cells in rows_of(path, mapping=mapping):
        if record.error:
            yield Parsed(record.row, errors=(record.error,))
            continue
        values = _read_cells(cells, columns, needed=kind.needed)
        for column in kind.telling:
            if not cells.text(column) and column not in kind.needed:
                cells.fail(column, "", BadCell("The cell is empty.", FILL_IN))
        if cells.errors:
            yield Parsed(record.row, errors=tuple(cells.errors))
        else:
            spoken = {column for column in columns if cells.speaks_of(column)}
            yield Parsed(record.row, rows=(kind.make(values, spoken=spoken),))


def _read_cells(cells: Cells, columns: Mapping[str, Value], *, needed: frozenset[str]) -> dict[str, Any]:
    """This will read what is not empty; what is left out has its default."""
    values = {}
    for column, value in columns.items():
        if not cells.speaks_of(column):
            continue
        if column in needed:
            values[column] = cells.need(column, value.read, None, remedy=FILL_IN)
        elif cells.text(column):
            values[column] = cells.take(column, value.read, None)
    return values


def _read_parts(path: Path, table: PartsTable, *, mapping: Mapping[str, str]) -> Iterator[Parsed]:
    def key_of(found: tuple[Record, Cells]) -> str:
        record, cells = found
        return f"\n{record.row}" if record.error else cells.text(table.key)

    for key, group in groupby(rows_of(path, mapping=mapping), key=key_of):
        yield _parts(key, group, table)


def _parts(key: str, group: Iterator[tuple[Record, Cells]], table: PartsTable) -> Parsed:
    errors, parts, last = [], [], 0
    for record, cells in group:
        last = record.row
        if record.error:
            errors.append(record.error)
            continue
        part = _part(cells, table)
        if len(parts) == MOST_PARTS:
            cells.fail(table.key, key, BadCell(f"It has more than {MOST_PARTS} rows.", "Check the column."))
        errors += cells.errors if len(errors) < MOST_PARTS else []
        if not errors:
            parts.append(part)
    return Parsed(last, errors=tuple(errors)) if errors else Parsed(last, rows=(table.whole(key, tuple(parts)),))


def _part(cells: Cells, table: PartsTable) -> Any:
    """This will read one part; the errors are those of `cells`."""
    values = _read_cells(cells, table.columns, needed=table.needed)
    of_part = {column: found for column, found in values.items() if column in table.of_part}
    return None if cells.errors else table.part(**of_part)


def _read_figures(path: Path, *, mapping: Mapping[str, str]) -> Iterator[Parsed]:
    """This will read laboratory figures, each by itself: a chunk may end between any two of them.

    Each goes with those that the file gave of its report before, so that samples of one report stand side by side.
    """
    if missing := sorted(EVIDENCES.needed - set(mapping.values())):
        raise FeedError(f"A figure needs its {', '.join(missing)} as well. Add the columns to the file, or map them.")
    reports = Reports()
    for record, cells in rows_of(path, mapping=mapping):
        code, figure = cells.text(EVIDENCES.key), None if record.error else _part(cells, EVIDENCES)
        figures = reports.take(code, figure, cells) if figure else ()
        errors = [record.error] if record.error else cells.errors
        rows = (EVIDENCES.whole(code, figures),) if figures else ()
        yield Parsed(record.row, rows=rows, errors=tuple(errors))


class Reports:
    """What a file said so far of each laboratory report."""

    def __init__(self) -> None:
        self._given: dict[tuple[object, ...], tuple[EvidenceRow, ...]] = {}

    def take(self, code: str, figure: EvidenceRow, cells: Cells) -> tuple[EvidenceRow, ...]:
        """This will note a figure and give all of its report, this one last; or note that they are too many."""
        key = (code, *figure.identity)
        before = [each for each in self._given.get(key, ()) if each != figure]
        if len(before) == MOST_SAMPLES:
            error = BadCell(f"The report has more than {MOST_SAMPLES} figures.", "Check the column.")
            cells.fail("report", figure.report, error)
            return ()
        self._given[key] = (*before, figure)
        return self._given[key]
