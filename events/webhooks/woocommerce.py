"""What WooCommerce tells: products, and orders with what was refunded of them. A refund arrives as `order.updated`."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.feeds.json_values import Unreadable, amount, cents, identifier, mappings, moment, pieces, text, time
from catalog.feeds.woocommerce_json import NEEDED
from events.privacy import pseudonym
from events.webhooks.content import Call, Reduced, ignored
from events.webhooks.guessing import Sold, guess

SIGNATURE, TOPIC, DELIVERY = "X-WC-Webhook-Signature", "X-WC-Webhook-Topic", "X-WC-Webhook-Delivery-ID"
TRIGGERED = ""
PING = re.compile(rb"webhook_id=[0-9]{1,20}")
PRODUCT = ("product.created", "product.updated", "product.restored", "product.published")
ORDER = ("order.created", "order.updated", "order.restored")
NOT_BOUGHT = frozenset({"pending", "failed", "cancelled", "trash", "checkout-draft", "auto-draft"})


def reduce(call: Call) -> Reduced:
    """This will keep what is needed of a body. Raises Unreadable when it is not what its topic promises."""
    if call.topic in PRODUCT:
        return _product(call)
    if call.topic in ORDER:
        return _order(call)
    if call.topic in ("product.deleted", "order.deleted"):
        return _gone(call)
    return ignored(call.topic)


def _product(call: Call) -> Reduced:
    if "name" not in call.body or "regular_price" not in call.body:
        raise Unreadable("The body is no product. Give this webhook a topic that fits, and the API version v3.")
    identifier(call.body.get("id"), name="id")
    kept = {name: call.body[name] for name in NEEDED if name in call.body}
    return Reduced({"kind": "product", "at": _at(call).isoformat(), "product": kept})


def _gone(call: Call) -> Reduced:
    """The topic is not signed: a body that holds more than the number of what was deleted says something else."""
    if set(call.body) != {"id"}:
        raise Unreadable("A deletion holds the number of what was deleted and nothing else.")
    kind = "product-gone" if call.topic == "product.deleted" else "order-gone"
    return Reduced({"kind": kind, "at": call.received_at.isoformat(), "id": identifier(call.body["id"], name="id")})


def _order(call: Call) -> Reduced:
    body = call.body
    if "line_items" not in body or "status" not in body:
        raise Unreadable("The body is no order. Give this webhook a topic that fits, and the API version v3.")
    at, status = _at(call), text(body.get("status"), longest=40)
    customer = text(body.get("customer_id"))
    sold = [_sold(line) for line in mappings(body["line_items"])]
    return Reduced(
        {
            "kind": "order",
            "number": identifier(body.get("number") or body.get("id"), name="number"),
            "at": at.isoformat(),
            "created": (time(body.get("date_created_gmt")) or at).isoformat(),
            "currency": text(body.get("currency"), longest=3),
            "status": status,
            "cancelled": status in NOT_BOUGHT,
            "customer": pseudonym(store_code=call.store.code, external_id=customer)
            if customer not in ("", "0")
            else "",
            "lines": [_line(each) for each in sold if each.quantity > 0],
            "refunds": _refunds(body, sold, at=at, is_whole=status == "refunded"),
            "all_refunds": True,
        }
    )


def _at(call: Call) -> datetime:
    """What was taken out of the bin may be unchanged since before it went there."""
    at = moment(time(call.body.get("date_modified_gmt")), received=call.received_at)
    return max(at, call.received_at) if call.topic.endswith(".restored") else at


def _sold(line: Mapping[str, Any]) -> Sold:
    variant = text(line.get("variation_id") or "")
    return Sold(
        line=text(line.get("id")),
        sku=text(line.get("sku"), longest=80),
        external_id=variant or text(line.get("product_id")),
        style_id=text(line.get("product_id")) if variant else "",
        quantity=pieces(line.get("quantity")),
        net=amount(line.get("total")) or Decimal(0),
        tax=amount(line.get("total_tax")) or Decimal(0),
    )


def _line(sold: Sold) -> dict[str, Any]:
    return {
        **_line_name(sold),
        "quantity": sold.quantity,
        "unit_price": str(cents(max(Decimal(0), sold.net / sold.quantity))),
    }


def _refunds(body: Mapping[str, Any], sold: list[Sold], *, at: datetime, is_whole: bool) -> list[dict[str, Any]]:
    """WooCommerce names a refund's money; its lines only where an extension adds them. The oldest comes first."""
    found = sorted(mappings(body.get("refunds")), key=lambda each: pieces(each.get("id")))
    left, refunds = list(sold), []
    for place, refund in enumerate(found, 1):
        money = abs(amount(refund.get("total")) or Decimal(0))
        named = [(line, abs(pieces(line.get("quantity")))) for line in mappings(refund.get("line_items"))]
        if named:
            lines = [{**_line_name(_sold(line)), "quantity": count} for line, count in named if count]
        else:
            taken = guess(money, left, is_everything=is_whole and place == len(found))
            left = [each.less(taken.get(each.line, 0)) for each in left]
            lines = [{**_line_name(each), "quantity": taken[each.line]} for each in sold if taken.get(each.line)]
        refunds.append(
            {
                "reference": identifier(refund.get("id"), name="refunds.id"),
                "at": (time(refund.get("date_created_gmt")) or at).isoformat(),
                "amount": str(cents(money)),
                "guessed": bool(lines) and not named,
                "lines": lines,
            }
        )
    return refunds


def _line_name(sold: Sold) -> dict[str, str]:
    return {"sku": sold.sku, "external_id": sold.external_id, "style_id": sold.style_id}
