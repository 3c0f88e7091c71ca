"""The widget in a shop's page: a list, or else the page's own content; no jump, no foreign host, no lost beacon."""

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from catalog.models import Material, StockLevel, Store
from events.models import Interaction, RankedList
from rules.models import Placement
from tests.e2e.shop_page import ShopPage
from tests.e2e.test_accessible import violations

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BUILT = Path(settings.BASE_DIR) / "static" / "woorec"
DIGEST = "4f1d2c0a9b8e7d6c5b4a39281706f5e4"
# As the stage behaves: one canvas on a page, Escape closes it.
STAGE = """
let canvas, closing;
export async function show(host, look, { label, onClose }) {
  closing?.();
  canvas ??= Object.assign(document.createElement("canvas"), { tabIndex: 0 });
  canvas.setAttribute("aria-label", label);
  canvas.dataset.turned = 0;
  host.append(canvas);
  closing = () => { closing = undefined; canvas.remove(); onClose(); };
  const rotate = (x) => { canvas.dataset.turned = +canvas.dataset.turned + x; };
  return { rotate, zoom() {}, timings: {}, close: closing };
}
"""


@pytest.fixture
def shop(live_server, page: Page, leather: Store, browser_key: str) -> ShopPage:
    return ShopPage(page, live_server.url, browser_key)


def until(found: Callable[[], object]) -> object:
    """This will wait until something is found: beacons are stored by another thread."""
    for _ in range(100):
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError("It did not come within ten seconds.")


def leave(shop: ShopPage) -> None:
    shop.page.goto("about:blank")


def test_a_list_comes_under_the_strictest_policy(shop: ShopPage) -> None:
    shop.open()
    detail = shop.wait("ready")
    assert len(shop.names) == detail["n"] == 4
    assert RankedList.objects.filter(request_id=detail["request_id"]).exists()
    expect(shop.page.get_by_text("Our best sellers")).to_be_hidden()
    assert shop.page.get_by_role("link", name=shop.names[0]).get_attribute("href").startswith("/p/")
    assert shop.breaches == []


def test_a_list_comes_from_another_host(shop: ShopPage, live_server) -> None:
    shop.host = live_server.url.replace("localhost", "127.0.0.1")
    assert shop.host != live_server.url
    shop.open(api=live_server.url)
    shop.wait("ready")
    assert len(shop.names) == 4
    assert shop.breaches == []


@pytest.mark.parametrize("status", [503, 500, 401, 429])
def test_an_error_shows_what_the_page_brought(shop: ShopPage, status: int) -> None:
    shop.page.route("**/api/v1/recommendations", lambda route: route.fulfill(status=status, json={"type": "x#busy"}))
    shop.open()
    assert shop.wait("error") == {"code": "busy", "status": status}
    expect(shop.page.get_by_text("Our best sellers")).to_be_visible()
    assert shop.shifts == 0


def test_a_list_that_takes_too_long_is_not_waited_for(shop: ShopPage) -> None:
    shop.page.route("**/api/v1/recommendations", lambda route: None)
    shop.open(timeout="200")
    assert shop.wait("error")["code"] == "timeout"
    expect(shop.page.get_by_text("Our best sellers")).to_be_visible()
    shop.page.unroute_all(behavior="ignoreErrors")


def test_nothing_to_show_shows_what_the_page_brought(shop: ShopPage) -> None:
    StockLevel.objects.update(quantity=0)
    shop.open()
    shop.wait("empty")
    expect(shop.page.get_by_text("Our best sellers")).to_be_visible()
    assert shop.shifts == 0


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_jumps_when_the_list_comes(shop: ShopPage, width: int) -> None:
    shop.page.set_viewport_size({"width": width, "height": 1000})
    shop.open()
    shop.wait("ready")
    assert shop.shifts == 0


def test_each_product_that_was_looked_at_is_told_once(shop: ShopPage) -> None:
    shop.open()
    request_id = shop.wait("ready")["request_id"]
    shop.page.wait_for_timeout(1300)
    shop.page.mouse.wheel(0, 2000)
    shop.page.wait_for_timeout(300)
    shop.page.mouse.wheel(0, -2000)
    shop.page.wait_for_timeout(1300)
    leave(shop)
    seen = Interaction.objects.filter(kind="view_item_list", request_id=request_id)
    until(lambda: seen.count() == 4)
    time.sleep(0.3)
    assert sorted(seen.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_what_was_not_looked_at_for_a_second_is_not_told(shop: ShopPage) -> None:
    shop.open()
    shop.wait("ready")
    shop.page.wait_for_timeout(300)
    shop.page.locator("[part=title]").first.click()
    until(lambda: Interaction.objects.filter(kind="select_item").exists())
    assert not Interaction.objects.filter(kind="view_item_list").exists()


def test_what_left_the_page_is_no_impression(shop: ShopPage) -> None:
    shop.open()
    shop.wait("ready")
    shop.page.wait_for_timeout(300)
    shop.page.evaluate("document.querySelector('woorec-recommendations').remove()")
    shop.page.wait_for_timeout(1300)
    leave(shop)
    time.sleep(0.5)
    assert not Interaction.objects.exists()


def test_a_second_that_was_broken_off_begins_anew(shop: ShopPage) -> None:
    shop.page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.isHidden ?? false })")
    turn = "hidden => { window.isHidden = hidden; document.dispatchEvent(new Event('visibilitychange')); }"
    shop.open()
    shop.wait("ready")
    shop.page.wait_for_timeout(500)
    shop.page.evaluate(turn, True)
    shop.page.wait_for_timeout(1300)
    shop.page.evaluate(turn, False)
    shop.page.locator("[part=title]").first.click()
    until(lambda: Interaction.objects.filter(kind="select_item").exists())
    assert not Interaction.objects.filter(kind="view_item_list").exists()


def test_a_click_is_told_with_its_list_and_place(shop: ShopPage) -> None:
    shop.open(session="v-1")
    request_id = shop.wait("ready")["request_id"]
    shop.page.locator("[part=title]").nth(1).click()
    click = until(lambda: Interaction.objects.filter(kind="select_item").first())
    assert (str(click.request_id), click.position, click.session) == (request_id, 2, "v-1")


def test_a_shop_takes_a_product_into_its_own_cart(shop: ShopPage) -> None:
    shop.open()
    shop.wait("ready")
    shop.page.evaluate("document.addEventListener('woorec:add-to-cart', (event) => event.preventDefault())")
    shop.page.get_by_role("button", name="Add to cart").first.click()
    detail = shop.wait("add-to-cart")
    leave(shop)
    added = until(lambda: Interaction.objects.filter(kind="add_to_cart").first())
    assert (added.product.sku, str(added.request_id)) == (detail["sku"], detail["request_id"])


def test_a_button_that_the_shop_does_not_know_opens_the_product(shop: ShopPage) -> None:
    shop.open()
    shop.wait("ready")
    shop.page.get_by_role("button", name="Add to cart").first.click()
    shop.page.wait_for_url("**/p/**")
    until(lambda: Interaction.objects.filter(kind="select_item").exists())
    assert not Interaction.objects.filter(kind="add_to_cart").exists()


def test_what_the_skin_must_avoid_makes_unproven_pieces_vanish(shop: ShopPage) -> None:
    Placement.objects.update(length=12)
    shop.open(limit="12")
    shop.wait("ready")
    assert len(shop.names) == 12
    shop.page.get_by_role("button", name="What my skin must avoid").click()
    dialog = shop.page.get_by_role("dialog")
    dialog.get_by_label("Nickel").check()
    dialog.get_by_role("button", name="Show only").click()
    expect(dialog.get_by_role("status")).to_contain_text("Tick that you agree")
    dialog.get_by_label("I agree").check()
    dialog.get_by_role("button", name="Show only").click()
    expect(shop.page.locator("[part=title]")).to_have_text(["Tested Belt"])
    expect(shop.page.locator("[part~=notice]")).to_contain_text("Nickel release 0.08")
    shop.page.reload()
    expect(shop.page.locator("[part=title]")).to_have_text(["Tested Belt"])
    shop.page.get_by_role("button", name="What my skin must avoid").click()
    expect(shop.page.get_by_role("dialog").get_by_label("Nickel")).to_be_checked()
    shop.page.get_by_role("button", name="Forget what I said").click()
    expect(shop.page.locator("[part=title]")).to_have_count(12)
    assert "woorec_avoids" not in {cookie["name"] for cookie in shop.page.context.cookies()}


def test_what_can_no_longer_be_read_is_never_taken_for_nothing(shop: ShopPage) -> None:
    shop.page.context.add_cookies([{"name": "woorec_avoids", "value": "broken", "url": shop.host}])
    shop.open()
    assert shop.wait("error")["code"] == "visitor-avoidances-unreadable"
    expect(shop.page.get_by_text("can no longer be read")).to_be_visible()
    expect(shop.page.get_by_role("button", name="What my skin must avoid")).to_be_visible()
    expect(shop.cards).to_have_count(0)


def test_a_shopper_reads_why_and_switches_personal_lists_off(shop: ShopPage) -> None:
    asked: list[dict] = []
    shop.page.on(
        "request", lambda request: request.url.endswith("recommendations") and asked.append(request.post_data_json)
    )
    shop.open()
    shop.wait("ready")
    shop.page.get_by_role("button", name="Why am I seeing this?").click()
    dialog = shop.page.get_by_role("dialog")
    expect(dialog).to_contain_text("How likely you are to buy it.")
    expect(dialog).to_contain_text("Nothing that is sold out")
    dialog.get_by_label("Choose pieces for me").uncheck()
    until(lambda: shop.page.evaluate("1") and len(asked) == 2)
    shop.page.reload()
    shop.wait("ready")
    assert [wish.get("personalise", True) for wish in asked] == [True, False, False]


def test_a_narrow_page_has_a_row_to_swipe_and_never_scrolls_sideways_itself(shop: ShopPage) -> None:
    shop.page.set_viewport_size({"width": 390, "height": 844})
    shop.open()
    shop.wait("ready")
    wide, seen, page_wide = shop.page.locator("[part=list]").evaluate(
        "list => [list.scrollWidth, list.clientWidth, document.documentElement.scrollWidth]"
    )
    assert wide > seen
    assert page_wide <= 390


@pytest.mark.parametrize("width", [1440, 390])
def test_the_widget_shuts_nobody_out(shop: ShopPage, width: int) -> None:
    Material.objects.update(look_digest=DIGEST)
    shop.page.set_viewport_size({"width": width, "height": 1000})
    shop.alter({"sponsored": True, "lowest_price_30_days": 999})
    shop.open()
    shop.wait("ready")
    faults = violations(shop.page)
    for name in ("Why am I seeing this?", "What my skin must avoid"):
        shop.page.get_by_role("button", name=name).click()
        expect(shop.page.get_by_role("dialog")).to_be_visible()
        shop.page.wait_for_load_state("networkidle")
        faults += violations(shop.page)
        shop.page.keyboard.press("Escape")
    assert faults == [], "\n".join(faults)


def test_a_page_that_frames_what_has_focus_frames_the_link_and_not_the_whole_list(shop: ShopPage) -> None:
    shop.open()
    shop.wait("ready")
    frame = "const all = new CSSStyleSheet(); all.replaceSync(':focus{outline:2px solid red}');"
    shop.page.evaluate(f"() => {{ {frame} document.adoptedStyleSheets = [all]; }}")
    link = shop.page.get_by_role("link", name=shop.names[0])
    link.focus()
    expect(shop.page.locator("woorec-recommendations")).to_have_css("outline-style", "none")
    expect(link).not_to_have_css("outline-style", "none")


def test_a_paid_place_says_so_and_nothing_else(shop: ShopPage) -> None:
    shop.alter({"sponsored": True, "badge": "house"})
    shop.open()
    shop.wait("ready")
    expect(shop.cards.first.locator("[part~=badge]")).to_have_text("Sponsored")


@pytest.mark.parametrize(
    ("price", "regular", "why", "lowest", "struck", "beside"),
    [
        (378, 420, "Gold price", 400, "€400.00", "Gold member price"),
        (378, 420, "Gold price", None, "", "Gold member price · Regular €420.00"),
        (378, 420, "Gold: 10 % off the regular price", None, "", "Gold: 10 % off the regular price · Regular €420.00"),
        (420, 420, "regular price", 380, "", ""),
        (350, 350, "regular price", 380, "€380.00", ""),
    ],
)
def test_only_the_lowest_price_of_thirty_days_is_struck_through(
    shop: ShopPage, price: int, regular: int, why: str, lowest: int | None, struck: str, beside: str
) -> None:
    shop.alter({"price": price, "regular_price": regular, "price_reason": why, "lowest_price_30_days": lowest})
    shop.open()
    shop.wait("ready")
    card = shop.cards.first
    expect(card.locator("[part=now]")).to_have_text(f"€{price}.00")
    expect(card.locator("del")).to_have_text([f"Lowest price of the 30 days before: {struck}"] if struck else [])
    assert card.locator("[part=beside]").inner_text().strip() == beside


def test_one_canvas_serves_every_card_and_escape_closes_it(shop: ShopPage) -> None:
    Material.objects.update(look_digest=DIGEST)
    shop.page.route("**/stage.js*", lambda route: route.fulfill(body=STAGE, content_type="text/javascript"))
    shop.open()
    shop.wait("ready")
    assert "stage.js" not in shop.page.evaluate(
        "performance.getEntriesByType('resource').map((each) => each.name).join()"
    )
    shop.cards.nth(0).get_by_role("button", name="View in 3D").click()
    expect(shop.page.locator("canvas")).to_have_count(1)
    shop.cards.nth(1).get_by_role("button", name="View in 3D").click()
    expect(shop.cards.nth(1).locator("canvas")).to_have_count(1)
    expect(shop.page.locator("canvas")).to_have_count(1)
    expect(shop.cards.nth(0).get_by_role("button", name="View in 3D")).to_be_visible()
    shop.page.get_by_role("button", name="Turn right").click()
    assert float(shop.page.locator("canvas").get_attribute("data-turned")) > 0
    shop.page.locator("canvas").focus()
    shop.page.keyboard.press("Escape")
    expect(shop.page.locator("canvas")).to_have_count(0)
    leave(shop)
    until(lambda: Interaction.objects.filter(kind="view_3d").count() == 2)
    assert all("load_ms" in each.extra for each in Interaction.objects.filter(kind="view_3d"))


def test_a_shops_own_product_page_shows_one_product_in_3d_and_tells_of_it(shop: ShopPage) -> None:
    shop.page.route("**/stage.js*", lambda route: route.fulfill(body=STAGE, content_type="text/javascript"))
    said = {"look": DIGEST, "shape": "tote", "label": "Pebbled Tote", "product": "TOTE-1", "key": shop.key}
    shop.open(body=shop.tag("woorec-material", said, ""))
    shop.page.locator("woorec-material").get_by_role("button", name="View in 3D").click()
    expect(shop.page.locator("woorec-material canvas")).to_have_count(1)
    leave(shop)
    turned = until(lambda: Interaction.objects.filter(kind="view_3d").first())
    assert (turned.product.sku, turned.request_id) == ("TOTE-1", None)


def test_where_3d_fails_the_picture_stays_and_the_page_hears_of_it(shop: ShopPage) -> None:
    Material.objects.update(look_digest=DIGEST)
    shop.page.route("**/stage.js*", lambda route: route.fulfill(status=500))
    shop.open()
    shop.wait("ready")
    shop.cards.first.get_by_role("button", name="View in 3D").click()
    assert shop.wait("error")["code"] == "3d"
    expect(shop.cards.first.locator("canvas")).to_have_count(0)
    assert not Interaction.objects.filter(kind="view_3d").exists()


def test_texts_of_the_shop_go_before_ours(shop: ShopPage) -> None:
    shop.open(words='{"add": "In den Warenkorb"}', locale="de-DE")
    shop.wait("ready")
    expect(shop.cards.first.get_by_role("button", name="In den Warenkorb")).to_be_visible()
    assert shop.cards.first.locator("[part=now]").inner_text().endswith("€")


@pytest.mark.parametrize(
    ("said", "price"), [("en_US", "€420.00"), ("de_DE", "420,00\u00a0€"), ("pt-PT-ao90", "€420.00")]
)
def test_a_language_is_read_as_shops_write_it(shop: ShopPage, said: str, price: str) -> None:
    shop.alter({"price": 420, "regular_price": 420})
    shop.open(locale=said)
    shop.wait("ready")
    assert shop.cards.first.locator("[part=now]").inner_text() == price


@pytest.mark.skipif(not shutil.which("node"), reason="Only Node compresses as servers do.")
def test_the_widget_weighs_at_most_five_kilobytes() -> None:
    script = "const { brotliCompressSync: squeeze } = require('zlib'), { readFileSync: read } = require('fs');"
    script += "console.log(squeeze(read(process.argv[1])).length)"
    size = subprocess.run(["node", "-e", script, str(BUILT / "woorec.js")], capture_output=True, text=True, check=True)
    assert int(size.stdout) <= 5 * 1024
