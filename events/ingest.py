"""Reads the events of a batch, whatever dialect they come in. Pure: no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from events import bots
from events.aside import Aside, without_persons
from events.dialects import Fields, flatten, is_segment
from events.failed_views import FAILED, reason_of
from events.fields import EVENT, ITEM, Wrong
from events.models import Interaction

AHEAD = timedelta(minutes=10)
SKEW = timedelta(minutes=1)
KINDS = frozenset(Interaction.Kind.values)
WITHOUT_PRODUCT = frozenset(
    {
        *("view_item_list", "view_cart", "begin_checkout", "add_shipping_info", "add_payment_info", "search"),
        *("list_seen", "view_promotion", "select_promotion", "refund"),
    }
)
OF_AN_ORDER = frozenset({"purchase", "refund", "return"})
is_crawler = lru_cache(maxsize=1024)(bots.is_crawler)


@dataclass(slots=True)
class Item:
    sku: str
    quantity: int = 1
    price: Decimal | None = None
    position: int | None = None
    aside: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Event:
    """One event in our words. `customer` is the shop's own id and leaves this process as a pseudonym only."""

    index: int
    sent_id: str
    event_id: UUID
    kind: str
    at: datetime
    session: str = ""
    customer: str = field(default="", repr=False)
    consent: bool = True
    is_bot: bool = False
    region: str = ""
    utc_offset_minutes: int | None = None
    request_id: UUID | None = None
    transaction_id: str = ""
    currency: str = ""
    value: Decimal | None = None
    reason: str = ""
    is_about_material: bool = False
    reference: str = ""
    rating: int | None = None
    items: list[Item] = field(default_factory=list)
    aside: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Unread:
    """An event that could not be read, and why. `fields` is what an integrator may look at."""

    index: int
    sent_id: str
    name: str
    errors: list[str]
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for a whole batch. `user_agent` is that of the caller where the caller is a browser."""

    received: datetime
    oldest: datetime
    may_name_customers: bool = False
    vouched: tuple[str, str] | None = field(default=None, repr=False)  # session and customer of a shopper token
    user_agent: str = ""
    common: Fields = field(default_factory=dict)


def read_batch(sent: Sequence[object], *, circumstances: Circumstances) -> list[Event | Unread]:
    """This will read each event, or say what is wrong with it."""
    return [_read(each, index, circumstances) for index, each in enumerate(sent)]


def _read(sent: object, index: int, circumstances: Circumstances) -> Event | Unread:
    if not isinstance(sent, dict):
        return Unread(index, "", "", ["event: must be an object."])
    flat = {**circumstances.common, **flatten(sent)}
    if flat.get("name") == FAILED:  # before anything is said of its length, which would keep the text of a browser
        flat["reason"] = reason_of(flat.get("reason"))
    dialect = {"dialect": "segment"} if is_segment(sent) else {}
    errors: list[str] = []
    aside, sent_id = Aside(), _plain_text(flat.get("event_id"))
    values = _values(flat, EVENT, errors, aside, kept := {}, place="")
    items = _items(values.pop("items", ()), errors, aside)
    _check(values, items, errors, circumstances)
    if errors:
        return Unread(index, sent_id, _plain_text(flat.get("name")), errors, without_persons(flat) | dialect)
    return _event(values, items, kept | dialect, aside, index, sent_id, circumstances)


def _values(
    sent: Fields, readers: dict[str, Any], errors: list[str], aside: Aside, kept: Fields, *, place: str
) -> dict[str, Any]:
    """This will read the known fields; what is unknown goes into `kept` where it may be kept."""
    values = {}
    for name, value in sent.items():
        if value is None:
            continue
        reader = readers.get(name)
        if reader is None:
            plain = aside.put(str(name), value, place=place)
            if plain is not None:
                kept[str(name)[:80]] = plain
            continue
        try:
            values[name] = reader(value)
        except Wrong as wrong:
            errors.append(f"{place}{name}: {wrong}.")
    return values


def _items(sent: Sequence[object], errors: list[str], aside: Aside) -> list[Item]:
    """This will read the products of an event, adding up one that is listed twice."""
    found: dict[str, Item] = {}
    for number, each in enumerate(sent):
        if not isinstance(each, dict):
            errors.append(f"items.{number}: must be an object with an `item_id`.")
            continue
        wrong: list[str] = []
        values = _values(each, ITEM, wrong, aside, kept := {}, place="items.")
        errors += [f"items.{number}.{what.removeprefix('items.')}" for what in wrong]
        sku = values.get("item_id", "")
        if not sku and not wrong:
            errors.append(f"items.{number}.item_id: is missing. It is the product's SKU.")
        earlier = found.get(sku)
        if earlier is not None:
            earlier.quantity += values.get("quantity", 1)
        else:
            found[sku] = _item(sku, values, kept)
    return list(found.values())


def _item(sku: str, values: dict[str, Any], kept: Fields) -> Item:
    # GA4 counts places from 0, Segment from 1; a position of 0 there says nothing.
    position = values["index"] + 1 if "index" in values else values.get("position") or None
    if "item_list_id" in values:
        kept["placement"] = values["item_list_id"]
    return Item(sku, values.get("quantity", 1), values.get("price"), position, kept)


def _check(values: dict[str, Any], items: list[Item], errors: list[str], circumstances: Circumstances) -> None:
    """This will find what is missing, and what this key may not say."""
    name = values.get("name")
    if "event_id" not in values and not any(each.startswith("event_id:") for each in errors):
        errors.append("event_id: is missing. Give each event an id of its own, so that a second delivery is harmless.")
    if name is None:
        if not any(each.startswith("name:") for each in errors):
            errors.append("name: is missing. Send one of the names of the event dictionary.")
    elif name not in KINDS:
        errors.append(f"name: there is no event {name!r}. Send one of the names of the event dictionary.")
    elif not items and name not in WITHOUT_PRODUCT and not errors:
        errors.append("items: is empty. Name at least one product.")
    if name in OF_AN_ORDER and not values.get("transaction_id"):
        errors.append("transaction_id: is missing. Name the order that this is about.")
    if name == "rating" and "rating" not in values and not errors:
        errors.append("rating: is missing. Send 1 to 5 stars.")
    if values.get("customer") and not circumstances.may_name_customers:
        errors.append("customer: needs a key with the scope 'shopper'; send a session instead.")


def _event(
    values: dict[str, Any],
    items: list[Item],
    kept: Fields,
    aside: Aside,
    index: int,
    sent_id: str,
    circumstances: Circumstances,
) -> Event | Unread:
    notes: list[str] = []
    if values["name"] == FAILED:
        kept = _marks(kept) | {"reason": values.pop("reason")}
        for item in items:
            item.aside = _marks(item.aside)
    at, offset = _corrected(values, kept, notes, circumstances)
    if at < circumstances.oldest:
        error = f"at: events before {circumstances.oldest:%Y-%m-%d} are no longer kept. Leave this one out."
        return Unread(index, sent_id, values["name"], [error], {})
    if "item_list_id" in values:
        kept["placement"] = values["item_list_id"]
    session = values.get("session", "")
    customer = _customer(values, session, notes, circumstances)
    return Event(
        index=index,
        sent_id=sent_id,
        event_id=values["event_id"],
        kind=values["name"],
        at=at,
        session=session,
        customer=customer,
        consent=values.get("consent", True),
        is_bot=values.get("is_bot", False) or is_crawler(values.get("user_agent") or circumstances.user_agent),
        region=values.get("region", ""),
        utc_offset_minutes=values.get("utc_offset_minutes", offset),
        request_id=values.get("request_id"),
        transaction_id=values.get("transaction_id", ""),
        currency=values.get("currency", ""),
        value=values.get("value"),
        reason=values.get("reason", ""),
        is_about_material=values.get("is_about_material", False),
        reference=values.get("reference", ""),
        rating=values.get("rating"),
        items=items,
        aside=kept,
        unknown=aside.unknown,
        notes=notes,
    )


def _marks(kept: Fields) -> Fields:
    """This will leave our own marks alone: what a browser says of a fault may tell whose browser it is."""
    return {name: value for name, value in kept.items() if name in ("placement", "dialect")}


def _customer(values: dict[str, Any], session: str, notes: list[str], circumstances: Circumstances) -> str:
    """This will say which customer an event is of, as far as this sender may say so."""
    if circumstances.vouched and session == circumstances.vouched[0]:
        return circumstances.vouched[1]
    named = values.get("customer") or values.get("customer_if_allowed", "")
    if named and not circumstances.may_name_customers:
        notes.append("customer: left aside, since this key lacks the scope 'shopper'.")
        return ""
    return str(named)


def _corrected(
    values: dict[str, Any], kept: Fields, notes: list[str], circumstances: Circumstances
) -> tuple[datetime, int | None]:
    """This will give the time of an event by our clock: a sender's clock that is off is known from `sent_at`."""
    received = circumstances.received
    at, offset = values.get("at", (received, None))
    if "sent_at" in values and "at" in values:
        shift = received - values["sent_at"][0]
        if abs(shift) > SKEW:
            at = _moved(at, shift)
            kept["clock"] = "moved"
            notes.append(f"at: moved by {round(shift.total_seconds())} s, as the sender's clock is off.")
    if at > received + AHEAD:
        kept["clock"] = "ahead"
        notes.append("at: lay ahead of our clock and counts as now.")
        return received, offset
    return at, offset


def _moved(at: datetime, shift: timedelta) -> datetime:
    try:
        return at + shift
    except OverflowError:
        return at


def _plain_text(value: object) -> str:
    return str(value).replace("\x00", "")[:100] if isinstance(value, str | int) else ""
