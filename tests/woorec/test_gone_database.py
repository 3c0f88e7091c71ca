"""The database is gone: visitors get lists from what was last known, and whoever may avoid something gets none."""

import http.client
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import orjson
import pytest
import redis
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from prometheus_client import REGISTRY
from psycopg.types.range import TimestamptzRange
from rest_framework.test import APIClient

from catalog import database_door
from catalog.books import BOOKS, HOLDS
from catalog.database_door import DatabaseIsSilent, answering
from catalog.keys import KEYS
from catalog.models import ApiKey, Product, StockLevel, Store, TierPrice
from catalog.services import issue_key, load_store, revoke_key
from catalog.time_limit import TookTooLong, answered_within
from events import list_stream
from events.avoidances import seal_visitor
from events.models import RankedList
from events.shopper_tokens import issue
from rules.models import Placement
from rules.segments import SegmentFields, save_segment
from rules.services import RuleFields
from tests.catalog.remembering import somebody_else
from tests.factories import small_shop
from tests.gone_database import Relay, gone
from tests.servers import environment, free_port
from tests.woorec.test_pipeline import put_live
from woorec.bench_server import THREADS, kill_web_server, start_web_server
from woorec.holder import SNAPSHOTS, _ask_for_keys, _attempt

LISTS = "/api/v1/recommendations"


def ask(client: APIClient, **wish: object) -> Any:
    return client.post(LISTS, {"placement": "home", **wish}, format="json")


def sold(answer: Any) -> dict[str, float]:
    return {item["sku"]: item["price"] for item in answer.json()["items"]}


def look(*, later: timedelta = timedelta()) -> None:
    """What the watch over snapshots does every second."""
    KEYS.renew()
    SNAPSHOTS.refresh_all()
    BOOKS.renew(now=datetime.now(UTC) + later)


@pytest.fixture
def known(storefront: APIClient, backend: APIClient, home_page: Placement) -> Callable[..., None]:
    """Looks after visitors have asked from each region, as any shop is in at noon."""

    def looked(*, later: timedelta = timedelta()) -> None:
        SNAPSHOTS.refresh_all()
        for region in ("eu", "us"):
            ask(storefront, region=region)
        look(later=later)

    home_page.length = 12
    home_page.save()
    return looked


@pytest.mark.parametrize("region", ["eu", "us"])
def test_a_visitor_gets_the_list_and_the_prices_they_would_have_got(
    storefront: APIClient, known: Callable[..., None], region: str
) -> None:
    known()
    usual = ask(storefront, region=region)
    with gone():
        answer = ask(storefront, region=region)
    assert answer.status_code == 200
    assert sold(answer) == sold(usual)
    assert len(sold(answer)) == 12
    assert answer.json()["currency"] == usual.json()["currency"]
    assert "database_missing" in answer.json()["fallback"]
    assert "database_missing" not in usual.json()["fallback"]
    assert "database_missing" not in ask(storefront, region=region).json()["fallback"]


def test_what_was_sold_out_hidden_or_not_launched_when_it_was_last_known_is_not_shown(
    storefront: APIClient, known: Callable[..., None], leather: Store
) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=0)
    Product.objects.filter(sku="TOTE-2").update(visible=False)
    Product.objects.filter(sku="TOTE-3").update(launched_on=tomorrow)
    StockLevel.objects.filter(product__sku="TOTE-4").delete()  # untracked: always there
    StockLevel.objects.filter(product__sku="BELT-1", warehouse__code="newark").update(quantity=0)
    known()
    with gone():
        here, there = sold(ask(storefront)), sold(ask(storefront, region="us"))
    assert {"TOTE-1", "TOTE-2", "TOTE-3"}.isdisjoint({*here, *there})
    assert "TOTE-4" in here
    assert ("BELT-1" in here, "BELT-1" in there) == (True, False)


def test_no_price_is_shown_whose_time_is_over(
    storefront: APIClient, known: Callable[..., None], leather: Store
) -> None:
    now = datetime.now(UTC)
    price = TierPrice.objects.get(product__sku="TOTE-1", region__code="eu", tier__code="guest")
    price.valid = TimestamptzRange(now - timedelta(days=1), now + timedelta(seconds=60))
    price.save()
    known()
    usual = sold(ask(storefront))
    assert usual["TOTE-1"] == 420
    with gone(), patch("woorec.api.datetime", wraps=datetime) as clock:
        clock.now.return_value = now + timedelta(seconds=61)
        assert sold(ask(storefront)) == {sku: price for sku, price in usual.items() if sku != "TOTE-1"}


def test_a_visitor_never_gets_a_members_price(
    storefront: APIClient, known: Callable[..., None], leather: Store
) -> None:
    TierPrice.objects.filter(product__sku="TOTE-1", tier__code="gold").update(amount=Decimal("1.00"))
    known()
    with gone():
        assert sold(ask(storefront))["TOTE-1"] == 420


def test_stock_that_nobody_has_heard_of_for_too_long_counts_as_the_shop_says(
    storefront: APIClient, known: Callable[..., None], leather: Store
) -> None:
    leather.stock_trusted_minutes, leather.low_stock_quantity = 30, 0
    leather.save()
    leather.warehouses.update(heard_at=datetime.now(UTC))
    StockLevel.objects.filter(product__sku="TOTE-4").delete()
    known()
    with gone(), patch("woorec.api.datetime", wraps=datetime) as asked, patch("catalog.live_facts.datetime") as clock:
        asked.now.return_value = clock.now.return_value = datetime.now(UTC)
        assert len(sold(ask(storefront))) == 12
        asked.now.return_value = clock.now.return_value = datetime.now(UTC) + timedelta(minutes=31)
        assert [*sold(ask(storefront))] == ["TOTE-4"]


WISHES: dict[str, Callable[[Store], dict[str, object]]] = {
    "a customer": lambda store: {"customer": "nora"},
    "somebody nobody has heard of": lambda store: {"customer": "nobody"},
    "a shopper with a token": lambda store: {
        "shopper_token": issue(store, customer="nora", session="v-1", now=datetime.now(UTC))[0],
        "session": "v-1",
    },
    "who says what they avoid": lambda store: {"avoid": ["nickel"]},
    "who brings it sealed": lambda store: {"visitor_avoidances": seal_visitor(["nickel"], store=store)},
    "who looks inside": lambda store: {"debug": True},
    "who asks for another tier": lambda store: {"tier": "gold"},
}


@pytest.mark.parametrize("who", WISHES)
def test_who_is_named_avoids_something_or_looks_on_gets_no_list(
    backend: APIClient, known: Callable[..., None], leather: Store, who: str
) -> None:
    wish = WISHES[who](leather)
    known()
    assert ask(backend, **wish).status_code == 200
    with gone():
        answer = ask(backend, **wish)
        assert ask(backend).status_code == 200
    assert (answer.status_code, answer.json()["type"]) == (503, "/api/v1/problems#unavailable")
    assert int(answer["Retry-After"]) > 0


def test_where_a_safety_rule_is_for_some_shoppers_nobody_gets_a_list(
    storefront: APIClient, known: Callable[..., None], home_page: Placement
) -> None:
    personal = {"fact": "personalise", "op": "is", "value": True}
    save_segment(home_page.store, SegmentFields("Browsing", personal, "Mia", "Try", code="browsing"), by=None)
    totes = {"condition": {"fact": "category", "op": "is", "value": "totes"}}
    some = {"segments": ["browsing"]}
    put_live(home_page, RuleFields("eligibility", "No totes", totes, "Mia", "Try", scope=some, severity="safety"))
    known()
    assert ask(storefront).status_code == 200
    with gone():
        assert ask(storefront).status_code == 503


def test_nobody_waits_for_it_again_once_it_is_found_to_be_gone(
    storefront: APIClient, backend: APIClient, known: Callable[..., None]
) -> None:
    known()
    with gone() as tries:
        ask(storefront)
        found_out = len(tries)
        ask(storefront)
        ask(backend, customer="nora")
        assert (found_out, len(tries)) == (1, 1)


def test_the_load_balancer_is_told_at_once_and_keeps_no_thread_waiting(
    storefront: APIClient, known: Callable[..., None]
) -> None:
    known()
    with gone() as tries, patch("woorec.health.connection"):  # the test's own would be closed
        assert [storefront.get("/readyz").status_code for _ in range(3)] == [503, 503, 503]
        assert len(tries) == 1
    assert storefront.get("/readyz").status_code == 200


def test_what_was_never_known_or_is_too_old_is_not_shown(storefront: APIClient, known: Callable[..., None]) -> None:
    SNAPSHOTS.refresh_all()
    KEYS.renew()
    with gone():
        assert ask(storefront).status_code == 503
    known(later=-HOLDS + timedelta(seconds=60))
    with gone():
        assert ask(storefront).status_code == 200
    BOOKS.clear()
    known(later=-HOLDS - timedelta(seconds=1))
    with gone():
        assert ask(storefront).status_code == 503


def test_what_is_known_is_what_the_last_look_saw(storefront: APIClient, known: Callable[..., None]) -> None:
    known()
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=0)
    with gone():
        assert "TOTE-1" in sold(ask(storefront))
    look()
    with gone():
        assert "TOTE-1" not in sold(ask(storefront))


def test_a_key_that_was_known_opens_lists_and_nothing_else(
    storefront: APIClient, backend: APIClient, known: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    known()
    monkeypatch.setattr(KEYS, "TRUSTED_SECONDS", 0.0)  # three seconds later
    with gone():
        assert ask(storefront).status_code == 200
        assert backend.get("/api/v1/products").status_code == 503
        assert storefront.post("/api/v1/events", {"events": []}, format="json").status_code == 503


def test_a_remembered_key_opens_nothing_while_the_database_is_only_slow(
    storefront: APIClient, known: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been revoked, and the database could say so."""

    def slow(digest: str) -> None:
        raise TookTooLong("slow")

    known()
    monkeypatch.setattr(KEYS, "find", slow)
    assert ask(storefront).status_code == 503


def test_a_key_that_is_unknown_revoked_or_of_long_ago_opens_nothing(
    storefront: APIClient, known: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = APIClient()
    stranger.credentials(HTTP_AUTHORIZATION="Bearer wr_made-up")
    known()
    monkeypatch.setattr(KEYS, "TRUSTED_SECONDS", 0.0)
    with gone():
        assert ask(stranger).status_code == 503
        with monkeypatch.context() as long_ago:
            long_ago.setattr(KEYS, "REMEMBERED_SECONDS", 0.0)
            assert ask(storefront).status_code == 503
    revoke_key(ApiKey.objects.get(name="Browser"))
    look()
    with gone():
        assert ask(storefront).status_code == 503


def test_such_a_list_is_counted_by_name(storefront: APIClient, known: Callable[..., None]) -> None:
    def counted() -> float:
        labels = {"store": "leather", "fallback": "database_missing"}
        return REGISTRY.get_sample_value("woorec_list_fallbacks_total", labels) or 0.0

    known()
    before = counted()
    with gone():
        ask(storefront)
    assert counted() == before + 1


def test_such_a_list_is_handed_to_the_keeper_as_it_was_shown(storefront: APIClient, known: Callable[..., None]) -> None:
    client = redis.Redis.from_url(django_settings.REDIS_URL)
    known()
    client.delete(list_stream.STREAM)
    client.set(list_stream.KEEPER, "test")
    list_stream.forget()
    try:
        with gone():
            answer = ask(storefront).json()
        ((_, fields),) = client.xrange(list_stream.STREAM)
    finally:
        client.delete(list_stream.STREAM, list_stream.KEEPER)
    kept = orjson.loads(fields[list_stream.BODY])
    assert kept["request_id"] == answer["request_id"]
    assert kept["prices"] == [item["price"] for item in answer["items"]]
    assert "database_missing" in kept["fallback"]


def test_without_a_keeper_such_a_list_is_shown_and_not_kept(storefront: APIClient, known: Callable[..., None]) -> None:
    known()
    before = RankedList.objects.count()
    with gone() as tries:
        assert ask(storefront).status_code == 200
    assert not [sql for sql in tries if "INSERT" in sql]
    assert RankedList.objects.count() == before


def test_the_watch_finds_out_before_a_request_has_to_and_when_it_is_back(home_page: Placement) -> None:
    with patch("woorec.holder.close_old_connections"):  # the test's own would be closed
        with gone() as tries:
            _attempt(_ask_for_keys)
            with pytest.raises(DatabaseIsSilent), answering():
                raise AssertionError("It was asked.")
            assert len(tries) == 1
        database_door._Door.silent_until = time.monotonic() + 3600
        _attempt(_ask_for_keys)
    assert not database_door.is_silent()


def test_after_a_pause_one_tries_and_the_others_wait_for_what_it_finds(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr("catalog.database_door.time", SimpleNamespace(monotonic=lambda: clock.now))

    def try_at(now: float) -> None:
        clock.now = now
        with answering():
            tries.fail(f"at {now:g}")

    with gone() as tries:
        for now in (100.0, 101.0, 107.0, 108.0):
            with pytest.raises(OperationalError):
                try_at(now)
        clock.now = 115.0
        with pytest.raises(DatabaseIsSilent), answering():
            try_at(116.0)  # while the one of 115 waits for its answer
        assert tries == ["at 100", "at 107"]
        clock.now = 123.0
        with answering():
            pass
        assert not database_door.is_closed()


def test_a_statement_that_takes_too_long_or_was_never_begun_is_no_sign_that_the_database_is_gone(db: None) -> None:
    with pytest.raises(TookTooLong), answering(), answered_within(0.0):
        raise AssertionError("It was asked.")
    with pytest.raises(OperationalError), answering():
        raise OperationalError("canceling statement due to lock timeout")
    assert not database_door.is_silent()


@dataclass
class Shop:
    """A web server of its own, whose way to the database can be shut."""

    port: int
    key: str
    relay: Relay

    def ask(self, **wish: object) -> tuple[int, dict[str, Any]]:
        return self.call(LISTS, {"placement": "home", **wish})

    def call(self, path: str, body: object) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        client.request("POST", path, orjson.dumps(body), headers)
        answer = client.getresponse()
        return answer.status, orjson.loads(answer.read())

    def wait_until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline, self.ask()
            time.sleep(0.1)


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    store = load_store(small_shop())
    Placement.objects.create(store=store, code="home", name="Home", surface="home", length=12)
    host = connection.settings_dict["HOST"]
    with TemporaryDirectory(prefix="relay-") as folder:  # the path of a socket has to be short
        relay = Relay(Path(folder), real=f"{host}/.s.PGSQL.{connection.settings_dict['PORT']}")
        relay.open()
        address = environment()["DATABASE_URL"].replace(host, folder)
        port = free_port()
        process = start_web_server(
            port=port,
            workers=1,
            environment=environment() | {"DATABASE_URL": address, "RECOMMENDATION_BUDGET_MS": "5000"},
        )
        yield Shop(port, issue_key(store, name="Backend", scopes=["recommend", "shopper", "events"]), relay)
        kill_web_server(process)
        with suppress(OSError):
            relay.shut()


@pytest.mark.faults
@pytest.mark.parametrize(("leave", "come_back"), [("shut", "open"), ("hold", "let_go")])
def test_a_web_server_whose_database_goes_serves_visitors_until_it_is_back_and_then_everybody(
    shop: Shop, leave: str, come_back: str
) -> None:
    def is_stale() -> bool:
        return "database_missing" in shop.ask()[1].get("fallback", ())

    usual = {item["sku"]: item["price"] for item in shop.ask()[1]["items"]}
    time.sleep(3)  # the watch reads what visitors ask for
    getattr(shop.relay, leave)()
    answers = [shop.ask() for _ in range(10)]
    time.sleep(4)  # for longer than keys are trusted
    answers += [shop.ask() for _ in range(10)]
    assert {status for status, _ in answers} == {200}
    assert all("database_missing" in said["fallback"] for _, said in answers)
    assert all({item["sku"]: item["price"] for item in said["items"]} == usual for _, said in answers)
    assert {shop.ask(**wish)[0] for wish in ({"customer": "nora"}, {"avoid": ["nickel"]})} == {503}

    getattr(shop.relay, come_back)()
    shop.wait_until(lambda: not is_stale())
    assert {shop.ask(**wish)[0] for wish in ({"customer": "nora"}, {"avoid": ["nickel"]})} == {200}


@pytest.mark.faults
def test_calls_that_hang_in_a_database_that_stands_still_are_broken_off_and_visitors_are_served(shop: Shop) -> None:
    def is_stale() -> bool:
        return "database_missing" in shop.ask()[1].get("fallback", ())

    event = {"event_id": str(uuid4()), "name": "view_item", "session": "v-1", "items": [{"item_id": "TOTE-1"}]}
    shop.ask()
    time.sleep(3)  # the watch reads what visitors ask for
    shop.relay.hold()
    with ThreadPoolExecutor(THREADS) as senders:
        hanging = [senders.submit(shop.call, "/api/v1/events", {"events": [event]}) for _ in range(THREADS)]
        shop.wait_until(is_stale)
        assert {each.result()[0] for each in hanging} == {503}
    assert shop.ask()[0] == 200


def test_what_one_transaction_writes_after_its_own_look_is_seen_by_the_next(
    storefront: APIClient, known: Callable[..., None]
) -> None:
    """The numbers of transactions run on meanwhile; this story is one transaction from its beginning to its end."""
    with somebody_else() as other:
        other.execute("SELECT pg_current_xact_id()")
    known()
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=0)
    look()
    with gone():
        assert "TOTE-1" not in sold(ask(storefront))
