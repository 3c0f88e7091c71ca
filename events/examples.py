"""Example calls of each event, as GA4 and as Segment would send it, ready for a shell.

The id holds the time at which the shell sends it, so that the same line counts again when it is pasted again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events.dictionary import Label

NOW = "@now@"  # stands for a moment that the shell fills in
ONCE = f"test-{NOW}"
VISIT, ORDER, PLACEMENT = "test-visit", "TEST-1", "home"
OF_AN_EVENT: Mapping[str, Mapping[str, object]] = {
    "view_item_list": {"item_list_id": PLACEMENT},
    "select_item": {"item_list_id": PLACEMENT},
    "list_seen": {"item_list_id": PLACEMENT},
    "search": {"search_term": "tote"},
    "view_3d_failed": {"reason": "no_webgl"},
    "rating": {"rating": 5},
    "add_shipping_info": {"shipping_tier": "express"},
    "add_payment_info": {"payment_type": "card"},
    "view_promotion": {"promotion_id": "spring", "promotion_name": "Spring"},
    "select_promotion": {"promotion_id": "spring", "promotion_name": "Spring"},
    "purchase": {"transaction_id": ORDER},
    "refund": {"transaction_id": ORDER, "reason": "colour"},
    "return": {"transaction_id": ORDER, "reason": "feel", "is_about_material": True},
}
IN_SEGMENTS_WORDS = {"transaction_id": "order_id", "item_list_id": "list_id", "search_term": "query"}
PLACED = frozenset({"view_item_list", "select_item", "list_seen"})
PRICED = frozenset({"add_to_cart", "remove_from_cart", "view_cart", "begin_checkout", "purchase"})
WITHOUT_ITEMS = frozenset({"search", "view_promotion", "select_promotion"})
ONE_PRODUCT = frozenset(
    {
        *("select_item", "view_item", "view_3d", "view_3d_failed", "add_to_wishlist", "add_to_cart"),
        *("remove_from_cart", "rating"),
    }
)


@dataclass(frozen=True, slots=True)
class Goods:
    """The product that stands in the examples of a store."""

    sku: str
    price: str
    currency: str


@dataclass(frozen=True, slots=True)
class Examples:
    ga4: str
    segment: str


def examples(label: Label, goods: Goods | None, *, address: str) -> Examples:
    """This will write both calls of an event; a store without products gets those that need none."""
    return Examples(
        ga4=curl({"events": [ga4(label.kind, goods)]}, address=address),
        segment=curl({"batch": [segment(label, goods)]}, address=address),
    )


def ga4(kind: str, goods: Goods | None) -> dict[str, Any]:
    """This will make one event with GA4's names, its fields flat."""
    event = {"event_id": ONCE, "name": kind, "session": VISIT, **OF_AN_EVENT.get(kind, {})}
    if kind in WITHOUT_ITEMS:
        return event
    item: dict[str, object] = {"item_id": goods.sku if goods else "YOUR-SKU"}
    if kind in PLACED:
        item["index"] = 0
    if kind in PRICED and goods:
        event["currency"] = goods.currency
        item |= {"quantity": 1, "price": goods.price}
    return event | {"items": [item]}


def segment(label: Label, goods: Goods | None) -> dict[str, Any]:
    """This will make the same event as a `track` call; what Segment has no name for keeps ours."""
    flat = ga4(label.kind, goods)
    kept = {name: value for name, value in flat.items() if name not in ("event_id", "name", "session", "items")}
    properties = {IN_SEGMENTS_WORDS.get(name, name): value for name, value in kept.items()}
    products = [_product(item) for item in flat.get("items", ())]
    if label.kind in ONE_PRODUCT:
        properties |= products[0]
    elif products:
        properties["products"] = products
    return {
        "type": "track",
        "event": label.segment or label.kind,
        "messageId": ONCE,
        "anonymousId": VISIT,
        "properties": properties,
    }


def _product(item: Mapping[str, Any]) -> dict[str, Any]:
    """This will name a product as Segment does, which counts places from 1."""
    product = {name: value for name, value in item.items() if name not in ("item_id", "index")}
    place = {"position": item["index"] + 1} if "index" in item else {}
    return {"sku": item["item_id"], **place, **product}


def curl(body: Mapping[str, object], *, address: str) -> str:
    """This will write a call for a POSIX shell, which fills in the time."""
    text = json.dumps(body, ensure_ascii=False, indent=2)
    for special in ("\\", "$", "`"):  # what a shell would read inside the lines up to END
        text = text.replace(special, f"\\{special}")
    return "\n".join(
        (
            f"curl -sS '{address}' \\",
            "  -H \"Authorization: Bearer $KEY\" -H 'Content-Type: application/json' --data-binary @- <<END",
            text.replace(NOW, "$(date +%s)"),
            "END",
        )
    )
