"""Reads single cells: amounts, counts, dates, flags and lists. What cannot be read says why and what to write."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import TypeVar

from catalog.feeds.base import CellError
from catalog.feeds.tables import unguarded

Value = TypeVar("Value")
CENT = Decimal("0.01")
LARGEST_AMOUNT = Decimal(10) ** 10
LARGEST_COUNT = 2**31 - 1
SHOWN = 200  # characters of a bad cell that an error repeats
TRUE = {"1", "true", "yes", "y", "ja", "oui", "sì", "si", "sí", "はい", "wahr", "vrai", "vero", "verdadero", "waar"}
FALSE = {"0", "false", "no", "n", "nein", "non", "nee", "いいえ", "falsch", "faux", "falso", "onwaar"}
PLAIN_AMOUNT = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")
ANY_AMOUNT = re.compile(r"[0-9](?:[0-9.,' \u00a0\u202f]*[0-9])?")
COUNT = re.compile(r"[+-]?[0-9]{1,10}(?:[.,]0+)?")
# Every finite float as Python writes it: 17 digits, behind up to three noughts where it has no exponent.
FIGURE = re.compile(r"-?[0-9]{1,16}(?:[.,][0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?")
SHORTENED = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)
DOTTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
FORMULA = re.compile(r"'*[=+\-@\t\r]")
LINE_END = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr|ul|ol)>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
NUMERIC = re.compile(r"[+-]?[0-9][0-9.,]*")
SLUG = re.compile(r"[-a-zA-Z0-9_]+")


class BadCell(ValueError):
    """A cell that cannot be read: why, and what to write instead."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


class Cells:
    """One row by our fields. Errors are collected, so that a row tells all of them at once.

    Only in what is no sheet does a quote before a formula belong to the text.
    """

    __slots__ = ("_cells", "_clean", "_columns", "_places", "errors", "row")

    def __init__(
        self,
        row: int,
        cells: Sequence[str],
        *,
        columns: Sequence[str],
        places: Mapping[str, tuple[int, ...]],
        is_sheet: bool = True,
    ) -> None:
        self.row, self._cells, self._columns, self._places = row, cells, columns, places
        self._clean: Callable[[str], str] = unguarded if is_sheet else str.strip
        self.errors: list[CellError] = []

    def speaks_of(self, field: str) -> bool:
        return field in self._places

    def text(self, field: str) -> str:
        """This will give the first cell of a field that says something, without the guard against formulas."""
        for place in self._places.get(field, ()):
            if place < len(self._cells) and (cell := self._clean(self._cells[place])):
                return cell
        return ""

    def texts(self, field: str) -> list[tuple[str, str]]:
        """This will give column and text of all cells of a field that say something."""
        places = [place for place in self._places.get(field, ()) if place < len(self._cells)]
        found = [(self._columns[place], self._clean(self._cells[place])) for place in places]
        return [(column, text) for column, text in found if text]

    def take(self, field: str, read: Callable[[str], Value], default: Value) -> Value:
        """This will read a cell, or note what is wrong with it and give the default."""
        text = self.text(field)
        if not text:
            return default
        try:
            return read(text)
        except BadCell as bad:
            self.fail(field, text, bad)
            return default

    def need(self, field: str, read: Callable[[str], Value], default: Value, *, remedy: str) -> Value:
        """This will do so for a cell that must not be empty where the file has its column."""
        if self.speaks_of(field) and not self.text(field):
            self.fail(field, "", BadCell("The cell is empty.", remedy))
            return default
        return self.take(field, read, default)

    def fail(self, field: str, text: str, bad: BadCell) -> None:
        column = next((self._columns[place] for place in self._places.get(field, ())), field)
        self.errors.append(CellError(self.row, column, text[:SHOWN], bad.reason, bad.remedy))


def guarded(text: str) -> str:
    """This will put a quote before a text that a spreadsheet would run as a formula. Readers take it off again."""
    return f"'{text}" if FORMULA.match(text) and not NUMERIC.fullmatch(text) else text


def at_most(limit: int) -> Callable[[str], str]:
    """This will make a reader for texts of limited length."""

    def read(text: str) -> str:
        if len(text) > limit:
            raise BadCell(f"It has {len(text):,} characters; {limit} is the most.", "Shorten it.")
        return text

    return read


def slug(text: str) -> str:
    if len(text) > 80 or not SLUG.fullmatch(text):
        raise BadCell("A code holds letters, digits, - and _ alone, 80 at most.", "Write it as in small-leather.")
    return text


def amount(text: str, *, sign: str = "") -> Decimal:
    """This will read a price without currency. `sign` is the decimal sign if the file does not show it itself."""
    if sign != "," and PLAIN_AMOUNT.fullmatch(text):
        return Decimal(text)
    if text[0] == "-":
        raise BadCell("An amount cannot be below 0.", "Write a price from 0 up.")
    if not ANY_AMOUNT.fullmatch(text):
        raise BadCell("This is not a plain amount.", "Write the number alone, without currency, as in 15.00.")
    value = Decimal(_with_dot(re.sub(r"['\s]", "", text), sign=sign)).quantize(CENT, ROUND_HALF_UP)
    if value >= LARGEST_AMOUNT:
        raise BadCell("The amount has more than ten digits.", "Check the price.")
    return value


def shown_amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _with_dot(text: str, *, sign: str) -> str:
    """This will rewrite "1.234,50" or "1,234.50" with a point alone. Raises BadCell where both would be right."""
    if not sign:
        sign = _decimal_sign(text)
    grouping = "." if sign == "," else ","
    whole, _, rest = text.partition(sign)
    groups = whole.split(grouping)
    if grouping in rest or sign in rest or any(len(group) != 3 for group in groups[1:]) or not groups[0]:
        raise BadCell("Points and commas do not make one number.", "Write it as in 1234.50.")
    return f"{''.join(groups)}.{rest or '0'}"[:60]


def _decimal_sign(text: str) -> str:
    if "." in text and "," in text:
        return max(".", ",", key=text.rfind)
    sign = "," if "," in text else "."
    whole, _, rest = text.partition(sign)
    if sign in rest:
        return "." if sign == "," else ","
    if len(rest) == 3 and 0 < len(whole) <= 3 and whole != "0":
        raise BadCell(
            f"It may mean {whole}{rest} or {whole}.{rest}.", "Write two decimals, or choose the decimal sign above."
        )
    return sign


def whole(text: str) -> int:
    """This will read a count such as "12", "12.0" or "-3"."""
    if not COUNT.fullmatch(text):
        raise BadCell("This is not a whole number.", "Write it as in 12.")
    number = int(re.split(r"[.,]", text)[0])
    if abs(number) > LARGEST_COUNT:
        raise BadCell("The number is too large.", f"Write at most {LARGEST_COUNT}.")
    return number


def long_whole(text: str) -> int:
    """This will read a sequence, which may be a time in microseconds."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise BadCell("This is not a whole number from 0 up.", "Write it as in 1024.")
    return int(text)


def quantity(text: str) -> int:
    """This will read a stock figure; what is owed counts as nothing there."""
    return max(whole(text), 0)


def number(text: str) -> float:
    """This will read a measured figure, however small, but none that is too large to be kept."""
    if not FIGURE.fullmatch(text) or not math.isfinite(figure := float(text.replace(",", "."))):
        raise BadCell("This is not a number.", "Write it as in 1.4, without its unit.")
    return figure


def flag(text: str) -> bool:
    word = text.casefold()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise BadCell("This is neither yes nor no.", "Write true or false.")


def moment(text: str) -> datetime:
    """This will read an instant in ISO 8601; without an offset it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.combine(day(text), datetime.min.time(), UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day(text: str) -> date:
    """This will read 2026-03-01 or 01.03.2026. Dates with slashes mean different days in different countries."""
    try:
        if dotted := DOTTED_DAY.fullmatch(text):
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()
    except ValueError:
        raise BadCell("This is not a date.", "Write it as in 2026-03-01.") from None


def gtin(text: str) -> str:
    """This will read a GTIN, UPC, EAN or ISBN; hyphens and blanks fall away."""
    if SHORTENED.fullmatch(text):
        raise BadCell(
            "A spreadsheet has shortened this number.", "Format the column as text and enter the number again."
        )
    digits = re.sub(r"[-\s]", "", text).upper()
    if not re.fullmatch(r"[0-9]{8,14}|[0-9]{9}X", digits):
        raise BadCell("A GTIN has 8 to 14 digits.", "Enter it as printed below the bar code, or leave it empty.")
    return digits


def image(text: str) -> str:
    if any(sign.isspace() for sign in text):
        raise BadCell("An address of an image holds no blanks.", "Separate addresses as the format asks.")
    return at_most(500)(text)


def choice(words: Mapping[str, Value]) -> Callable[[str], Value]:
    """This will make a reader for one of a few words, in any case."""

    def read(text: str) -> Value:
        if (word := text.casefold()) in words:
            return words[word]
        raise BadCell("This word is not known here.", f"Write one of: {', '.join(words)}.")

    return read


def split_escaped(text: str, sign: str) -> list[str]:
    """This will split a text at a sign, but not where a backslash stands before it. Backslashes stay."""
    if "\\" not in text:
        return text.split(sign)
    pieces, start, place = [], 0, 0
    while place < len(text):
        if text[place] == sign:
            pieces.append(text[start:place])
            start = place + 1
        place += 2 if text[place] == "\\" else 1
    return [*pieces, text[start:]]


def from_html(text: str) -> str:
    """This will give the words of a text that may hold HTML, with its lines."""
    if "<" not in text and "&" not in text:
        return text
    plain = unescape(TAG.sub(" ", LINE_END.sub("\n", text))).replace("\0", "")
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def category_path(names: Iterable[str]) -> str:
    """This will join the names of a path as "Bags > Totes"."""
    parts = [part for name in names if (part := " ".join(name.split()))]
    if any(len(part) > 120 for part in parts):
        raise BadCell("The name of a category has more than 120 characters.", "Shorten it.")
    path = " > ".join(parts)
    if len(path) > 400:
        raise BadCell("The path of the category has more than 400 characters.", "Shorten or flatten it.")
    return path
