"""Cells of files about people and their deeds, read strictly. No cell that names a person is repeated."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import TypeVar
from uuid import UUID

Cells = Mapping[str, str]
Value = TypeVar("Value")
EARLIEST, MOST_PIECES, HIGHEST_PRICE = 1990, 100_000, Decimal(10**9)
SECRET = frozenset({"customer", "session"})


class BadCell(ValueError):
    """A cell that cannot be read: the reason, and what to do."""

    def __init__(self, column: str, value: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.column, self.reason, self.remedy = column, reason, remedy
        self.value = "" if column in SECRET else value[:200]


def needed(cells: Cells, column: str, *, longest: int) -> str:
    """This will read a text that must be there."""
    found = text(cells, column, longest=longest)
    if not found:
        raise BadCell(column, "", "is empty", f"Fill in {column}.")
    return found


def text(cells: Cells, column: str, *, longest: int) -> str:
    """This will read a text that may be empty."""
    found = cells.get(column, "").strip()
    if "\n" in found:
        raise BadCell(
            column, found, "runs over several lines", "Close the quotation mark before it; the lines between are lost."
        )
    if len(found) > longest:
        raise BadCell(column, found, f"is longer than {longest} letters", "Shorten it, or check the column.")
    if not found.isprintable():
        raise BadCell(column, ascii(found), "holds letters that cannot be printed", "Save the file as UTF-8 text.")
    return found


def moment(cells: Cells, column: str, *, zone: tzinfo, latest: datetime) -> datetime:
    """This will read a time; one without a zone is of the given zone."""
    found = needed(cells, column, longest=40)
    try:
        at = datetime.fromisoformat(found)
        at = at if at.tzinfo else at.replace(tzinfo=zone)
        at.timestamp()
    except (ValueError, OverflowError) as error:
        raise BadCell(column, found, "is not a time", "Write it as in 2024-05-31T14:05:00Z.") from error
    if at.year < EARLIEST or at > latest:
        raise BadCell(column, found, f"lies before {EARLIEST} or in the future", "Check day, month and year.")
    return at


def maybe(cells: Cells, column: str, read: Callable[..., Value], **options: object) -> Value | None:
    """This will read a cell that may be empty or missing."""
    return read(cells, column, **options) if cells.get(column, "").strip() else None


def pieces(cells: Cells, column: str) -> int:
    found = needed(cells, column, longest=40)
    count = int(found) if found.isascii() and found.isdigit() and len(found) < 10 else 0
    if not 0 < count <= MOST_PIECES:
        raise BadCell(column, found, "is not a number of pieces", f"Write a whole number from 1 to {MOST_PIECES:,}.")
    return count


def amount(cells: Cells, column: str) -> Decimal:
    found = needed(cells, column, longest=40)
    try:
        value = Decimal(found)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < HIGHEST_PRICE:
        raise BadCell(column, found, "is not an amount of money", "Write digits with a point, as in 1249.00.")
    return value


def identity(cells: Cells, column: str) -> UUID:
    found = needed(cells, column, longest=40)
    try:
        return UUID(found)
    except ValueError as error:
        raise BadCell(column, found, "is not a UUID", "Write 32 hex digits, or leave the cell empty.") from error


def choice(cells: Cells, column: str, *, among: Mapping[str, object] | frozenset[str], what: str) -> str:
    """This will read a code that must be one of a few."""
    found = needed(cells, column, longest=80)
    if found not in among:
        known = ", ".join(sorted(among)) if len(among) <= 20 else f"{len(among):,} others"
        raise BadCell(column, found, f"the store has no {what} of this code", f"It has: {known}.")
    return found


def flag(cells: Cells, column: str) -> bool:
    found = needed(cells, column, longest=10).lower()
    if found not in ("true", "false", "yes", "no", "1", "0"):
        raise BadCell(column, found, "is neither yes nor no", "Write true or false.")
    return found in ("true", "yes", "1")
