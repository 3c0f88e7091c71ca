"""A shopper in both demo shops: looking, buying, sending back, on a desk and in a hand."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Locator, Page, expect

from catalog.models import Store
from events.models import Interaction, Order, Return
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.e2e.test_accessible import violations
from woorec import demo_keys
from woorec.holder import SNAPSHOTS
from woorec.shops import set_up_placements

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
DESK, HAND = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SHOP = "/shop/leather/"
PAGES = ("", "list/", "list/?lowest=90000", "p/TOTE-1/", "p/NOTHING/", "cart/", "checkout/", "orders/", "you/")


@pytest.fixture
def shop(leather: Store, browser_key: str, server_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A shop with its keys and every placement."""
    file = tmp_path / "demo_keys.json"
    file.write_text(json.dumps({"leather": {"browser": browser_key, "server": server_key}}))
    monkeypatch.setattr(demo_keys, "demo_keys_file", lambda: file)
    set_up_placements(leather)
    return leather


@pytest.fixture
def jeweller(shop: Store) -> Store:
    """The same shop in the other look."""
    shop.materials.filter(family="leather").update(family="metal")
    shop.catalogue_revision += 1
    shop.save()
    SNAPSHOTS.clear()
    return shop


def put_in_cart(page: Page, address: str, sku: str) -> None:
    page.goto(f"{address}{SHOP}p/{sku}/")
    page.get_by_role("button", name="Put in the cart").click()
    expect(page.locator("[data-said]")).to_contain_text("is in your cart")


def order(page: Page, address: str) -> None:
    page.goto(f"{address}{SHOP}cart/")
    page.get_by_role("link", name="To the checkout").click()
    page.get_by_label("Name").fill("Nora")
    page.get_by_label("Street and number").fill("Via Roma 1")
    page.get_by_label("Postcode and town").fill("50123 Firenze")
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, HAND], ids=["desk", "hand"])
def test_nora_finds_a_tote_buys_it_and_sends_it_back(
    live_server, page: Page, shop: Store, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}{SHOP}")
    page.get_by_role("link", name="See the collection").click()
    if size is HAND:
        page.get_by_text("Filter and sort").click()
    page.get_by_label("Category").select_option("totes")
    page.wait_for_url("**category=totes**")
    page.get_by_role("link", name=re.compile("Pebbled Tote")).click()
    expect(page.get_by_role("heading", name="What reaches the skin")).to_be_visible()

    page.get_by_role("button", name="Put in the cart").click()
    expect(page.locator("[data-cart-count]")).to_have_text("1")
    order(page, live_server.url)
    assert Order.objects.get().lines.get().product.sku == "TOTE-1"

    page.get_by_role("link", name="Your orders").click()
    page.get_by_role("link", name="Send back Pebbled Tote").click()
    page.get_by_label("It does not feel as I thought").check()
    page.get_by_role("button", name="Send it back").click()
    expect(page.get_by_role("status").filter(has_text="Your return is noted")).to_be_visible()
    told = Return.objects.get()
    assert (told.reason, told.is_about_material) == ("feel", True)
    expect(page.get_by_role("link", name=re.compile("Send back"))).to_have_count(0)


def test_what_happens_on_the_pages_is_told(live_server, page: Page, shop: Store) -> None:
    put_in_cart(page, live_server.url, "TOTE-1")
    order(page, live_server.url)
    page.wait_for_load_state("networkidle")
    kinds = set(Interaction.objects.values_list("kind", flat=True))
    assert kinds >= {"view_item", "add_to_cart", "view_cart", "begin_checkout", "purchase"}
    assert len(set(Interaction.objects.values_list("session", flat=True))) == 1


def test_the_shops_own_choice_follows_what_nora_says_in_a_list(live_server, page: Page, shop: Store) -> None:
    page.goto(f"{live_server.url}{SHOP}")
    arrivals = page.locator("section[aria-labelledby=arrivals] .piece")
    expect(arrivals).to_have_count(4)
    page.get_by_role("button", name="What my skin must avoid").click()
    page.get_by_label("Nickel").check()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Show only what is proven").click()
    expect(page.locator(".who")).to_contain_text("avoiding nickel")
    expect(arrivals.filter(has_text="Belt")).to_have_count(arrivals.count())


def test_switching_personal_lists_off_leaves_the_page_and_its_dialog(live_server, page: Page, shop: Store) -> None:
    page.goto(f"{live_server.url}{SHOP}")
    page.get_by_role("button", name="Why am I seeing this?").click()
    page.evaluate("window.isStill = true")
    page.get_by_label("Choose pieces for me").uncheck()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.isStill")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_quantity_is_changed_and_a_piece_taken_out(live_server, page: Page, shop: Store) -> None:
    put_in_cart(page, live_server.url, "TOTE-1")
    put_in_cart(page, live_server.url, "BELT-1")
    page.goto(f"{live_server.url}{SHOP}cart/")
    page.get_by_label("How many of Tested Belt").select_option("3")
    expect(page.locator(".sum strong")).to_have_text("€705.00")
    page.get_by_role("button", name="Remove Pebbled Tote").click()
    expect(page.locator(".sum strong")).to_have_text("€285.00")


def test_the_whole_way_works_without_scripts(live_server, browser: Browser, shop: Store) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{SHOP}p/TOTE-1/")
    page.get_by_role("button", name="Put in the cart").click()
    expect(page.get_by_role("heading", name="Your cart", exact=True)).to_be_visible()
    order(page, live_server.url)
    context.close()
    assert Order.objects.count() == 1


@pytest.mark.parametrize("size", [DESK, HAND], ids=["desk", "hand"])
@pytest.mark.parametrize("look", ["shop", "jeweller"])
def test_no_page_of_the_shops_shuts_anybody_out(
    live_server, page: Page, look: str, size: dict[str, int], request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(look)
    page.set_viewport_size(size)
    put_in_cart(page, live_server.url, "TOTE-1")
    faults: list[str] = []

    def look_at(name: str) -> None:
        page.wait_for_load_state("networkidle")
        faults.extend(f"{name} {each}" for each in violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{name} is wider than the screen")

    for path in PAGES:
        page.goto(f"{live_server.url}{SHOP}{path}")
        look_at(path)
    page.goto(f"{live_server.url}{SHOP}checkout/")
    page.get_by_role("button", name="Place the order").click()
    look_at("checkout with errors")
    order(page, live_server.url)
    look_at("thanks")
    page.goto(f"{live_server.url}{SHOP}orders/")
    look_at("orders")
    page.get_by_role("link", name="Send back Pebbled Tote").click()
    page.get_by_role("button", name="Send it back").click()
    look_at("return with errors")
    assert faults == [], "\n".join(faults)


# With the widget


HAS_WIDGET = pytest.mark.skipif(not finders.find("woorec/woorec.js"), reason="The widget is not built")


def cards(page: Page, placement: str) -> Locator:
    return page.locator(f"woorec-recommendations[placement={placement}] li[part=card]")


@HAS_WIDGET
def test_what_petra_publishes_is_what_the_shop_shows(live_server, page: Page, shop: Store, petra: User) -> None:
    draft = ensure_draft(shop.placements.get(code="home"), by=petra)
    pin = {"position": 4, "sku": "WALLET-2"}
    save_rule(draft, RuleFields(kind="pin", label="", params=pin, owner="Petra", reason="A gift."), by=petra)
    publish(draft, by=petra)
    page.goto(f"{live_server.url}{SHOP}")
    expect(cards(page, "home").nth(3)).to_contain_text("Saffiano Wallet")


@HAS_WIDGET
def test_a_list_that_was_clicked_is_credited_with_the_order(live_server, page: Page, shop: Store) -> None:
    page.goto(f"{live_server.url}{SHOP}p/TOTE-1/")
    with page.expect_navigation():
        cards(page, "product").first.locator("[part=title]").click()
    sku = page.locator("[data-add-form] [name=sku]").input_value()
    put_in_cart(page, live_server.url, sku)
    order(page, live_server.url)
    line = Order.objects.get().lines.get()
    clicked = Interaction.objects.get(kind="select_item")
    assert (line.product.sku, line.request_id) == (sku, clicked.request_id)
    assert clicked.product == line.product


@HAS_WIDGET
def test_a_piece_goes_into_the_cart_from_within_a_list(live_server, page: Page, shop: Store) -> None:
    page.goto(f"{live_server.url}{SHOP}")
    cards(page, "home").first.locator("[part=add]").click()
    expect(page.locator("[data-cart-count]")).to_have_text("1")
    expect(page.locator("[data-toast]")).to_contain_text("is in your cart")
    page.goto(f"{live_server.url}{SHOP}cart/")
    expect(cards(page, "cart").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert Interaction.objects.filter(kind="add_to_cart").count() == 1


@HAS_WIDGET
def test_noras_lists_hold_only_what_is_proven(live_server, page: Page, shop: Store) -> None:
    page.goto(f"{live_server.url}{SHOP}you/")
    page.get_by_label("Nickel").check()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Keep this").click()
    page.goto(f"{live_server.url}{SHOP}")
    expect(cards(page, "home")).to_have_count(1)
    expect(cards(page, "home")).to_contain_text("Tested Belt")
