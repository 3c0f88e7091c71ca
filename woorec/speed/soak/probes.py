"""Questions under load to which only one answer is right: what changed a moment ago must hold in the next list."""

import itertools
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.utils import timezone

from catalog.models import StockLevel, Store, TierPrice
from catalog.product_facts import catalogue_facts
from woorec.speed.json_calls import JsonClient
from woorec.speed.made_shoppers import external_id

ALLERGEN = "nickel"
HIDE_EVERY = 10  # rounds: hiding a product makes every process load the catalogue anew
Row = dict[str, object]


class Probes:
    """Changes the product on the first place in one way after the other, and asks for a list each time.

    `pinned` names that product. Its stock, its price and that it is visible are sent again afterwards as they were
    before. A question that cannot be asked has the answer None: the product is not on the list anyway, its stock is not
    counted, or it has no price of its own in the region for ever.
    """

    def __init__(
        self, store: Store, client: JsonClient, *, placement: str, customers: int, pinned: Callable[[], str]
    ) -> None:
        self._store, self._client, self._placement, self._pinned = store, client, placement, pinned
        self._customers, self._rng = customers, random.Random()
        self._region = str(store.regions.order_by("code").values_list("code", flat=True)[0])
        self._numbers = itertools.count(int(1_000_000 * time.time()))
        products = catalogue_facts(store, today=timezone.now().date()).products
        self._proven = {each.sku for each in products if each.allergy.get(ALLERGEN) in ("A", "B")}
        self._round = itertools.count()

    def ask(self) -> Iterator[tuple[str, bool | None]]:
        """This will make one round, and give for each question its name and whether the answer was right, or None."""
        yield "sold out", self._sold_out()
        yield "price", self._price()
        yield "allergy", self._allergy()
        if next(self._round) % HIDE_EVERY == 0:
            yield "hidden", self._hidden()

    def _sold_out(self) -> bool | None:
        sku = self._pinned()
        first = self._first_stock(sku)
        if not first or sku not in self._list():
            return None
        with self._changed("stock", lambda: self._stock(sku, dict.fromkeys(first, 0)), lambda: self._stock(sku, first)):
            return sku not in self._list()

    def _hidden(self) -> bool | None:
        sku = self._pinned()
        if sku not in self._list():
            return None
        with self._changed("products", lambda: [_visible(sku, on=False)], lambda: [_visible(sku, on=True)]):
            return sku not in self._list()

    def _price(self) -> bool | None:
        sku, amount = self._pinned(), self._rng.randrange(10_000, 90_000) / 100
        first = self._first_price(sku)
        if first is None:
            return None
        with self._changed("prices", lambda: [self._costs(sku, amount)], lambda: [self._costs(sku, first)]):
            shown = self._list()
        return shown[sku] == amount if sku in shown else None

    def _allergy(self) -> bool:
        customer = external_id(self._rng.randrange(self._customers))
        said = {"customer": customer, "allergens": [ALLERGEN], "consent": True}
        self._right(self._client.call("PUT", "avoidances", said).status)
        shown = self._list(customer=customer)
        self._right(self._client.call("DELETE", "avoidances", {"customer": customer}).status)
        return set(shown) <= self._proven

    def _first_stock(self, sku: str) -> dict[str, int]:
        """This will read what lies in each warehouse that counts the product."""
        levels = StockLevel.objects.filter(product__store=self._store, product__sku=sku)
        return dict(levels.values_list("warehouse__code", "quantity"))

    def _first_price(self, sku: str) -> float | None:
        """This will read what everybody pays for ever in the region."""
        prices = TierPrice.objects.filter(product__store=self._store, product__sku=sku, region__code=self._region)
        found = prices.filter(tier__rank=0, valid=None).values_list("amount", flat=True).first()
        return None if found is None else float(found)

    def _stock(self, sku: str, quantities: Mapping[str, int]) -> list[Row]:
        return [
            {"sku": sku, "warehouse": place, "sequence": next(self._numbers), "quantity": quantity}
            for place, quantity in quantities.items()
        ]

    def _costs(self, sku: str, amount: float) -> Row:
        return {"sku": sku, "region": self._region, "amount": f"{amount:.2f}"}

    @contextmanager
    def _changed(self, what: str, change: Callable[[], list[Row]], back: Callable[[], list[Row]]) -> Iterator[None]:
        """This will change something for as long as the block lasts, and change it back whatever happens in it."""
        self._put(what, *change())
        try:
            yield
        finally:
            self._put(what, *back())

    def _put(self, what: str, *rows: Row) -> None:
        answer = self._client.call("PUT", what, {"rows": rows})
        self._right(answer.status)
        if answer.body["rejected"]:
            raise RuntimeError(f"{what} were rejected: {answer.body['results']}")

    def _list(self, **wish: object) -> dict[str, float]:
        """This will ask for a list in the home region and give SKU -> price."""
        body = {"placement": self._placement, "region": self._region, **wish}
        answer = self._client.call("POST", "recommendations", body)
        self._right(answer.status)
        return {item["sku"]: item["price"] for item in answer.body["items"]}

    def _right(self, status: int) -> None:
        if status not in (200, 204):
            raise RuntimeError(f"A call of a probe was answered {status}.")


def _visible(sku: str, *, on: bool) -> Row:
    return {"sku": sku, "visible": on}
