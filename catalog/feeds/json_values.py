"""Reads single values out of a shop system's JSON, which may hold anything."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from html import unescape
from typing import Any

from django.utils.html import strip_tags

CLOCK_AHEAD = timedelta(minutes=10)
MOST_PIECES = 1_000_000
LARGEST = Decimal(10) ** 10
CENT = Decimal("0.01")
MICROSECOND = timedelta(microseconds=1)


class Unreadable(ValueError):
    """The body does not hold what its topic promises. The message says what is missing or wrong."""


def text(value: Any, *, longest: int = 200) -> str:
    """This will give a number or text as clean text. Lists, objects and what the database cannot hold come to ""."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).replace("\x00", "").strip()[:longest]


def words(value: Any, *, longest: int) -> str:
    """This will give the words of a text that may hold HTML."""
    return " ".join(unescape(strip_tags(text(value, longest=longest * 4))).replace("\x00", "").split())[:longest]


def gtin_or_nothing(value: Any) -> str:
    """This will read a barcode; a shop's own codes in the same field are none."""
    digits = text(value).replace("-", "").replace(" ", "")
    return digits if digits.isascii() and digits.isalnum() and 8 <= len(digits) <= 14 else ""


def identifier(value: Any, *, name: str, longest: int = 80) -> str:
    """This will read a number or code that must be there whole."""
    found = text(value, longest=longest + 1)
    if not found or found == "0" or len(found) > longest:
        raise Unreadable(f"The body has no usable {name!r}.")
    return found


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def amount(value: Any) -> Decimal | None:
    """This will read money, which both systems send as text. Nothing, or no number, is None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < LARGEST else None


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def pieces(value: Any) -> int:
    """This will read a quantity; anything that is none counts as 0."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return 0
    try:
        found = int(value)
    except (ValueError, OverflowError):
        return 0
    return found if abs(found) <= MOST_PIECES else 0


def time(value: Any) -> datetime | None:
    """This will read a time; one without a zone is UTC, as in the fields of WooCommerce that end in _gmt."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip()[:40])
    except ValueError:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def moment(changed: datetime | None, *, received: datetime) -> datetime:
    """This will order news about one thing: by when the shop changed it, in the same second by when it was told.

    Both systems name whole seconds, and one checkout changes an order twice in a second. A time that lies ahead of
    our clock would lock out all later news, so the arrival stands in for it.
    """
    if changed is None or changed > received + CLOCK_AHEAD:
        return received
    if changed.microsecond:
        return changed
    waited = max(0, (received - changed) // timedelta(milliseconds=1))
    return changed + min(waited, 999_999) * MICROSECOND
