"""What the formats share that are tables with one header: columns, their mapping, and SKUs that come twice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from catalog.feeds.base import CellError, Parsed
from catalog.feeds.cells import Cells
from catalog.feeds.rows import ProductRow
from catalog.feeds.tables import Record, layout_of, records

ATTRIBUTE = "attribute"
ATTRIBUTE_LABEL = "Attribute, named like the column"
DECIMAL_SIGNS = (("", "As the file shows it"), (".", "Point, as in 15.00"), (",", "Comma, as in 15,00"))
ONE_COMMA = "Where it cannot be told, as in 1,250, the row is reported."


class TableFormat:
    """The part of a format that does not depend on what its columns mean."""

    suffixes: tuple[str, ...] = (".csv", ".txt", ".tsv")
    speaks: Mapping[str, tuple[str, ...]]  # our field of a column -> fields of ProductRow

    def columns(self, path: Path) -> tuple[str, ...]:
        return layout_of(path).columns

    def spoken(self, mapping: Mapping[str, str]) -> frozenset[str]:
        return frozenset(name for field in mapping.values() for name in self.speaks.get(field, ()))


def rows_of(path: Path, *, mapping: Mapping[str, str]) -> Iterator[tuple[Record, Cells]]:
    """This will read a table with its cells arranged by our fields."""
    columns = layout_of(path).columns
    found = places(columns, mapping=mapping)
    for record in records(path):
        yield record, Cells(record.row, record.cells, columns=columns, places=found)


def places(columns: Sequence[str], *, mapping: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """This will say in which columns a field stands; a field may have several."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, column in enumerate(columns):
        if field := mapping.get(column, ""):
            found[field].append(place)
    return {field: tuple(numbers) for field, numbers in found.items()}


def share_known(columns: Sequence[str], suggested: Mapping[str, str], *, needed: frozenset[str]) -> float:
    """This will say from 0 to 1 how much of a header is understood; 0 where a field is missing without which it is
    another format."""
    if not needed <= set(suggested.values()):
        return 0.0
    return sum(1 for column in columns if suggested.get(column)) / len(columns)


def each_sku_once(parsed: Iterator[Parsed]) -> Iterator[Parsed]:
    """This will turn a product whose SKU came before into an error, so that the first one stands."""
    lines: dict[str, int] = {}
    for each in parsed:
        skus = [row.sku for row in each.rows if isinstance(row, ProductRow)]
        twice = next((sku for sku in skus if sku in lines), None)
        if twice is None:
            lines.update(dict.fromkeys(skus, each.line))
            yield each
        else:
            reason = f"The SKU stands in row {lines[twice]} already."
            error = CellError(each.line, "SKU", twice, reason, "Give each product its own SKU, or remove one row.")
            yield replace(each, rows=(), errors=(error,))
