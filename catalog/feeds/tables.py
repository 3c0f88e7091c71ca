"""Reads tables of text row by row: which encoding, which separator, which row. Bad rows are reported, never raised."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from catalog.feeds.base import CellError, FeedError

SEPARATORS = (",", ";", "\t", "|")
LONGEST_CELL = 131_072  # what Python's csv reader accepts
LONGEST_LINE = 1 << 20
LONGEST_RECORD = 1 << 22
MOST_COLUMNS = 2_000
LONGEST_HEADER = 200
BLOCK = 1 << 20
GUARDED = re.compile(r"'+[=+\-@\t\r]")
SHEET_RULE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or another archive. Open it and save the sheet as CSV UTF-8",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook. Open it and save the sheet as CSV UTF-8",
    b"\x1f\x8b": "compressed. Unpack it first",
    b"%PDF": "a PDF document. Export the data as CSV",
}
REPAIR = "Open the file in a text editor or save it again as CSV UTF-8, and repair this row."


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written. `skipped` is 1 where a line before the header names the separator."""

    encoding: str
    separator: str
    columns: tuple[str, ...]
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the sheet, or the reason why it could not be taken apart. Rows count as a spreadsheet does."""

    row: int
    cells: list[str]
    error: CellError | None = None


def unguarded(cell: str) -> str:
    """This will take off the quote that keeps a spreadsheet from running a text as a formula, and blanks around."""
    text = cell.strip()
    return text[1:].strip() if text[:1] == "'" and GUARDED.match(text) else text


class LineTooLong(ValueError):
    """A line or a quoted text goes on for so long that a quote must be missing."""


def layout_of(path: Path) -> Layout:
    """This will find out how a table is written. Raises FeedError with what to do when the file is no table."""
    if not path.is_file():
        raise FeedError("There is no such file. Choose it again.")
    stat = path.stat()
    return _layout(path, stat.st_size, stat.st_mtime_ns)


def records(path: Path) -> Iterator[Record]:
    """This will read the rows below the header as a stream."""
    layout = layout_of(path)
    with path.open(encoding=layout.encoding, errors="replace", newline="") as text:
        lines = _Lines(text, skipped=layout.skipped)
        next(csv.reader(lines, delimiter=layout.separator))
        reader = csv.reader(lines, delimiter=layout.separator, strict=True)
        row, width = 1, len(layout.columns)
        while True:
            row += 1
            lines.begin_record()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except LineTooLong:
                yield Record(row, [], _endless(row))
                continue
            except csv.Error as problem:
                if (cells := _loosely(lines, separator=layout.separator)) is None:
                    yield Record(row, [], _unquoted(row, str(problem), lines))
                    continue
            if error := _fault(row, cells, width=width, lines=lines):
                yield Record(row, cells, error)
            elif any(cells):
                yield Record(row, cells)


class _Lines:
    """Feeds the csv reader line by line, with an end to what one line and one record may hold."""

    def __init__(self, text: TextIO, *, skipped: int) -> None:
        self._text = text
        for _ in range(skipped):
            text.readline()
        self.line = ""  # the last that was read, and how many the record has so far
        self.begin_record()
        self.broken_off = False

    def begin_record(self) -> None:
        self._length = self.count = 0
        self.has_nul = False
        self.is_exhausted = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            self.is_exhausted = True
            raise StopIteration
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            self._skip_line()
            raise LineTooLong
        self._length += len(line)
        if self._length > LONGEST_RECORD:
            raise LineTooLong
        if "\0" in line:
            self.has_nul = True
        self.broken_off = line[-1] not in "\r\n"
        self.count, self.line = self.count + 1, line
        return line

    def _skip_line(self) -> None:
        while (rest := self._text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
            pass


def _loosely(lines: _Lines, *, separator: str) -> list[str] | None:
    """This will read a row as its writer meant it who did not double the quotes within a text.

    Only on one line and with quotes in pairs: a quote that is not closed would take the next product into this one.
    """
    if lines.count != 1 or lines.line.count('"') % 2:
        return None
    try:
        return next(csv.reader([lines.line], delimiter=separator))
    except csv.Error:
        return None


def _unquoted(row: int, problem: str, lines: _Lines) -> CellError:
    if lines.is_exhausted:
        return CellError(row, "", "", "The file ends inside of a quoted text.", "Close the quote or send it whole.")
    if "limit" in problem:
        return _endless(row)
    reason = "A quote is never closed, or stands alone within a quoted text."
    return CellError(row, "", lines.line.strip()[:200], reason, 'Write a quote within a text twice, as in "5"" heel".')


def _fault(row: int, cells: list[str], *, width: int, lines: _Lines) -> CellError | None:
    """This will say what is wrong with a row as such."""
    if lines.has_nul:
        return CellError(row, "", "", "The row holds NUL bytes, which no text may hold.", REPAIR)
    if len(cells) > width and any(cells[width:]):
        extra = f"The row has {len(cells)} cells, the header has {width}."
        return CellError(row, "", cells[width][:200], extra, "Put quotes around texts that hold the separator.")
    if lines.broken_off and 0 < len(cells) < width:
        return CellError(row, "", "", f"The file ends after {len(cells)} of {width} cells.", "Send the whole file.")
    return None


def _endless(row: int) -> CellError:
    reason = f"A text is longer than {LONGEST_CELL:,} characters, or a quote is never closed."
    return CellError(row, "", "", reason, "Shorten the text, or close the quote; rows after it may be missing.")


@lru_cache(maxsize=16)
def _layout(path: Path, _size: int, _changed: int) -> Layout:
    """This will look at a file once for as long as it stays the same."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        first = text.readline(LONGEST_LINE)
        rule = SHEET_RULE.fullmatch(first)
        header = text.readline(LONGEST_LINE) if rule else first
        separator = rule[1] if rule else _separator(header)
        text.seek(0)
        lines = _Lines(text, skipped=1 if rule else 0)
        try:
            cells = next(csv.reader(lines, delimiter=separator), [])
        except (LineTooLong, csv.Error) as error:
            raise FeedError(
                "The first line is too long to be a header. Send a table with column names first."
            ) from error
    return Layout(encoding, separator, _columns(cells), skipped=1 if rule else 0)


def _columns(cells: list[str]) -> tuple[str, ...]:
    """This will give every column a name of its own."""
    if len(cells) > MOST_COLUMNS:
        raise FeedError(f"The file has {len(cells):,} columns; {MOST_COLUMNS:,} are read. Remove what is not needed.")
    if sum(1 for cell in cells if cell.strip()) < 2:
        raise FeedError(
            "Only one column was found. Save the file as a table with commas, semicolons or tabs between the columns, "
            "and the names of the columns in its first line."
        )
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        plain = name = " ".join(unguarded(cell).split())[: LONGEST_HEADER - 10] or f"Column {number}"
        copy = 2
        while name in names:
            name, copy = f"{plain} ({copy})", copy + 1
        names[name] = None
    return tuple(names)


def _separator(header: str) -> str:
    counts = {separator: len(next(csv.reader([header], delimiter=separator), [])) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: counts[separator])


def _encoding(path: Path) -> str:
    with path.open("rb") as raw:
        head = raw.read(4096)
    if not head.strip():
        raise FeedError("The file is empty. Send a table with the names of the columns in its first line.")
    for magic, what in NOT_TEXT.items():
        if head.startswith(magic):
            raise FeedError(f"The file is {what}.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if wide := _wide(head):
        return wide
    if b"\0" in head.split(b"\n", 1)[0]:
        raise FeedError("The file holds binary data. Save it as CSV UTF-8.")
    return "utf-8-sig" if _is_utf8(path) else "cp1252"


def _wide(head: bytes) -> str:
    """This will recognise UTF-16 without its mark by the zeros that every second byte of Western text is."""
    sample = head[: len(head) // 2 * 2][:200]
    if len(sample) < 4:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.8 * half and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > 0.8 * half and odd == 0 else ""


def _is_utf8(path: Path) -> bool:
    """This will decode the whole file once; a cut last character is not held against it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as raw:
        while block := raw.read(BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return False
    return True
