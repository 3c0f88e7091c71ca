"""Rows of the bulk calls, from JSON to plain rows. A thousand are read in a few milliseconds, so no serializers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from catalog.feeds.rows import ComponentRow, PriceRow, ProductRow, StockRow

MOST_ENTRIES = 200
AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?")
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Reader = Callable[[object], object]


class Unreadable(ValueError):
    """A value that is none of its field. The message says what to send instead."""


@dataclass(frozen=True, slots=True)
class ProductCall:
    """A product as it was sent: the fields of ProductRow that it speaks of, and the version it builds on, if any."""

    row: ProductRow
    fields: frozenset[str]
    etag: str


def read_stock(sent: object) -> StockRow:
    """This will read a count or a movement. Raises Unreadable."""
    values = _values(sent, STOCK)
    if ("quantity" in values) == ("delta" in values):
        raise Unreadable("Send either `quantity`, what is there, or `delta`, what came or went.")
    is_delta = "delta" in values
    return StockRow(
        sku=_needed(values, "sku"),
        warehouse=_needed(values, "warehouse"),
        quantity=values["delta" if is_delta else "quantity"],
        sequence=values.get("sequence"),
        is_delta=is_delta,
    )


def read_price(sent: object) -> PriceRow:
    """This will read a tier's price. Raises Unreadable."""
    values = _values(sent, PRICE)
    return PriceRow(
        sku=_needed(values, "sku"),
        region=values.get("region", ""),
        tier=values.get("tier", ""),
        amount=_needed(values, "amount"),
        currency=values.get("currency", ""),
        valid_from=values.get("valid_from"),
        valid_until=values.get("valid_until"),
    )


def read_product(sent: object) -> ProductCall:
    """This will read a product, in part or whole. Raises Unreadable."""
    values = _values(sent, PRODUCT)
    etag = values.pop("etag", "")
    values.pop("updated_at", None)
    values |= {"sku": _needed(values, "sku")}
    spoken = frozenset(values) - {"sku"}
    if "category" in values:
        values |= {"category": _code(values["category"], "category"), "category_path": values["category"]}
    if "brand" in values:
        values |= {"brand": _code(values["brand"], "brand"), "brand_name": values["brand"]}
    placeholders = {"name": "", "category": "", "brand": "", "price": Decimal(0)}
    return ProductCall(ProductRow(**(placeholders | values)), spoken, etag)


def sku_of(sent: object) -> str:
    """This will name a row by its SKU, as far as it has one, in an answer about it."""
    sku = sent.get("sku") if isinstance(sent, dict) else None
    return sku[:80] if isinstance(sku, str) else ""


def _values(sent: object, readers: Mapping[str, Reader]) -> dict:
    if not isinstance(sent, dict):
        raise Unreadable(f"Send an object with the fields {', '.join(readers)}.")
    found = {}
    for name, value in sent.items():
        if name not in readers:
            raise Unreadable(f"There is no field {name[:80]!r}. The fields are {', '.join(readers)}.")
        try:
            found[name] = readers[name](value)
        except Unreadable as error:
            raise Unreadable(f"{name}: {error}") from error
    return found


def _needed(values: Mapping[str, Any], name: str) -> Any:
    if not values.get(name) and values.get(name) != 0:
        raise Unreadable(f"{name}: is needed and is missing.")
    return values[name]


def _code(text: str, name: str) -> str:
    """This will tell a code from a path or a name; a category or brand may be named by either."""
    if not text.strip(" >"):
        raise Unreadable(f"{name}: is empty.")
    return text if text == slugify(text) else ""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable("Send a text.")
    if "\0" in value:
        raise Unreadable("The text holds a NUL character. Leave it out.")
    return value


def _short_text(value: object) -> str:
    if len(text := _text(value)) > 80:
        raise Unreadable(f"The text has {len(text):,} characters, 80 fit.")
    return text


def _whole_number(value: object) -> int:
    if type(value) is not int:
        raise Unreadable("Send a whole number.")
    return value


def _yes_or_no(value: object) -> bool:
    if type(value) is not bool:
        raise Unreadable("Send true or false.")
    return value


def _amount(value: object) -> Decimal:
    """This will read 420, 420.5 and "420.50"."""
    written = repr(value) if type(value) in (int, float) else value
    if not isinstance(written, str) or not AMOUNT.fullmatch(written):
        raise Unreadable('Send an amount such as 420.5 or "420.50".')
    return Decimal(written)


def _share(value: object) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 100:
        raise Unreadable("Send a number from 0 to 100.")
    return float(value)


def _date(value: object) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise Unreadable("Send a date such as 2026-03-02.") from error


def _moment(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(_text(value))
        if found.tzinfo is None or not EARLIEST <= found <= LATEST:
            raise ValueError(value)
    except (ValueError, OverflowError) as error:
        raise Unreadable("Send a time with its zone, such as 2026-03-02T12:00:00Z.") from error
    return found


def _or_null(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _list_of(read: Reader) -> Reader:
    def read_list(value: object) -> tuple:
        if not isinstance(value, list) or len(value) > MOST_ENTRIES:
            raise Unreadable(f"Send a list of at most {MOST_ENTRIES} entries.")
        return tuple(read(each) for each in value)

    return read_list


def _texts_by_name(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_ENTRIES:
        raise Unreadable(f"Send an object of at most {MOST_ENTRIES} texts.")
    return {_text(name): _text(text) for name, text in value.items()}


def _link(value: object) -> tuple[str, str]:
    values = _values(value, {"kind": _text, "sku": _short_text})
    return _needed(values, "kind"), _needed(values, "sku")


def _component(value: object) -> ComponentRow:
    values = _values(value, {"part": _text, "material": _short_text, "contact": _text, "share_percent": _share})
    _needed(values, "part"), _needed(values, "material")
    return ComponentRow(**values)


STOCK: Mapping[str, Reader] = {
    "sku": _short_text,
    "warehouse": _short_text,
    "quantity": _whole_number,
    "delta": _whole_number,
    "sequence": _or_null(_whole_number),
}
PRICE: Mapping[str, Reader] = {
    "sku": _short_text,
    "amount": _amount,
    "region": _short_text,
    "currency": _short_text,
    "tier": _short_text,
    "valid_from": _or_null(_moment),
    "valid_until": _or_null(_moment),
}
PRODUCT: Mapping[str, Reader] = {
    "sku": _short_text,
    "name": _text,
    "category": _text,
    "brand": _text,
    "price": _amount,
    "cost": _or_null(_amount),
    "item_group": _text,
    "description": _text,
    "status": _text,
    "visible": _yes_or_no,
    "launched_on": _or_null(_date),
    "attributes": _texts_by_name,
    "tags": _list_of(_text),
    "image_url": _text,
    "more_image_urls": _list_of(_text),
    "gtin": _text,
    "external_id": _text,
    "not_sold_in": _list_of(_short_text),
    "components": _list_of(_component),
    "links": _list_of(_link),
    "source_updated_at": _or_null(_moment),
    "etag": _text,
    "updated_at": _text,
}
