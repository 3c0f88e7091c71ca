"""A shop system calls: forged, repeated, broken and late calls do no harm, and good ones are never lost."""

import json
import threading
from io import BytesIO

import orjson
import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone

from catalog.models import Product, Store
from events.models import Order, WebhookDelivery
from events.webhooks import process as processing
from events.webhooks.process import KEPT, WAITS, forget_old, redeliver, settle_open
from events.webhooks.sources import retire_old_secret, rotate_secret, switch
from tests.events.shop_calls import Caller, shopify_order, signature, source_of, woo_order, woo_product


@pytest.fixture
def woo(leather: Store) -> Caller:
    return Caller(source_of(leather))


@pytest.fixture
def shopify(leather: Store) -> Caller:
    return Caller(source_of(leather, "shopify"))


def test_a_signed_call_is_kept_and_acted_on(woo: Caller) -> None:
    delivery = woo.tell("product.updated", woo_product(regular_price="399.00"))

    assert (delivery.state, delivery.repeats, delivery.attempts) == ("done", 0, 1)
    assert Product.objects.get(sku="TOTE-1").price == 399
    assert "TOTE-1" in delivery.message


def test_a_forged_call_changes_and_keeps_nothing(woo: Caller) -> None:
    body = json.dumps(woo_product(regular_price="1.00")).encode()

    for forged in (signature(body, "guessed"), "", "no base64 at all", "ä" * 44, signature(body)[:-2]):
        answer = woo.post(body, headers={"X-WC-Webhook-Topic": "product.updated", "X-WC-Webhook-Signature": forged})
        assert answer.status_code == 401
    assert not WebhookDelivery.objects.exists()
    assert Product.objects.get(sku="TOTE-1").price == 420


def test_a_signature_is_of_the_raw_body(woo: Caller) -> None:
    spaced = json.dumps(woo_product(), indent=3).encode()
    tight = orjson.dumps(woo_product())

    assert woo.send("product.updated", spaced).status_code == 200
    answer = woo.post(
        tight, headers={"X-WC-Webhook-Topic": "product.updated", "X-WC-Webhook-Signature": signature(spaced)}
    )
    assert answer.status_code == 401


def test_the_first_unsigned_ping_of_woocommerce_is_answered_with_exactly_200(woo: Caller, shopify: Caller) -> None:
    assert woo.post(b"webhook_id=7", headers={}).status_code == 200
    assert not WebhookDelivery.objects.exists()
    assert woo.post(b"webhook_id=7&x=1", headers={}).status_code == 401
    assert shopify.post(b"webhook_id=7", headers={}).status_code == 401


def test_the_same_delivery_counts_once_however_often_it_comes(woo: Caller) -> None:
    for _ in range(3):
        assert woo.send("order.created", woo_order(), delivery="same").status_code == 200

    assert WebhookDelivery.objects.get().repeats == 2
    assert WebhookDelivery.objects.get().attempts == 1
    assert Order.objects.count() == 1


def test_a_delivery_without_an_id_is_known_by_its_body(woo: Caller) -> None:
    body = orjson.dumps(woo_order())
    headers = {"X-WC-Webhook-Topic": "order.created", "X-WC-Webhook-Signature": signature(body)}

    assert [woo.post(body, headers=headers).status_code for _ in range(2)] == [200, 200]
    assert WebhookDelivery.objects.get().repeats == 1


UNREADABLE = (
    b"no json",
    b"[]",
    b"7",
    b'"text"',
    b"\xff\xfe{\x00}\x00",
    '{"id": 1, "name": "K\u00f6ln"}'.encode("latin-1"),
    b'{"id": NaN}',
    b"[" * 100_000,
    b'{"id":' * 900 + b"1" + b"}" * 900,
    b'{"id": 5, "name": "x"}',
    b'{"name": "x", "regular_price": "1"}',
    b'{"id": {"a": 1}, "name": "x", "regular_price": "1"}',
    b'{"id": true, "name": "x", "regular_price": "1"}',
)


def test_a_signed_body_that_cannot_be_read_is_refused_and_shown_to_a_person(woo: Caller) -> None:
    for body in UNREADABLE:
        assert woo.send("product.updated", body).status_code == 400, body[:60]

    deliveries = WebhookDelivery.objects.all()
    assert {each.state for each in deliveries} == {"failed"}
    assert len(deliveries) == len(UNREADABLE)
    assert all(each.finished_at and each.message and each.content == {} for each in deliveries)


ODD_PRODUCTS = (
    {"name": "A\x00B\x00"},
    {"name": "x" * 5000, "sku": "s" * 500},
    {"name": ["a", {"b": 1}], "categories": "Totes", "images": [1, None], "attributes": [{"name": 3}], "tags": {}},
    {"regular_price": "-5"},
    {"regular_price": "1e999"},
    {"regular_price": "99999999999999999999"},
    {"regular_price": "twelve"},
    {"stock_quantity": 1e300},
    {"stock_quantity": 10**15},
    {"stock_quantity": -4},
    {"date_modified_gmt": "yesterday"},
    {"date_modified_gmt": "0001-01-01T00:00:00+14:00"},
    {"date_modified_gmt": "9999-12-31T23:59:59"},
    {
        "date_on_sale_from_gmt": "2026-05-01T00:00:00",
        "date_on_sale_to_gmt": "2026-01-01T00:00:00",
        "sale_price": "1",
    },
    {"images": [{"src": "h" * 800}], "global_unique_id": "no code"},
    {"description": {"deep": [[[[[[[[[[[[[[[[["x"]]]]]]]]]]]]]]]]]}},
)


def test_odd_values_never_break_the_call(woo: Caller) -> None:
    for odd in ODD_PRODUCTS:
        delivery = woo.tell("product.updated", woo_product(**odd))
        assert delivery.finished_at is not None, odd
        assert delivery.message, odd
        assert "unexpected" not in delivery.message, odd


ODD_ORDERS = (
    {"line_items": "none"},
    {"line_items": [{}, None, 7, {"sku": "TOTE-1"}]},
    {"line_items": [{"sku": "TOTE-1", "quantity": "many", "total": "x"}]},
    {"line_items": [{"sku": "TOTE-1\x00", "quantity": 10**12, "total": "1"}]},
    {"line_items": [{"sku": "TOTE-1", "quantity": 2, "total": "-8"}]},
    {"refunds": [{"id": 3, "total": "?"}]},
    {"refunds": [{"id": 3, "total": "-1", "line_items": [{"sku": None, "quantity": None}]}]},
    {"refunds": {"id": 3}, "customer_id": ["7"], "currency": "EURO", "status": None},
    {"date_created_gmt": None, "date_modified_gmt": None},
)


def test_odd_orders_never_break_the_call(woo: Caller) -> None:
    for number, odd in enumerate(ODD_ORDERS, 1):
        delivery = woo.tell("order.updated", woo_order(number, **odd))
        assert "unexpected" not in delivery.message, odd
        assert Order.objects.filter(number=str(number)).exists(), odd


def test_a_body_of_another_kind_than_its_topic_is_refused(woo: Caller) -> None:
    assert woo.send("order.updated", woo_product()).status_code == 400
    assert woo.send("product.deleted", woo_product()).status_code == 400
    assert Product.objects.get(sku="TOTE-1").status == "active"


def test_an_oversized_body_is_turned_away_unread(woo: Caller) -> None:
    assert woo.send("product.updated", b"x" * (1024 * 1024 + 1)).status_code == 413
    assert not WebhookDelivery.objects.exists()


def test_a_half_sent_body_is_refused_so_that_it_is_sent_again(woo: Caller) -> None:
    whole = orjson.dumps(woo_product())
    answer = woo.client.generic(
        "POST",
        f"/hooks/{woo.source.token}/",
        whole,
        content_type="application/json",
        headers={"X-WC-Webhook-Signature": signature(whole), "X-WC-Webhook-Topic": "product.updated"},
        **{"wsgi.input": BytesIO(whole[: len(whole) // 2])},
    )

    assert answer.status_code == 400
    assert not WebhookDelivery.objects.exists()


def test_a_body_of_unknown_length_is_refused(woo: Caller) -> None:
    for length in ("", "-1", "seven", "1e3"):
        answer = woo.client.generic("POST", f"/hooks/{woo.source.token}/", b"{}", CONTENT_LENGTH=length)
        assert answer.status_code == 411, length


def test_an_address_that_nobody_was_given_leads_nowhere(woo: Caller) -> None:
    for token in ("a" * 32, "x", "%00", "a" * 500, "..", "ä"):
        assert woo.post(b"{}", headers={}, token=token).status_code == 404, token


def test_an_address_works_without_its_last_stroke(woo: Caller) -> None:
    body = orjson.dumps(woo_product())
    headers = {"X-WC-Webhook-Signature": signature(body), "X-WC-Webhook-Topic": "product.updated"}
    answer = woo.client.post(f"/hooks/{woo.source.token}", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200


def test_the_secret_of_one_source_does_not_open_another(woo: Caller, shopify: Caller) -> None:
    body = orjson.dumps(shopify_order())
    headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-SHA256": signature(body, "of somebody else")}
    assert shopify.post(body, headers=headers).status_code == 401
    assert shopify.send("orders/create", shopify_order()).status_code == 200


def test_looking_at_an_address_with_a_browser_says_what_it_is_for(woo: Caller) -> None:
    answer = woo.client.get(f"/hooks/{woo.source.token}/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_no_token_of_a_form_is_asked_of_a_shop_system(woo: Caller) -> None:
    woo.client = Client(enforce_csrf_checks=True)
    assert woo.send("product.updated", woo_product()).status_code == 200


def test_a_source_that_was_switched_off_turns_calls_away(woo: Caller) -> None:
    switch(woo.source, is_active=False)
    assert woo.send("product.updated", woo_product()).status_code == 410
    switch(woo.source, is_active=True)
    assert woo.send("product.updated", woo_product()).status_code == 200


def test_both_secrets_are_accepted_until_the_old_one_is_retired(woo: Caller) -> None:
    new = rotate_secret(woo.source)
    assert woo.send("product.updated", woo_product()).status_code == 200
    assert woo.send("product.updated", woo_product(), secret=new).status_code == 200

    assert retire_old_secret(woo.source)
    assert woo.send("product.updated", woo_product()).status_code == 401
    assert woo.send("product.updated", woo_product(), secret=new).status_code == 200
    assert not retire_old_secret(woo.source)


def test_a_topic_without_use_is_named_and_nothing_of_it_is_kept(woo: Caller) -> None:
    delivery = woo.tell("customer.created", {"id": 77, "email": "nora@example.com"})

    assert (delivery.state, delivery.content) == ("ignored", {})
    assert "customer.created" in delivery.message


def test_nothing_about_a_person_is_kept(woo: Caller, shopify: Caller) -> None:
    woo.tell("order.created", woo_order())
    woo.tell("product.updated", woo_product())
    shopify.tell("orders/create", shopify_order())
    kept = orjson.dumps(list(WebhookDelivery.objects.values_list("content", flat=True))).decode()

    for personal in ("nora", "Nora", "Lind", "example.com", "+4670", "Long Street", "192.0.2.7", "Ring twice"):
        assert personal not in kept
    assert '"77"' not in kept
    assert ":77" not in kept


def test_too_many_calls_are_asked_to_come_later(woo: Caller, settings) -> None:
    settings.RATE_LIMIT_PER_MINUTE = 0
    answer = woo.send("product.updated", woo_product())
    assert (answer.status_code, answer["Retry-After"]) == (429, "10")
    assert not WebhookDelivery.objects.exists()


def test_a_database_that_does_not_answer_is_no_error_of_ours_to_the_sender(woo: Caller) -> None:
    def broken(execute, sql, params, many, context):
        raise OperationalError("The server is gone.")

    with connection.execute_wrapper(broken):
        answer = woo.send("product.updated", woo_product())
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_secrets_that_no_longer_open_are_said_to_be_our_fault(woo: Caller, settings) -> None:
    settings.SECRET_KEY = "another one altogether, since the old one was lost"
    assert woo.send("product.updated", woo_product()).status_code == 503


def test_what_could_not_be_done_in_time_is_done_later(woo: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from events import webhook_api

    monkeypatch.setattr(webhook_api, "BEGINS_WITHIN", -1.0)
    delivery = woo.tell("product.updated", woo_product(regular_price="399.00"))
    assert (delivery.state, delivery.finished_at) == ("received", None)
    assert Product.objects.get(sku="TOTE-1").price == 420

    assert settle_open(now=timezone.now() + processing.FIRST_WAIT * 2) == 1
    delivery.refresh_from_db()
    assert delivery.state == "done"
    assert Product.objects.get(sku="TOTE-1").price == 399


def test_a_mistake_of_ours_is_tried_again_and_stops_nobody_else(woo: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(processing, "take_product", lambda *_args, **_kwargs: 1 / 0)
        delivery = woo.tell("product.updated", woo_product(regular_price="399.00"))
        assert (delivery.state, delivery.finished_at) == ("failed", None)
        assert woo.tell("order.created", woo_order()).state == "done"

    settle_open(now=timezone.now() + processing.FIRST_WAIT * 4)
    delivery.refresh_from_db()
    assert delivery.state == "done"
    assert Product.objects.get(sku="TOTE-1").price == 399


def test_a_delivery_that_waits_in_vain_is_given_up_and_can_be_sent_again_by_hand(shopify: Caller) -> None:
    refund = {"id": 41, "order_id": 9001, "created_at": "2026-03-02T09:00:00+00:00", "refund_line_items": []}
    delivery = shopify.tell("refunds/create", refund)
    assert (delivery.state, delivery.finished_at) == ("failed", None)

    settle_open(now=timezone.now() + 3 * WAITS)
    delivery.refresh_from_db()
    assert delivery.finished_at is not None
    assert delivery.message.startswith("Given up after 7 days")

    shopify.tell("orders/create", shopify_order())
    assert redeliver(delivery, now=timezone.now()).state == "done"


def test_old_deliveries_are_forgotten_once_settled(woo: Caller, shopify: Caller) -> None:
    woo.tell("product.updated", woo_product())
    shopify.tell("refunds/create", {"id": 1, "order_id": 2, "created_at": "", "refund_line_items": []})

    assert forget_old(now=timezone.now()) == 0
    assert forget_old(now=timezone.now() + KEPT * 2) == 1
    assert WebhookDelivery.objects.get().topic == "refunds/create"


@pytest.mark.django_db(transaction=True)
def test_one_delivery_that_comes_from_many_sides_at_once_counts_once() -> None:
    from catalog.services import load_store
    from tests.factories import small_shop

    woo = Caller(source_of(load_store(small_shop())))
    statuses, start = [], threading.Barrier(4)

    def call() -> None:
        start.wait()
        try:
            statuses.append(Caller(woo.source).send("order.created", woo_order(), delivery="same").status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 4
    assert WebhookDelivery.objects.get().repeats == 3
    assert Order.objects.get().lines.count() == 1
    assert Order.objects.get().lines.get().quantity == 1
