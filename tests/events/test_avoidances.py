"""Nora reacts to nickel: what she says is kept with her consent, shown to her alone, and erased when she wishes."""

import json

import pytest
import time_machine
from rest_framework.test import APIClient

from catalog.models import Store
from catalog.sealing import seal
from catalog.services import issue_key, load_store
from events.customers import ensure_customer
from events.models import Avoidance, Consent, Customer, RankedList
from events.shopper_tokens import issue
from tests.conftest import NOON
from tests.factories import small_shop

URL, LISTS = "/api/v1/avoidances", "/api/v1/recommendations"
SESSION = "v-1"


def headers_for(store: Store, *, customer: str = "nora", session: str = SESSION) -> dict[str, str]:
    from django.utils import timezone

    token, _ = issue(store, customer=customer, session=session, now=timezone.now())
    return {"Shopper-Token": token, "Shopper-Session": session}


@pytest.fixture
def office(leather: Store) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(leather, name='Office', scopes=['customers'])}")
    return client


def put(client: APIClient, headers: dict[str, str] | None = None, **body: object):
    return client.put(URL, {"allergens": ["nickel"], "consent": True, **body}, format="json", headers=headers or {})


def test_what_nora_says_is_kept_sealed_with_her_consent(leather: Store, storefront: APIClient) -> None:
    answer = put(storefront, headers_for(leather), allergens=["nickel", "cobalt", "nickel"])
    assert answer.status_code == 200
    assert answer.json()["allergens"] == ["cobalt", "nickel"]
    assert b"nickel" not in bytes(Avoidance.objects.get().sealed)
    consent = Consent.objects.get()
    assert (consent.purpose, consent.granted) == ("avoidances", True)


def test_nora_sees_her_own_and_nobody_elses(leather: Store, storefront: APIClient) -> None:
    put(storefront, headers_for(leather))
    assert storefront.get(URL, headers=headers_for(leather)).json()["allergens"] == ["nickel"]
    other = storefront.get(URL, headers=headers_for(leather, customer="ada")).json()
    assert other == {"allergens": [], "consented_at": None}


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://shop.example.com"}])
def test_what_nora_avoids_stays_in_no_cache(leather: Store, storefront: APIClient, origin: dict[str, str]) -> None:
    headers = headers_for(leather) | origin
    refused = storefront.get(URL, headers=headers | {"Shopper-Token": "broken"})
    answers = [
        put(storefront, headers),
        storefront.get(URL, headers=headers),
        refused,
        storefront.delete(URL, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 401, 204]
    assert all(set(answer["Cache-Control"].split(", ")) == {"private", "no-store"} for answer in answers)


def test_what_is_kept_shapes_her_lists_from_the_next_request_on(leather: Store, storefront: APIClient) -> None:
    headers = headers_for(leather)
    put(storefront, headers)
    body = {"placement": "home", "session": SESSION, "limit": 6}
    page = storefront.post(LISTS, body, format="json", headers=headers).json()
    assert page["items"]
    assert {item["sku"] for item in page["items"]}.isdisjoint({"BELT-2", "BELT-3"})
    storefront.delete(URL, headers=headers)
    assert storefront.post(LISTS, body, format="json", headers=headers).json()["eligible"] > page["eligible"]


@pytest.mark.parametrize("body", [{"consent": False}, {"consent": None}, {"allergens": []}, {"allergens": ["cheese"]}])
def test_nothing_is_kept_without_consent_or_content(
    leather: Store, storefront: APIClient, body: dict[str, object]
) -> None:
    assert put(storefront, headers_for(leather), **body).status_code == 422
    assert not Avoidance.objects.exists()
    assert not Consent.objects.exists()


def test_consent_must_be_said(leather: Store, storefront: APIClient) -> None:
    answer = storefront.put(URL, {"allergens": ["nickel"]}, format="json", headers=headers_for(leather))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "consent"


def test_taking_it_back_erases_the_record_and_notes_that(leather: Store, storefront: APIClient) -> None:
    headers = headers_for(leather)
    put(storefront, headers)
    for _ in range(2):
        assert storefront.delete(URL, headers=headers).status_code == 204
    assert not Avoidance.objects.exists()
    assert list(Consent.objects.order_by("pk").values_list("granted", flat=True)) == [True, False]


def test_a_token_of_another_session_opens_nothing(leather: Store, storefront: APIClient) -> None:
    headers = headers_for(leather) | {"Shopper-Session": "v-2"}
    for answer in (
        storefront.get(URL, headers=headers),
        put(storefront, headers),
        storefront.delete(URL, headers=headers),
    ):
        assert answer.status_code == 403
    assert not Customer.objects.exists()


def test_the_shops_office_names_the_customer_in_the_body(leather: Store, office: APIClient) -> None:
    assert put(office, customer="nora").status_code == 200
    asked = office.generic("GET", URL, json.dumps({"customer": "nora"}), content_type="application/json")
    assert asked.json()["allergens"] == ["nickel"]
    assert office.delete(URL, {"customer": "nora"}, format="json").status_code == 204
    assert not Avoidance.objects.exists()


def test_a_browser_key_may_not_name_a_customer(leather: Store, storefront: APIClient, backend: APIClient) -> None:
    for client in (storefront, backend):
        answer = put(client, customer="nora")
        assert (answer.status_code, answer.json()["type"]) == (403, "/api/v1/problems#customer-needs-scope")
    assert not Customer.objects.exists()


@pytest.mark.parametrize("customer", [["nora"], "", 7, "n" * 201, "no\x00ra", None])
def test_a_customer_that_is_no_name_is_refused(office: APIClient, customer: object) -> None:
    answer = office.delete(URL, {"customer": customer}, format="json")
    assert answer.status_code == (204 if customer is None else 422)


def test_asking_about_somebody_unknown_makes_no_profile(leather: Store, storefront: APIClient) -> None:
    assert storefront.get(URL, headers=headers_for(leather)).status_code == 200
    assert storefront.delete(URL, headers=headers_for(leather)).status_code == 204
    assert not Customer.objects.exists()


def test_a_record_that_cannot_be_read_is_never_shown_as_empty(leather: Store, storefront: APIClient) -> None:
    put(storefront, headers_for(leather))
    Avoidance.objects.update(sealed=b"broken")
    answer = storefront.get(URL, headers=headers_for(leather))
    assert (answer.status_code, answer.json()["type"]) == (503, "/api/v1/problems#unavailable")


def test_the_log_says_that_and_never_what(
    leather: Store, storefront: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    headers = headers_for(leather)
    with caplog.at_level("DEBUG"):
        put(storefront, headers)
        storefront.get(URL, headers=headers)
        storefront.delete(URL, headers=headers)
    said = [record.getMessage() for record in caplog.records if record.name == "events.avoidances"]
    assert [word for line in said for word in ("kept", "read", "erased") if word in line] == ["kept", "read", "erased"]
    assert "nickel" not in caplog.text
    assert "nora" not in caplog.text


# A visitor without an account


def test_a_visitor_keeps_a_sealed_value_and_we_keep_nothing(leather: Store, storefront: APIClient) -> None:
    answer = put(storefront).json()
    assert answer["max_age"] == 180 * 24 * 3600
    assert "nickel" not in answer["visitor_avoidances"]
    assert not Avoidance.objects.exists()
    assert not Customer.objects.exists()
    seen = storefront.get(URL, headers={"Visitor-Avoidances": answer["visitor_avoidances"]}).json()
    assert seen["allergens"] == ["nickel"]


@pytest.mark.parametrize("place", ["header", "field"])
def test_the_value_sent_back_shapes_the_list_and_is_not_logged(
    leather: Store, storefront: APIClient, place: str
) -> None:
    sealed = put(storefront).json()["visitor_avoidances"]
    body = {"placement": "home", "session": SESSION} | ({"visitor_avoidances": sealed} if place == "field" else {})
    headers = {"Visitor-Avoidances": sealed} if place == "header" else {}
    everything = storefront.post(LISTS, {"placement": "home"}, format="json").json()["eligible"]
    page = storefront.post(LISTS, body, format="json", headers=headers).json()
    assert 0 < page["eligible"] < everything
    assert {item["sku"] for item in page["items"]}.isdisjoint({"BELT-2", "BELT-3"})
    logged = RankedList.objects.values().latest("at")
    assert "nickel" not in str(logged)
    assert sealed not in str(logged)


@pytest.mark.parametrize("value", ["x", "forged", "gAAAA" * 20, "\xff"])
def test_a_value_that_cannot_be_read_is_never_taken_for_nothing(storefront: APIClient, value: str) -> None:
    answer = storefront.post(LISTS, {"placement": "home"}, format="json", headers={"Visitor-Avoidances": value})
    assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/problems#visitor-avoidances-unreadable")


def test_a_value_of_another_store_or_purpose_does_not_count(leather: Store, storefront: APIClient) -> None:
    other = load_store(small_shop("jewel"))
    for purpose in (f"visitor-avoidances:{other.code}", "signing-secret"):
        value = seal("nickel", purpose=purpose).decode()
        answer = storefront.post(LISTS, {"placement": "home"}, format="json", headers={"Visitor-Avoidances": value})
        assert answer.status_code == 422


def test_the_value_counts_for_half_a_year(storefront: APIClient) -> None:
    with time_machine.travel(NOON, tick=False):
        sealed = put(storefront).json()["visitor_avoidances"]
    with time_machine.travel(NOON.replace(month=8), tick=False):
        assert storefront.get(URL, headers={"Visitor-Avoidances": sealed}).status_code == 200
    with time_machine.travel(NOON.replace(month=9), tick=False):
        assert storefront.get(URL, headers={"Visitor-Avoidances": sealed}).status_code == 422


def test_a_customers_record_and_a_visitors_value_count_together(leather: Store, storefront: APIClient) -> None:
    ensure_customer(leather, external_id="nora")
    put(storefront, headers_for(leather), allergens=["cobalt"])
    sealed = put(storefront).json()["visitor_avoidances"]
    headers = headers_for(leather) | {"Visitor-Avoidances": sealed}
    page = storefront.post(LISTS, {"placement": "home", "session": SESSION}, format="json", headers=headers).json()
    assert {item["sku"] for item in page["items"]}.isdisjoint({"BELT-2", "BELT-3"})
