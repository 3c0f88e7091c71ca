"""What Shopify tells: products with their variants, stock by location, orders, and refunds by themselves.

An order goes by its number in Shopify's own records, the `id`, since that is what a refund names.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.feeds.json_values import (
    Unreadable,
    amount,
    cents,
    identifier,
    mapping,
    mappings,
    moment,
    pieces,
    text,
    time,
)
from catalog.feeds.shopify_json import NEEDED
from events.privacy import pseudonym
from events.webhooks.content import Call, Reduced, ignored

SIGNATURE, TOPIC, DELIVERY = "X-Shopify-Hmac-SHA256", "X-Shopify-Topic", "X-Shopify-Webhook-Id"
TRIGGERED = "X-Shopify-Triggered-At"
PRODUCT = ("products/create", "products/update")
ORDER = ("orders/create", "orders/updated", "orders/paid", "orders/cancelled")
VARIANT = (
    *("id", "title", "price", "compare_at_price", "sku", "barcode", "option1", "option2", "option3", "image_id"),
    *("inventory_item_id", "inventory_quantity", "inventory_management", "inventory_policy"),
)
NOT_BOUGHT = frozenset({"voided", "expired"})


def reduce(call: Call) -> Reduced:
    """This will keep what is needed of a body. Raises Unreadable when it is not what its topic promises."""
    if call.topic in PRODUCT:
        return _product(call)
    if call.topic in ORDER:
        return _order(call)
    if call.topic == "refunds/create":
        return _refund(call)
    if call.topic == "inventory_levels/update":
        return _stock(call)
    if call.topic in ("products/delete", "orders/delete"):
        return _gone(call)
    return ignored(call.topic)


def _product(call: Call) -> Reduced:
    if "variants" not in call.body or "title" not in call.body:
        raise Unreadable("The body is no product. Give this webhook a topic that fits.")
    identifier(call.body.get("id"), name="id")
    kept = {name: call.body[name] for name in NEEDED if name in call.body}
    variants = mappings(kept.get("variants"))
    kept["variants"] = [{name: each[name] for name in VARIANT if name in each} for each in variants]
    return Reduced({"kind": "product", "at": _at(call).isoformat(), "product": kept})


def _gone(call: Call) -> Reduced:
    """The topic is not signed: a body that tells about more than a number says something else."""
    if not set(call.body) <= {"id", "admin_graphql_api_id"}:
        raise Unreadable("A deletion holds the number of what was deleted and nothing else.")
    at = min(call.triggered_at or call.received_at, call.received_at)
    kind = "product-gone" if call.topic == "products/delete" else "order-gone"
    return Reduced({"kind": kind, "at": at.isoformat(), "id": identifier(call.body.get("id"), name="id")})


def _stock(call: Call) -> Reduced:
    available = call.body.get("available")
    return Reduced(
        {
            "kind": "stock",
            "at": _at(call).isoformat(),
            "item": identifier(call.body.get("inventory_item_id"), name="inventory_item_id"),
            "location": identifier(call.body.get("location_id"), name="location_id", longest=40),
            "available": None if available is None else max(0, pieces(available)),
        }
    )


def _order(call: Call) -> Reduced:
    body = call.body
    if "line_items" not in body or "created_at" not in body:
        raise Unreadable("The body is no order. Give this webhook a topic that fits.")
    if body.get("test") is True:
        return Reduced({}, "A test order. It is not counted.")
    at, customer = _at(call), text(mapping(body.get("customer")).get("id"))
    cancelled, status = time(body.get("cancelled_at")), text(body.get("financial_status"), longest=40)
    return Reduced(
        {
            "kind": "order",
            "number": identifier(body.get("id"), name="id"),
            "at": at.isoformat(),
            "created": (time(body.get("created_at")) or at).isoformat(),
            "currency": text(body.get("currency"), longest=3),
            "status": "cancelled" if cancelled else status,
            "cancelled": bool(cancelled) or status in NOT_BOUGHT,
            "cancelled_at": cancelled.isoformat() if cancelled else "",
            "customer": pseudonym(store_code=call.store.code, external_id=customer)
            if customer not in ("", "0")
            else "",
            "lines": [_line(line) for line in mappings(body["line_items"]) if pieces(line.get("quantity")) > 0],
            "refunds": [_money(refund, at=at) for refund in mappings(body.get("refunds"))],
            "all_refunds": False,
        }
    )


def _refund(call: Call) -> Reduced:
    if "refund_line_items" not in call.body:
        raise Unreadable("The body is no refund. Give this webhook a topic that fits.")
    at = moment(time(call.body.get("created_at")), received=call.received_at)
    number = identifier(call.body.get("order_id"), name="order_id")
    return Reduced({"kind": "refund", "at": at.isoformat(), "number": number, "refunds": [_money(call.body, at=at)]})


def _at(call: Call) -> datetime:
    """Bodies name whole seconds; when the event was triggered orders those of one second."""
    told = min(call.triggered_at or call.received_at, call.received_at)
    return moment(time(call.body.get("updated_at")), received=told)


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    """The price of a piece is what is paid after the discounts of this line and this line's part of the order's."""
    quantity, price = pieces(line.get("quantity")), amount(line.get("price")) or Decimal(0)
    given = [amount(each.get("amount")) or Decimal(0) for each in mappings(line.get("discount_allocations"))]
    discount = sum(given, Decimal(0)) or amount(line.get("total_discount")) or Decimal(0)
    unit = max(Decimal(0), price - discount / quantity)
    return {**_line_name(line), "quantity": quantity, "unit_price": str(cents(unit))}


def _line_name(line: Mapping[str, Any]) -> dict[str, str]:
    return {"sku": text(line.get("sku"), longest=80), "external_id": text(line.get("variant_id"))}


def _money(refund: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    paid = [amount(each.get("amount")) or Decimal(0) for each in mappings(refund.get("transactions"))]
    returned = [
        {**_line_name(mapping(each.get("line_item"))), "quantity": pieces(each.get("quantity"))}
        for each in mappings(refund.get("refund_line_items"))
    ]
    return {
        "reference": identifier(refund.get("id"), name="refunds.id"),
        "at": (time(refund.get("created_at")) or at).isoformat(),
        "amount": str(cents(sum(paid, Decimal(0)))),
        "guessed": False,
        "lines": [each for each in returned if each["quantity"] > 0],
    }
