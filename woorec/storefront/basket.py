"""The cart: what somebody means to buy, how many of each, and the list that led to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import HttpRequest

from catalog.cards import money
from woorec.storefront import cookies
from woorec.storefront.pieces import Piece, pieces
from woorec.storefront.shop import Shop

MOST_LINES, MOST_OF_ONE = 20, 9
LIST_ID = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class Line:
    """`request_id` is the served list that the product was chosen from, `index` its place there, from 0."""

    sku: str
    quantity: int = 1
    request_id: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the cart as its page shows it, with what it costs this visitor."""

    line: Line
    piece: Piece
    sum: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Cart:
    """`gone` counts what was put in and cannot be bought any more: sold out, hidden, not sold in this region."""

    lines: tuple[Shown, ...]
    gone: tuple[Line, ...]
    currency: str

    @property
    def total(self) -> Decimal:
        return sum((each.sum for each in self.lines), Decimal(0))

    @property
    def total_words(self) -> str:
        return money(self.total, self.currency)

    @property
    def skus(self) -> str:
        return ",".join(each.line.sku for each in self.lines)


def lines_of(request: HttpRequest, *, store_code: str) -> tuple[Line, ...]:
    """This will read the cart of a request; one that was tampered with is empty."""
    kept = cookies.unseal(request, store_code=store_code, name=cookies.CART) or []
    return tuple(Line(*each) for each in kept)


def sealed(lines: Sequence[Line], *, store_code: str) -> str:
    """This will write a cart for its cookie."""
    plain = [[each.sku, each.quantity, each.request_id, each.index] for each in lines]
    return cookies.seal(plain, store_code=store_code, name=cookies.CART) if plain else ""


def with_one_more(lines: Sequence[Line], sku: str, *, request_id: str, index: int) -> tuple[Line, ...]:
    """This will put one more of a product into a cart; the last list that led to it counts."""
    known = next((each for each in lines if each.sku == sku), None)
    said = (request_id, index) if LIST_ID.fullmatch(request_id) else ("", -1)
    if known is None:
        return (*lines, Line(sku, 1, *said))[-MOST_LINES:]
    more = replace(known, quantity=min(known.quantity + 1, MOST_OF_ONE))
    more = replace(more, request_id=said[0], index=said[1]) if said[0] else more
    return tuple(more if each is known else each for each in lines)


def with_quantity(lines: Sequence[Line], sku: str, *, quantity: int) -> tuple[Line, ...]:
    """This will set how many of a product are wanted; none takes it out."""
    changed = (replace(each, quantity=min(quantity, MOST_OF_ONE)) if each.sku == sku else each for each in lines)
    return tuple(each for each in changed if each.quantity > 0)


def cart_of(shop: Shop, lines: Sequence[Line]) -> Cart:
    """This will price a cart for its visitor, and set apart what cannot be bought now."""
    known = [facts for each in lines if (facts := shop.find(each.sku)) is not None]
    found = {piece.sku: piece for piece in pieces(shop, known) if piece.can_be_bought}
    currency = shop.visitor.region.currency if shop.visitor.region else shop.store.currency
    shown = tuple(_shown(each, found[each.sku], currency) for each in lines if each.sku in found)
    return Cart(shown, tuple(each for each in lines if each.sku not in found), currency)


def _shown(line: Line, piece: Piece, currency: str) -> Shown:
    total = line.quantity * (piece.amount or Decimal(0))
    return Shown(line, piece, total, money(total, currency))
