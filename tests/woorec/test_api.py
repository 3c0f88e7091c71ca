"""What the storefront gets, also when it asks for the impossible."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.books import BOOKS
from catalog.keys import KEYS
from catalog.limits import KeyThrottle
from catalog.models import Product, StockLevel, Store, TierPrice
from catalog.services import issue_key, load_store
from events.avoidances import keep_avoidances
from events.customers import ensure_customer
from events.models import Customer, Interaction, RankedList
from rules.models import Placement
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.conftest import NOON
from tests.factories import small_shop

URL = "/api/v1/recommendations"
HOUSE = {"all": [{"fact": "brand_kind", "op": "is", "value": "house"}]}


def ask(client: APIClient, **wish: object):
    return client.post(URL, {"placement": "home", **wish}, format="json")


def skus(response) -> list[str]:
    return [item["sku"] for item in response.json()["items"]]


def set_slot(placement: Placement, position: int, condition: dict) -> None:
    draft = ensure_draft(placement, by=None)
    params = {"positions": [position], "condition": condition}
    save_rule(
        draft, RuleFields(kind="slot", label=f"Slot {position}", params=params, owner="Mia", reason="Season"), by=None
    )
    publish(draft, by=None)


def test_a_visitor_gets_a_full_page_on_the_first_day_without_rules_or_model(storefront: APIClient) -> None:
    page = ask(storefront).json()
    assert [item["position"] for item in page["items"]] == [1, 2, 3, 4, 5, 6]
    assert page["short"] is False
    assert "untrained" in page["fallback"]
    assert page["currency"] == "EUR"


def test_every_served_list_is_kept_as_it_was_shown(storefront: APIClient) -> None:
    page = ask(storefront, session="v-1").json()
    kept = RankedList.objects.get(request_id=page["request_id"])
    assert kept.session == "v-1"
    assert len(kept.product_ids) == 6
    assert kept.propensities == [1.0] * 6
    assert kept.prices == [item["price"] for item in page["items"]]


@pytest.mark.parametrize("kind", ["house", "partner"])
def test_slot_4_holds_the_brand_it_is_reserved_for_once_that_is_published(
    storefront: APIClient, home_page: Placement, kind: str
) -> None:
    set_slot(home_page, 4, {"all": [{"fact": "brand_kind", "op": "is", "value": kind}]})
    item = ask(storefront).json()["items"][3]
    assert item["badge"] == kind
    assert item["slot"] is True


def test_a_draft_never_reaches_the_storefront(storefront: APIClient, home_page: Placement) -> None:
    before = skus(ask(storefront))
    draft = ensure_draft(home_page, by=None)
    params = {"condition": {"all": [{"fact": "category", "op": "is", "value": "belts"}]}, "points": 100}
    save_rule(draft, RuleFields(kind="boost", label="Belts", params=params, owner="Mia", reason="Try"), by=None)
    assert skus(ask(storefront)) == before


def test_nora_sees_only_what_is_proven_below_the_limit(backend: APIClient, leather: Store) -> None:
    nora = Customer.objects.get(pk=ensure_customer(leather, external_id="nora"))
    keep_avoidances(nora, allergens=["nickel"], at=NOON, source="form")
    belts = ["TOTE-1", "TOTE-2", "TOTE-3", "TOTE-4", "CLUTCH-1", "CLUTCH-2", "WALLET-1", "WALLET-2", "WALLET-3"]
    page = ask(backend, customer="nora", exclude=belts).json()
    assert [item["sku"] for item in page["items"]] == ["BELT-1"]
    assert page["short"] is True


def test_no_slot_pins_what_nora_must_avoid(backend: APIClient, leather: Store, home_page: Placement) -> None:
    nora = Customer.objects.get(pk=ensure_customer(leather, external_id="nora"))
    keep_avoidances(nora, allergens=["nickel"], at=NOON, source="form")
    set_slot(home_page, 1, {"all": [{"fact": "sku", "op": "is", "value": "BELT-3"}]})
    assert skus(ask(backend))[0] == "BELT-3"
    page = ask(backend, customer="nora").json()
    assert "BELT-3" not in [item["sku"] for item in page["items"]]
    assert page["relaxed"][0]["positions"] == [1]


def test_what_a_shopper_avoids_is_in_no_log(backend: APIClient, leather: Store) -> None:
    nora = Customer.objects.get(pk=ensure_customer(leather, external_id="nora"))
    keep_avoidances(nora, allergens=["nickel"], at=NOON, source="form")
    ask(backend, customer="nora")
    row = RankedList.objects.values().get()
    assert "nickel" not in json.dumps(row, default=str)
    assert b"nickel" not in bytes(nora.avoidance.sealed)


def test_sold_out_and_hidden_take_effect_on_the_next_request(storefront: APIClient, leather: Store) -> None:
    first, second, *_ = skus(ask(storefront))
    StockLevel.objects.filter(product__sku=first).update(quantity=0)
    Product.objects.filter(sku=second).update(visible=False)
    after = skus(ask(storefront))
    assert first not in after
    assert second not in after
    assert len(after) == 6


def test_a_product_without_stock_rows_counts_as_available(storefront: APIClient) -> None:
    first = skus(ask(storefront))[0]
    StockLevel.objects.filter(product__sku=first).delete()
    assert first in skus(ask(storefront))


def test_no_stock_anywhere_gives_an_empty_page_that_says_so(storefront: APIClient) -> None:
    StockLevel.objects.update(quantity=0)
    response = ask(storefront)
    assert response.status_code == 200
    assert response.json()["items"] == []
    assert response.json()["eligible"] == 0
    assert response.json()["short"] is True


def test_one_product_in_stock_is_found_however_unlikely(storefront: APIClient, home_page: Placement) -> None:
    Placement.objects.update(candidates=10)
    StockLevel.objects.exclude(product__sku="WALLET-3").update(quantity=0)
    assert skus(ask(storefront)) == ["WALLET-3"]


def test_a_gold_member_pays_the_gold_price(backend: APIClient, leather: Store) -> None:
    prices = {
        tier: {i["sku"]: i["price"] for i in ask(backend, tier=tier).json()["items"]} for tier in ("guest", "gold")
    }
    shared = set(prices["guest"]) & set(prices["gold"])
    assert shared
    assert all(prices["gold"][sku] == pytest.approx(0.9 * prices["guest"][sku]) for sku in shared)


def test_another_region_has_its_own_currency_and_prices(storefront: APIClient) -> None:
    page = ask(storefront, region="us").json()
    assert page["currency"] == "USD"
    assert all(item["price"] > 0 for item in page["items"])


def test_a_product_without_a_price_in_the_region_is_not_shown_there(storefront: APIClient) -> None:
    TierPrice.objects.filter(product__sku="TOTE-1", region__code="us").delete()
    assert "TOTE-1" not in skus(ask(storefront, region="us", limit=6, exclude=["TOTE-2", "TOTE-3", "TOTE-4"]))


def test_the_seed_and_the_cart_are_not_recommended_to_themselves(storefront: APIClient) -> None:
    shown = skus(ask(storefront, placement="product", seed_products=["TOTE-1"], cart=["BELT-1"]))
    assert "TOTE-1" not in shown
    assert "BELT-1" not in shown


def test_an_unknown_seed_is_named_and_does_no_harm(storefront: APIClient) -> None:
    page = ask(storefront, seed_products=["NO-SUCH"]).json()
    assert len(page["items"]) == 6
    assert "NO-SUCH" in page["warnings"][0]


@pytest.mark.parametrize(
    ("wish", "status", "word"),
    [
        ({"placement": "nowhere"}, 404, "home"),
        ({"limit": -1}, 422, "limit"),
        ({"limit": 0}, 422, "limit"),
        ({"region": "moon"}, 422, "eu"),
        ({"cart": "TOTE-1"}, 422, "cart"),
        ({"avoid": ["pollen"]}, 422, "avoid"),
        ({"placement": ""}, 422, "placement"),
        ({"session": "x" * 65}, 422, "session"),
        ({"debug": True}, 403, "debug"),
        ({"tier": "gold"}, 403, "tier"),
        ({"customer": "10027"}, 403, "shopper"),
    ],
)
def test_a_bad_wish_is_answered_with_what_to_do(storefront: APIClient, wish: dict, status: int, word: str) -> None:
    response = ask(storefront, **wish)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert word in response.content.decode()


@pytest.mark.parametrize("body", ["{", "", "[1, 2]", "null", '"home"', '{"placement": {"$ne": 1}}', "\x00", "NaN"])
def test_malformed_json_is_a_problem_and_never_a_stack_trace(storefront: APIClient, body: str) -> None:
    response = storefront.post(URL, body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"
    assert "Traceback" not in response.content.decode()


def test_without_a_key_nothing_is_told(leather: Store) -> None:
    response = APIClient().post(URL, {"placement": "home"}, format="json")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_key_that_is_remembered_asks_for_nothing_and_one_that_was_revoked_opens_nothing_soon(
    storefront: APIClient, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    KEYS.renew()
    with CaptureQueriesContext(connection) as queries:
        ask(storefront)
    assert not [query for query in queries if "catalog_apikey" in query["sql"]]
    leather.api_keys.update(revoked_at=NOON)
    monkeypatch.setattr(KEYS, "TRUSTED_SECONDS", 0.0)  # three seconds later
    assert ask(storefront).status_code == 401


def test_a_key_issued_a_moment_ago_opens_at_once(leather: Store, client: APIClient) -> None:
    KEYS.renew()
    stranger = APIClient()
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(leather, name='New', scopes=['recommend'])}")
    assert ask(stranger).status_code == 200


def test_a_revoked_key_is_refused(storefront: APIClient, leather: Store) -> None:
    leather.api_keys.update(revoked_at=NOON)
    assert ask(storefront).status_code == 401


def test_a_key_of_one_store_never_shows_another(leather: Store) -> None:
    other = load_store(small_shop("other"))
    Placement.objects.create(store=other, code="home", name="Home", length=6)
    Product.objects.filter(store=other).update(name="Foreign")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(other, name='x', scopes=['recommend'])}")
    assert {item["name"] for item in ask(client).json()["items"]} == {"Foreign"}


def test_an_empty_catalogue_gives_an_empty_page_and_says_so(db: None) -> None:
    rows = small_shop("empty")
    store = load_store(
        type(rows)(rows.code, rows.name, rows.currency, rows.default_region, rows.warehouses, rows.regions)
    )
    Placement.objects.create(store=store, code="home", name="Home")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(store, name='x', scopes=['recommend'])}")
    response = ask(client)
    assert response.status_code == 200
    assert response.json()["items"] == []


def test_redis_down_costs_nothing_but_the_count(storefront: APIClient, settings, monkeypatch) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(KeyThrottle, "_client", None)
    assert len(skus(ask(storefront))) == 6


def test_too_many_requests_are_told_when_to_come_back(storefront: APIClient, settings) -> None:
    settings.RATE_LIMIT_PER_MINUTE = 0
    response = ask(storefront)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 61


def test_the_ladder_is_for_privileged_keys_only(storefront: APIClient, backend: APIClient) -> None:
    assert "ladder" not in ask(storefront).json()["items"][0]
    ladder = ask(backend, debug=True).json()["items"][0]["ladder"]
    assert ladder["channels"]


@pytest.mark.parametrize("wish", [{}, {"region": "moon"}])
def test_a_store_without_a_region_is_told_where_to_add_one(db: None, wish: dict[str, str]) -> None:
    store = Store.objects.create(code="bare", name="Bare", currency="EUR")
    Placement.objects.create(store=store, code="home", name="Home")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(store, name='Browser', scopes=['recommend'])}")
    response = ask(client, **wish)
    assert (response.status_code, response.json()["type"]) == (422, "/api/v1/problems#no-region")
    assert "Settings, Regions" in response.json()["detail"]


@pytest.mark.parametrize("wish", [{"at": "2027-01-01T12:00:00Z"}, {"tier": "gold"}, {"debug": True}])
def test_a_list_that_only_looks_inside_is_no_impression(backend: APIClient, wish: dict[str, object]) -> None:
    Placement.objects.update(exploration_share=0.5)
    first = ask(backend, **wish)
    assert first.status_code == 200
    assert not RankedList.objects.exists()
    assert all(skus(ask(backend, **wish)) == skus(first) for _ in range(8))


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1999-01-01T00:00:00Z"]
)
def test_a_time_that_nothing_is_known_of_is_refused(backend: APIClient, leather: Store, at: str) -> None:
    Store.objects.update(stock_trusted_minutes=60)
    response = ask(backend, at=at)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["at"]


def test_a_warm_request_makes_two_reads_and_one_write(backend: APIClient, leather: Store) -> None:
    ensure_customer(leather, external_id="nora")
    KEYS.renew()
    ask(backend, customer="nora")
    statements = asked_for(backend)
    assert [each.split(maxsplit=1)[0] for each in statements] == ["SELECT", "WITH", "INSERT"]
    assert "FROM catalog_tierprice" in statements[1]  # the shopper, everything about the candidates, the log


@pytest.mark.django_db(transaction=True)
def test_a_warm_request_reads_of_the_candidates_only_what_is_new(backend: APIClient, leather: Store) -> None:
    ensure_customer(leather, external_id="nora")
    KEYS.renew()
    ask(backend, customer="nora")
    BOOKS.renew(now=datetime.now(UTC))
    statements = asked_for(backend)
    assert [each.split(maxsplit=1)[0] for each in statements] == ["SELECT", "WITH", "INSERT"]
    assert "FROM catalog_tierprice" not in statements[1]
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=0)
    assert "TOTE-1" not in {item["sku"] for item in ask(backend, customer="nora").json()["items"]}


def asked_for(backend: APIClient) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert ask(backend, customer="nora").json()["warnings"] == []
    return [query["sql"] for query in queries]


def event(name: str = "view_item", **fields: object) -> dict:
    return {"event_id": str(uuid4()), "name": name, "session": "v-1", "items": [{"item_id": "TOTE-1"}], **fields}


def send(client: APIClient, *events: object):
    return client.post("/api/v1/events", {"events": list(events)}, format="json")


def test_an_event_is_counted_once_however_often_it_is_sent(storefront: APIClient) -> None:
    viewed = event()
    assert send(storefront, viewed).json()["stored"] == 1
    again = send(storefront, viewed, event()).json()
    assert (again["stored"], again["duplicate"]) == (1, 1)
    assert Interaction.objects.count() == 2


def test_a_purchase_makes_an_order_and_a_refund_a_return(backend: APIClient, leather: Store) -> None:
    items = [{"item_id": "TOTE-1", "quantity": 2, "price": "420.00"}, {"item_id": "BELT-1", "price": "95.00"}]
    bought = event("purchase", transaction_id="A-1", items=items, customer="10027")
    answer = send(backend, bought, bought).json()
    assert (answer["stored"], answer["duplicate"], answer["rejected"]) == (1, 1, 0)
    order = leather.orders.get()
    assert {line.product.sku: line.quantity for line in order.lines.all()} == {"TOTE-1": 2, "BELT-1": 1}
    send(backend, event("refund", transaction_id="A-1", reason="feel", items=[{"item_id": "TOTE-1"}]))
    assert [r.reason for line in order.lines.all() for r in line.returns.all()] == ["feel"]


def test_good_events_are_stored_and_bad_ones_are_named(storefront: APIClient) -> None:
    answer = send(storefront, event(), event("dance"), event(items=[{"item_id": "NO-SUCH"}]), 7, event(customer="x"))
    body = answer.json()
    assert body["stored"] == 1
    assert [each["index"] for each in body["results"] if each["errors"]] == [1, 2, 3, 4]
    assert body["rejected"] == 4


def test_ten_thousand_events_at_once_are_refused_and_none_is_lost_silently(storefront: APIClient) -> None:
    response = send(storefront, *[event()] * 10_000)
    assert response.status_code == 413
    assert "500 fit" in response.json()["detail"]
    assert not Interaction.objects.exists()


def test_two_clicks_of_a_visitor_shape_the_next_list(storefront: APIClient) -> None:
    send(storefront, event(), event(items=[{"item_id": "CLUTCH-2"}]))
    assert ask(storefront, session="v-1").json()["personalised"] is True
    assert ask(storefront, session="v-2").json()["personalised"] is False


def test_a_refund_sent_again_with_more_products_counts_as_it_was_first_sent(backend: APIClient, leather: Store) -> None:
    items = [{"item_id": "TOTE-1", "price": "420.00"}, {"item_id": "BELT-1", "price": "95.00"}]
    send(backend, event("purchase", transaction_id="A-1", items=items))
    refund = event("refund", transaction_id="A-1", items=[{"item_id": "TOTE-1"}])
    send(backend, refund, refund)
    again = send(backend, {**refund, "items": [{"item_id": "TOTE-1"}, {"item_id": "BELT-1"}]})
    assert again.json()["duplicate"] == 1
    returned = [each.line.product.sku for line in leather.orders.get().lines.all() for each in line.returns.all()]
    assert returned == ["TOTE-1"]


def test_a_body_that_is_too_large_is_told_so(storefront: APIClient, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = ask(storefront, cart=["TOTE-1"] * 50)
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"


def test_an_unknown_address_of_the_api_answers_in_json(client) -> None:
    response = client.get("/api/v1/nothing")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
