"""The Python client in a shop whose WooRec answers, answers badly, or is away."""

import ast
import logging
import select
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime

import pytest

from catalog.models import Store
from catalog.services import issue_key
from events.models import Interaction
from tests.clients.document import DOCS
from tests.clients.stub import GOOD, PAGE, Said, stand_in
from woorec_client import Event, KeyRefused, NotAccepted, Unavailable, Unreachable, WooRec

PATIENT = 20.0  # a busy machine is no reason to fail
BUSY = Said(503, {"type": "/api/v1/problems#unavailable", "title": "Busy", "status": 503}, {"Retry-After": "0"})


@pytest.fixture
def shop(live_server, leather: Store) -> Iterator[WooRec]:
    """The shop's backend, whose key opens everything."""
    scopes = ["recommend", "events", "shopper", "debug", "catalogue", "customers"]
    key = issue_key(leather, name="All", scopes=scopes)
    client = WooRec(live_server.url, key, timeout=PATIENT)
    yield client
    client.close()


def a_click(**fields: object) -> Event:
    return {"name": "select_item", "session": "v-1", "items": [{"item_id": "TOTE-1", "position": 1}], **fields}  # type: ignore[typeddict-item]


def test_a_shop_gets_a_list_that_it_can_show(shop: WooRec) -> None:
    page = shop.recommend("home", session="v-1", limit=3)
    assert [item.position for item in page.items] == [1, 2, 3]
    assert all(item.name and item.price and item.sku for item in page.items)
    assert page.request_id
    assert page.currency == "EUR"
    assert page.failure is None


def test_a_look_inside_has_the_ladder(shop: WooRec) -> None:
    page = shop.recommend("home", debug=True, at=datetime.now(UTC))
    ladder = page.items[0].ladder
    assert ladder
    assert ladder.channels
    assert page.stages_ms


def test_events_that_are_sent_twice_count_once(shop: WooRec) -> None:
    page = shop.recommend("home", session="v-1")
    events = [a_click(request_id=page.request_id), a_click()]
    assert shop.send_events(events).stored == 2
    again = shop.send_events(events)
    assert (again.stored, again.duplicate) == (0, 2)
    assert [each.state for each in again.results] == ["duplicate", "duplicate"]
    assert Interaction.objects.count() == 2


def test_what_all_events_share_is_said_once(shop: WooRec) -> None:
    event: Event = {"name": "select_item", "items": [{"item_id": "TOTE-1"}]}
    assert shop.send_events([event], common={"session": "v-7"}).stored == 1
    assert Interaction.objects.get().session == "v-7"


def test_an_event_that_cannot_be_read_says_why(shop: WooRec) -> None:
    done = shop.send_events([a_click(items=[{"item_id": "NO-SUCH"}]), a_click()])
    assert (done.stored, done.rejected) == (1, 1)
    assert "NO-SUCH" in done.results[0].errors[0]


def test_what_a_shopper_avoids_is_kept_shown_and_erased(shop: WooRec) -> None:
    assert shop.keep_avoidances(["nickel"], consent=True, customer="nora").consented_at
    assert shop.avoidances(customer="nora").allergens == ("nickel",)
    shop.erase_avoidances(customer="nora")
    assert shop.avoidances(customer="nora").allergens == ()


def test_a_visitor_keeps_what_they_avoid_themselves(shop: WooRec) -> None:
    sealed = shop.keep_avoidances(["nickel"], consent=True).visitor_avoidances
    assert shop.avoidances(visitor_avoidances=sealed).allergens == ("nickel",)
    assert shop.recommend("home", visitor_avoidances=sealed).eligible < shop.recommend("home").eligible


def test_a_token_that_was_issued_names_the_customer(shop: WooRec) -> None:
    shop.write_customers([{"customer": "10027", "tier": "gold"}])
    token = shop.issue_shopper_token("10027", "v-1").shopper_token
    assert shop.recommend("home", session="v-1", shopper_token=token).tier == "gold"


def test_rows_say_what_became_of_them(shop: WooRec) -> None:
    prices = shop.write_prices([{"sku": "TOTE-1", "region": "eu", "tier": "gold", "amount": Decimal("355.00")}])
    assert [each.state for each in prices.results] == ["changed"]
    stock = shop.write_stock([{"sku": "NO-SUCH", "warehouse": "florence", "quantity": 1}])
    assert stock.rejected == 1
    assert stock.results[0].error


def test_a_movement_of_stock_that_is_sent_again_under_its_key_counts_once(shop: WooRec) -> None:
    rows = [{"sku": "TOTE-1", "warehouse": "florence", "delta": -1}]
    first = shop.write_stock(rows, idempotency_key="sale-1")  # type: ignore[arg-type]
    assert shop.write_stock(rows, idempotency_key="sale-1") == first  # type: ignore[arg-type]


def test_a_wrong_key_is_told_as_such(live_server, leather: Store) -> None:
    shop = WooRec(live_server.url, "wr_wrong", timeout=PATIENT)
    with pytest.raises(KeyRefused) as refused:
        shop.recommend("home")
    shop.close()
    assert (refused.value.code, refused.value.status) == ("key-missing", 401)
    assert refused.value.detail


def test_fields_that_are_not_valid_are_named(shop: WooRec) -> None:
    with pytest.raises(NotAccepted) as refused:
        shop.recommend("home", limit=1000)
    assert refused.value.code == "invalid-fields"
    assert [each["field"] for each in refused.value.errors] == ["limit"]


def test_a_page_of_the_shop_stands_when_woorec_is_away(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with caplog.at_level(logging.DEBUG):
        page = WooRec(address, "wr_secret").recommend("home", customer="nora", default=["TOTE-1", "BELT-2"])
    assert [(item.sku, item.position) for item in page.items] == [("TOTE-1", 1), ("BELT-2", 2)]
    assert page.request_id is None
    assert isinstance(page.failure, Unreachable)
    assert "unreachable" in caplog.text
    assert not {"wr_secret", "nora"} & set(caplog.text.replace(",", " ").split())


def test_without_a_default_the_shop_hears_that_woorec_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(Unreachable):
        WooRec(address, "wr_secret").recommend("home")


def test_a_server_that_says_nothing_is_given_up_when_the_budget_is_spent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        shop = WooRec(f"http://127.0.0.1:{silent.getsockname()[1]}", "wr_x", timeout=0.05)
        assert shop.recommend("home", default=[]).items == ()


@pytest.mark.parametrize("wait", ["0", format_datetime(datetime(2026, 3, 2, tzinfo=UTC)), None])
def test_a_busy_server_is_asked_once_more(wait: str | None) -> None:
    busy = Said(503, BUSY.body, {"Retry-After": wait} if wait else {})
    with stand_in(busy, GOOD) as (address, heard):
        assert WooRec(address, "wr_x", timeout=PATIENT).recommend("home").request_id == "r-1"
    assert len(heard.bodies) == 2


def test_a_server_that_stays_busy_is_asked_no_third_time() -> None:
    with stand_in(BUSY) as (address, heard), pytest.raises(Unavailable):
        WooRec(address, "wr_x", timeout=PATIENT).recommend("home")
    assert len(heard.bodies) == 2


def test_a_wait_beyond_the_budget_is_not_begun() -> None:
    with (
        stand_in(Said(503, BUSY.body, {"Retry-After": "3600"})) as (address, heard),
        pytest.raises(Unavailable) as busy,
    ):
        WooRec(address, "wr_x", timeout=PATIENT).recommend("home")
    assert len(heard.bodies) == 1
    assert busy.value.retry_after == 3600


def test_a_lost_connection_is_replaced_and_the_same_events_are_sent_again() -> None:
    answer = Said(body={"stored": 1, "duplicate": 0, "rejected": 0, "results": []})
    with stand_in(Said(hangs_up=True), answer) as (address, heard):
        WooRec(address, "wr_x", timeout=PATIENT).send_events([a_click()])
    first, second = heard.bodies
    assert first == second
    assert first["events"][0]["event_id"]


def test_a_bulk_call_is_repeated_under_the_same_idempotency_key() -> None:
    answer = Said(body=dict.fromkeys(("created", "changed", "unchanged", "outdated", "rejected"), 0))
    with stand_in(BUSY, answer) as (address, heard):
        WooRec(address, "wr_x").write_stock([{"sku": "TOTE-1", "warehouse": "florence", "delta": -1}])
    first, second = (each["Idempotency-Key"] for each in heard.headers)
    assert first == second


def test_calls_one_after_the_other_share_a_connection() -> None:
    with stand_in(GOOD) as (address, heard):
        shop = WooRec(address, "wr_x", timeout=PATIENT)
        shop.recommend("home")
        shop.recommend("home")
        shop.close()
    assert heard.connections == 1


def test_a_connection_that_the_server_closed_does_not_cost_the_second_try() -> None:
    with stand_in(Said(body=PAGE, then_closes=True), BUSY, GOOD) as (address, heard):
        shop = WooRec(address, "wr_x", timeout=PATIENT)
        shop.recommend("home")
        select.select([shop._idle[0].sock], [], [], PATIENT)  # until the end of the connection has come
        assert shop.recommend("home").request_id == "r-1"
        shop.close()
    assert len(heard.bodies) == 3


def test_threads_that_share_a_client_get_their_own_answers(shop: WooRec) -> None:
    placements = ["home", "product", "cart"] * 6
    with ThreadPoolExecutor(6) as threads:
        pages = list(threads.map(shop.recommend, placements))
    assert [page.placement for page in pages] == placements


def test_what_a_newer_server_adds_is_left_aside() -> None:
    newer = {**PAGE, "weather": "fine", "items": [{"sku": "TOTE-1", "position": 1, "scent": "rose"}]}
    with stand_in(Said(body=newer)) as (address, _):
        page = WooRec(address, "wr_x", timeout=PATIENT).recommend("home")
    assert page.items[0].sku == "TOTE-1"
    assert not hasattr(page, "weather")


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", [], {}, {"placement": "home", "items": ["TOTE-1"]}])
def test_an_answer_that_is_not_of_woorec_is_not_taken_for_a_list(body: object) -> None:
    with stand_in(Said(body=body)) as (address, _), pytest.raises(Unavailable) as error:
        WooRec(address, "wr_x", timeout=PATIENT).recommend("home")
    assert error.value.code == "answer-unreadable"


def test_an_error_page_of_a_proxy_has_a_name_as_well() -> None:
    bad_gateway = Said(502, b"<html>Bad Gateway</html>", {"X-Request-Id": "q-1"})
    with stand_in(bad_gateway) as (address, _), pytest.raises(Unavailable) as error:
        WooRec(address, "wr_x", timeout=PATIENT).recommend("home")
    assert (error.value.code, error.value.request_id) == ("http-502", "q-1")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"errors": True}, "http-502"),
        ({"errors": {"field": "limit"}, "type": "about:blank"}, "http-502"),
        ({"errors": ["limit", None], "type": ["gateway"], "detail": {"code": 7}, "request_id": 7}, "http-502"),
        ({"errors": 7, "type": "/api/v1/problems#unavailable", "detail": 502}, "unavailable"),
    ],
)
def test_an_error_of_a_gateway_has_a_name_whatever_is_in_it(body: object, code: str) -> None:
    with stand_in(Said(502, body, {"X-Request-Id": "q-1"})) as (address, _):
        page = WooRec(address, "wr_x", timeout=PATIENT).recommend("home", default=["TOTE-1"])
    assert [item.sku for item in page.items] == ["TOTE-1"]
    assert isinstance(page.failure, Unavailable)
    assert (page.failure.code, page.failure.request_id) == (code, "q-1")
    assert (page.failure.detail, page.failure.errors) == ("", ())


@pytest.mark.parametrize("wait", ["\u00b2", "soon"])
def test_a_time_to_wait_that_cannot_be_read_is_none(wait: str) -> None:
    with stand_in(Said(502, {}, {"Retry-After": wait})) as (address, _), pytest.raises(Unavailable) as error:
        WooRec(address, "wr_x", timeout=PATIENT).recommend("home")
    assert error.value.retry_after is None


def test_an_address_without_a_scheme_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="scheme"):
        WooRec("woorec.example.com", "wr_x")


def test_the_client_is_one_file_of_the_standard_library_for_python_3_9() -> None:
    tree = ast.parse((DOCS / "clients/python/woorec_client.py").read_text(), feature_version=(3, 9))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= {*sys.stdlib_module_names}
