"""Questions under load to which only one answer is right: what changed a moment ago must hold in the next list."""

import itertools
import random
import time
from collections.abc import Callable, Iterator

from django.utils import timezone

from catalog.models import Store, Warehouse
from catalog.product_facts import catalogue_facts
from woorec.speed.json_calls import JsonClient
from woorec.speed.made_shoppers import external_id

ALLERGEN = "nickel"
HIDE_EVERY = 10  # rounds: hiding a product makes every process load the catalogue anew


class Probes:
    """Changes the product on the first place in one way after the other, and asks for a list each time.

    `pinned` names that product. It changes back what it changed.
    """

    def __init__(
        self, store: Store, client: JsonClient, *, placement: str, customers: int, pinned: Callable[[], str]
    ) -> None:
        self._client, self._placement, self._pinned = client, placement, pinned
        self._customers, self._rng = customers, random.Random()
        self._places = list(Warehouse.objects.filter(store=store).values_list("code", flat=True))
        self._region = str(store.regions.order_by("code").values_list("code", flat=True)[0])
        self._numbers = itertools.count(int(1_000_000 * time.time()))
        products = catalogue_facts(store, today=timezone.now().date()).products
        self._proven = {each.sku for each in products if each.allergy.get(ALLERGEN) in ("A", "B")}
        self._round = itertools.count()

    def ask(self) -> Iterator[tuple[str, bool]]:
        """This will make one round, and give for each question its name and whether the answer was right."""
        yield "sold out", self._sold_out()
        yield "price", self._price()
        yield "allergy", self._allergy()
        if next(self._round) % HIDE_EVERY == 0:
            yield "hidden", self._hidden()

    def _sold_out(self) -> bool:
        sku = self._pinned()
        self._stock(sku, 0)
        shown = self._list()
        self._stock(sku, 9)
        return sku not in shown

    def _hidden(self) -> bool:
        sku = self._pinned()
        self._put("products", {"sku": sku, "visible": False})
        shown = self._list()
        self._put("products", {"sku": sku, "visible": True})
        return sku not in shown

    def _price(self) -> bool:
        sku, amount = self._pinned(), self._rng.randrange(10_000, 90_000) / 100
        self._put("prices", {"sku": sku, "region": self._region, "amount": f"{amount:.2f}"})
        return self._list().get(sku, amount) == amount

    def _allergy(self) -> bool:
        customer = external_id(self._rng.randrange(self._customers))
        said = {"customer": customer, "allergens": [ALLERGEN], "consent": True}
        self._right(self._client.call("PUT", "avoidances", said).status)
        shown = self._list(customer=customer)
        self._right(self._client.call("DELETE", "avoidances", {"customer": customer}).status)
        return set(shown) <= self._proven

    def _stock(self, sku: str, quantity: int) -> None:
        rows = [
            {"sku": sku, "warehouse": place, "sequence": next(self._numbers), "quantity": quantity}
            for place in self._places
        ]
        self._put("stock", *rows)

    def _put(self, what: str, *rows: dict[str, object]) -> None:
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
