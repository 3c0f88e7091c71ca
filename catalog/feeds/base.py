"""What every feed format can do: recognise a file, read it row by row without stopping at an error, and write one.

Each format is one file beside this one, and one entry in `catalog.feeds.FORMATS`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TextIO

from catalog.feeds.rows import FeedRow, StoreRows


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that could not be read. `row` counts as a spreadsheet does: the header is 1, a text with line breaks is
    part of its row. In a file that is no sheet it is the line."""

    row: int
    column: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one product of the file became: rows, or errors, never both; neither where nothing is to be written.

    `line` is its last row, counted as in `CellError`, or the line of a file that is no sheet. It never goes back.
    """

    line: int
    rows: tuple[FeedRow, ...] = ()
    errors: tuple[CellError, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A question that the file itself does not answer, such as which warehouse its stock lies in."""

    code: str
    label: str
    help: str = ""
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    source: str = ""  # "warehouses", "regions" or "tiers": the choices are those of the store


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The store's own facts that a reader needs, and the answers to the format's options."""

    currency: str
    values: Mapping[str, str] = field(default_factory=dict)
    warehouses: Mapping[str, str] = field(default_factory=dict)  # code -> name, to recognise a location by


class FeedFormat(Protocol):
    """A format. `fields` are our fields that a column may be mapped to, code -> label."""

    code: str
    label: str
    suffixes: tuple[str, ...]
    fields: Mapping[str, str]
    options: tuple[Option, ...]

    def columns(self, path: Path) -> tuple[str, ...]:
        """This will read the names of the file's columns. Raises FeedError when it is no such file."""

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        """This will say from 0 to 1 how surely a file with these columns is of this format."""

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        """This will map each column to one of our fields, or to "" where it is not needed."""

    def spoken(self, mapping: Mapping[str, str]) -> frozenset[str]:
        """This will name the fields of ProductRow that the file speaks of; the others stay as they are.

        "sale_price" among them says that the file knows every sale: a product without a price row is not on sale.
        "sale_dates" says that it knows those too that begin later.
        """

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        """This will read the file as a stream, in its order."""

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        """This will write what the format can say of a shop. Reading it again gives the same rows."""


class FeedError(ValueError):
    """The file is not there or not what it should be. The message says what to do."""
