"""Products, prices and stock in bulk, as an integrator sends them, also when they send the impossible."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.limits import KeyThrottle
from catalog.models import IdempotentCall, PriceHistory, Product, StockLevel, Store, TierPrice
from catalog.services import issue_key, load_store
from tests.factories import small_shop

NEW_TOTE = {"sku": "TOTE-9", "name": "Woven Tote", "category": "Bags > Woven", "brand": "Aurelia", "price": "450.00"}


def put(client: APIClient, what: str, *rows: object, **headers: str):
    return client.put(f"/api/v1/{what}", {"rows": list(rows)}, format="json", headers=headers)


def raw(client: APIClient, what: str, body: bytes | str, content_type: str = "application/json"):
    return client.put(f"/api/v1/{what}", body, content_type=content_type)


def states(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [each["state"] for each in response.json()["results"]]


def errors(response) -> list[str]:
    return [each["error"] for each in response.json()["results"] if "error" in each]


def unlike(given: list[str], expected: list[tuple[object, str]]) -> list[tuple[str, str]]:
    """This will list the errors that do not say what they should."""
    return [(error, why) for error, (_, why) in zip(given, expected, strict=True) if why not in error]


def counted(sku: str = "TOTE-1", warehouse: str = "florence", **fields: object) -> dict[str, object]:
    return {"sku": sku, "warehouse": warehouse, **({"quantity": 3} | fields)}


def in_florence(sku: str = "TOTE-1") -> int:
    return StockLevel.objects.get(product__sku=sku, warehouse__code="florence").quantity


def read(client: APIClient, **query: object) -> dict:
    response = client.get("/api/v1/products", query)
    assert response.status_code == 200, response.content
    return response.json()


# Stock


def test_counts_and_movements_are_answered_row_by_row_in_their_order(backend: APIClient) -> None:
    response = put(
        backend,
        "stock",
        counted(quantity=12, sequence=5),
        {"sku": "TOTE-1", "warehouse": "florence", "delta": -2, "sequence": 6},
        counted(quantity=99, sequence=4),
        counted(sku="NOWHERE"),
    )
    assert states(response) == ["changed", "changed", "outdated", "rejected"]
    body = response.json()
    assert {state: body[state] for state in ("created", "changed", "unchanged", "outdated", "rejected")} == {
        "created": 0,
        "changed": 2,
        "unchanged": 0,
        "outdated": 1,
        "rejected": 1,
    }
    assert body["results"][0] == {"sku": "TOTE-1", "state": "changed"}
    assert "no product 'NOWHERE'" in body["results"][3]["error"]
    assert in_florence() == 10


def test_a_sold_out_product_is_gone_from_the_next_list(backend: APIClient) -> None:
    ask = {"placement": "home"}
    listed = [item["sku"] for item in backend.post("/api/v1/recommendations", ask, format="json").json()["items"]]
    gone = listed[0]
    put(backend, "stock", counted(gone, "florence", quantity=0), counted(gone, "newark", quantity=0))
    listed = [item["sku"] for item in backend.post("/api/v1/recommendations", ask, format="json").json()["items"]]
    assert gone not in listed


def test_stock_leaves_the_catalogues_state_alone(backend: APIClient, leather: Store) -> None:
    before = read(backend)["etag"]
    assert put(backend, "stock", counted()).json()["etag"] == before


WRONG_STOCK = [
    (None, "Send an object"),
    ("TOTE-1", "Send an object"),
    ([], "Send an object"),
    ({}, "Send either"),
    (counted(delta=1), "Send either"),
    ({"sku": "TOTE-1", "warehouse": "florence"}, "Send either"),
    (counted(quantity=1.5), "quantity: Send a whole number"),
    (counted(quantity=True), "quantity: Send a whole number"),
    (counted(quantity="3"), "quantity: Send a whole number"),
    (counted(quantity=None), "quantity: Send a whole number"),
    (counted(quantity=10**10), "cannot be stored"),
    (counted(quantity=10**30), "quantity: Send a whole number"),
    (counted(sequence=0), "Number messages from 1"),
    (counted(sequence=-5), "Number messages from 1"),
    (counted(sequence=2**63), "Number messages from 1"),
    (counted(sequence=10**40), "sequence: Send a whole number"),
    (counted(sku=""), "sku: is needed"),
    (counted(sku="X" * 81), "81 characters"),
    (counted(sku="TOTE\x00"), "NUL"),
    (counted(sku={"deep": [[[]]]}), "sku: Send a text"),
    (counted(warehouse="atlantis"), "Its warehouses: florence, newark, singapore"),
    (counted(warehouse="flo\x00rence"), "NUL"),
    (counted(colour="red"), "There is no field 'colour'"),
]


def test_a_wrong_stock_row_is_named_and_the_others_are_written(backend: APIClient) -> None:
    response = put(backend, "stock", *[row for row, _ in WRONG_STOCK], counted(quantity=4))
    assert states(response) == ["rejected"] * len(WRONG_STOCK) + ["changed"]
    assert unlike(errors(response), WRONG_STOCK) == []
    assert in_florence() == 4


# Products


def test_a_new_product_brings_its_category_with_it(backend: APIClient, leather: Store) -> None:
    before = Store.objects.get(pk=leather.pk).catalogue_revision
    response = put(backend, "products", NEW_TOTE)
    assert states(response) == ["created"]
    product = Product.objects.select_related("category__parent", "brand").get(sku="TOTE-9")
    assert (product.category.path, product.category.parent.code) == ("Bags > Woven", "bags")
    assert product.brand.code == "aurelia"
    assert Store.objects.get(pk=leather.pk).catalogue_revision == before + 1
    assert response.json()["etag"] == f'"{before + 1}"'


def test_only_the_fields_that_are_sent_are_written(backend: APIClient) -> None:
    before = read(backend, sku="TOTE-1")["rows"][0]
    assert states(put(backend, "products", {"sku": "TOTE-1", "price": 399.5, "cost": None})) == ["changed"]
    after = read(backend, sku="TOTE-1")["rows"][0]
    assert (after["price"], after["cost"]) == ("399.50", None)
    assert {name for name in before if before[name] != after[name]} - {"updated_at"} == {"price", "cost", "etag"}
    assert PriceHistory.objects.filter(product__sku="TOTE-1", region=None, tier=None, amount="399.50").exists()


def test_rows_that_speak_of_different_fields_go_together(backend: APIClient) -> None:
    rows = [{"sku": "TOTE-1", "name": "Renamed"}, {"sku": "TOTE-2", "status": "draft"}, NEW_TOTE, {"sku": "TOTE-3"}]
    assert states(put(backend, "products", *rows)) == ["changed", "changed", "created", "unchanged"]
    assert Product.objects.get(sku="TOTE-1").status == "active"
    assert Product.objects.get(sku="TOTE-2").name == "Suede Tote"


def test_what_was_read_can_be_sent_back_and_changes_nothing(backend: APIClient) -> None:
    rows = read(backend)["rows"]
    assert len(rows) == 12
    assert states(put(backend, "products", *rows)) == ["unchanged"] * 12
    assert read(backend)["rows"] == rows


def test_category_and_brand_may_be_named_by_code(backend: APIClient) -> None:
    assert states(put(backend, "products", NEW_TOTE | {"category": "totes", "brand": "marchetti"})) == ["created"]
    product = Product.objects.select_related("category", "brand").get(sku="TOTE-9")
    assert (product.category.path, product.brand.name) == ("Bags > Totes", "Marchetti")


WRONG_PRODUCTS = [
    (7, "Send an object"),
    ({"sku": "UNKNOWN", "price": 3}, "The product is new: send its brand, category, name as well"),
    ({"sku": "TOTE-1", "price": -1}, "below 0"),
    ({"sku": "TOTE-1", "price": 1e300}, "Send an amount"),
    ({"sku": "TOTE-1", "price": 10**14}, "Write a smaller amount"),
    ({"sku": "TOTE-1", "price": 10**40}, "Send an amount"),
    ({"sku": "TOTE-1", "price": 1.999}, "more than two decimals"),
    ({"sku": "TOTE-1", "price": "NaN"}, "Send an amount"),
    ({"sku": "TOTE-1", "price": None}, "Send an amount"),
    ({"sku": "TOTE-1", "price": True}, "Send an amount"),
    ({"sku": "TOTE-1", "price": "9" * 5000}, "Send an amount"),
    ({"sku": "TOTE-1", "name": ""}, "name is empty"),
    ({"sku": "TOTE-1", "name": "x" * 201}, "Shorten it"),
    ({"sku": "TOTE-1", "name": "nul \x00"}, "NUL"),
    ({"sku": "TOTE-1", "category": " > "}, "category"),
    ({"sku": "TOTE-1", "brand": ""}, "brand: is empty"),
    ({"sku": "TOTE-1", "status": "gone"}, "status"),
    ({"sku": "TOTE-1", "visible": "yes"}, "Send true or false"),
    ({"sku": "TOTE-1", "launched_on": "yesterday"}, "Send a date"),
    ({"sku": "TOTE-1", "attributes": {"a": {"b": {}}}}, "Send a text"),
    ({"sku": "TOTE-1", "attributes": {"a\x00": "b"}}, "NUL"),
    ({"sku": "TOTE-1", "attributes": []}, "Send an object"),
    ({"sku": "TOTE-1", "tags": "new"}, "Send a list"),
    ({"sku": "TOTE-1", "tags": ["x"] * 201}, "at most 200"),
    ({"sku": "TOTE-1", "tags": [["x"]]}, "Send a text"),
    ({"sku": "TOTE-1", "not_sold_in": ["mars"]}, "no region 'mars'"),
    ({"sku": "TOTE-1", "components": [{"part": "body"}]}, "material: is needed"),
    ({"sku": "TOTE-1", "components": [{"part": "body", "material": "wood"}]}, "no published material 'wood'"),
    (
        {"sku": "TOTE-1", "components": [{"part": "a", "material": "suede", "share_percent": 1e9}]},
        "Send a number from 0 to 100",
    ),
    ({"sku": "TOTE-1", "links": [{"kind": "enemy", "sku": "TOTE-2"}]}, "no kind of link"),
    ({"sku": "TOTE-1", "source_updated_at": "2026-03-02T12:00:00"}, "Send a time with its zone"),
    ({"sku": "TOTE-1", "source_updated_at": "0001-01-01T00:00:00+14:00"}, "Send a time with its zone"),
    ({"sku": "TOTE-1", "nmae": "typo"}, "There is no field 'nmae'"),
]


def test_a_wrong_product_row_is_named_and_the_others_are_written(backend: APIClient) -> None:
    before = read(backend, sku="TOTE-1")["rows"]
    responses = [
        put(backend, "products", row, {"sku": "TOTE-2", "name": f"Renamed {number}"})
        for number, (row, _) in enumerate(WRONG_PRODUCTS)
    ]
    assert [states(response) for response in responses] == [["rejected", "changed"]] * len(WRONG_PRODUCTS)
    assert unlike([errors(response)[0] for response in responses], WRONG_PRODUCTS) == []
    assert read(backend, sku="TOTE-1")["rows"] == before


def test_a_product_that_stands_twice_in_a_call_is_written_once(backend: APIClient) -> None:
    response = put(backend, "products", {"sku": "TOTE-1", "name": "First"}, {"sku": "TOTE-1", "price": 1})
    assert states(response) == ["changed", "rejected"]
    assert "twice" in errors(response)[0]


def test_older_news_about_a_product_is_left_aside(backend: APIClient) -> None:
    news = {"sku": "TOTE-1", "name": "New", "source_updated_at": "2026-03-02T12:00:00Z"}
    old = {"sku": "TOTE-1", "name": "Old", "source_updated_at": "2026-03-01T12:00:00+02:00"}
    assert states(put(backend, "products", news)) == ["changed"]
    assert states(put(backend, "products", old)) == ["outdated"]


def test_a_product_that_was_changed_since_it_was_read_is_left_as_it_is(backend: APIClient) -> None:
    first, second = read(backend, sku="TOTE-1")["rows"] + read(backend, sku="TOTE-2")["rows"]
    put(backend, "products", {"sku": "TOTE-1", "name": "By somebody else"})
    response = put(
        backend,
        "products",
        {"sku": "TOTE-1", "name": "Mine", "etag": first["etag"]},
        {"sku": "TOTE-2", "name": "Mine", "etag": second["etag"]},
        NEW_TOTE | {"etag": "of nothing"},
    )
    assert states(response) == ["rejected", "changed", "rejected"]
    assert "changed since you read it" in errors(response)[0]
    assert Product.objects.get(sku="TOTE-1").name == "By somebody else"


def test_a_call_that_builds_on_an_old_catalogue_writes_nothing(backend: APIClient) -> None:
    etag = read(backend)["etag"]
    assert put(backend, "products", NEW_TOTE, **{"If-Match": etag}).status_code == 200
    response = put(backend, "products", {"sku": "TOTE-1", "name": "Mine"}, **{"If-Match": etag})
    assert response.status_code == 412
    assert response.json()["type"].endswith("#catalogue-changed")
    assert Product.objects.get(sku="TOTE-1").name == "Pebbled Tote"
    newest = read(backend)["etag"]
    assert put(backend, "stock", counted(), **{"If-Match": f'"0", {newest}'}).status_code == 200
    assert put(backend, "stock", counted(), **{"If-Match": "*"}).status_code == 200
    assert put(backend, "stock", counted(), **{"If-Match": f"W/{newest}"}).status_code == 412


def test_products_are_read_page_by_page_with_their_costs(backend: APIClient) -> None:
    found, cursor = [], {}
    while True:
        response = backend.get("/api/v1/products", {"limit": 5, **cursor})
        page = response.json()
        assert response["ETag"] == page["etag"]
        found += page["rows"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert [row["sku"] for row in found] == list(Product.objects.order_by("pk").values_list("sku", flat=True))
    assert (found[0]["price"], found[0]["cost"], found[0]["category"]) == ("420.00", "168.00", "Bags > Totes")
    assert [row["sku"] for row in read(backend, sku=["TOTE-2", "BELT-1", "NOWHERE"])["rows"]] == ["TOTE-2", "BELT-1"]


WRONG_QUERIES = (
    *({"limit": 0}, {"limit": 1001}, {"limit": "many"}, {"cursor": "x"}, {"cursor": "9" * 40}, {"sku": "NUL\x00"}),
    *({"limit": 1.5}, {"cursor": -1}, {"sku": "X" * 81}),
)


def test_a_page_that_cannot_be_is_refused(backend: APIClient) -> None:
    responses = [backend.get("/api/v1/products", query) for query in WRONG_QUERIES]
    assert [response.status_code for response in responses] == [422] * len(WRONG_QUERIES)
    assert {response.json()["type"] for response in responses} == {"/api/v1/problems#invalid-fields"}


def test_costs_never_stand_in_a_shoppers_list(backend: APIClient) -> None:
    answer = backend.post("/api/v1/recommendations", {"placement": "home", "debug": False}, format="json")
    assert "cost" not in answer.content.decode()
    assert "margin" not in answer.content.decode()


# Prices


def test_a_tiers_price_is_set_and_set_again(backend: APIClient) -> None:
    gold = {"sku": "TOTE-1", "region": "eu", "tier": "gold"}
    assert states(put(backend, "prices", gold | {"amount": "355.00"})) == ["changed"]
    assert states(put(backend, "prices", gold | {"amount": 355})) == ["unchanged"]
    price = TierPrice.objects.get(product__sku="TOTE-1", region__code="eu", tier__code="gold")
    assert str(price.amount) == "355.00"


WRONG_PRICES = [
    ({"sku": "TOTE-1", "region": "eu"}, "amount: is needed"),
    ({"sku": "TOTE-1", "region": "eu", "amount": -3}, "is not a price"),
    ({"sku": "TOTE-1", "region": "mars", "amount": 3}, "no region 'mars'"),
    ({"sku": "TOTE-1", "region": "eu", "tier": "platinum", "amount": 3}, "no tier 'platinum'"),
    ({"sku": "NOWHERE", "region": "eu", "amount": 3}, "no product 'NOWHERE'"),
    ({"sku": "TOTE-1", "amount": 3}, "Name the region"),
    ({"sku": "TOTE-1", "region": "eu", "amount": 3, "valid_from": "soon"}, "Send a time"),
    ({"sku": "TOTE-1", "region": "eu", "amount": 3, "valid_until": "9999-12-31T23:59:59-12:00"}, "Send a time"),
    ({"sku": "TOTE-1", "region": "e\x00u", "amount": 3}, "NUL"),
]


def test_a_wrong_price_row_is_named_and_the_others_are_written(backend: APIClient) -> None:
    good = {"sku": "TOTE-2", "region": "eu", "tier": "gold", "amount": 1}
    response = put(backend, "prices", *[row for row, _ in WRONG_PRICES], good)
    assert states(response) == ["rejected"] * len(WRONG_PRICES) + ["changed"]
    assert unlike(errors(response), WRONG_PRICES) == []


# The call


BODIES = [
    (b"", 400),
    (b"{", 400),
    (b'{"rows": [NaN]}', 400),
    (b'{"rows": ["\xff"]}', 400),
    (b'{"rows": ["\\ud800"]}', 400),
    (b'{"rows": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    (b"[]", 422),
    (b"null", 422),
    (b'{"rows": {}}', 422),
    (b'{"rows": null}', 422),
    (b'{"row": []}', 422),
    (json.dumps({"rows": [{}] * 1001}).encode(), 413),
    (b" " * (10 * 1024 * 1024 + 1), 413),
]


def test_a_body_that_is_no_call_is_a_problem_and_no_fault(backend: APIClient) -> None:
    for what in ("products", "prices", "stock"):
        responses = [raw(backend, what, body) for body, _ in BODIES]
        assert [response.status_code for response in responses] == [status for _, status in BODIES]
        assert {response["Content-Type"] for response in responses} == {"application/problem+json"}


def test_an_empty_list_of_rows_is_no_mistake(backend: APIClient) -> None:
    assert [states(put(backend, what)) for what in ("products", "prices", "stock")] == [[], [], []]


def test_a_thousand_rows_fit(backend: APIClient) -> None:
    assert states(put(backend, "stock", *[counted(quantity=n) for n in range(1000)])) == ["changed"] * 1000
    assert in_florence() == 999


def test_anything_but_json_is_refused(backend: APIClient) -> None:
    assert raw(backend, "stock", b"sku,quantity", "text/csv").status_code == 415
    assert backend.post("/api/v1/stock", {}, format="json").status_code == 405
    assert backend.get("/api/v1/products", headers={"accept": "text/html"}).status_code == 406


def test_a_key_without_the_scope_changes_nothing(storefront: APIClient) -> None:
    calls = [
        put(client, what, counted()) for what in ("products", "prices", "stock") for client in (storefront, APIClient())
    ]
    assert [call.status_code for call in calls] == [403, 401] * 3
    assert in_florence() == 10


def test_costs_are_read_with_the_scope_alone(storefront: APIClient) -> None:
    assert storefront.get("/api/v1/products").status_code == 403
    assert APIClient().get("/api/v1/products").status_code == 401


def test_a_key_reaches_its_own_store_alone(backend: APIClient, leather: Store) -> None:
    other = load_store(small_shop("other"))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(other, name='Other', scopes=['catalogue'])}")
    put(client, "products", {"sku": "TOTE-1", "name": "Theirs"}, NEW_TOTE)
    put(client, "stock", counted(quantity=77))
    put(client, "prices", {"sku": "TOTE-1", "region": "eu", "tier": "gold", "amount": 1})

    assert {row["name"] for row in read(client, sku="TOTE-1")["rows"]} == {"Theirs"}
    assert read(backend, sku="TOTE-1")["rows"][0]["name"] == "Pebbled Tote"
    assert read(backend, sku="TOTE-9")["rows"] == []
    ours = StockLevel.objects.filter(product__store=leather, product__sku="TOTE-1").values_list("quantity", flat=True)
    assert set(ours) == {10}
    assert not TierPrice.objects.filter(product__store=leather, amount=1).exists()


def test_a_key_that_asks_too_often_waits(backend: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyThrottle, "allow_request", lambda *_: False)
    response = put(backend, "stock", counted())
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


# Idempotency-Key


def sold(client: APIClient, *, key: str, pieces: int = 1):
    row = {"sku": "TOTE-1", "warehouse": "florence", "delta": -pieces}
    return put(client, "stock", row, **{"Idempotency-Key": key})


def test_a_repeated_call_is_done_once_and_answered_alike(backend: APIClient) -> None:
    first, second = sold(backend, key="order-1"), sold(backend, key="order-1")
    assert in_florence() == 9
    assert second.content == first.content
    assert "Idempotency-Replayed" not in first.headers
    assert second["Idempotency-Replayed"] == "true"
    sold(backend, key="order-2")
    assert in_florence() == 8


def test_a_key_that_was_used_for_another_call_is_refused(backend: APIClient) -> None:
    sold(backend, key="order-1")
    response = sold(backend, key="order-1", pieces=2)
    assert response.status_code == 422
    assert response.json()["type"].endswith("#idempotency-key-reused")
    elsewhere = put(backend, "products", {"sku": "TOTE-1", "name": "X"}, **{"Idempotency-Key": "order-1"})
    assert elsewhere.status_code == 422
    assert in_florence() == 9


def test_two_api_keys_may_use_the_same_idempotency_key(backend: APIClient, leather: Store) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(leather, name='Second', scopes=['catalogue'])}")
    sold(backend, key="order-1")
    assert "Idempotency-Replayed" not in sold(client, key="order-1").headers
    assert in_florence() == 8


def claim_without_answer(client: APIClient, *, key: str, age: timedelta) -> None:
    """This will leave what a call leaves that was cut off in the middle."""
    sold(client, key=key)
    StockLevel.objects.filter(product__sku="TOTE-1", warehouse__code="florence").update(quantity=10, counted=10)
    IdempotentCall.objects.update(status=None, answer=None, created_at=timezone.now() - age)


def test_a_call_that_still_runs_asks_to_wait(backend: APIClient) -> None:
    claim_without_answer(backend, key="order-1", age=timedelta(seconds=5))
    response = sold(backend, key="order-1")
    assert response.status_code == 409
    assert response.json()["type"].endswith("#call-still-running")
    assert int(response["Retry-After"]) > 0
    assert in_florence() == 10


def test_a_call_that_died_may_be_sent_again(backend: APIClient) -> None:
    claim_without_answer(backend, key="order-1", age=timedelta(minutes=2))
    assert states(sold(backend, key="order-1")) == ["changed"]
    assert in_florence() == 9


def test_an_answer_is_kept_for_a_day(backend: APIClient) -> None:
    sold(backend, key="order-1")
    IdempotentCall.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert "Idempotency-Replayed" not in sold(backend, key="order-1").headers


def test_a_refused_call_leaves_its_key_free(backend: APIClient) -> None:
    headers = {"Idempotency-Key": "k", "If-Match": '"0"'}
    assert put(backend, "stock", counted(), **headers).status_code == 412
    assert put(backend, "stock", counted(), **{"Idempotency-Key": "k"}).status_code == 200
    assert raw(backend, "stock", b"{").status_code == 400


def test_a_key_that_cannot_be_kept_is_refused(backend: APIClient) -> None:
    responses = [sold(backend, key=key) for key in ("x" * 121, "é", "tab\there")]
    assert [response.status_code for response in responses] == [400] * 3
    assert {response.json()["type"] for response in responses} == {"/api/v1/problems#idempotency-key-invalid"}
    assert in_florence() == 10


def test_an_answer_with_a_rejected_nul_can_be_kept(backend: APIClient) -> None:
    headers = {"Idempotency-Key": "nul"}
    first = put(backend, "stock", counted(sku="A\x00"), **headers)
    assert put(backend, "stock", counted(sku="A\x00"), **headers).content == first.content
