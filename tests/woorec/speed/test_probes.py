"""Under load a question has one right answer, and whoever asks leaves the shop as it was."""

from decimal import Decimal
from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from catalog.models import Product, StockLevel, Store, TierPrice
from catalog.services import issue_key
from rules.models import Placement
from woorec.speed.json_calls import Answer
from woorec.speed.soak.pins import Pins
from woorec.speed.soak.probes import Probes
from woorec.speed.soak.result import Soak


class InProcess:
    """Calls the API of this process; some calls break, or are not heard."""

    def __init__(self, key: str) -> None:
        self._client = APIClient()
        self._client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        self.unheard, self.lists_left = "", 1000

    def call(self, method: str, what: str, body: Any) -> Answer:
        if what == "recommendations":
            self.lists_left -= 1
            if self.lists_left < 0:
                return Answer(503, None)
        if what == self.unheard:
            return Answer(200, {"rejected": 0})
        answer = self._client.generic(method, f"/api/v1/{what}", orjson.dumps(body), content_type="application/json")
        return Answer(answer.status_code, orjson.loads(answer.content) if answer.status_code == 200 else None)


@pytest.fixture
def client(leather: Store) -> InProcess:
    return InProcess(issue_key(leather, name="soak", scopes=["recommend", "catalogue", "shopper", "customers"]))


@pytest.fixture
def pins(home_page: Placement) -> Pins:
    pins = Pins(home_page)
    pins.publish_next()
    StockLevel.objects.filter(product__sku=pins.now(), warehouse__code="newark").update(quantity=3)
    return pins


def probes_of(store: Store, client: InProcess, pins: Pins) -> Probes:
    return Probes(store, client, placement="home", customers=3, pinned=pins.now)  # type: ignore[arg-type]


def state_of(sku: str) -> tuple[Any, ...]:
    """What a probe changes: the stock by warehouse, the prices, and whether it is shown."""
    stock = StockLevel.objects.filter(product__sku=sku).order_by("warehouse__code")
    prices = TierPrice.objects.filter(product__sku=sku).order_by("region__code", "tier__rank")
    return (
        list(stock.values_list("warehouse__code", "quantity")),
        list(prices.values_list("region__code", "tier__code", "amount", "valid")),
        Product.objects.get(sku=sku).visible,
    )


def test_every_question_is_answered_rightly_and_the_product_is_left_as_it_was(
    leather: Store, client: InProcess, pins: Pins
) -> None:
    before = state_of(pins.now())
    answers = dict(probes_of(leather, client, pins).ask())
    assert answers == {"sold out": True, "price": True, "allergy": True, "hidden": True}
    assert state_of(pins.now()) == before


@pytest.mark.parametrize(("unheard", "question"), [("stock", "sold out"), ("prices", "price"), ("products", "hidden")])
def test_what_is_not_taken_in_is_a_wrong_answer(
    leather: Store, client: InProcess, pins: Pins, unheard: str, question: str
) -> None:
    client.unheard = unheard
    assert dict(probes_of(leather, client, pins).ask())[question] is False


@pytest.mark.parametrize("lists", [1, 2])
def test_a_list_that_breaks_leaves_the_product_as_it_was(
    leather: Store, client: InProcess, pins: Pins, lists: int
) -> None:
    before, client.lists_left = state_of(pins.now()), lists
    with pytest.raises(RuntimeError, match="answered 503"):
        list(probes_of(leather, client, pins).ask())
    assert state_of(pins.now()) == before


def test_of_a_product_that_is_not_shown_nothing_can_be_asked(leather: Store, client: InProcess, pins: Pins) -> None:
    Product.objects.filter(sku=pins.now()).update(visible=False)
    answers = dict(probes_of(leather, client, pins).ask())
    assert answers == {"sold out": None, "price": None, "allergy": True, "hidden": None}
    assert not Product.objects.get(sku=pins.now()).visible


def test_stock_that_is_not_counted_and_a_price_that_is_the_catalogues_are_left_alone(
    leather: Store, client: InProcess, pins: Pins
) -> None:
    StockLevel.objects.filter(product__sku=pins.now()).delete()
    TierPrice.objects.filter(product__sku=pins.now()).delete()
    Product.objects.filter(sku=pins.now()).update(price=Decimal(100))
    answers = dict(probes_of(leather, client, pins).ask())
    assert answers == {"sold out": None, "price": None, "allergy": True, "hidden": True}
    assert state_of(pins.now()) == ([], [], True)


def test_a_question_that_could_not_be_asked_is_counted_apart() -> None:
    found = Soak(30.0, 20.0, 14.0)
    for is_right in (True, None, False):
        found.note("price", is_right)
    assert found.done == {"questions about price": 2, "questions about price that could not be asked": 1}
    assert found.failures == ["wrong answer about price"]
