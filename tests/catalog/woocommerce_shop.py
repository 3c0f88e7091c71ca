"""A WooCommerce shop on this machine, which answers as the REST API does and can be told to misbehave."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, SECRET = "ck_leather", "cs_leather"
API = "/wp-json/wc/v3"


def product(number: int, sku: str, *, changed: str = "2026-03-01T10:00:00", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "simple",
        "status": "publish",
        "name": f"Product {number}",
        "sku": sku,
        "catalog_visibility": "visible",
        "description": "",
        "date_created_gmt": "2026-01-05T08:00:00",
        "date_modified_gmt": changed,
        "price": "100.00",
        "regular_price": "100.00",
        "sale_price": "",
        "manage_stock": True,
        "stock_quantity": 7,
        "stock_status": "instock",
        "categories": [{"id": 9, "name": "Totes"}],
        "tags": [],
        "images": [],
        "attributes": [],
        "meta_data": [{"key": "_author_mail", "value": "ann@example.com"}],
        **more,
    }


def variable(number: int, sku: str, **more: Any) -> dict[str, Any]:
    return product(number, sku, **{"type": "variable", "regular_price": "", "manage_stock": False, **more})


def variation(number: int, sku: str, *, option: str = "Tan", **more: Any) -> dict[str, Any]:
    own = {"type": "variation", "attributes": [{"name": "Colour", "option": option}]}
    body = product(number, sku, **{**own, **more})
    return {name: value for name, value in body.items() if name not in ("name", "categories", "catalog_visibility")}


@dataclass
class FakeShop:
    """What the shop sells and was asked, and how it misbehaves: `faults` are answers given before the real ones."""

    url: str = ""
    products: list[dict[str, Any]] = field(default_factory=list)
    variations: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    categories: list[dict[str, Any]] = field(default_factory=list)
    currency: str = "EUR"
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: list[Callable[["Handler"], None]] = field(default_factory=list)
    before: Callable[[str, dict[str, str]], None] = lambda _path, _query: None
    counts_pages: bool = True

    def pages(self) -> list[dict[str, str]]:
        return [query for path, query in self.asked if path == f"{API}/products"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shop: FakeShop

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.shop.asked.append((parts.path, query))
        self.shop.before(parts.path, query)
        if self.shop.faults:
            self.shop.faults.pop(0)(self)
        elif self.headers.get("Authorization") != f"Basic {base64.b64encode(f'{KEY}:{SECRET}'.encode()).decode()}":
            self.answer({"code": "woocommerce_rest_cannot_view", "message": "Sorry"}, status=401)
        else:
            self._answer_of(parts.path, query)

    def answer(self, body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def _answer_of(self, path: str, query: dict[str, str]) -> None:
        parts = path.removeprefix(API).strip("/").split("/")
        if parts == ["products"]:
            return self._list(self._chosen(query), query)
        if parts == ["products", "categories"]:
            return self._list(self.shop.categories, query)
        if len(parts) == 3 and parts[2] == "variations":
            return self._list(self.shop.variations.get(int(parts[1]), []), query)
        if parts == ["data", "currencies", "current"]:
            return self.answer({"code": self.shop.currency})
        return self.answer({"code": "rest_no_route"}, status=404)

    def _chosen(self, query: dict[str, str]) -> list[dict[str, Any]]:
        found = self.shop.products
        if "include" in query:
            wanted = set(query["include"].split(","))
            found = [each for each in found if str(each["id"]) in wanted]
        if "modified_after" in query:
            after = datetime.fromisoformat(query["modified_after"])
            found = [each for each in found if datetime.fromisoformat(each["date_modified_gmt"]) > after]
        return sorted(found, key=lambda each: each["id"])

    def _list(self, found: list[dict[str, Any]], query: dict[str, str]) -> None:
        size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        fields = query["_fields"].split(",")
        shown = [
            {name: value for name, value in each.items() if name in fields}
            for each in found[size * (number - 1) : size * number]
        ]
        totals = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
        self.answer(shown, headers=totals if self.shop.counts_pages else None)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


@contextmanager
def opened(shop: FakeShop) -> Iterator[FakeShop]:
    """This will open a shop on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"shop": shop}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a caller that hung up is no news
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    shop.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    """This will make an answer that is a refusal."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer({"code": "busy"}, status=code, headers=named)


def sent(raw: bytes) -> Callable[[Handler], None]:
    return lambda handler: handler.answer(raw)


def half_sent(handler: Handler) -> None:
    """This will promise more than it sends, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'[{"id": 1')
    handler.wfile.flush()
    handler.close_connection = True
