"""Read a table of text cells from CSV or Parquet, each row knowing its place in the file."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ranking.formats.split import FeedError


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text by column, and where it stands: "FILE, line 7"."""

    cells: dict[str, str]
    where: str


def refuse(row: Row, message: str) -> FeedError:
    """This will word an error that names the file and the line."""
    return FeedError(f"{row.where}: {message}")


def find_table(folder: Path, name: str) -> Path | None:
    """This will find NAME.csv or NAME.parquet in a folder."""
    found = [path for path in (folder / f"{name}.csv", folder / f"{name}.parquet") if path.is_file()]
    if len(found) > 1:
        raise FeedError(f"{folder} holds {name}.csv and {name}.parquet. Keep one of them.")
    return found[0] if found else None


def read_rows(path: Path, *, needed: Sequence[str]) -> list[Row]:
    """This will read every row. Raises FeedError for missing columns and for empty cells in the needed ones."""
    rows = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    missing = [name for name in needed if rows and name not in rows[0].cells]
    if missing or not rows:
        raise FeedError(
            f"{path} lacks {'rows' if not rows else ', '.join(missing)}. Its columns are {', '.join(needed)}."
        )
    for row in rows:
        empty = next((name for name in needed if not row.cells[name].strip()), None)
        if empty:
            raise refuse(row, f"{empty} is empty. Fill it in, or leave the row out.")
    return rows


def _csv(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines, strict=True)
            return [Row(_whole(cells, path, table.line_num), f"{path}, line {table.line_num}") for cells in table]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FeedError(f"{path}: {error}. Save it as CSV in UTF-8, separated by commas.") from error


def _whole(cells: dict[str, str], path: Path, line: int) -> dict[str, str]:
    if None in cells or None in cells.values():
        raise FeedError(
            f"{path}, line {line}: the row has more or fewer cells than the header. Quote cells with commas."
        )
    return cells


def _parquet(path: Path) -> list[Row]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ModuleNotFoundError as error:
        raise FeedError("Reading parquet needs pyarrow: .venv/bin/pip install pyarrow.") from error
    try:
        table = parquet.read_table(path).to_pylist()
    except (ArrowInvalid, OSError) as error:
        raise FeedError(f"{path} cannot be read as Parquet: {error}") from error
    texts = ({name: "" if value is None else str(value) for name, value in cells.items()} for cells in table)
    return [Row(cells, f"{path}, row {number}") for number, cells in enumerate(texts, start=1)]
