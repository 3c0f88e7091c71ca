"""The label dictionary and its live tail, as the integrator and Mia meet them in the Studio."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from catalog.models import Product, Store
from events.arrivals import LAST, TODAY
from events.dictionary import (
    ALARM,
    COMMON,
    DICTIONARY,
    FIELDS,
    FIGURES,
    IN_3D,
    ORDERS,
    RANKING,
    RATINGS,
    RECALL,
    RETURNS,
)
from events.examples import Goods, curl, examples
from events.fields import EVENT, ITEM
from events.ingest import KINDS
from events.labels import labels
from events.models import Interaction, Order, Rating, Return
from events.queries import impression_rows, interaction_rows
from events.refusals import problems
from events.rhythm import WATCHED
from events.tail import LAST_ROW, MOST, TAKEN, tail
from events.views_3d import views_by_product
from ranking.dataset import EVENT_WEIGHTS
from ranking.queries import KIND_OF_EVENT
from tests.conftest import StudioDoor
from woorec.home_data import home_data
from woorec.product_figures import product_figures

URL = "/api/v1/events"
PAGE = "/studio/leather/data/events/"
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def event(name: str = "view_item", **fields: object) -> dict:
    return {"event_id": str(uuid4()), "name": name, "session": "visit-4711", "items": [{"item_id": "TOTE-1"}], **fields}


def send(client: APIClient, *events: object) -> dict:
    response = client.post(URL, {"events": list(events)}, format="json")
    assert response.status_code == 200, response.content
    return response.json()


def page(browser: Client, **query: str) -> str:
    response = browser.get(PAGE, query)
    assert response.status_code == 200
    return response.content.decode()


def in_bash(text: str) -> str:
    """What a shell makes of a call: curl is replaced by cat, so that the body comes out."""
    script = f"curl() {{ cat; }}\n{text}"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout


# The dictionary


def test_every_kind_that_the_code_accepts_is_in_the_dictionary() -> None:
    assert set(DICTIONARY) == KINDS


def test_every_field_that_is_read_is_in_the_dictionary() -> None:
    internal = {"customer_if_allowed"}  # what GA4 and Segment call user ids becomes this
    assert set(FIELDS) == EVENT.keys() - internal | {f"items.{name}" for name in ITEM}
    said = {field.name for label in DICTIONARY.values() for field in (*label.required, *label.optional)}
    assert said | set(COMMON) == set(FIELDS)


@pytest.mark.parametrize("kind", DICTIONARY)
def test_what_the_dictionary_says_of_an_event_is_what_happens(kind: str, backend: APIClient, leather: Store) -> None:
    """One event of the kind is sent, and each use is looked for where it would show."""
    uses = set(DICTIONARY[kind].uses)
    request_id = shown_list(leather)
    sold = event("purchase", transaction_id="A-1", items=[{"item_id": "TOTE-1", "price": 420}])
    if kind != "purchase":
        send(backend, sold)
    before = traces(leather)
    named = event(kind, transaction_id="A-1", rating=5, customer="10027", reason="feel", request_id=request_id)
    assert send(backend, named)["stored"] == 1
    after = traces(leather)
    changed = {name for name in after if after[name] != before[name]}
    learned = RECALL in uses
    assert ("learned" in changed) == learned == (RANKING in uses) == (kind in KIND_OF_EVENT)
    assert ("orders" in changed) == (ORDERS in uses)
    assert ("returns" in changed) == (RETURNS in uses)
    assert ("ratings" in changed) == (RATINGS in uses)
    assert ("figures" in changed) == (FIGURES in uses)
    assert (kind in WATCHED) == (ALARM in uses)
    assert ("labels" in changed) == (kind in ("select_item", "purchase"))
    assert ("in 3d" in changed) == (IN_3D in uses)


def shown_list(store: Store) -> str:
    request_id = str(uuid4())
    product = store.products.get(sku="TOTE-1")
    store.ranked_lists.create(
        request_id=request_id, at=NOW - timedelta(minutes=1), placement="home", product_ids=[product.pk],
        scores=[1], propensities=[1], slots=[""], reasons=[""], prices=[420], stocks=[1], margins=[0.5],
    )  # fmt: skip
    return request_id


def traces(store: Store) -> dict[str, object]:
    """What one event may leave behind, in each of the places that read events."""
    later = NOW + timedelta(seconds=1)
    figures = product_figures(store.products.get(sku="TOTE-1"), now=later)
    return {
        "learned": len(interaction_rows(store, since=None, until=later)),
        "labels": [row[-2:] for row in impression_rows(store, since=None, until=later)],
        "orders": Order.objects.count(),
        "returns": Return.objects.count(),
        "ratings": Rating.objects.count(),
        "in 3d": views_by_product(store, now=later),
        "figures": ([kpi.week for kpi in home_data(store, now=later).kpis], figures.views, figures.clicks),
    }


def test_the_weights_in_the_sentences_are_those_of_the_models() -> None:
    weights = {"add_to_wishlist": "twice", "add_to_cart": "three times", "purchase": "five times"}
    numbers = {"twice": 2, "three times": 3, "five times": 5}
    for kind, words in weights.items():
        assert f"weighs {words} a view" in DICTIONARY[kind].purpose
        assert EVENT_WEIGHTS[KIND_OF_EVENT[kind]] == numbers[words] * EVENT_WEIGHTS["view"]


@pytest.mark.parametrize("kind", DICTIONARY)
@pytest.mark.parametrize("dialect", ["ga4", "segment"])
def test_each_example_is_a_call_that_works(kind: str, dialect: str, storefront: APIClient, leather: Store) -> None:
    text = getattr(examples(DICTIONARY[kind], Goods("TOTE-1", "420.00", "EUR"), address=URL), dialect)
    body = json.loads(in_bash(text))
    answer = storefront.post(URL, body, format="json").json()
    assert (answer["stored"], answer["rejected"]) == (1, 0), answer
    assert answer["results"][0]["notes"] == []
    kept = Interaction.objects.get()
    assert kept.kind == kind
    if kept.position is not None:
        assert kept.position == 1


def test_an_example_survives_a_sku_that_a_shell_would_read() -> None:
    evil = 'A"$(date)`id`\\$HOME\nEND'
    body = json.loads(in_bash(curl({"item_id": evil, "event_id": "test-@now@"}, address=URL)))
    assert body["item_id"] == evil
    assert re.fullmatch(r"test-\d{10}", body["event_id"])


def test_what_an_event_is_refused_without_is_what_the_dictionary_calls_required(storefront: APIClient) -> None:
    for kind, label in DICTIONARY.items():
        required = {field.name for field in label.required}
        whole = event(kind, transaction_id="A-1", rating=5)
        whole["items"] = [{"item_id": "TOTE-1"}]
        for name in ("event_id", "items", "transaction_id", "rating"):
            without = {**whole, "event_id": str(uuid4())}
            del without[name]
            refused = send(storefront, without)["rejected"] == 1
            assert refused == (name in required), (kind, name)


# The page


def test_mia_sees_that_wish_lists_are_known_and_never_came(
    studio: StudioDoor, mia: User, storefront: APIClient
) -> None:
    send(storefront, event("view_item"))
    html = page(studio(mia))
    assert "Put on the wish list" in html
    assert "add_to_wishlist never came" in html
    assert "view_item never came" not in html
    assert "search never came" not in html  # nothing learns from it


def test_an_event_that_stopped_a_week_ago_is_missed_too(leather: Store, storefront: APIClient, clock) -> None:
    send(storefront, event("add_to_cart"), event("search", items=[]))
    clock.move_to(NOW + timedelta(days=8))
    found = labels(leather, address=URL, now=NOW + timedelta(days=8))
    states = {line.label.kind: (line.state, line.is_missed) for line in found.lines}
    assert states["add_to_cart"] == ("quiet", True)
    assert states["search"] == ("quiet", False)
    assert states["add_to_wishlist"] == ("never", True)


def test_a_shop_that_sends_refunds_is_not_asked_for_returns_too(leather: Store, backend: APIClient) -> None:
    send(backend, event("purchase", transaction_id="A-1"), event("refund", transaction_id="A-1"))
    missed = {line.label.kind for line in labels(leather, address=URL, now=NOW).missed}
    assert "add_to_wishlist" in missed
    assert missed.isdisjoint({"refund", "return"})


def test_today_counts_events_and_not_their_products(leather: Store, storefront: APIClient) -> None:
    two = [{"item_id": "TOTE-1"}, {"item_id": "TOTE-2"}]
    send(
        storefront, event("view_item_list", items=two), event("view_item_list", items=two, session="robot", is_bot=True)
    )
    send(storefront, event("view_item_list", at=(NOW - timedelta(hours=13)).isoformat()))
    line = next(each for each in labels(leather, address=URL, now=NOW).lines if each.label.kind == "view_item_list")
    assert (line.arrivals.today, line.arrivals.of_bots) == (2, 1)
    assert line.arrivals.last_at == NOW
    assert line.rhythm is not None
    assert line.rhythm.days == (0, 0, 0, 0, 0, 0, 3)  # products, without the bot's


def test_an_empty_store_is_told_what_to_send(studio: StudioDoor, vera: User, leather: Store) -> None:
    html = page(studio(vera))
    assert "No event has come yet" in html
    assert "http://testserver/api/v1/events" in html
    assert leather.products.order_by("pk").first().sku in html
    assert "Nothing came yet" in html


def test_a_store_without_products_still_gets_an_example(studio: StudioDoor, vera: User) -> None:
    Store.objects.create(code="new", name="New shop", currency="EUR")
    html = studio(vera).get("/studio/new/data/events/").content.decode()
    assert "YOUR-SKU" in html


def test_fields_nobody_asked_for_are_counted_by_event(studio: StudioDoor, vera: User, storefront: APIClient) -> None:
    send(storefront, event(colour_of_day="red"), event(colour_of_day="blue"))
    html = page(studio(vera))
    row = html[html.index("colour_of_day") :].split("</tr>")[0]
    assert "view_item" in row
    assert ">2<" in row


def test_the_page_stands_among_the_tabs_of_data_and_health_leads_there(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    assert f'<a class="tab" href="{PAGE}" aria-current="page">Events</a>' in page(studio(vera))
    assert f'href="{PAGE}"' in studio(vera).get("/studio/leather/data/").content.decode().split("No event within")[1]


def test_a_store_sees_its_own_events_alone(studio: StudioDoor, vera: User, storefront: APIClient) -> None:
    send(storefront, event(session="visit-4711"), event("dance"))
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    found = labels(other, address=URL, now=NOW)
    assert found.is_empty
    assert tail(other, now=NOW).entries == ()


def test_nobody_sees_events_without_signing_in(client: Client, leather: Store) -> None:
    assert client.get(PAGE).status_code == 302
    away = client.get(f"{PAGE}tail/", headers={"HX-Request": "true"})
    assert away["HX-Refresh"] == "true"
    assert away.content == b""


# The live tail


def test_an_integrator_sees_the_event_they_sent_and_why_another_was_refused(
    studio: StudioDoor, vera: User, storefront: APIClient
) -> None:
    send(storefront, event(), event("add_to_cart", items=[{"item_id": "TOTE-1", "price": "12,50"}]))
    html = page(studio(vera))
    assert "Pebbled Tote" in html
    assert "<b>items.0.price</b> <code>12,50</code> must be a number from 0 to 9999999999.99." in html
    assert "Amount such as 12.50: Of one piece." in html


def test_a_refusal_names_field_value_reason_and_remedy(storefront: APIClient, leather: Store) -> None:
    send(
        storefront,
        event("purchse", transaction_id="A"),
        event("rating", rating=9),
        event(items=[{"item_id": "NO-SUCH"}]),
        event("purchase"),
    )
    found = [entry.problems[0] for entry in tail(leather, now=NOW).entries]
    by_field = {each.field: each for each in found}
    assert by_field["name"].value == "purchse"
    assert by_field["name"].remedy == "Perhaps purchase is meant."
    assert (by_field["rating"].value, by_field["rating"].reason) == ("9", "must be from 1 to 5")
    assert by_field["rating"].remedy == "1 to 5: Stars."
    assert by_field["items"].reason == "the store has no product 'NO-SUCH'"
    assert by_field["items"].remedy == "Import it first, or send its SKU."
    assert by_field["transaction_id"].remedy == "Name the order that this is about."


def test_a_misspelt_segment_name_is_answered_in_segments_words() -> None:
    error = "name: there is no event 'Product viewed'. Send one of the names of the event dictionary."
    assert problems("Product viewed", [error], {})[0].remedy == "Perhaps “Product Viewed” is meant."
    assert problems("dance", ["name: there is no event 'dance'. Send one."], {})[0].remedy.startswith("Send one of")


def test_taken_and_refused_are_interleaved_newest_first(leather: Store, storefront: APIClient, clock) -> None:
    for number, name in enumerate(["view_item", "dance", "add_to_cart", "waltz"]):
        clock.move_to(NOW + timedelta(seconds=number))
        send(storefront, event(name))
    found = tail(leather, now=NOW + timedelta(seconds=5))
    assert [(entry.name, entry.is_rejected) for entry in found.entries] == [
        ("waltz", True), ("add_to_cart", False), ("dance", True), ("view_item", False),
    ]  # fmt: skip
    assert [entry.name for entry in tail(leather, now=NOW, show="rejected").entries] == ["waltz", "dance"]
    assert [entry.name for entry in tail(leather, now=NOW, kind="view_item").entries] == ["view_item"]


def test_arrival_decides_the_order_and_a_wrong_clock_is_shown(leather: Store, storefront: APIClient, clock) -> None:
    send(storefront, event())
    clock.move_to(NOW + timedelta(seconds=3))
    send(storefront, event("search", items=[], at=(NOW - timedelta(days=20)).isoformat()))
    send(storefront, event("view_cart", at=(NOW + timedelta(days=2)).isoformat()))
    cart, search, view = tail(leather, now=NOW + timedelta(seconds=5)).entries
    assert (search.name, search.said_at) == ("search", NOW - timedelta(days=20))
    assert view.said_at is None
    assert cart.notes == ("time lay ahead of our clock: counted as now",)


def test_notes_bots_and_dialects_are_told(leather: Store, storefront: APIClient) -> None:
    call = {
        "type": "track",
        "event": "Product Viewed",
        "messageId": "m-1",
        "userId": "nora-10027",
        "properties": {"sku": "TOTE-1"},
    }
    storefront.post(URL, {"batch": [call]}, format="json")
    send(storefront, event(is_bot=True, region="atlantis"))
    send(storefront, {"event": "Danced", "messageId": "m-2"})
    by_name = {(entry.name, entry.dialect): entry for entry in tail(leather, now=NOW).entries}
    assert by_name["view_item", "Segment"].notes == ("customer left aside: the key lacks the scope shopper",)
    assert by_name["view_item", ""].is_bot
    assert by_name["view_item", ""].notes == ("region unknown: the usual one was taken",)
    assert by_name["Danced", "Segment"].is_rejected


def test_a_shop_may_send_fields_that_are_named_like_our_marks(leather: Store, storefront: APIClient) -> None:
    send(storefront, event(dialect=["x"], noted={"a": 1}, clock=["y"]), event("dance", dialect={"a": []}))
    assert len(tail(leather, now=NOW).entries) == 2


def test_the_tail_never_shows_who_a_shopper_is(
    studio: StudioDoor, vera: User, backend: APIClient, leather: Store
) -> None:
    send(
        backend,
        event(session="visit-of-nora-4711", customer="nora-10027"),
        event("dance", session="visit-of-nora-4711", customer="nora-10027", email="nora@example.com"),
        event("nora@example.com"),
        {**event(), "event_id": "nora@example.com", "rating": "nora@example.com"},
    )
    html = page(studio(vera))
    assert html.count("tail__entry--rejected") == 3
    pseudonym = leather.customers.get().pseudonym
    for secret in ("nora", "visit-of", pseudonym[:12]):
        assert secret not in html
    assert "customer …4711" in html


def test_one_event_of_many_products_is_one_entry(leather: Store, storefront: APIClient) -> None:
    items = [{"item_id": product.sku} for product in Product.objects.filter(store=leather)]
    send(storefront, event("view_item_list", items=items))
    (entry,) = tail(leather, now=NOW).entries
    assert (entry.sku, entry.more_products) == (items[0]["item_id"], len(items) - 1)


def test_too_much_is_said_to_be_too_much(studio: StudioDoor, vera: User, storefront: APIClient) -> None:
    send(storefront, *(event() for _ in range(MOST + 13)))
    html = page(studio(vera))
    assert html.count('class="tail__entry') == MOST
    assert "The newest 50; 13 more of the last five seconds are not shown." in html


def test_only_the_last_moment_is_counted_as_too_much(leather: Store, storefront: APIClient, clock) -> None:
    send(storefront, *(event() for _ in range(MOST)))
    clock.move_to(NOW + timedelta(seconds=30))
    send(storefront, *(event() for _ in range(MOST + 2)))
    found = tail(leather, now=NOW + timedelta(seconds=31))
    assert (found.more, found.is_least) == (2, False)
    assert tail(leather, now=NOW + timedelta(seconds=60)).more == 0


def test_what_is_too_much_to_count_is_said_to_be_at_least_so_much(
    leather: Store, storefront: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.tail.NEWEST_ROWS", MOST + 5)
    monkeypatch.setattr("events.tail.OF_EACH_KIND", 1)
    send(storefront, *(event() for _ in range(MOST + 30)))
    found = tail(leather, now=NOW)
    assert found.is_least
    assert 0 < found.more < 30


def test_a_shop_that_is_quiet_beside_a_busy_one_still_sees_its_events(
    leather: Store, storefront: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies behind the newest rows of the installation is found by kind, once and whole."""
    monkeypatch.setattr("events.tail.NEWEST_ROWS", 3)
    two = [{"item_id": "TOTE-1"}, {"item_id": "TOTE-2"}]
    send(storefront, event("view_item_list", items=two), event("add_to_cart"))
    other = Store.objects.create(code="busy", name="Busy", currency="EUR")
    Interaction.objects.bulk_create(Interaction(store=other, kind="search", at=NOW) for _ in range(20))
    found = {entry.name: entry.more_products for entry in tail(leather, now=NOW + timedelta(days=20)).entries}
    assert found == {"view_item_list": 1, "add_to_cart": 0}
    assert [entry.name for entry in tail(leather, now=NOW, kind="add_to_cart").entries] == ["add_to_cart"]


def test_an_unchanged_tail_is_not_sent_again(studio: StudioDoor, vera: User, storefront: APIClient) -> None:
    send(storefront, event())
    browser = studio(vera)
    address = re.search(r'hx-get="([^"]+tail/[^"]+)" hx-trigger="every 2s"', page(browser)).group(1)
    asked = address.replace("&amp;", "&")
    assert browser.get(asked, headers={"HX-Request": "true"}).status_code == 204
    send(storefront, event("add_to_cart"))
    answer = browser.get(asked, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b"add_to_cart" in answer.content
    assert b"<html" not in answer.content


def test_a_paused_tail_asks_for_nothing(studio: StudioDoor, vera: User, storefront: APIClient) -> None:
    send(storefront, event())
    html = page(studio(vera), paused="1")
    assert "every 2s" not in html
    assert "Paused" in html


def test_the_filters_answer_with_the_tail_alone_and_keep_each_other(
    studio: StudioDoor, vera: User, storefront: APIClient
) -> None:
    send(storefront, event(), event("dance"))
    browser = studio(vera)
    answer = browser.get(f"{PAGE}?name=view_item&show=rejected", headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert html.lstrip().startswith('<section class="panel labels__tail" id="event-tail-panel"')
    assert "No view_item event was rejected within seven days." in html
    assert "show=rejected&amp;name=view_item&amp;paused=1" in html
    again = browser.get(PAGE, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in again.content


def test_the_page_reads_the_log_by_its_indexes(leather: Store) -> None:
    """With a day of events behind it no part of the page reads the log from end to end."""
    product = leather.products.first()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO events_interaction (store_id, event_id, kind, at, received_at, session, product_id, quantity)
            SELECT %s, gen_random_uuid(), 'view_item', %s - n * interval '5 s', %s, 'v', %s, 1
            FROM generate_series(30000, 1, -1) n
            """,
            [leather.pk, NOW, NOW, product.pk],
        )
        cursor.execute("ANALYZE events_interaction")
        cursor.execute(LAST_ROW)
        values = {
            **{"store": leather.pk, "kinds": list(DICTIONARY), "after": cursor.fetchone()[0] - 100, "each": 400},
            **{"moment": NOW, "most": MOST, "since": NOW - timedelta(minutes=10)},
        }
        for sql in (TAKEN, TODAY, LAST):
            cursor.execute(f"EXPLAIN {sql}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan on events_interaction" not in plan, plan
