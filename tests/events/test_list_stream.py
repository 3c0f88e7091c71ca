"""From a served list to the log: through Redis and a keeper, or straight to the database."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from unittest.mock import MagicMock, patch
from uuid import uuid4

import orjson
import pytest
import redis
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.limits import KeyThrottle
from catalog.models import Store
from events import list_keeper, list_stream
from events.attributed import attributed
from events.list_keeper import Keeper
from events.list_stream import ASIDE, BODY, COLUMNS, KEEPER, STREAM, encoded, push
from events.models import RankedList
from events.services import log_ranked_list
from tests.events.list_stream_shop import served
from woorec import missing_parts
from woorec.checkup import Finding, check_up

URL = "/api/v1/recommendations"


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    """An empty stream, and a process that has not looked at it yet and waits for Redis on a busy machine."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    monkeypatch.setattr(KeyThrottle, "_client", client)
    client.delete(STREAM, KEEPER, ASIDE)
    list_stream.forget()
    yield client
    client.delete(STREAM, KEEPER, ASIDE)
    list_stream.forget()


@pytest.fixture
def keeper(stream: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """A keeper that lives and stores a batch when told to."""
    monkeypatch.setattr(list_keeper, "GATHER", 0)
    monkeypatch.setattr(list_keeper, "AGAIN", 0)
    stream.set(KEEPER, "test")
    found = Keeper(stream, name="test", stop=threading.Event())
    found.stop.set()  # never waits for lists
    return found


@pytest.fixture
def look_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The pause is over after which a process asks again for a keeper."""

    def over() -> None:
        list_stream._Door.ask_again_at = 0.0

    return over


def columns(row: RankedList) -> dict[str, object]:
    return {name: getattr(row, name) for name in COLUMNS if name != "request_id"}


@contextmanager
def trips_to_redis() -> Iterator[MagicMock]:
    """This will count how often a web process asks Redis: it asks in pipelines alone."""
    execute = redis.client.Pipeline.execute
    alone = AssertionError("a question outside a pipeline is a trip of its own")
    with (
        patch.object(redis.client.Pipeline, "execute", autospec=True, side_effect=execute) as trips,
        patch.object(redis.Redis, "execute_command", side_effect=alone),
    ):
        yield trips


def test_a_list_is_kept_alike_whichever_way_it_goes(leather: Store, keeper: Keeper) -> None:
    straight, streamed = served(leather), served(leather)
    straight.save(force_insert=True)
    assert push(streamed)
    assert not RankedList.objects.filter(request_id=streamed.request_id).exists()
    assert keeper.keep_some() == 1

    kept, other = (RankedList.objects.get(request_id=each.request_id) for each in (straight, streamed))
    assert columns(other) == columns(kept)
    # and both as they were served
    assert columns(RankedList.objects.get(request_id=streamed.request_id)) == columns(streamed)
    assert (kept.at, kept.stocks[1], kept.margins[1]) == (streamed.at, None, None)


def test_every_column_of_the_log_goes_through_the_stream(leather: Store) -> None:
    row = served(leather)
    told = orjson.loads(encoded(row))
    fields = {field.column: field for field in RankedList._meta.concrete_fields if not field.primary_key}
    assert told.keys() == fields.keys()
    # A list that says something in every column leaves none to its default.
    assert [name for name, field in fields.items() if getattr(row, name) == field.get_default()] == []


def test_a_list_of_the_api_reaches_the_log_through_a_keeper_without_a_write_of_its_own(
    storefront: APIClient, keeper: Keeper
) -> None:
    storefront.post(URL, {"placement": "home"}, format="json")
    with CaptureQueriesContext(connection) as queries, trips_to_redis() as trips:
        page = storefront.post(URL, {"placement": "home", "session": "v-1"}, format="json").json()
    assert trips.call_count == 2  # the limit of the key, and the list
    assert all(each["sql"].lstrip().startswith(("SELECT", "WITH")) for each in queries)
    assert keeper.keep_some() == 2
    kept = RankedList.objects.get(request_id=page["request_id"])
    assert (kept.session, kept.prices) == ("v-1", [item["price"] for item in page["items"]])


def test_handing_a_list_over_is_one_trip_to_redis(leather: Store, keeper: Keeper) -> None:
    push(served(leather))
    with trips_to_redis() as trips:
        assert push(served(leather))
    assert trips.call_count == 1


def test_a_preview_goes_neither_way(backend: APIClient, keeper: Keeper, stream: redis.Redis) -> None:
    assert backend.post(URL, {"placement": "home", "debug": True}, format="json").status_code == 200
    assert stream.xlen(STREAM) == 0
    assert not RankedList.objects.exists()


def test_without_a_keeper_lists_go_straight_to_the_database(leather: Store, stream: redis.Redis) -> None:
    row = served(leather)
    log_ranked_list(row)
    assert stream.xlen(STREAM) == 0
    assert RankedList.objects.get().request_id == row.request_id


def test_without_redis_lists_go_straight_to_the_database(leather: Store, keeper: Keeper) -> None:
    assert push(served(leather))
    with patch.object(redis.client.Pipeline, "execute", side_effect=redis.TimeoutError("no answer")):
        log_ranked_list(served(leather))
    log_ranked_list(served(leather))  # Redis is left alone for a while
    assert RankedList.objects.count() == 2
    assert keeper.keep_some() == 1


def test_a_redis_that_is_full_and_refuses_costs_no_list(leather: Store, keeper: Keeper, stream: redis.Redis) -> None:
    push(served(leather))
    usual = stream.config_get("maxmemory")["maxmemory"]
    stream.config_set("maxmemory", 1)
    try:
        log_ranked_list(served(leather))
    finally:
        stream.config_set("maxmemory", usual)
    assert (RankedList.objects.count(), stream.xlen(STREAM)) == (1, 1)


def test_lists_go_straight_to_the_database_from_when_the_keeper_died(
    leather: Store, keeper: Keeper, stream: redis.Redis, look_again: Callable[[], None]
) -> None:
    assert push(served(leather))
    stream.delete(KEEPER)
    assert push(served(leather))  # it lies in Redis by the time that this process learns of it
    assert not push(served(leather))
    look_again()
    assert not push(served(leather))
    stream.set(KEEPER, "back")
    look_again()
    assert push(served(leather))
    assert keeper.keep_some() == 3


def test_a_backlog_sends_lists_straight_to_the_database_until_few_wait(
    leather: Store, keeper: Keeper, monkeypatch: pytest.MonkeyPatch, look_again: Callable[[], None]
) -> None:
    monkeypatch.setattr(list_stream, "MOST_WAITING", 3)
    monkeypatch.setattr(list_stream, "FEW_WAITING", 1)
    monkeypatch.setattr(list_keeper, "BATCH", 2)
    assert [push(served(leather)) for _ in range(5)] == [True, True, True, True, False]
    keeper.keep_some()
    look_again()
    assert not push(served(leather))  # two still wait
    keeper.keep_some()
    look_again()
    assert push(served(leather))


def test_lists_that_no_keeper_takes_say_so_from_when_that_is_known_until_one_is_back(
    storefront: APIClient, stream: redis.Redis, look_again: Callable[[], None]
) -> None:
    def said() -> bool:
        return "stream_missing" in storefront.post(URL, {"placement": "home"}, format="json").json()["fallback"]

    assert [said(), said()] == [False, True]
    assert RankedList.objects.count() == 2
    assert RankedList.objects.filter(fallback__contains=["stream_missing"]).count() == 1
    stream.set(KEEPER, "back")
    look_again()
    assert [said(), said()] == [True, False]
    assert stream.xlen(STREAM) == 2


def test_lists_say_that_redis_is_missing_and_not_its_stream(
    storefront: APIClient, stream: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    storefront.post(URL, {"placement": "home"}, format="json")
    with patch.object(redis.client.Pipeline, "execute", side_effect=redis.TimeoutError("no answer")):
        named = storefront.post(URL, {"placement": "home"}, format="json").json()["fallback"]
    assert [name for name in named if name in missing_parts.ALL] == ["redis_missing"]


def test_a_list_that_a_keeper_stored_and_did_not_let_go_is_kept_once(
    leather: Store, keeper: Keeper, stream: redis.Redis
) -> None:
    push(served(leather))
    with patch.object(Keeper, "_let_go", side_effect=redis.ConnectionError("killed")), pytest.raises(redis.RedisError):
        keeper.keep_some()
    assert (RankedList.objects.count(), stream.xlen(STREAM)) == (1, 1)

    again = Keeper(stream, name=keeper.name, stop=keeper.stop)
    assert again.keep_some() == 1
    assert (RankedList.objects.count(), stream.xlen(STREAM), stream.xlen(ASIDE)) == (1, 0, 0)


def test_what_a_dead_keeper_took_is_taken_over_by_another(
    leather: Store, keeper: Keeper, stream: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(served(leather))
    with (
        patch.object(list_keeper, "store_lists", side_effect=redis.ConnectionError("killed")),
        pytest.raises(redis.RedisError),
    ):
        keeper.keep_some()
    other = Keeper(stream, name="another machine", stop=keeper.stop)
    assert other.keep_some() == 0  # it may still be at work
    monkeypatch.setattr(list_keeper, "SILENT_MS", 0)
    other._claim_at = 0.0
    assert other.keep_some() == 1
    assert (RankedList.objects.count(), stream.xlen(STREAM)) == (1, 0)


def test_a_list_written_both_ways_is_kept_once(transactional_db: None, keeper: Keeper) -> None:
    store = Store.objects.create(code="leather", name="Leather", currency="EUR")
    row = served(store)
    push(row)
    keeper.keep_some()
    with patch("events.services.push", return_value=False):  # the answer of Redis came too late
        log_ranked_list(row)
    assert RankedList.objects.get().request_id == row.request_id


BROKEN = {
    "no JSON": lambda row: b"{",
    "no list": lambda row: b"[1]",
    "another store's": lambda row: orjson.dumps(row | {"store_id": 10**6}),
    "a placement that is too long": lambda row: orjson.dumps(row | {"placement": "x" * 61}),
    "words for numbers": lambda row: orjson.dumps(row | {"scores": ["high"]}),
    "no products": lambda row: orjson.dumps({name: row[name] for name in row if name != "product_ids"}),
    "a column of a later version": lambda row: orjson.dumps(row | {"mood": "good"}),
    "a character that PostgreSQL refuses": lambda row: orjson.dumps(row | {"session": "v\0"}),
    "a number that is too large": lambda row: orjson.dumps(row | {"customer_id": 2**63}),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_list_is_set_aside_and_the_others_are_kept(
    leather: Store, keeper: Keeper, stream: redis.Redis, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    good = [served(leather) for _ in range(4)]
    for row in good[:2]:
        push(row)
    body = BROKEN[kind](orjson.loads(encoded(served(leather))))
    stream.xadd(STREAM, {BODY: body})
    for row in good[2:]:
        push(row)

    assert keeper.keep_some() == 5
    assert {row.request_id for row in RankedList.objects.all()} == {row.request_id for row in good}
    assert stream.xlen(STREAM) == 0
    [(_, aside)] = stream.xrange(ASIDE)
    assert aside[BODY] == body
    [said] = [each for each in caplog.records if each.levelname == "ERROR"]
    assert aside[b"why"].decode() in said.getMessage()


def test_a_list_of_the_version_before_gets_what_a_new_column_is_without_a_value(
    leather: Store, keeper: Keeper, stream: redis.Redis
) -> None:
    told = orjson.loads(encoded(served(leather)))
    del told["campaigns"], told["arm"]
    stream.xadd(STREAM, {BODY: orjson.dumps(told)})
    keeper.keep_some()
    kept = RankedList.objects.get()
    assert (kept.campaigns, kept.arm) == ({}, "")


def test_lists_wait_while_the_database_is_away(leather: Store, keeper: Keeper, stream: redis.Redis) -> None:
    push(served(leather))
    keeper.stop.clear()
    stream.delete(KEEPER)  # its last word was too long ago
    outages = [OperationalError("the server closed the connection")] * 2
    with (
        patch.object(list_keeper, "store_lists", side_effect=[*outages, {}]) as tries,
        patch.object(connection, "close"),
    ):
        assert keeper.keep_some() == 1
    assert tries.call_count == 3
    assert stream.xlen(STREAM) == 0
    assert stream.exists(KEEPER)  # so that web processes went on handing lists over


def test_a_keeper_gives_up_a_database_that_stands_still_in_time_to_say_that_it_lives(
    transactional_db: None, keeper: Keeper, stream: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stand_still(batch: object) -> dict[bytes, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")
        return {}

    assert list_keeper.STORED_WITHIN < list_keeper.LIFE
    push(served(Store.objects.create(code="leather", name="Leather", currency="EUR")))
    monkeypatch.setattr(list_keeper, "STORED_WITHIN", 0.2)
    monkeypatch.setattr(list_keeper, "store_lists", stand_still)
    assert keeper.keep_some() == 0
    assert stream.xlen(STREAM) == 1


def test_a_keeper_that_is_told_to_stop_leaves_what_it_cannot_store(
    leather: Store, keeper: Keeper, stream: redis.Redis
) -> None:
    push(served(leather))
    with (
        patch.object(list_keeper, "store_lists", side_effect=OperationalError("away")),
        patch.object(connection, "close"),
    ):
        assert keeper.keep_some() == 0
    assert stream.xlen(STREAM) == 1
    assert Keeper(stream, name="test", stop=keeper.stop).keep_some() == 1
    assert RankedList.objects.count() == 1


def test_a_keeper_that_is_told_to_stop_tries_once_more(leather: Store, keeper: Keeper, stream: redis.Redis) -> None:
    push(served(leather))
    outage = [OperationalError("the server closed the connection"), {}]
    with patch.object(list_keeper, "store_lists", side_effect=outage) as tries, patch.object(connection, "close"):
        assert keeper.keep_some() == 0
        assert keeper.keep_some() == 1
    assert tries.call_count == 2
    assert stream.xlen(STREAM) == 0


def test_a_keeper_begins_anew_when_redis_has_forgotten_everything(
    leather: Store, keeper: Keeper, stream: redis.Redis
) -> None:
    push(served(leather))
    keeper.keep_some()
    stream.delete(STREAM)
    push(served(leather))
    with pytest.raises(redis.ResponseError, match="NOGROUP"):
        keeper.keep_some()
    keeper._ready = False
    assert keeper.keep_some() == 1
    assert RankedList.objects.count() == 2


def test_a_keeper_that_ends_says_so_and_stores_what_lies_there(
    leather: Store, keeper: Keeper, stream: redis.Redis
) -> None:
    push(served(leather))
    keeper.run()
    assert RankedList.objects.count() == 1
    assert not stream.exists(KEEPER)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_hold_goes_straight_to_the_database(
    leather: Store, keeper: Keeper, number: float
) -> None:
    row = served(leather)
    row.candidate_scores[1] = number
    assert not push(row)
    assert push(served(leather))


def test_a_time_in_another_zone_is_the_same_moment(leather: Store, keeper: Keeper) -> None:
    row = served(leather)
    row.at = datetime(2026, 3, 2, 7, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
    push(row)
    keeper.keep_some()
    assert RankedList.objects.get().at == datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


def doctor() -> Finding:
    return next(finding for finding in check_up() if finding.subject == "Served lists")


def lie_for(stream: redis.Redis, store: Store, *, seconds: int) -> None:
    then = datetime.now(UTC) - timedelta(seconds=seconds)
    stream.xadd(STREAM, {BODY: encoded(served(store))}, id=f"{int(then.timestamp() * 1000)}-0")


def test_the_doctor_says_when_lists_wait_for_nobody(leather: Store, stream: redis.Redis) -> None:
    assert doctor().state == "go straight to the database: no keeper runs"
    assert doctor().fine
    lie_for(stream, leather, seconds=300)
    assert "1 waits in Redis for 5 min" in doctor().state
    assert "manage.py keep_lists" in doctor().remedy


def test_the_doctor_says_when_a_keeper_is_stuck(leather: Store, keeper: Keeper, stream: redis.Redis) -> None:
    lie_for(stream, leather, seconds=30)
    assert doctor().fine
    lie_for(stream, leather, seconds=20)
    stream.delete(STREAM)
    lie_for(stream, leather, seconds=90)
    assert "its log" in doctor().remedy


def test_the_doctor_says_when_lists_were_set_aside(leather: Store, keeper: Keeper, stream: redis.Redis) -> None:
    stream.xadd(STREAM, {BODY: b"{"})
    keeper.keep_some()
    assert "1 could not be stored" in doctor().state
    assert not doctor().fine


def test_a_list_that_arrives_after_its_click_still_gets_the_credit(
    leather: Store, storefront: APIClient, keeper: Keeper
) -> None:
    page = storefront.post(URL, {"placement": "home", "session": "v-1"}, format="json").json()
    sku, at = page["items"][1]["sku"], datetime.now(UTC)
    named = {"session": "v-1", "request_id": page["request_id"], "items": [{"item_id": sku}]}
    click = {**named, "name": "select_item", "event_id": str(uuid4()), "at": at.isoformat()}
    bought = {**named, "name": "purchase", "transaction_id": "1", "at": (at + timedelta(seconds=1)).isoformat()}
    told = storefront.post(
        "/api/v1/events", {"events": [click, {**bought, "event_id": str(uuid4())}]}, format="json"
    ).json()
    assert [each["state"] for each in told["results"]] == ["stored", "stored"]
    span = {"since": at - timedelta(days=1), "until": at + timedelta(hours=1)}
    assert attributed(leather, **span) == ()

    keeper.keep_some()
    [credit] = attributed(leather, **span)
    assert credit.touch.placement == "home"
    assert credit.touch.is_click


def test_what_a_shopper_avoids_is_in_no_list_of_the_stream(
    leather: Store, backend: APIClient, keeper: Keeper, stream: redis.Redis
) -> None:
    backend.post(URL, {"placement": "home", "avoid": ["nickel"]}, format="json")
    [(_, fields)] = stream.xrange(STREAM)
    assert b"nickel" not in fields[BODY]
    assert orjson.loads(fields[BODY])["placement"] == "home"
