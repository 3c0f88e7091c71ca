"""One line of a CSV that people open in a spreadsheet."""

import csv
from collections.abc import Sequence
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets read the file in the local code page
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_line(cells: Sequence[object]) -> str:
    """This will write a line; a text stays a text, because a leading quote stops a spreadsheet from running it."""
    line = StringIO()
    csv.writer(line).writerow(map(_cell, cells))
    return line.getvalue()


def _cell(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
