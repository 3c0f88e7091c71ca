"""What a shop sends, in whatever dialect, and what becomes of it."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import time_machine
from rest_framework.test import APIClient

from catalog.models import Store
from catalog.services import issue_key
from events.models import Interaction, Rating, RejectedEvent, UnknownField

URL = "/api/v1/events"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def event(name: str = "view_item", **fields: object) -> dict:
    return {"event_id": str(uuid4()), "name": name, "session": "v-1", "items": [{"item_id": "TOTE-1"}], **fields}


def send(client: APIClient, *events: object, **common: object) -> dict:
    response = client.post(URL, {"events": list(events), **common}, format="json")
    assert response.status_code == 200, response.content
    return response.json()


def only() -> Interaction:
    return Interaction.objects.get()


def test_each_event_is_told_what_became_of_it(storefront: APIClient) -> None:
    seen = event()
    answer = send(storefront, seen, seen, event("dance"))
    assert (answer["stored"], answer["duplicate"], answer["rejected"]) == (1, 1, 1)
    assert [each["state"] for each in answer["results"]] == ["stored", "duplicate", "rejected"]
    assert answer["results"][0] == {
        "index": 0,
        "event_id": seen["event_id"],
        "state": "stored",
        "errors": [],
        "notes": [],
    }
    assert "'dance'" in answer["results"][2]["errors"][0]


def test_ga4_may_nest_its_fields_in_params_and_counts_places_from_0(storefront: APIClient) -> None:
    params = {"currency": "EUR", "value": 420, "item_list_id": "home", "items": [{"item_id": "TOTE-1", "index": 3}]}
    send(storefront, {"event_id": "e-1", "name": "select_item", "params": params}, client_id="GA1.1.2")
    assert (only().kind, only().position, only().session) == ("select_item", 4, "GA1.1.2")
    assert only().extra == {"placement": "home"}


def test_the_measurement_protocols_time_in_microseconds_is_read(storefront: APIClient) -> None:
    at = NOW - timedelta(minutes=5)
    send(storefront, event(), timestamp_micros=int(at.timestamp() * 1e6))
    assert only().at == at


def test_a_segment_call_becomes_our_event_and_counts_places_from_1(backend: APIClient) -> None:
    call = {
        "type": "track",
        "event": "Product Clicked",
        "messageId": "ajs-next-1",
        "anonymousId": "a-1",
        "userId": "10027",
        "timestamp": "2026-03-02T11:59:00.000Z",
        "sentAt": "2026-03-02T12:00:00.000Z",
        "context": {"ip": "203.0.113.9", "userAgent": "Mozilla/5.0", "locale": "en"},
        "properties": {"product_id": "507f", "sku": "TOTE-1", "name": "Pebbled Tote", "price": 420, "position": 3},
    }
    answer = backend.post(URL, {"batch": [call], "sentAt": call["sentAt"]}, format="json").json()
    assert answer["results"][0]["event_id"] == "ajs-next-1"
    row = only()
    assert (row.kind, row.position, row.session, row.value) == ("select_item", 3, "a-1", Decimal("420.00"))
    assert row.customer is not None
    assert row.at == NOW - timedelta(minutes=1)
    assert "203.0.113.9" not in json.dumps(row.extra)


def test_a_segment_order_makes_an_order(backend: APIClient, leather: Store) -> None:
    products = [{"sku": "TOTE-1", "price": 420, "quantity": 2}, {"product_id": "BELT-1", "price": "95"}]
    properties = {"order_id": "A-1", "currency": "EUR", "revenue": 935, "products": products}
    send(backend, {"event": "Order Completed", "messageId": str(uuid4()), "userId": "7", "properties": properties})
    lines = {line.product.sku: (line.quantity, line.unit_price) for line in leather.orders.get().lines.all()}
    assert lines == {"TOTE-1": (2, Decimal("420.00")), "BELT-1": (1, Decimal("95.00"))}


def test_a_segment_user_named_by_a_browser_costs_the_name_and_not_the_event(storefront: APIClient) -> None:
    call = {"event": "Product Viewed", "messageId": "m-1", "anonymousId": "a-1", "userId": "10027"}
    answer = send(storefront, {**call, "properties": {"sku": "TOTE-1"}})
    assert answer["stored"] == 1
    assert "shopper" in answer["results"][0]["notes"][0]
    assert only().customer is None


def test_a_single_event_needs_no_list_around_it(storefront: APIClient) -> None:
    assert storefront.post(URL, event(), format="json").json()["stored"] == 1


def test_an_id_that_is_no_uuid_is_counted_once_all_the_same(storefront: APIClient) -> None:
    assert send(storefront, event(event_id="order-7-paid"))["stored"] == 1
    assert send(storefront, event(event_id="order-7-paid"))["duplicate"] == 1


def test_the_same_id_with_another_time_is_still_the_same_event(storefront: APIClient) -> None:
    seen = event(at="2026-02-28T23:59:00Z")
    send(storefront, seen)
    assert send(storefront, {**seen, "at": "2026-03-01T00:01:00Z"})["duplicate"] == 1
    assert Interaction.objects.count() == 1


def test_two_stores_may_use_the_same_id(storefront: APIClient, leather: Store) -> None:
    from catalog.services import load_store
    from tests.factories import small_shop

    other = APIClient()
    key = issue_key(load_store(small_shop("other")), name="x", scopes=["events"])
    other.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    seen = event()
    assert send(storefront, seen)["stored"] == 1
    assert send(other, seen)["stored"] == 1


def test_a_product_that_is_listed_twice_is_added_up(storefront: APIClient) -> None:
    send(storefront, event("add_to_cart", items=[{"item_id": "TOTE-1"}, {"item_id": "TOTE-1", "quantity": 2}]))
    assert only().quantity == 3


def test_a_search_needs_no_product(storefront: APIClient) -> None:
    answer = send(storefront, event("search", items=[], search_term="suede"), event("view_item", items=[]))
    assert [each["state"] for each in answer["results"]] == ["stored", "rejected"]
    assert (only().product, only().extra) == (None, {"search_term": "suede"})


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"event_id": None}, "event_id"),
        ({"event_id": ""}, "event_id"),
        ({"name": None}, "name"),
        ({"name": ["view_item"]}, "name"),
        ({"at": "yesterday"}, "2026-03-02T12:00:00+01:00"),
        ({"at": 17}, "at"),
        ({"request_id": "list-7"}, "UUID"),
        ({"session": "x" * 65}, "64"),
        ({"session": "a\x00b"}, "NUL"),
        ({"items": {"item_id": "TOTE-1"}}, "list"),
        ({"items": ["TOTE-1"]}, "items.0"),
        ({"items": [{}]}, "SKU"),
        ({"items": [{"item_id": "NO-SUCH"}]}, "NO-SUCH"),
        ({"items": [{"item_id": "TOTE-1", "quantity": 0}]}, "quantity"),
        ({"items": [{"item_id": "TOTE-1", "quantity": 1.5}]}, "whole"),
        ({"items": [{"item_id": "TOTE-1", "price": -1}]}, "price"),
        ({"items": [{"item_id": "TOTE-1", "price": "1e99"}]}, "price"),
        ({"items": [{"item_id": "TOTE-1"}] * 201}, "200"),
        ({"name": "purchase"}, "transaction_id"),
        ({"name": "return"}, "transaction_id"),
        ({"name": "rating"}, "1 to 5"),
        ({"name": "rating", "rating": 6}, "rating"),
        ({"currency": "euro"}, "currency"),
        ({"consent": "perhaps"}, "consent"),
        ({"customer": "10027"}, "shopper"),
        ({"at": "2019-01-01T00:00:00Z"}, "no longer kept"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_others_are_stored(storefront: APIClient, fields: dict, word: str) -> None:
    answer = send(storefront, event(**fields), event())
    assert [each["state"] for each in answer["results"]] == ["rejected", "stored"]
    assert word in " ".join(answer["results"][0]["errors"])
    assert RejectedEvent.objects.get().errors == answer["results"][0]["errors"]


@pytest.mark.parametrize(
    "body", ["{", "", "[1]", "null", '"x"', '{"events": 7}', '{"events": {}}', "\x00", "NaN", "[" * 5000]
)
def test_a_body_that_is_no_batch_is_a_problem_document(storefront: APIClient, body: str) -> None:
    response = storefront.post(URL, body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("junk", [7, None, "x", [], [[]], True, {"items": None}, {"params": 3}, {"event": {}}])
def test_junk_among_the_events_is_rejected_alone(storefront: APIClient, junk: object) -> None:
    answer = send(storefront, junk, event())
    assert [each["state"] for each in answer["results"]] == ["rejected", "stored"]


def test_five_hundred_and_one_events_are_refused_whole(storefront: APIClient) -> None:
    response = storefront.post(URL, {"events": [event()] * 501}, format="json")
    assert response.status_code == 413
    assert "500 fit" in response.json()["detail"]
    assert not Interaction.objects.exists()


# Beacons


def beacon(body: dict):
    return APIClient().post(URL, json.dumps(body), content_type="text/plain;charset=UTF-8")


def test_a_beacon_brings_a_browsers_key_in_its_body(leather: Store, browser_key: str) -> None:
    assert beacon({"key": browser_key, "events": [event()]}).json()["stored"] == 1
    assert "key" not in only().extra


def test_a_servers_key_may_not_stand_in_a_body(leather: Store, server_key: str) -> None:
    response = beacon({"key": server_key, "events": [event()]})
    assert response.status_code == 403
    assert "Authorization" in response.json()["detail"]
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("key", [None, "wr_nobodys", 7])
def test_a_beacon_without_a_key_that_counts_is_refused(leather: Store, key: object) -> None:
    assert beacon({"key": key, "events": [event()]}).status_code == 401


# Clocks, places, consent


def test_a_clock_that_is_an_hour_off_is_set_right(storefront: APIClient) -> None:
    answer = send(storefront, event(at="2026-03-02T12:58:00Z"), sent_at="2026-03-02T13:00:00Z")
    assert only().at == NOW - timedelta(minutes=2)
    assert "moved by -3600 s" in answer["results"][0]["notes"][0]


def test_a_time_ahead_of_ours_counts_as_now_and_says_so(storefront: APIClient) -> None:
    answer = send(storefront, event(at="2026-03-02T13:00:00Z"), event(at="2026-03-02T12:09:00Z"))
    assert answer["stored"] == 2
    assert sorted(row.at for row in Interaction.objects.all()) == [NOW, NOW + timedelta(minutes=9)]
    assert Interaction.objects.get(at=NOW).extra == {"clock": "ahead"}


@pytest.mark.parametrize(
    ("at", "offset"),
    [("2026-03-02T12:30:00+01:00", 60), ("2026-03-02T06:00:00-05:30", -330), ("2026-03-02T11:00:00Z", None)],
)
def test_the_shoppers_own_clock_is_kept(storefront: APIClient, at: str, offset: int | None) -> None:
    send(storefront, event(at=at))
    assert only().utc_offset_minutes == offset


def test_the_region_is_the_events_or_the_customers_or_the_stores(backend: APIClient, leather: Store) -> None:
    send(backend, event(), event(region="us"), event(region="moon"), event(customer="7"))
    leather.customers.update(region=leather.regions.get(code="us"))
    answer = send(backend, event(customer="7"))
    assert list(Interaction.objects.order_by("id").values_list("region", flat=True)) == ["eu", "us", "eu", "eu", "us"]
    assert answer["stored"] == 1


def test_without_consent_an_event_is_counted_and_nobody_is_profiled(backend: APIClient, leather: Store) -> None:
    send(backend, event(consent=False, customer="7", request_id=str(uuid4())))
    row = only()
    assert (row.session, row.customer, row.request_id) == ("", None, None)
    assert not leather.visits.exists()
    assert not leather.customers.exists()


def test_without_consent_an_order_leads_back_to_nobody(backend: APIClient, leather: Store) -> None:
    send(backend, event("purchase", consent=False, customer="7", request_id=str(uuid4()), transaction_id="A-1"))
    order = leather.orders.get()
    assert (order.customer, order.session, order.lines.get().request_id) == (None, "", None)


# What is kept aside


def test_an_unknown_field_is_kept_and_counted(storefront: APIClient) -> None:
    send(storefront, event(mood="calm", items=[{"item_id": "TOTE-1", "shelf": 3, "item_brand": "Aurelia"}]))
    send(storefront, event(mood="calm", coupon="SPRING"))
    assert Interaction.objects.order_by("id").first().extra == {"mood": "calm", "shelf": 3}
    counts = {each.field: each.count for each in UnknownField.objects.all()}
    assert counts == {"mood": 2, "items.shelf": 1}


@pytest.mark.parametrize(
    "field",
    ["email", "customerEmail", "first_name", "name_of_wife", "phone", "shippingAddress", "ip", "user_data", "postal"],
)
def test_what_names_a_person_is_dropped_and_counted(storefront: APIClient, field: str) -> None:
    send(storefront, event(**{field: "Nora", "nested": {field: "Nora", "size": 3}}))
    assert only().extra == {"nested": {"size": 3}}
    assert UnknownField.objects.filter(field=field).exists()


def test_what_looks_like_an_address_is_dropped_whatever_it_is_called(storefront: APIClient) -> None:
    send(storefront, event(mood="nora@example.com"))
    assert only().extra == {}


def test_what_is_kept_aside_has_an_end(storefront: APIClient) -> None:
    deep: dict = {}
    for _ in range(200):
        deep = {"down": deep}
    many = {f"field_{number}": "x" * 250 for number in range(300)}
    send(storefront, event(deep=deep, **many))
    assert len(json.dumps(only().extra)) <= 2200
    assert UnknownField.objects.count() <= 40


def test_a_rejected_event_shows_no_person(backend: APIClient) -> None:
    send(backend, event("dance", customer="10027", email="nora@example.com", colour="red"))
    kept = json.dumps(RejectedEvent.objects.values_list("fields", flat=True).get())
    assert "red" in kept
    assert "10027" not in kept
    assert "nora" not in kept
    assert "v-1" not in kept


# Orders, returns and ratings


def buy(client: APIClient, *items: dict, number: str = "A-1", **fields: object) -> None:
    bought = list(items) or [{"item_id": "TOTE-1", "quantity": 2, "price": "420.00"}]
    send(client, event("purchase", transaction_id=number, items=bought, **fields))


def returns(store: Store) -> list[tuple[str, int, str, bool]]:
    return [
        (line.product.sku, each.quantity, each.reason, each.is_about_material)
        for line in store.orders.get().lines.order_by("id")
        for each in line.returns.order_by("id")
    ]


def test_a_return_says_why_and_whether_the_material_is_to_blame(backend: APIClient, leather: Store) -> None:
    buy(backend)
    back = {"transaction_id": "A-1", "items": [{"item_id": "TOTE-1"}]}
    send(backend, event("return", reason="feel", is_about_material=True, **back))
    send(backend, event("refund", reason="it was ugly"[:10], **back))
    assert returns(leather) == [("TOTE-1", 1, "feel", True), ("TOTE-1", 1, "other", False)]


def test_a_refund_and_a_return_of_one_piece_are_one_return(backend: APIClient, leather: Store) -> None:
    buy(backend, {"item_id": "TOTE-1", "price": 420})
    send(backend, event("refund", transaction_id="A-1"))
    send(backend, event("return", transaction_id="A-1", reason="skin", is_about_material=True))
    assert returns(leather) == [("TOTE-1", 1, "skin", True)]


def test_the_same_refund_under_another_event_id_counts_once(backend: APIClient, leather: Store) -> None:
    buy(backend)
    for _ in range(2):
        send(backend, event("refund", transaction_id="A-1", reference="R-1"))
    assert returns(leather) == [("TOTE-1", 1, "other", False)]


@pytest.mark.parametrize("first", ["refund", "return"])
def test_a_refund_and_a_return_of_one_reference_are_one_return_with_its_reason(
    backend: APIClient, leather: Store, first: str
) -> None:
    buy(backend, {"item_id": "TOTE-1", "quantity": 2})
    item = {"item_id": "TOTE-1", "quantity": 1}
    told = {
        "refund": event("refund", transaction_id="A-1", reference="R-1", items=[item]),
        "return": event(
            "return", transaction_id="A-1", reference="R-1", items=[item], reason="feel", is_about_material=True
        ),
    }
    for kind in (first, *({"refund", "return"} - {first})):
        send(backend, told[kind])

    assert returns(leather) == [("TOTE-1", 1, "feel", True)]


def test_a_reason_that_is_known_stays(backend: APIClient, leather: Store) -> None:
    buy(backend)
    for reason in ("skin", "size", "other"):
        send(backend, event("return", transaction_id="A-1", reference="R-1", reason=reason))

    assert returns(leather) == [("TOTE-1", 1, "skin", False)]


def test_a_refund_without_products_takes_back_the_whole_order(backend: APIClient, leather: Store) -> None:
    buy(backend, {"item_id": "TOTE-1", "quantity": 2}, {"item_id": "BELT-1"})
    send(backend, event("refund", transaction_id="A-1", items=[]))
    assert [(sku, count) for sku, count, _, _ in returns(leather)] == [("TOTE-1", 2), ("BELT-1", 1)]


def test_a_refund_of_an_unknown_order_is_kept_as_an_event(backend: APIClient, leather: Store) -> None:
    assert send(backend, event("refund", transaction_id="NO-SUCH"))["stored"] == 1
    assert not leather.orders.exists()


def test_a_guests_order_is_kept_with_the_session(storefront: APIClient, leather: Store) -> None:
    buy(storefront)
    order = leather.orders.get()
    assert (order.session, order.customer, order.region.code) == ("v-1", None, "eu")


def test_the_latest_rating_of_a_customer_counts(backend: APIClient, leather: Store) -> None:
    send(backend, event("rating", rating=2, customer="7", at="2026-03-02T11:00:00Z"))
    send(backend, event("rating", rating=5, customer="7", at="2026-03-02T11:30:00Z"))
    send(backend, event("rating", rating=1, customer="7", at="2026-03-02T10:00:00Z"))
    assert Rating.objects.get().stars == 5


def test_a_visitors_rating_is_kept_with_the_event(storefront: APIClient) -> None:
    send(storefront, event("rating", rating=4))
    assert not Rating.objects.exists()
    assert only().extra == {"rating": 4}


def test_a_uuid_is_kept_as_it_is(storefront: APIClient) -> None:
    sent = uuid4()
    send(storefront, event(event_id=str(sent)))
    assert only().event_id == UUID(str(sent))
