"""Reads feeds in tests as an import does, and writes them into files of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from catalog.feeds import format_by_code
from catalog.feeds.base import CellError, FeedFormat, ReadOptions
from catalog.feeds.rows import FeedRow, PriceRow, ProductRow, StockRow, StoreRows

FILES = Path(__file__).parent / "files"
NUMBERS = count()


@dataclass(frozen=True)
class Read:
    """What a file became."""

    rows: list[FeedRow]
    errors: list[CellError]
    spoken: frozenset[str]
    lines: list[int]

    @property
    def products(self) -> dict[str, ProductRow]:
        return {row.sku: row for row in self.rows if isinstance(row, ProductRow)}

    @property
    def prices(self) -> list[PriceRow]:
        return [row for row in self.rows if isinstance(row, PriceRow)]

    @property
    def stock(self) -> dict[tuple[str, str], int]:
        return {(row.sku, row.warehouse): row.quantity for row in self.rows if isinstance(row, StockRow)}


def read(
    code: str,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    warehouses: Mapping[str, str] | None = None,
    currency: str = "EUR",
    **values: str,
) -> Read:
    """This will read a file with what its format suggests, but for the columns of `mapping`."""
    feed_format = format_by_code(code)
    columns = feed_format.columns(path)
    chosen = {**feed_format.suggest(columns), **(mapping or {})}
    options = ReadOptions(currency, values, warehouses or {})
    parsed = list(feed_format.read(path, mapping=chosen, options=options))
    return Read(
        rows=[row for each in parsed for row in each.rows],
        errors=[error for each in parsed for error in each.errors],
        spoken=feed_format.spoken(chosen),
        lines=[each.line for each in parsed],
    )


def written(folder: Path, feed_format: FeedFormat, shop: StoreRows, **options: object) -> Path:
    """This will write a shop into a new file; readers remember a file by its name, size and time."""
    path = folder / f"{next(NUMBERS)}{feed_format.suffixes[-1]}"
    with path.open("w", encoding="utf-8", newline="") as out:
        feed_format.write(shop, out, options=options)
    return path


def file_with(folder: Path, text: str, *, suffix: str = ".csv", encoding: str = "utf-8") -> Path:
    path = folder / f"{next(NUMBERS)}{suffix}"
    path.write_bytes(text.encode(encoding))
    return path
