"""What a stock message does to one product in one warehouse. Plain values, no database.

Messages carry the sender's number, their sequence, and may come late, twice and in any order. The last count by number
holds, and so does every movement with a greater number. What carries no number acts on what is known when it comes:
it takes no number of its own, so that it never hides a numbered message that is still on its way.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from catalog.feeds.rows import StockRow
from catalog.outcomes import CHANGED, CREATED, OUTDATED, UNCHANGED

MOST_PIECES = 1_000_000_000
LAST_SEQUENCE = 2**63 - 1


@dataclass(slots=True)
class Cell:
    """One product in one warehouse while messages about it are taken in.

    `newest` is the greatest number of a count or movement so far, `known` are the numbers of stored movements that may
    be sent again, `shown` is the quantity shoppers see, None where it is not known before the cell is written, and
    `is_new` says that nothing was known of it before.
    """

    counted: int
    sequence: int
    newest: int
    shown: int | None
    is_new: bool = False
    known: Collection[int] = ()
    added: dict[int, int] = field(default_factory=dict)


def unusable(row: StockRow) -> str:
    """This will say why a row cannot be stored and what to do, or nothing."""
    if not -MOST_PIECES <= row.quantity <= MOST_PIECES:
        return f"{row.quantity} pieces cannot be stored. Send a number within plus or minus {MOST_PIECES:,}."
    if row.sequence is not None and not 1 <= row.sequence <= LAST_SEQUENCE:
        return f"The sequence {row.sequence} cannot be used. Number messages from 1, growing, or leave it out."
    return ""


def take(cell: Cell, row: StockRow) -> str:
    """This will take a message into a cell and name what became of it; the first one makes it."""
    state = _taken(cell, row)
    if cell.is_new and state == CHANGED:
        cell.is_new = False
        return CREATED
    return state


def _taken(cell: Cell, row: StockRow) -> str:
    if row.sequence is None:
        return _move_now(cell, row.quantity) if row.is_delta else _count(cell, row.quantity, sequence=cell.newest)
    if row.is_delta:
        return _move(cell, row.quantity, sequence=row.sequence)
    if row.sequence > cell.sequence:
        return _count(cell, row.quantity, sequence=row.sequence)
    is_repeat = row.sequence == cell.sequence and row.quantity == cell.counted
    return UNCHANGED if is_repeat else OUTDATED


def _count(cell: Cell, quantity: int, *, sequence: int) -> str:
    is_newest = sequence >= cell.newest
    state = UNCHANGED if is_newest and cell.shown == max(0, quantity) else CHANGED
    cell.counted, cell.sequence, cell.newest = quantity, sequence, max(cell.newest, sequence)
    cell.shown = max(0, quantity) if is_newest else None
    cell.added = {number: delta for number, delta in cell.added.items() if number > sequence}
    return state


def _move(cell: Cell, delta: int, *, sequence: int) -> str:
    if sequence <= cell.sequence:
        return OUTDATED
    if sequence in cell.known or sequence in cell.added:
        return UNCHANGED
    cell.added[sequence] = delta
    cell.newest, cell.shown = max(cell.newest, sequence), None
    return CHANGED


def _move_now(cell: Cell, delta: int) -> str:
    """This will correct the last count: the next count replaces both, and no number is used up."""
    cell.counted = max(-MOST_PIECES, min(MOST_PIECES, cell.counted + delta))
    cell.shown = None
    return CHANGED if delta else UNCHANGED
