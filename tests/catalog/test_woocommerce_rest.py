"""Asking a WooCommerce shop: what it may answer, and what is said of each answer that is none."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address

import pytest

from catalog.feeds import web
from catalog.feeds.addresses import BadAddress, checked_address, is_askable
from catalog.feeds.base import FeedError
from catalog.feeds.web import Closed
from catalog.feeds.woocommerce_rest import WooCommerce
from tests.catalog.woocommerce_shop import (
    API,
    KEY,
    SECRET,
    FakeShop,
    Handler,
    half_sent,
    opened,
    product,
    sent,
    status,
    variation,
)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeShop]:
    monkeypatch.setattr(web, "FIRST_WAIT", 0.01)
    with opened(FakeShop(products=[product(1, "A"), product(2, "B")])) as found:
        yield found


@pytest.fixture
def api(shop: FakeShop) -> Iterator[WooCommerce]:
    found = WooCommerce(shop.url, key=KEY, secret=SECRET)
    yield found
    found.close()


def test_a_page_holds_products_their_number_and_the_shops_clock(api: WooCommerce, shop: FakeShop) -> None:
    page = api.page(1)
    assert [each["sku"] for each in page.products] == ["A", "B"]
    assert (page.pages, page.total, page.is_last(1)) == (1, 2, True)
    assert page.at is not None
    assert abs(page.at - datetime.now(UTC)) < timedelta(seconds=10)


def test_what_extensions_keep_with_a_product_is_not_asked_for(api: WooCommerce, shop: FakeShop) -> None:
    assert "meta_data" in shop.products[0]
    assert "meta_data" not in api.page(1).products[0]


def test_changes_are_asked_for_in_utc(api: WooCommerce, shop: FakeShop) -> None:
    shop.products[1]["date_modified_gmt"] = "2026-03-01T12:00:00"
    tokyo = datetime.fromisoformat("2026-03-01T20:00:00+09:00")
    assert [each["id"] for each in api.page(1, modified_after=tokyo).products] == [2]
    assert shop.pages()[0] | {"_fields": ""} == {
        **{"per_page": "100", "orderby": "id", "order": "asc", "page": "1", "_fields": ""},
        **{"modified_after": "2026-03-01T11:00:00", "dates_are_gmt": "true"},
    }


def test_where_pages_are_not_counted_a_short_one_is_the_last(api: WooCommerce, shop: FakeShop) -> None:
    shop.counts_pages = False
    shop.variations[1] = [variation(1000 + number, f"A-{number}") for number in range(230)]
    assert len(api.variations("1")) == 230
    assert api.page(1).is_last(1)


def test_categories_are_named_from_the_root(api: WooCommerce, shop: FakeShop) -> None:
    shop.categories = [
        {"id": 3, "name": "Totes &amp; more", "parent": 2},
        {"id": 2, "name": "Bags", "parent": 0},
        {"id": 5, "name": "Round", "parent": 6},
        {"id": 6, "name": "About", "parent": 5},
        {"id": 7, "name": "Lost", "parent": 99},
    ]
    assert api.category_paths() == {
        **{"2": "Bags", "3": "Bags > Totes & more", "7": "Lost"},
        **{"5": "About > Round", "6": "Round > About"},
    }


@pytest.mark.parametrize(
    "fault", [status(503), status(429, Retry_After="0"), half_sent, sent(b"<b>Warning</b>: in plugin.php[]")]
)
def test_what_passes_is_asked_again(api: WooCommerce, shop: FakeShop, fault: object) -> None:
    shop.faults = [fault, fault]  # type: ignore[list-item]
    assert len(api.page(1).products) == 2
    assert len(shop.asked) == 3


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (status(500), "answers 500"),
        (status(429), "answers 429"),
        (half_sent, "broke off in the middle"),
        (sent(b"<html>"), "no JSON"),
    ],
)
def test_what_stays_is_said(api: WooCommerce, shop: FakeShop, fault: object, words: str) -> None:
    shop.faults = [fault] * 9  # type: ignore[list-item]
    with pytest.raises(FeedError, match=words):
        api.page(1)
    assert len(shop.asked) == web.ATTEMPTS


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (status(403), r"answers 403 \(busy\).*make a key"),
        (status(404), "permalinks"),
        (status(400), "answers 400"),
        (sent(b'{"products": []}'), "no list"),
        (sent(b"[1, 2]"), "no list"),
        (status(503, Retry_After="3600"), "3,600 seconds"),
        (
            status(429, Retry_After=format_datetime(datetime.now(UTC) + timedelta(days=1))),
            "left alone for 8",
        ),
    ],
)
def test_what_asking_again_does_not_mend_is_said_at_once(
    api: WooCommerce, shop: FakeShop, fault: object, words: str
) -> None:
    shop.faults = [fault]  # type: ignore[list-item]
    with pytest.raises(FeedError, match=rf"(?i){words}"):
        api.page(1)
    assert len(shop.asked) == 1


def test_the_shop_says_for_how_long_it_wants_to_be_left_alone(api: WooCommerce, shop: FakeShop) -> None:
    shop.faults = [status(429, Retry_After="1")]
    began = time.monotonic()
    api.page(1)
    assert time.monotonic() - began >= 1


def test_wrong_keys_are_named_and_never_repeated_in_words(shop: FakeShop) -> None:
    with pytest.raises(FeedError, match="does not accept the keys") as raised:
        WooCommerce(shop.url, key="ck_wrong", secret="cs_wrong").page(1)
    assert "woocommerce_rest_cannot_view" in str(raised.value)
    assert "ck_wrong" not in str(raised.value)
    assert len(shop.asked) == 1


def test_a_redirect_to_another_machine_is_never_followed(api: WooCommerce, shop: FakeShop) -> None:
    with opened(FakeShop(products=[product(66, "EVIL")])) as other:
        shop.faults = [status(302, Location=f"{other.url}{API}/products?consumer_key=secret")]
        with pytest.raises(FeedError, match=r"sends us to http://127\.0\.0\.1") as raised:
            api.page(1)
        assert other.asked == []
    assert "secret" not in str(raised.value)


def test_an_answer_that_does_not_end_is_cut(api: WooCommerce, shop: FakeShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "LARGEST_ANSWER", 100_000)
    shop.faults = [sent(b"[" + b" " * 200_000 + b"]")]
    with pytest.raises(FeedError, match="more than 0 MB at once"):
        api.page(1)


def test_an_answer_that_trickles_is_given_up(api: WooCommerce, shop: FakeShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "LONGEST_ANSWER", 0.1)
    monkeypatch.setattr(web, "ATTEMPTS", 1)

    def trickle(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)

    shop.faults = [trickle]
    with pytest.raises(FeedError, match="did not answer in time"):
        api.page(1)


def test_a_shop_that_is_down_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "FIRST_WAIT", 0.01)
    with opened(FakeShop()) as shop:
        url = shop.url
    with pytest.raises(FeedError, match="cannot be reached"):
        WooCommerce(url, key=KEY, secret=SECRET).page(1)


def test_whoever_closes_does_not_wait_for_the_shop(api: WooCommerce, shop: FakeShop) -> None:
    is_asked, raised = threading.Event(), []

    def sleep(_handler: Handler) -> None:
        is_asked.set()
        time.sleep(5)

    def ask() -> None:
        try:
            api.page(1)
        except Closed as closed:
            raised.append(closed)

    shop.faults = [sleep]
    thread = threading.Thread(target=ask)
    thread.start()
    assert is_asked.wait(5)
    api.close()
    thread.join(2)
    assert raised
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("shop.example.com", "https://shop.example.com"),
        (" HTTPS://Shop.Example.com:443/ ", "https://shop.example.com"),
        ("https://example.com/shop/wp-json/wc/v3/", "https://example.com/shop"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("http://[::1]:8081", "http://[::1]:8081"),
    ],
)
def test_an_address_is_brought_into_one_form(typed: str, kept: str) -> None:
    assert checked_address(typed, plain_allowed=False) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "name of a machine"),
        ("ftp://shop.example.com", "begin with https"),
        ("http://shop.example.com", "begin with https"),
        ("https://ck:cs@shop.example.com", "Leave name and password out"),
        ("https://shop.example.com?key=1", "Leave out"),
        ("https://shop.example.com:99999", "no address"),
        ("https://shop example.com", "space"),
        ("https://shop.example.com\r\nHost: evil", "space"),
        ("https://169.254.169.254/latest", "no address of a shop"),
        ("https://0.0.0.0", "no address of a shop"),
        ("https://[fe80::1]", "no address of a shop"),
        ("https://sh_op!.example", "name of a machine"),
    ],
)
def test_an_address_that_is_none_or_unsafe_is_refused(typed: str, words: str) -> None:
    with pytest.raises(BadAddress, match=words):
        checked_address(typed, plain_allowed=False)


def test_a_developer_may_use_plain_http() -> None:
    assert checked_address("http://shop.test", plain_allowed=True) == "http://shop.test"


@pytest.mark.parametrize("address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"])
def test_a_name_that_leads_to_the_neighbours_is_not_asked(address: str) -> None:
    assert not is_askable(ip_address(address))


def test_a_machine_is_looked_at_before_anything_is_sent(
    api: WooCommerce, shop: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "is_askable", lambda address: not address.is_loopback)
    with pytest.raises(FeedError, match=r"leads to 127\.0\.0\.1"):
        api.page(1)
    assert shop.asked == []
