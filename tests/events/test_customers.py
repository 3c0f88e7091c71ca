"""What a shop tells about its customers: written once, with their history, under a pseudonym."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from catalog.models import Store
from catalog.services import issue_key
from events.customers import ensure_customer, write_customers
from events.models import Consent, Customer, TierChange
from events.rows import CustomerRow
from tests.conftest import NOON

URL = "/api/v1/customers"
LONG_AGO = datetime(2020, 5, 1, tzinfo=UTC)


@pytest.fixture
def office(leather: Store) -> APIClient:
    """The shop's own machine that keeps customers."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(leather, name='Office', scopes=['customers'])}")
    return client


def put(client: APIClient, *customers: object):
    return client.put(URL, {"rows": list(customers)}, format="json")


def states(store: Store, *rows: CustomerRow, now: datetime = NOON) -> list[str]:
    return [each.state for each in write_customers(store, rows, now=now, source="test")]


def only() -> Customer:
    return Customer.objects.get()


def test_a_call_makes_profiles_and_says_what_became_of_each(office: APIClient) -> None:
    body = put(office, {"customer": "nora", "tier": "gold", "region": "eu"}, {"customer": "ada"}).json()
    assert (body["created"], body["rejected"]) == (2, 0)
    assert body["results"] == [{"index": 0, "state": "created"}, {"index": 1, "state": "created"}]
    assert Customer.objects.get(tier__code="gold").region.code == "eu"


def test_the_same_call_again_changes_nothing(office: APIClient) -> None:
    row = {"customer": "nora", "tier": "gold", "personalise": False, "tier_since": "2024-01-01T00:00:00Z"}
    put(office, row)
    assert put(office, row).json()["unchanged"] == 1
    assert (Customer.objects.count(), TierChange.objects.count(), Consent.objects.count()) == (1, 1, 1)


def test_the_shops_own_id_is_stored_nowhere(office: APIClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="events"):
        put(office, {"customer": "nora-4711", "tier": "gold"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM events_customer c UNION ALL SELECT t::text FROM events_tierchange t")
        assert not any("4711" in text for (text,) in cursor.fetchall())
    assert "4711" not in caplog.text


def test_a_bad_row_is_refused_and_the_others_are_written(office: APIClient) -> None:
    body = put(
        office,
        {"customer": "nora", "tier": "platinum"},
        {"tier": "gold"},
        "nobody",
        {"customer": "ada", "region": "mars"},
        {"customer": "mona", "joined_at": "yesterday"},
        {"customer": "lena", "tier": "gold"},
    ).json()
    assert [each["state"] for each in body["results"]] == ["rejected"] * 5 + ["created"]
    assert "It has: guest, gold." in body["results"][0]["error"]
    assert body["results"][1]["error"].startswith("customer: ")
    assert only().tier.code == "gold"


@pytest.mark.parametrize("body", [[], {}, {"rows": {}}, {"rows": None}, {"rows": 3}])
def test_what_is_no_list_of_customers_is_refused(office: APIClient, body: object) -> None:
    assert office.put(URL, body, format="json").status_code == 422


def test_too_many_rows_are_refused_whole(office: APIClient) -> None:
    answer = put(office, *({"customer": str(number)} for number in range(1001)))
    assert (answer.status_code, answer.json()["type"]) == (413, "/api/v1/problems#too-many-rows")
    assert not Customer.objects.exists()


def test_the_full_thousand_is_written_in_a_dozen_statements(office: APIClient) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        body = put(office, *({"customer": str(number), "tier": "gold", "personalise": True} for number in range(1000)))
    assert body.json()["created"] == 1000
    assert len(queries) <= 14


def test_a_call_that_is_repeated_under_its_key_gets_the_same_answer(office: APIClient) -> None:
    body, headers = {"rows": [{"customer": "nora", "tier": "gold"}]}, {"Idempotency-Key": "call-1"}
    first, second = (office.put(URL, body, format="json", headers=headers) for _ in range(2))
    assert first.json()["created"] == second.json()["created"] == 1
    assert second["Idempotency-Replayed"] == "true"
    assert office.put(URL, {"rows": []}, format="json", headers=headers).status_code == 422


def test_a_key_without_the_scope_may_not_change_customers(backend: APIClient) -> None:
    assert put(backend, {"customer": "nora"}).status_code == 403


def test_a_tier_change_keeps_what_was_before(leather: Store) -> None:
    states(leather, CustomerRow("nora", tier="guest", tier_since=LONG_AGO))
    assert states(leather, CustomerRow("nora", tier="gold")) == ["changed"]
    changes = TierChange.objects.order_by("since").values_list("tier__code", "since", "source")
    assert list(changes) == [("guest", LONG_AGO, "test"), ("gold", NOON, "test")]


def test_late_news_of_a_tier_goes_into_the_history_alone(leather: Store) -> None:
    states(leather, CustomerRow("nora", tier="gold", tier_since=NOON - timedelta(days=1)))
    assert states(leather, CustomerRow("nora", tier="guest", tier_since=LONG_AGO)) == ["outdated"]
    assert only().tier.code == "gold"
    assert TierChange.objects.count() == 2


def test_a_tier_that_was_taken_away_leaves_the_regular_price(office: APIClient) -> None:
    put(office, {"customer": "nora", "tier": "gold"})
    put(office, {"customer": "nora", "tier": None})
    assert only().tier is None


def test_what_a_row_leaves_out_stays(leather: Store) -> None:
    states(leather, CustomerRow("nora", tier="gold", region="eu", personalise=False, joined_at=LONG_AGO))
    assert states(leather, CustomerRow("nora")) == ["unchanged"]
    nora = only()
    assert (nora.tier.code, nora.region.code, nora.personalise, nora.joined_at) == ("gold", "eu", False, LONG_AGO)


def test_each_change_of_mind_about_personal_lists_is_kept(leather: Store) -> None:
    for said in (True, True, False, True):
        states(leather, CustomerRow("nora", personalise=said))
    assert list(Consent.objects.order_by("pk").values_list("granted", flat=True)) == [True, False, True]


def test_consent_is_noted_for_somebody_known_from_events_alone(leather: Store) -> None:
    ensure_customer(leather, external_id="nora")
    assert states(leather, CustomerRow("nora", personalise=True)) == ["changed"]
    assert Consent.objects.get().granted


def test_the_last_of_two_rows_about_one_customer_counts(leather: Store) -> None:
    assert states(leather, CustomerRow("nora", tier="guest"), CustomerRow("nora", tier="gold")) == [
        "outdated",
        "created",
    ]
    assert only().tier.code == "gold"


@pytest.mark.parametrize("field", ["joined_at", "tier_since"])
def test_the_future_is_refused(leather: Store, field: str) -> None:
    row = CustomerRow("nora", tier="gold", **{field: NOON + timedelta(days=1)})
    assert states(leather, row) == ["rejected"]


def test_a_row_does_not_print_who_it_is_about() -> None:
    assert "nora" not in repr(CustomerRow("nora", avoids=("nickel",)))
    assert "nickel" not in repr(CustomerRow("nora", avoids=("nickel",)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)), twice=st.lists(st.integers(0, 4), max_size=3))
def test_tier_news_in_any_order_ends_at_the_latest(leather: Store, order: Sequence[int], twice: list[int]) -> None:
    Customer.objects.all().delete()
    tiers = ("guest", "gold", "", "gold", "guest")
    for number in (*order, *twice):
        states(leather, CustomerRow("nora", tier=tiers[number], tier_since=LONG_AGO + timedelta(days=number)))
    assert only().tier.code == "guest"
    assert TierChange.objects.count() == 5
