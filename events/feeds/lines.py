"""Files as records of cells: CSV with a header, or JSON Lines. Read as a stream, whatever their size."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from catalog.feeds.base import FeedError

LONGEST_LINE = 1_000_000
UNREADABLE = (OSError, UnicodeDecodeError, csv.Error)


class Record(NamedTuple):
    """One record and the last line of the file that it takes. Lines count from 1; a CSV header is the first."""

    line: int
    cells: dict[str, str]
    parts: list[dict[str, str]]
    fault: str = ""


def is_json(path: Path) -> bool:
    return path.suffix.lower() in (".jsonl", ".ndjson", ".json")


def columns_of(path: Path) -> frozenset[str]:
    """This will name the columns of a file, those of its first record that can be read. Raises FeedError."""
    try:
        with _opened(path) as file:
            first = next((record for record in _records(file, path) if not record.fault), None)
    except UNREADABLE as error:
        raise FeedError(f"{path} cannot be read: {error}. Save it as UTF-8 text.") from error
    if first is None:
        raise FeedError(f"{path} has no record that can be read. Write CSV with a header, or one JSON object a line.")
    return frozenset(first.cells) | frozenset(name for part in first.parts for name in part)


def records(path: Path, *, after: int = 0) -> Iterator[Record]:
    """This will read the records that end after a line. Raises FeedError when the file is no text."""
    try:
        with _opened(path) as file:
            yield from (record for record in _records(file, path) if record.line > after)
    except UNREADABLE as error:
        raise FeedError(f"{path} cannot be read: {error}. Save it as UTF-8 text.") from error


def count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", newline="")


def _records(file: TextIO, path: Path) -> Iterator[Record]:
    return _of_json(file) if is_json(path) else _of_csv(file)


def _of_csv(file: TextIO) -> Iterator[Record]:
    reader = csv.reader(file)
    header = [name.strip().lower() for name in next(reader, [])]
    for row in reader:
        if len(row) > len(header):
            yield Record(reader.line_num, {}, [], f"has {len(row)} cells under {len(header)} columns")
        elif row:
            yield Record(reader.line_num, dict(zip(header, row, strict=False)), [])


def _of_json(file: Iterable[str]) -> Iterator[Record]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line) if len(line) <= LONGEST_LINE else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            yield Record(number, {}, [], "is not a JSON object")
            continue
        parts = found.pop("lines", [])
        if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
            yield Record(number, {}, [], "has `lines` that are no list of objects")
            continue
        yield Record(number, _cells(found), [_cells(part) for part in parts])


def _cells(found: dict[str, object]) -> dict[str, str]:
    return {
        name: "" if value is None else value if isinstance(value, str) else str(value) for name, value in found.items()
    }
