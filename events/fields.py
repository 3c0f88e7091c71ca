"""How each field of an event is read: one small function a kind of value, built once."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

Reader = Callable[[Any], Any]
CENT = Decimal("0.01")
MOST_MONEY = Decimal(10) ** 10


class Wrong(ValueError):
    """What is wrong with a value and what belongs there instead, as the end of a sentence."""


def text(most: int) -> Reader:
    """This will make a reader of texts; whole numbers, which some shops use as ids, count as texts."""

    def read(value: object) -> str:
        if type(value) is int:
            value = str(value)
        if not isinstance(value, str):
            raise Wrong("must be a text")
        if len(value) > most:
            raise Wrong(f"is longer than {most} characters")
        if "\x00" in value:
            raise Wrong("holds a NUL character")
        return value

    return read


def whole(least: int, most: int) -> Reader:
    def read(value: object) -> int:
        try:
            number = int(value) if not isinstance(value, bool) else None  # type: ignore[call-overload]
        except (TypeError, ValueError, OverflowError):
            number = None
        if number is None or number != (float(value) if isinstance(value, str) else value):
            raise Wrong(f"must be a whole number from {least} to {most}")
        if not least <= number <= most:
            raise Wrong(f"must be from {least} to {most}")
        return number

    return read


def money(value: object) -> Decimal:
    """This will read an amount that is not below 0, to the cent."""
    try:
        amount = Decimal(str(value)) if not isinstance(value, bool) else None
        if amount is None or not 0 <= amount < MOST_MONEY:
            raise Wrong("must be a number from 0 to 9999999999.99")
        return amount.quantize(CENT)
    except InvalidOperation:
        raise Wrong("must be a number from 0 to 9999999999.99") from None


def flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in (0, 1, "true", "false"):
        return value in (1, "true")
    raise Wrong("must be true or false")


def currency(value: object) -> str:
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper():
        return value
    raise Wrong("must be three capital letters such as EUR")


def uuid(value: object) -> UUID:
    try:
        return UUID(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, AttributeError):
        raise Wrong("must be a UUID") from None


def event_id(value: object) -> UUID:
    """This will read the id of an event; an id that is no UUID always becomes the same UUID."""
    named = text(100)(value)
    if len(named) == 36:
        try:
            return UUID(named)
        except ValueError:
            pass
    if not named:
        raise Wrong("must not be empty")
    return uuid5(NAMESPACE_URL, f"woorec:event:{named}")


def moment(value: object) -> tuple[datetime, int | None]:
    """This will read a time in ISO 8601 and, if it is written with one, the offset of that clock in minutes.

    A time without a zone counts as UTC. `Z` says nothing about the shopper's clock: browsers write every time so.
    """
    try:
        found = datetime.fromisoformat(value)  # type: ignore[arg-type]
        if found.tzinfo is None:
            return found.replace(tzinfo=UTC), None
        offset = None if value[-1] in "zZ" else _minutes(found)  # type: ignore[index]
        return found.astimezone(UTC), offset
    except (TypeError, ValueError, OverflowError):
        raise Wrong("must be a time such as 2026-03-02T12:00:00+01:00") from None


def _minutes(at: datetime) -> int:
    offset = at.utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // 60)


def items(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Wrong("must be a list")
    if len(value) > 200:
        raise Wrong("holds more than 200 products; send several events")
    return value


EVENT: dict[str, Reader] = {
    "event_id": event_id,
    "name": text(60),
    "at": moment,
    "sent_at": moment,
    "session": text(64),
    "customer": text(200),
    "customer_if_allowed": text(200),
    "request_id": uuid,
    "transaction_id": text(80),
    "currency": currency,
    "value": money,
    "reason": text(20),
    "is_about_material": flag,
    "reference": text(80),
    "rating": whole(1, 5),
    "region": text(20),
    "utc_offset_minutes": whole(-840, 840),
    "consent": flag,
    "is_bot": flag,
    "user_agent": text(1000),
    "item_list_id": text(60),
    "items": items,
}
ITEM: dict[str, Reader] = {
    "item_id": text(80),
    "quantity": whole(1, 10_000),
    "price": money,
    "index": whole(0, 1000),
    "position": whole(0, 1001),
    "item_list_id": text(60),
}
