"""Orders and what comes back of them: told to WooRec by the shop's backend, kept in the visitor's own browser."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from uuid import uuid4

from django.http import HttpRequest

from catalog.cards import money
from woorec.storefront import cookies
from woorec.storefront.basket import Cart
from woorec.storefront.shop import Shop

MOST_ORDERS = 12


@dataclass(frozen=True, slots=True)
class Bought:
    """A line of an order. Why it came back is told to WooRec and not kept: it may say something of the skin."""

    sku: str
    name: str
    quantity: int
    price: str  # of one piece
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """`who` is the customer, or the session of a visitor: an order is shown to nobody else."""

    number: str
    who: str
    at: int  # unix seconds
    currency: str
    lines: tuple[Bought, ...]

    @property
    def placed(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def total_words(self) -> str:
        return money(sum((each.quantity * Decimal(each.price) for each in self.lines), Decimal(0)), self.currency)

    @property
    def pieces(self) -> int:
        return sum(each.quantity for each in self.lines)

    @property
    def can_come_back(self) -> list[Bought]:
        return [each for each in self.lines if not each.is_back]

    @property
    def skus(self) -> str:
        return ",".join(each.sku for each in self.lines)


def orders_of(request: HttpRequest, shop: Shop) -> list[Order]:
    """This will list the orders of whoever the visitor is now, the newest first."""
    return [order for order in all_orders(request, store_code=shop.code) if order.who == _who(shop)]


def all_orders(request: HttpRequest, *, store_code: str) -> list[Order]:
    """This will read every order that this browser keeps, the newest first."""
    kept = cookies.unseal(request, store_code=store_code, name=cookies.ORDERS) or []
    return [Order(*fields, tuple(Bought(*line) for line in lines)) for *fields, lines in kept]


def sealed(orders: Sequence[Order], *, store_code: str) -> str:
    """This will write orders for their cookie, letting go of the oldest when a browser would not keep them all."""
    for count in range(min(len(orders), MOST_ORDERS), 0, -1):
        plain = [[o.number, o.who, o.at, o.currency, [_plain(line) for line in o.lines]] for o in orders[:count]]
        value = cookies.seal(plain, store_code=store_code, name=cookies.ORDERS)
        if len(value) <= cookies.LONGEST:
            return value
    return ""


def place(shop: Shop, cart: Cart) -> tuple[Order, bool]:
    """This will make an order of a cart and tell WooRec; False when WooRec did not take it. The order stands."""
    order = Order(
        number=f"{shop.code[:3].upper()}-{secrets.token_hex(4).upper()}",
        who=_who(shop),
        at=int(shop.now.timestamp()),
        currency=cart.currency,
        lines=tuple(
            Bought(each.line.sku, each.piece.full_name, each.line.quantity, str(each.piece.amount))
            for each in cart.lines
        ),
    )
    return order, shop.tell(*_purchases(order, cart))


def send_back(shop: Shop, order: Order, sku: str, *, reason: str, is_about_material: bool) -> tuple[Order, bool]:
    """This will take a line back and tell WooRec why; False when WooRec did not take it. The return stands."""
    line = next(each for each in order.can_come_back if each.sku == sku)
    told = shop.tell(
        {
            "event_id": str(uuid4()),
            "name": "return",
            "transaction_id": order.number,
            "reference": f"{order.number}-{order.lines.index(line) + 1}",
            "reason": reason,
            "is_about_material": is_about_material,
            "items": [{"item_id": sku, "quantity": line.quantity}],
        }
    )
    lines = tuple(replace(each, is_back=True) if each is line else each for each in order.lines)
    return replace(order, lines=lines), told


def _purchases(order: Order, cart: Cart) -> Iterator[dict[str, object]]:
    """This will write the order as events, one for each list that led to a part of it: a list learns what it sold."""
    by_list = sorted(cart.lines, key=lambda each: each.line.request_id)
    for request_id, lines in groupby(by_list, key=lambda each: each.line.request_id):
        items = [
            {"item_id": each.line.sku, "quantity": each.line.quantity, "price": str(each.piece.amount)}
            | ({"index": each.line.index} if each.line.index >= 0 else {})
            for each in lines
        ]
        yield {
            "event_id": str(uuid4()),
            "name": "purchase",
            "transaction_id": order.number,
            "currency": order.currency,
            "items": items,
        } | ({"request_id": request_id} if request_id else {})


def _plain(line: Bought) -> list[object]:
    return [line.sku, line.name, line.quantity, line.price, *([True] if line.is_back else [])]


def _who(shop: Shop) -> str:
    return shop.visitor.shopper.customer if shop.visitor.shopper else shop.visitor.session
