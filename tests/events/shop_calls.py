"""Calls as WooCommerce and Shopify make them, about the twelve-product leather house."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from catalog.models import Store
from events.models import WebhookDelivery, WebhookSource
from events.webhooks.sources import add_source

SECRET = "a secret of both sides"
NUMBERS = count(1)


def source_of(store: Store, system: str = "woocommerce", *, warehouse: str = "florence") -> WebhookSource:
    source, _ = add_source(store, name=f"Our {system}", system=system, warehouse_code=warehouse, secret=SECRET)
    return source


def signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass(slots=True)
class Caller:
    """A shop system that calls one source."""

    source: WebhookSource
    client: Client = field(default_factory=Client)

    def send(
        self, topic: str, body: Any, *, delivery: str | None = None, secret: str = SECRET, **headers: str
    ) -> HttpResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = delivery or f"d-{next(NUMBERS)}"
        if self.source.system == "shopify":
            own = {
                "X-Shopify-Topic": topic,
                "X-Shopify-Webhook-Id": named,
                "X-Shopify-Hmac-SHA256": signature(raw, secret),
            }
        else:
            own = {
                "X-WC-Webhook-Topic": topic,
                "X-WC-Webhook-Delivery-ID": named,
                "X-WC-Webhook-Signature": signature(raw, secret),
            }
        return self.post(raw, headers={**own, **headers})

    def post(self, raw: bytes, *, headers: Mapping[str, str], token: str = "") -> HttpResponse:
        address = f"/hooks/{token or self.source.token}/"
        return self.client.post(address, raw, content_type="application/json", headers=dict(headers))

    def tell(self, topic: str, body: Any, **more: Any) -> WebhookDelivery:
        """This will send and return what was kept of it."""
        named = more.pop("delivery", None) or f"d-{next(NUMBERS)}"
        answer = self.send(topic, body, delivery=named, **more)
        assert answer.status_code == 200, answer.content
        return self.source.deliveries.get(delivery_id=named)


def woo_product(number: int = 101, sku: str = "TOTE-1", *, changed: str = "2026-03-01T10:00:00", **more: Any) -> dict:
    return {
        "id": number,
        "type": "simple",
        "status": "publish",
        "name": "Pebbled Tote",
        "sku": sku,
        "catalog_visibility": "visible",
        "description": "<p>Calf &amp; linen.</p>",
        "date_created_gmt": "2026-01-05T08:00:00",
        "date_modified_gmt": changed,
        "price": "420.00",
        "regular_price": "420.00",
        "sale_price": "",
        "date_on_sale_from_gmt": None,
        "date_on_sale_to_gmt": None,
        "manage_stock": True,
        "stock_quantity": 7,
        "stock_status": "instock",
        "categories": [{"id": 9, "name": "Totes", "slug": "totes"}],
        "tags": [],
        "images": [],
        "attributes": [],
        "meta_data": [{"id": 1, "key": "_author_mail", "value": "ann@example.com"}],
        **more,
    }


def woo_line(sku: str = "TOTE-1", pieces: int = 1, total: str = "420.00", *, number: int = 1, **more: Any) -> dict:
    return {
        "id": number,
        "name": "Pebbled Tote",
        "product_id": 0,
        "variation_id": 0,
        "quantity": pieces,
        "total": total,
        "total_tax": "0.00",
        "sku": sku,
        **more,
    }


def woo_order(
    number: int = 5001, *, changed: str = "2026-03-01T12:00:00", lines: list[dict] | None = None, **more: Any
) -> dict:
    return {
        "id": number,
        "number": str(number),
        "status": "processing",
        "currency": "EUR",
        "date_created_gmt": "2026-03-01T11:59:00",
        "date_modified_gmt": changed,
        "customer_id": 77,
        "billing": {"first_name": "Nora", "last_name": "Lind", "email": "nora@example.com", "phone": "+4670"},
        "shipping": {"address_1": "Long Street 1"},
        "customer_ip_address": "192.0.2.7",
        "customer_note": "Ring twice",
        "line_items": [woo_line()] if lines is None else lines,
        "refunds": [],
        **more,
    }


def shopify_variant(number: int = 21, sku: str = "TOTE-1", **more: Any) -> dict:
    return {
        "id": number,
        "title": "Cognac",
        "price": "420.00",
        "compare_at_price": None,
        "sku": sku,
        "option1": "Cognac",
        "inventory_item_id": number * 10,
        "inventory_quantity": 7,
        "inventory_management": "shopify",
        "inventory_policy": "deny",
        **more,
    }


def shopify_product(
    number: int = 2, *, changed: str = "2026-03-01T10:00:00+00:00", variants: list[dict] | None = None, **more: Any
) -> dict:
    return {
        "id": number,
        "title": "Pebbled Tote",
        "body_html": "<b>Calf</b>",
        "vendor": "Aurelia",
        "product_type": "Totes",
        "handle": "pebbled-tote",
        "created_at": "2026-01-05T08:00:00+00:00",
        "updated_at": changed,
        "published_at": "2026-01-05T08:00:00+00:00",
        "status": "active",
        "tags": "calf, tote",
        "options": [{"name": "Colour", "position": 1, "values": ["Cognac"]}],
        "variants": [shopify_variant()] if variants is None else variants,
        **more,
    }


def shopify_line(sku: str = "TOTE-1", pieces: int = 1, price: str = "420.00", **more: Any) -> dict:
    return {"id": 31, "variant_id": None, "sku": sku, "quantity": pieces, "price": price, **more}


def shopify_order(
    number: int = 9001, *, changed: str = "2026-03-01T12:00:00+00:00", lines: list[dict] | None = None, **more: Any
) -> dict:
    return {
        "id": number,
        "name": "#1001",
        "created_at": "2026-03-01T11:59:00+00:00",
        "updated_at": changed,
        "cancelled_at": None,
        "currency": "EUR",
        "financial_status": "paid",
        "email": "nora@example.com",
        "customer": {"id": 77, "email": "nora@example.com", "first_name": "Nora"},
        "line_items": [shopify_line()] if lines is None else lines,
        "refunds": [],
        **more,
    }


def shopify_refund(
    number: int = 41, *, order: int = 9001, at: str = "2026-03-02T09:00:00+00:00", sku: str = "TOTE-1", pieces: int = 1
) -> dict:
    return {
        "id": number,
        "order_id": order,
        "created_at": at,
        "note": "Nora says that it itches",
        "refund_line_items": [{"line_item_id": 31, "quantity": pieces, "line_item": shopify_line(sku)}],
        "transactions": [{"amount": "420.00"}],
    }
