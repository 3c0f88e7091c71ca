"""Whose an event is: before and after signing in, on a shared machine, and when it was no person at all."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from rest_framework.test import APIClient

from catalog.limits import KeyThrottle
from catalog.models import Store
from events.bots import EVENTS_A_MINUTE, is_crawler
from events.customers import ensure_customer
from events.models import Interaction
from events.queries import impression_rows, interaction_rows, shopper
from events.shopper_tokens import issue
from tests.events.test_ingest import NOW, event, send


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def at(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


def owners(store: Store) -> list[int | None]:
    return list(Interaction.objects.filter(store=store).order_by("at", "id").values_list("customer_id", flat=True))


def customer(store: Store, name: str) -> int:
    return ensure_customer(store, external_id=name)


def test_what_a_visitor_did_becomes_theirs_when_they_sign_in(backend: APIClient, leather: Store) -> None:
    send(backend, event(at=at(-50)), event(at=at(-40)), event("purchase", transaction_id="A-1", at=at(-30)))
    send(backend, event(at=at(-20), customer="nora"))
    send(backend, event(at=at(-10)))
    nora = customer(leather, "nora")
    assert owners(leather) == [nora] * 5
    assert leather.orders.get().customer_id == nora


def test_it_does_so_within_one_batch_in_whatever_order(backend: APIClient, leather: Store) -> None:
    send(backend, event(at=at(-10)), event(at=at(-20), customer="nora"), event(at=at(-30)))
    assert owners(leather) == [customer(leather, "nora")] * 3


def test_more_than_a_month_back_stays_the_visits(backend: APIClient, leather: Store) -> None:
    send(backend, event(at=at(-60 * 24 * 31)), event(at=at(-60 * 24 * 29)))
    send(backend, event(customer="nora"))
    nora = customer(leather, "nora")
    assert owners(leather) == [None, nora, nora]


def test_a_second_customer_takes_a_shared_machine_over_from_then_on(backend: APIClient, leather: Store) -> None:
    send(backend, event(at=at(-50)), event(at=at(-40), customer="nora"), event(at=at(-30)))
    send(backend, event(at=at(-20), customer="vera"), event(at=at(-10)))
    nora, vera = customer(leather, "nora"), customer(leather, "vera")
    assert owners(leather) == [nora, nora, nora, vera, vera]


def test_a_later_visitor_of_a_shared_machine_does_not_see_the_earlier_ones_past(
    backend: APIClient, leather: Store
) -> None:
    send(backend, event(at=at(-40), customer="nora"), event(at=at(-20), customer="vera"))
    assert len(shopper(leather, customer_id=None, session="v-1", at=NOW).history) == 1


def test_another_visit_stays_a_strangers(backend: APIClient, leather: Store) -> None:
    send(backend, event(session="v-2", at=at(-5)), event(customer="nora", at=at(-4)))
    assert owners(leather) == [None, customer(leather, "nora")]


def test_who_allows_no_personal_lists_gets_no_past_and_leaves_none(backend: APIClient, leather: Store) -> None:
    customer(leather, "nora")
    leather.customers.update(personalise=False)
    send(backend, event(at=at(-30)), event(at=at(-20), customer="nora"))
    send(backend, event(at=at(-10)))
    rows = Interaction.objects.order_by("at").values_list("session", "customer_id")
    assert list(rows) == [("v-1", None), ("", None), ("", None)]


def test_a_login_that_is_sent_again_does_not_take_the_visit_back(backend: APIClient, leather: Store) -> None:
    login = event(at=at(-40), customer="nora")
    send(backend, login)
    send(backend, event(at=at(-30), customer="vera"))
    send(backend, login)
    assert leather.visits.get().customer_id == customer(leather, "vera")


def test_a_shopper_token_vouches_for_a_browsers_customer(storefront: APIClient, leather: Store) -> None:
    token, _ = issue(leather, customer="nora", session="v-1", now=datetime.now(UTC))
    send(storefront, event(), event(session="v-2"), shopper_token=token)
    assert owners(leather) == [customer(leather, "nora"), None]


def test_a_forged_token_costs_the_name_and_not_the_event(storefront: APIClient, leather: Store) -> None:
    answer = send(storefront, event(), shopper_token="a.b.c")
    assert answer["stored"] == 1
    assert "shopper_token" in answer["results"][0]["notes"][0]
    assert owners(leather) == [None]


# Who is no shopper


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", True),
        ("Mozilla/5.0 (X11; Linux) HeadlessChrome/131.0", True),
        ("facebookexternalhit/1.1", True),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/605.1.15", False),
        ("curl/8.5", False),
        ("Mozilla/5.0 (Linux; Android 14; CUBOT P80)", True),
        ("", False),
    ],
)
def test_a_crawler_is_known_by_what_it_calls_itself(agent: str, found: bool) -> None:
    assert is_crawler(agent) is found


def test_a_crawlers_visit_is_kept_and_never_learned_from(storefront: APIClient, leather: Store) -> None:
    listed = storefront.post("/api/v1/recommendations", {"placement": "home", "session": "v-1"}, format="json").json()
    click = event("select_item", request_id=listed["request_id"])
    storefront.post(
        "/api/v1/events", {"events": [event(), click]}, format="json", HTTP_USER_AGENT="Googlebot/2.1 (+search)"
    )
    assert set(Interaction.objects.values_list("is_bot", flat=True)) == {True}
    later = NOW + timedelta(minutes=1)
    assert interaction_rows(leather, since=None, until=later) == []
    assert impression_rows(leather, since=None, until=later) == []
    assert shopper(leather, customer_id=None, session="v-1", at=later).history == ()


def test_a_server_that_relays_events_is_not_taken_for_the_browser(backend: APIClient) -> None:
    backend.post("/api/v1/events", {"events": [event()]}, format="json", HTTP_USER_AGENT="shop-monitor/1")
    assert Interaction.objects.get().is_bot is False


def test_a_sender_may_say_that_it_was_a_bot_and_its_past_follows(backend: APIClient, leather: Store) -> None:
    send(backend, event(at=at(-2)))
    send(backend, event(is_bot=True, at=at(-1)))
    send(backend, event())
    assert set(Interaction.objects.values_list("is_bot", flat=True)) == {True}


def test_nobody_clicks_three_times_a_second(storefront: APIClient, leather: Store) -> None:
    session = f"v-{uuid4()}"  # what was counted in Redis outlives the test
    hasty = [event(session=session, at=at(0.2 + number / 180)) for number in range(EVENTS_A_MINUTE + 1)]
    send(storefront, *hasty[:100])
    assert not Interaction.objects.filter(is_bot=True).exists()
    send(storefront, *hasty[100:])
    assert not Interaction.objects.filter(is_bot=False).exists()
    assert leather.visits.get().is_bot


def test_a_mornings_backlog_delivered_at_once_is_no_bot(backend: APIClient) -> None:
    session = f"v-{uuid4()}"
    send(backend, *[event(session=session, at=at(-number)) for number in range(300)])
    assert not Interaction.objects.filter(is_bot=True).exists()


def test_without_redis_nobody_is_taken_for_a_bot(
    storefront: APIClient, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(KeyThrottle, "_client", None)
    assert send(storefront, *[event() for _ in range(EVENTS_A_MINUTE + 1)])["stored"] == EVENTS_A_MINUTE + 1
    assert not Interaction.objects.filter(is_bot=True).exists()


def test_what_concerns_no_product_or_passes_by_shapes_no_list(storefront: APIClient, leather: Store) -> None:
    send(storefront, event("search", items=[]), event("list_seen"), event("begin_checkout"), event("view_item"))
    history = shopper(leather, customer_id=None, session="v-1", at=NOW).history
    assert [deed.kind for deed in history] == ["view_item"]
    assert len(interaction_rows(leather, since=None, until=NOW)) == 1
