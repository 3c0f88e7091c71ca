"""Fields that we have no use for yet: kept aside within bounds, and never what names a person."""

import json
import re
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 2048
MOST_DEPTH = 3
MOST_FIELDS = 40
LONGEST_TEXT = 300
LONGEST_NAME = 80

# GA4's and Segment's own fields that the catalogue knows better than an event does.
KNOWN_ELSEWHERE = frozenset(
    {
        *("item_name", "item_brand", "item_category", "item_category2", "item_category3", "item_category4"),
        *("item_category5", "item_variant", "item_list_name", "location_id", "url", "image_url", "brand"),
        *("category", "variant", "product_name", "session_id", "ga_session_id", "ga_session_number"),
        *("engagement_time_msec", "debug_mode", "checkout_id", "cart_id", "subtotal", "total", "step"),
        *("review_id", "type"),
    }
)
# GA4's and Segment's own fields, and our widget's, that are kept with the event, and need no attention.
KEPT = frozenset(
    {
        *("coupon", "discount", "affiliation", "payment_type", "payment_method", "shipping_tier"),
        *("shipping_method", "shipping", "tax", "promotion_id", "promotion_name", "creative_name"),
        *("creative_slot", "search_term", "filters", "sorts", "load_ms"),
    }
)
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
OF_A_PERSON = frozenset(
    {
        *("email", "mail", "phone", "mobile", "tel", "telephone", "fax", "address", "street", "zip", "zipcode"),
        *("postcode", "postal", "ip", "ipv", "ipaddress", "birthday", "birthdate", "dob", "surname"),
        *("firstname", "lastname", "fullname", "username", "password", "iban", "passport", "ssn", "latitude"),
        *("longitude", "traits", "cookie", "cookies", "comment", "comments", "message", "gender"),
    }
)
BODIES = frozenset({"user_data", "user_properties", "review_body", "user", "person", "contact"})
OF_A_THING = frozenset(
    {
        *("item", "product", "promotion", "creative", "list", "coupon", "brand", "category", "page"),
        *("campaign", "variant", "event", "collection", "material", "screen"),
    }
)
LOOKS_LIKE_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def names_a_person(field: str) -> bool:
    """This will tell whether a field is named like something of a person: an email, a name, a phone, an address."""
    if field in BODIES:
        return True
    words = [word.lower() for word in WORDS.findall(field)]
    if OF_A_PERSON.intersection(words):
        return True
    return "name" in words and not OF_A_THING.intersection(words)


class Aside:
    """What one event brought along. `unknown` are the fields to count; `kept` fits into MOST_BYTES."""

    __slots__ = ("_room", "kept", "unknown")

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.unknown: list[str] = []
        self._room = MOST_BYTES

    def put(self, name: str, value: object, *, place: str = "") -> object:
        """This will weigh one field; what may be kept is returned, None otherwise."""
        if name in KNOWN_ELSEWHERE:
            return None
        name = name.replace("\x00", "")[:LONGEST_NAME]
        if name not in KEPT and len(self.unknown) < MOST_FIELDS:
            self.unknown.append(f"{place}{name}"[:LONGEST_NAME])
        if names_a_person(name):
            return None
        plain = _plain(value, depth=1)
        size = len(name) + len(json.dumps(plain)) + 6
        if plain is None or size > self._room:
            return None
        self._room -= size
        return plain


def without_persons(fields: object) -> dict[str, Any]:
    """This will reduce what was sent to what an integrator may look at: no persons, bounded."""
    if not isinstance(fields, dict):
        return {"sent": str(fields)[:LONGEST_TEXT].replace("\x00", "")}
    aside, shown = Aside(), {}
    for name, value in list(fields.items())[:MOST_FIELDS]:
        plain = None if name in HIDDEN else aside.put(str(name), value)
        if plain is not None:
            shown[str(name)[:LONGEST_NAME]] = plain
    return shown


# Ids of people and browsers stand in no table that the Studio shows, nor in one that outlives their erasure.
HIDDEN = frozenset(
    {
        *("customer", "customer_if_allowed", "session", "client_id", "user_id", "user_pseudo_id", "userId"),
        *("anonymousId", "user_agent", "context", "key", "shopper_token"),
    }
)


def _plain(value: object, *, depth: int) -> Any:
    """This will copy a JSON value within bounds; what is too deep or names a person is left out."""
    if isinstance(value, str):
        text = value.replace("\x00", "")[:LONGEST_TEXT]
        return None if LOOKS_LIKE_MAIL.search(text) else text
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth > MOST_DEPTH:
        return None
    if isinstance(value, list):
        return [_plain(each, depth=depth + 1) for each in value[:MOST_FIELDS]]
    return dict(_plain_fields(value, depth=depth + 1)) if isinstance(value, dict) else None


def _plain_fields(fields: dict[Any, Any], *, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in list(fields.items())[:MOST_FIELDS]:
        if not names_a_person(str(name)) and str(name) not in HIDDEN:
            yield str(name).replace("\x00", "")[:LONGEST_NAME], _plain(value, depth=depth)
