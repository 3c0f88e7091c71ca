"""Which webhooks to make in a shop system: what each is called in its form, and what is learned from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from events.models import WebhookSource


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    label: str
    why: str


PRODUCTS, STOCK = "Products, prices and stock", "Stock by location"
ORDERS, REFUNDS = "Orders", "What came back"
WOOCOMMERCE = (
    Topic("product.created", "Product created", PRODUCTS),
    Topic("product.updated", "Product updated", PRODUCTS),
    Topic("product.restored", "Product restored", PRODUCTS),
    Topic("product.deleted", "Product deleted", PRODUCTS),
    Topic("order.created", "Order created", ORDERS),
    Topic("order.updated", "Order updated", "Orders, cancellations and refunds"),
    Topic("order.restored", "Order restored", ORDERS),
    Topic("order.deleted", "Order deleted", ORDERS),
)
SHOPIFY = (
    Topic("products/create", "Product creation", PRODUCTS),
    Topic("products/update", "Product update", PRODUCTS),
    Topic("products/delete", "Product deletion", PRODUCTS),
    Topic("inventory_levels/update", "Inventory level update", STOCK),
    Topic("orders/create", "Order creation", ORDERS),
    Topic("orders/updated", "Order update", ORDERS),
    Topic("orders/cancelled", "Order cancellation", ORDERS),
    Topic("refunds/create", "Refund creation", REFUNDS),
)
BY_SYSTEM: Mapping[str, tuple[Topic, ...]] = {
    WebhookSource.System.WOOCOMMERCE: WOOCOMMERCE,
    WebhookSource.System.SHOPIFY: SHOPIFY,
}


def topics_of(system: str) -> tuple[Topic, ...]:
    return BY_SYSTEM[system]
