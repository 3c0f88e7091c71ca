"""Nora avoids nickel: whatever goes wrong, the widget shows her nothing that nobody looked at for her."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from catalog.models import Store
from events.avoidances import keep_avoidances, seal_visitor
from events.customers import ensure_customer
from events.models import Avoidance, Customer
from events.shopper_tokens import issue
from tests.e2e.shop_page import ShopPage

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LISTS, AVOIDANCES = "**/api/v1/recommendations", "**/api/v1/avoidances"
COOKIE, SESSION = "woorec_avoids", "v-1"
ALL = ["nickel", "cobalt", "chromium", "copper", "lead"]


@pytest.fixture
def shop(live_server, page: Page, leather: Store, browser_key: str) -> ShopPage:
    return ShopPage(page, live_server.url, browser_key)


@pytest.fixture
def signed_in(leather: Store) -> dict[str, str]:
    token, _ = issue(leather, customer="nora", session=SESSION, now=timezone.now())
    return {"session": SESSION, "shopper_token": token}


@pytest.fixture
def nora(leather: Store) -> Customer:
    customer = Customer.objects.get(pk=ensure_customer(leather, external_id="nora"))
    keep_avoidances(customer, allergens=["nickel"], at=timezone.now(), source="test")
    return customer


def remember(shop: ShopPage, value: str) -> None:
    shop.page.context.add_cookies([{"name": COOKIE, "value": value, "url": shop.host}])


def remembered(shop: ShopPage) -> bool:
    return COOKIE in {cookie["name"] for cookie in shop.page.context.cookies()}


def fail(shop: ShopPage, status: int, code: str) -> None:
    shop.page.route(LISTS, lambda route: route.fulfill(status=status, json={"type": f"x#{code}"}))


def ask_about_skin(shop: ShopPage) -> Locator:
    shop.page.get_by_role("button", name="What my skin must avoid").click()
    return shop.page.get_by_role("dialog")


def save(dialog: Locator) -> None:
    dialog.get_by_label("I agree").check()
    dialog.get_by_role("button", name="Show only").click()


def expect_a_sentence_alone(shop: ShopPage) -> None:
    expect(shop.page.get_by_role("status")).to_contain_text("Nothing here is sure to suit you")
    expect(shop.page.get_by_text("Our best sellers")).to_be_hidden()
    expect(shop.page.get_by_role("button", name="What my skin must avoid")).to_be_visible()
    expect(shop.cards).to_have_count(0)
    assert shop.shifts == 0


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_error_shows_who_avoids_something_no_unfiltered_content(shop: ShopPage, leather: Store, status: int) -> None:
    remember(shop, seal_visitor(["nickel"], store=leather))
    fail(shop, status, "busy")
    shop.open()
    assert shop.wait("error") == {"code": "busy", "status": status}
    expect_a_sentence_alone(shop)


def test_waiting_too_long_shows_them_none_either(shop: ShopPage, leather: Store) -> None:
    remember(shop, seal_visitor(["nickel"], store=leather))
    shop.page.route(LISTS, lambda route: None)
    shop.open(timeout="200")
    shop.wait("error")
    expect_a_sentence_alone(shop)
    shop.page.unroute_all(behavior="ignoreErrors")


def test_with_an_account_nobody_here_knows_what_it_avoids(shop: ShopPage, signed_in: dict[str, str]) -> None:
    fail(shop, 429, "too-many-requests")
    shop.open(**signed_in)
    shop.wait("error")
    expect_a_sentence_alone(shop)


def test_where_the_api_finds_no_list_safe_the_page_brings_none(shop: ShopPage) -> None:
    fail(shop, 503, "unavailable")
    shop.open()
    shop.wait("error")
    expect_a_sentence_alone(shop)


def test_who_ticked_too_much_takes_it_back(shop: ShopPage, leather: Store) -> None:
    remember(shop, seal_visitor(ALL, store=leather))
    shop.open()
    shop.wait("empty")
    expect_a_sentence_alone(shop)
    ask_about_skin(shop).get_by_role("button", name="Forget what I said").click()
    expect(shop.cards).to_have_count(4)
    assert not remembered(shop)


def test_who_ticked_too_much_with_an_account_takes_it_back(
    shop: ShopPage, signed_in: dict[str, str], nora: Customer
) -> None:
    keep_avoidances(nora, allergens=ALL, at=timezone.now(), source="test")
    shop.open(**signed_in)
    shop.wait("empty")
    ask_about_skin(shop).get_by_role("button", name="Forget what I said").click()
    expect(shop.cards).to_have_count(4)
    assert not Avoidance.objects.exists()


def test_an_empty_list_says_why_beside_what_the_page_brought(shop: ShopPage) -> None:
    shop.page.route(LISTS, lambda route: route.fulfill(json={"request_id": "r", "items": []}))
    shop.open()
    shop.wait("empty")
    expect(shop.page.get_by_text("Our best sellers")).to_be_visible()
    expect(shop.page.get_by_role("button", name="Why am I seeing this?")).to_be_visible()


@pytest.mark.parametrize("value", ["broken", "%zz"])
def test_a_cookie_that_cannot_be_read_stops_no_customer_for_good(
    shop: ShopPage, signed_in: dict[str, str], value: str
) -> None:
    remember(shop, value)
    shop.open(limit="12", **signed_in)
    assert shop.wait("error")["code"] == "visitor-avoidances-unreadable"
    expect(shop.page.get_by_text("Our best sellers")).to_be_hidden()
    dialog = ask_about_skin(shop)
    dialog.get_by_label("Nickel").check()
    save(dialog)
    expect(shop.page.locator("[part=title]")).to_have_text(["Tested Belt"])
    assert not remembered(shop)
    assert Avoidance.objects.count() == 1


def test_a_visitor_whose_cookie_cannot_be_read_says_it_anew(shop: ShopPage) -> None:
    remember(shop, "broken")
    shop.open(limit="12")
    shop.wait("error")
    dialog = ask_about_skin(shop)
    dialog.get_by_label("Nickel").check()
    save(dialog)
    expect(shop.page.locator("[part=title]")).to_have_text(["Tested Belt"])
    assert remembered(shop)


def test_who_has_no_token_is_asked_as_a_visitor(shop: ShopPage, leather: Store) -> None:
    remember(shop, seal_visitor(["nickel"], store=leather))
    shop.open(session=SESSION, shopper_token="")
    dialog = ask_about_skin(shop)
    expect(dialog.get_by_label("Nickel")).to_be_checked()
    expect(dialog).to_contain_text("in a cookie of this shop")


def test_what_a_visitor_said_is_ticked_when_they_sign_in(
    shop: ShopPage, leather: Store, signed_in: dict[str, str], nora: Customer
) -> None:
    remember(shop, seal_visitor(["lead"], store=leather))
    shop.open(**signed_in)
    dialog = ask_about_skin(shop)
    expect(dialog.get_by_label("Nickel")).to_be_checked()
    expect(dialog.get_by_label("Lead")).to_be_checked()
    expect(dialog.get_by_label("Cobalt")).not_to_be_checked()


def test_a_value_that_the_shops_server_printed_gives_way(shop: ShopPage, leather: Store) -> None:
    shop.open(limit="12", visitor_avoidances=seal_visitor(["lead"], store=leather))
    dialog = ask_about_skin(shop)
    dialog.get_by_label("Nickel").check()
    dialog.get_by_label("Lead").uncheck()
    save(dialog)
    expect(shop.page.locator("[part=title]")).to_have_text(["Tested Belt"])


def test_nothing_is_ticked_before_what_is_kept_is_known(
    shop: ShopPage, signed_in: dict[str, str], nora: Customer
) -> None:
    held: list[Route] = []
    shop.page.route(AVOIDANCES, lambda route: held.append(route))
    shop.open(**signed_in)
    dialog = ask_about_skin(shop)
    expect(dialog.get_by_label("Cobalt")).to_be_disabled()
    expect(dialog.get_by_role("button", name="Show only")).to_be_disabled()
    expect(dialog.get_by_role("button", name="Forget what I said")).to_be_enabled()
    held[0].continue_()
    expect(dialog.get_by_label("Nickel")).to_be_checked()
    expect(dialog.get_by_label("Cobalt")).to_be_enabled()
    expect(dialog.get_by_role("button", name="Show only")).to_be_enabled()


def test_what_is_kept_is_not_overwritten_where_it_could_not_be_read(
    shop: ShopPage, signed_in: dict[str, str], nora: Customer
) -> None:
    shop.page.route(AVOIDANCES, lambda route: route.fulfill(status=503))
    shop.open(**signed_in)
    dialog = ask_about_skin(shop)
    expect(dialog.get_by_role("status")).to_contain_text("Try again in a moment")
    expect(dialog.get_by_label("Cobalt")).to_be_disabled()
    expect(dialog.get_by_role("button", name="Show only")).to_be_disabled()
    shop.page.unroute(AVOIDANCES)
    dialog.get_by_role("button", name="Forget what I said").click()
    expect(dialog.get_by_label("Cobalt")).to_be_enabled()
    assert not Avoidance.objects.exists()


def test_a_page_out_of_the_browsers_memory_asks_anew(shop: ShopPage) -> None:
    shop.open()
    shop.wait("ready")
    shop.page.route(LISTS, lambda route: None)
    shop.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(shop.page.locator("a[part=title]")).to_have_count(0)
    shop.page.unroute_all(behavior="ignoreErrors")


def test_what_is_said_in_one_tab_counts_in_all(shop: ShopPage, browser_key: str) -> None:
    other = ShopPage(shop.page.context.new_page(), shop.host, browser_key).open(limit="12")
    other.wait("ready")
    shop.open(limit="12")
    dialog = ask_about_skin(shop)
    dialog.get_by_label("Nickel").check()
    save(dialog)
    expect(other.page.locator("[part=title]")).to_have_text(["Tested Belt"])
    assert shop.page.evaluate("localStorage.length") == 0
