"""Segment's e-commerce events become ours, word by word."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from rest_framework.test import APIClient

from catalog.models import Store
from events.dialects import flatten, unpack
from events.dialects.segment import NAMES
from events.models import Interaction, Order, Rating, RejectedEvent, Return

URL = "/api/v1/events"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def call(event: object, properties: object = None, **fields: object) -> dict:
    return {
        "type": "track",
        "event": event,
        "messageId": str(uuid4()),
        "anonymousId": "a-1",
        "properties": properties,
        **fields,
    }


def send(client: APIClient, *calls: dict, **common: object) -> dict:
    response = client.post(URL, {"batch": list(calls), **common}, format="json")
    assert response.status_code == 200, response.content
    return response.json()


def test_every_event_of_the_specification_that_we_name_is_stored(backend: APIClient) -> None:
    whole = {"sku": "TOTE-1", "order_id": "A-1", "rating": 5, "query": "tote"}
    answer = send(backend, *(call(name, whole) for name in NAMES))
    assert (answer["stored"], answer["rejected"]) == (len(NAMES), 0), answer
    assert set(Interaction.objects.values_list("kind", flat=True)) == set(NAMES.values())
    assert set(NAMES.values()) <= set(Interaction.Kind.values)


@pytest.mark.parametrize(
    ("properties", "flat"),
    [
        ({"order_id": "A-1"}, {"transaction_id": "A-1"}),
        ({"list_id": "home"}, {"item_list_id": "home"}),
        ({"query": "tote"}, {"search_term": "tote"}),
        ({"promotion_id": "p", "name": "Spring", "creative": "x"},
         {"promotion_id": "p", "promotion_name": "Spring", "creative_name": "x"}),
        ({"sku": "S", "product_id": "P", "name": "Tote", "price": 9}, {"items": [{"item_id": "S", "price": 9}]}),
        ({"product_id": "P", "position": 3, "list_id": "home"},
         {"items": [{"item_id": "P", "position": 3}], "item_list_id": "home"}),
        ({"products": [{"sku": "S"}, "torn"], "order_id": "A-1"},
         {"items": [{"item_id": "S"}, "torn"], "transaction_id": "A-1"}),
        ({"products": []}, {"items": []}),
        ({"products": "S"}, {"products": "S"}),
        (None, {}),
        ([], {}),
    ],
)  # fmt: skip
def test_properties_get_our_names(properties: object, flat: dict) -> None:
    assert flatten({"event": "Product Clicked", "properties": properties}) == {"name": "select_item", **flat}


def test_what_stands_around_the_properties_outranks_them() -> None:
    sent = call("Product Viewed", {"sku": "S", "at": "1999-01-01", "session": "other"}, timestamp="2026-03-02")
    assert (flatten(sent)["at"], flatten(sent)["session"]) == ("2026-03-02", "a-1")


def test_a_batch_says_what_holds_for_each_call() -> None:
    calls = [call("Product Viewed")]
    body = {"batch": calls, "sentAt": "2026-03-02T12:00:00Z", "context": {"userAgent": "x", "ip": "203.0.113.9"}}
    assert unpack(body) == (calls, {"sent_at": "2026-03-02T12:00:00Z", "user_agent": "x"})


def test_a_browser_whose_clock_is_off_is_corrected_by_when_it_sent(backend: APIClient) -> None:
    send(
        backend,
        call("Product Viewed", {"sku": "TOTE-1"}, timestamp="2026-03-02T09:59:00Z", sentAt="2026-03-02T10:00:00Z"),
    )
    assert Interaction.objects.get().at == NOW - timedelta(minutes=1)


def test_what_segment_has_corrected_is_not_corrected_again(backend: APIClient) -> None:
    times = {
        "originalTimestamp": "2026-03-02T09:59:00Z",
        "sentAt": "2026-03-02T10:00:00Z",
        "receivedAt": "2026-03-02T11:30:00Z",
        "timestamp": "2026-03-02T11:29:00Z",
    }
    send(backend, call("Product Viewed", {"sku": "TOTE-1"}, **times), sentAt=times["sentAt"])
    assert Interaction.objects.get().at == NOW - timedelta(minutes=31)


def test_a_refund_without_products_sends_the_whole_order_back(backend: APIClient, leather: Store) -> None:
    products = [{"sku": "TOTE-1", "price": 420, "quantity": 2}, {"sku": "BELT-1", "price": 95}]
    send(backend, call("Order Completed", {"order_id": "A-1", "products": products}))
    send(backend, call("Order Refunded", {"order_id": "A-1"}))
    assert sorted(Return.objects.values_list("line__product__sku", "quantity")) == [("BELT-1", 1), ("TOTE-1", 2)]


def test_a_refund_of_an_order_that_nobody_told_of_is_kept_as_an_event_alone(backend: APIClient) -> None:
    assert send(backend, call("Order Refunded", {"order_id": "A-9", "products": [{"sku": "TOTE-1"}]}))["stored"] == 1
    assert not Return.objects.exists()
    assert not Order.objects.exists()


def test_a_review_is_a_rating_and_its_words_are_not_kept(backend: APIClient) -> None:
    review = {"product_id": "TOTE-1", "review_id": "r-1", "review_body": "Nora says it itches", "rating": 2}
    send(backend, call("Product Reviewed", review, userId="nora"))
    assert Rating.objects.get().stars == 2
    assert "itches" not in str(Interaction.objects.get().extra)


def test_the_same_message_sent_again_counts_once(backend: APIClient) -> None:
    seen = call("Order Completed", {"order_id": "A-1", "products": [{"sku": "TOTE-1", "price": 420}]})
    assert send(backend, seen, seen)["duplicate"] == 1
    assert send(backend, seen)["duplicate"] == 1
    assert (Interaction.objects.count(), Order.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (call("Coupon Entered"), "there is no event 'Coupon Entered'"),
        (call(7), "there is no event '7'"),
        (call(None), "name: is missing"),
        ({"type": "identify", "messageId": "m-1", "traits": {"email": "nora@example.com"}}, "name: is missing"),
        (call("Product Viewed", {"sku": "GONE-1"}), "no product 'GONE-1'"),
        (call("Product Viewed", {"products": [{"name": "Tote"}]}), "item_id: is missing"),
        (call("Product Viewed", {"products": "TOTE-1"}), "items: is empty"),
        (call("Order Completed", {"products": [{"sku": "TOTE-1"}]}), "transaction_id: is missing"),
        (call("Product Viewed", {"sku": "TOTE-1"}, messageId=None), "event_id: is missing"),
    ],
)
def test_what_cannot_be_read_is_named_and_names_nobody(backend: APIClient, sent: dict, error: str) -> None:
    (result,) = send(backend, sent)["results"]
    assert result["state"] == "rejected"
    assert error in " ".join(result["errors"])
    assert "nora@" not in str(RejectedEvent.objects.values_list("fields", "errors"))


def test_a_price_as_text_is_an_amount_and_prices_of_a_cart_stay_with_their_products(backend: APIClient) -> None:
    cart = {"cart_id": "c-1", "products": [{"sku": "TOTE-1", "price": "420.00"}, {"sku": "BELT-1", "price": 95}]}
    send(backend, call("Cart Viewed", cart))
    assert set(Interaction.objects.values_list("product__sku", "value")) == {
        ("TOTE-1", Decimal("420.00")),
        ("BELT-1", Decimal("95.00")),
    }
