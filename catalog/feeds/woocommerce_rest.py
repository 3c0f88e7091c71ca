"""Products from WooCommerce's REST API, version 3, page by page.

Products come in the order of their numbers: one that is changed meanwhile keeps its place, and a new one is the last.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any

from catalog.feeds.base import FeedError
from catalog.feeds.json_values import identifier, mapping, text, words
from catalog.feeds.web import Reader
from catalog.feeds.woocommerce_json import NEEDED

API = "/wp-json/wc/v3"
PER_PAGE = 100  # the most that the API gives
MOST_PAGES = 10_000
KEYS = "Make a key that may read under WooCommerce > Settings > Advanced > REST API, and enter it here."
REMEDIES = {
    401: f"It does not accept the keys. {KEYS} If they are right, its server must let the header Authorization pass.",
    403: f"It does not let these keys read products. {KEYS}",
    404: "WooCommerce does not answer there. Correct the address, or choose permalinks other than “Plain” there.",
}
BY_NUMBER: Mapping[str, str | int] = {"per_page": PER_PAGE, "orderby": "id", "order": "asc"}
FIELDS = {"_fields": ",".join(NEEDED)}  # what extensions keep with a product, and of whom, stays there


@dataclass(frozen=True, slots=True)
class Page:
    """Products of one page, how many pages and products there are (None: not said), and the shop's clock."""

    products: list[Mapping[str, Any]]
    asked_at: datetime  # by our clock
    pages: int | None
    total: int | None
    at: datetime | None

    def is_last(self, number: int) -> bool:
        return number >= self.pages if self.pages is not None else len(self.products) < PER_PAGE


class WooCommerce:
    """One shop's API. Raises FeedError with what to do; several threads may ask at once."""

    def __init__(self, address: str, *, key: str, secret: str) -> None:
        login = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self._reader = Reader(address, headers={"Authorization": f"Basic {login}"}, remedies=REMEDIES)
        self.close = self._reader.close

    def page(self, number: int, *, modified_after: datetime | None = None) -> Page:
        """This will read one page of products, of all or of those that were changed after a time."""
        query = {**BY_NUMBER, **FIELDS, "page": number}
        if modified_after:
            since = modified_after.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
            query |= {"modified_after": since, "dates_are_gmt": "true"}
        return self._page(f"{API}/products", query)

    def numbered(self, numbers: Iterable[str]) -> Page:
        """This will read products by number, up to a page of them; those that are gone are left out."""
        query = {**BY_NUMBER, **FIELDS, "include": ",".join(map(_number, numbers))}
        return self._page(f"{API}/products", query)

    def variations(self, product: str) -> list[Mapping[str, Any]]:
        """This will read all variations of a variable product."""
        return self._all(f"{API}/products/{_number(product)}/variations", {**BY_NUMBER, **FIELDS})

    def category_paths(self) -> dict[str, str]:
        """This will read the full path of each category, by its number."""
        found = self._all(f"{API}/products/categories", {**BY_NUMBER, "_fields": "id,name,parent"})
        names = {text(each.get("id")): words(each.get("name"), longest=120).replace(">", "/") for each in found}
        above = {text(each.get("id")): text(each.get("parent")) for each in found}
        return {number: " > ".join(_upwards(number, names, above)) for number in names}

    def currency(self) -> str:
        """This will ask in which currency the shop sells; "" where its keys may not know."""
        try:
            answer = self._reader.get(f"{API}/data/currencies/current", {"_fields": "code"})
        except FeedError:
            return ""
        return text(mapping(answer.body).get("code"), longest=3).upper()

    def _all(self, path: str, query: Mapping[str, str | int]) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for number in count(1):
            page = self._page(path, {**query, "page": number})
            found += page.products
            if page.is_last(number) or number >= MOST_PAGES:
                break
        return found

    def _page(self, path: str, query: Mapping[str, str | int]) -> Page:
        asked_at = datetime.now(UTC)
        answer = self._reader.get(path, query)
        if not isinstance(answer.body, list) or not all(isinstance(each, dict) for each in answer.body):
            raise FeedError("The shop sent no list. Look whether an extension changes its REST API.")
        pages, total = (_whole(answer.headers.get(name)) for name in ("x-wp-totalpages", "x-wp-total"))
        return Page(answer.body, asked_at, pages=pages, total=total, at=_date(answer.headers.get("date")))


def _upwards(number: str, names: Mapping[str, str], above: Mapping[str, str]) -> list[str]:
    """This will name a category after those above it; a circle among them is left where it closes."""
    path: dict[str, str] = {}
    while number in names and number not in path:
        path[number] = names[number]
        number = above[number]
    return [name for name in reversed(path.values()) if name]


def _number(value: str) -> str:
    found = identifier(value, name="id")
    if not (found.isascii() and found.isdecimal()):
        raise FeedError(f"The shop numbers a product {found!r}, which is no number. An extension changes its REST API.")
    return found


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 10 else None


def _date(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(value or "")
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
