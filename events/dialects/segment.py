"""Segment's e-commerce events, version 2, which RudderStack and PostHog speak too.

A `track` call has an `event`, its `properties` and ids around them. Positions count from 1 there.
"""

from typing import Any

NAMES = {
    "Product List Viewed": "view_item_list",
    "Product Clicked": "select_item",
    "Product Viewed": "view_item",
    "Product Added to Wishlist": "add_to_wishlist",
    "Product Added": "add_to_cart",
    "Product Removed": "remove_from_cart",
    "Cart Viewed": "view_cart",
    "Checkout Started": "begin_checkout",
    "Payment Info Entered": "add_payment_info",
    "Order Completed": "purchase",
    "Order Refunded": "refund",
    "Product Reviewed": "rating",
    "Products Searched": "search",
    "Promotion Viewed": "view_promotion",
    "Promotion Clicked": "select_promotion",
}
CALL = {
    "messageId": "event_id",
    "anonymousId": "session",
    "userId": "customer_if_allowed",
    "timestamp": "at",
    "sentAt": "sent_at",
}
PROPERTIES = {
    "order_id": "transaction_id",
    "list_id": "item_list_id",
    "query": "search_term",
    "creative": "creative_name",
    "name": "promotion_name",
    "revenue": "value",
}
OF_A_PRODUCT = ("product_id", "sku", "position", "quantity", "price", "variant", "category", "brand", "coupon", "url")
# Parts of every call that concern the transport or the machine.
TRANSPORT = {
    *("type", "channel", "version", "writeKey", "receivedAt", "originalTimestamp"),
    *("integrations", "context", "_metadata"),
}


def flatten(sent: dict[str, Any]) -> dict[str, Any]:
    """This will turn a `track` call into flat fields; a name that Segment does not define stays as it is."""
    call = {name: value for name, value in people(sent).items() if name not in ("event", "properties")}
    properties = sent.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    name = NAMES.get(sent["event"], sent["event"]) if isinstance(sent["event"], str) else sent["event"]
    return {**_properties(properties, name=str(name)), **call, "name": name}


def people(sent: dict[str, Any]) -> dict[str, Any]:
    """This will rename Segment's ids and times, and keep of `context` only what the browser calls itself."""
    if not CALL.keys() & sent.keys() and not TRANSPORT & sent.keys():
        return sent
    context = sent.get("context")
    flat = {CALL.get(name, name): value for name, value in sent.items() if name not in TRANSPORT}
    if "receivedAt" in sent:
        flat["sent_at"] = None  # it came by way of Segment, which has corrected the time by its own clock already
    if isinstance(context, dict) and context.get("userAgent"):
        flat.setdefault("user_agent", context["userAgent"])
    return flat


def _properties(properties: dict[str, Any], *, name: str) -> dict[str, Any]:
    products = properties.get("products")
    if isinstance(products, list):
        rest = {key: value for key, value in properties.items() if key != "products"}
        return {**_renamed(rest), "items": [_item(each) for each in products]}
    if "product_id" in properties or "sku" in properties:
        one = {key: properties[key] for key in OF_A_PRODUCT if key in properties}
        rest = {key: value for key, value in properties.items() if key not in one and key not in ("name", "image_url")}
        return {**_renamed(rest), "items": [_item(one)]}
    return _renamed(properties)


def _renamed(properties: dict[str, Any]) -> dict[str, Any]:
    return {PROPERTIES.get(name, name): value for name, value in properties.items()}


def _item(product: object) -> object:
    """This will name a product as GA4 does. The SKU is what our catalogue knows; `product_id` stands in for it."""
    if not isinstance(product, dict):
        return product
    item = {name: value for name, value in product.items() if name not in ("sku", "product_id", "name")}
    item["item_id"] = product.get("sku") or product.get("product_id")
    return item
