"""Where 3D fails the shopper keeps the picture and reads so, the page hears why, and WooRec counts it once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, Route, expect

from catalog.models import Material, Store
from events.failed_views import REASONS
from events.models import Interaction
from frontend.chromium import browser_path
from tests.e2e.shop_page import ShopPage
from tests.e2e.test_widget import DIGEST, STAGE, leave, until

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
FAILED = "3D did not open. Try again."
# A stage whose view is taken away when the page says so, as a phone does.
TAKEN_AWAY = """
let shown = 0;
export async function show(host, look, { onClose }) {
  shown += 1;
  const failure = (reason) => Object.assign(new Error(reason), { reason });
  if (shown > window.opens) throw failure("no_webgl");
  const canvas = document.createElement("canvas");
  host.append(canvas);
  const end = (reason) => { canvas.remove(); onClose({ reason, error: failure("context_lost") }); };
  window.takeAway = () => end("lost");
  return { rotate() {}, zoom() {}, timings: {}, close: () => end("closed") };
}
"""


@pytest.fixture
def shop(live_server, page: Page, leather: Store, browser_key: str) -> ShopPage:
    Material.objects.update(look_digest=DIGEST)
    return ShopPage(page, live_server.url, browser_key)


@pytest.fixture
def blind_page(browser: Browser) -> Iterator[Page]:
    """A window of a browser that knows WebGL and gives none."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]
    started = browser.browser_type.launch(executable_path=browser_path(), args=flags)
    yield started.new_page()
    started.close()


def stage(shop: ShopPage, body: str) -> None:
    shop.page.route("**/stage.js*", lambda route: route.fulfill(body=body, content_type="text/javascript"))


def button(card: Locator) -> Locator:
    return card.locator("[part=view]")


def told() -> list[tuple[str, str]]:
    failed = Interaction.objects.filter(kind="view_3d_failed").order_by("pk")
    return [(each.product.sku, each.extra["reason"]) for each in failed]


def reasons(shop: ShopPage) -> list[str]:
    return shop.page.evaluate("window.told.filter(([name]) => name === 'error').map(([, detail]) => detail.reason)")


def missing(route: Route) -> None:
    route.fulfill(status=404)


def test_the_picture_stays_and_the_failure_is_told_with_its_list(shop: ShopPage) -> None:
    shop.page.route("**/stage.js*", missing)
    shop.open()
    request_id = shop.wait("ready")["request_id"]
    card = shop.cards.first
    button(card).click()
    expect(button(card)).to_have_text(FAILED)
    expect(card.get_by_role("status")).to_have_text(FAILED)
    detail = shop.wait("error")
    assert (detail["code"], detail["reason"]) == ("3d", "stage_missing")
    expect(card.locator("canvas")).to_have_count(0)
    leave(shop)
    event = until(lambda: Interaction.objects.filter(kind="view_3d_failed").first())
    assert (str(event.request_id), event.position) == (request_id, 1)
    assert event.extra == {"reason": "stage_missing", "placement": "home"}


def test_a_second_file_that_does_not_come_is_told_too(shop: ShopPage) -> None:
    shop.page.route("**/woorec-more.js*", missing)
    shop.open()
    shop.wait("ready")
    button(shop.cards.first).click()
    expect(button(shop.cards.first)).to_have_text(FAILED)
    assert shop.wait("error")["reason"] == "stage_missing"
    shop.page.unroute("**/woorec-more.js*")
    stage(shop, STAGE)
    button(shop.cards.first).click()
    expect(shop.cards.first.locator("canvas")).to_have_count(1)
    leave(shop)
    until(lambda: Interaction.objects.filter(kind="view_3d").exists())
    assert [reason for _, reason in told()] == ["stage_missing"]


def test_whoever_tries_again_is_counted_once(shop: ShopPage) -> None:
    shop.page.route("**/stage.js*", missing)
    shop.open()
    shop.wait("ready")
    for number in (1, 2, 3):
        button(shop.cards.first).click()
        shop.page.wait_for_function("n => window.told.filter(([name]) => name === 'error').length === n", arg=number)
    button(shop.cards.nth(1)).click()
    expect(button(shop.cards.nth(1))).to_have_text(FAILED)
    leave(shop)
    until(lambda: len(told()) == 2)
    shop.page.wait_for_timeout(500)
    assert len({sku for sku, _ in told()}) == len(told()) == 2


def test_a_look_that_is_gone_and_maps_that_are_gone_are_told_apart(shop: ShopPage) -> None:
    shop.open()
    shop.wait("ready")
    button(shop.cards.first).click()
    expect(button(shop.cards.first)).to_have_text(FAILED)
    look = {"schema": "woorec-look/1", "tile_mm": 10, "maps": {"normal": "n.webp", "orm": "o.webp", "tone": "t.webp"}}
    shop.page.route("**/look.json", lambda route: route.fulfill(json=look))
    button(shop.cards.nth(1)).click()
    expect(button(shop.cards.nth(1))).to_have_text(FAILED)
    assert reasons(shop) == ["look_missing", "maps_missing"]


def test_a_browser_that_gives_no_3d_says_so_on_the_card(
    blind_page: Page, live_server, leather: Store, browser_key: str
) -> None:
    Material.objects.update(look_digest=DIGEST)
    shop = ShopPage(blind_page, live_server.url, browser_key).open()
    shop.wait("ready")
    button(shop.cards.first).click()
    expect(button(shop.cards.first)).to_have_text("This browser cannot show 3D.")
    assert shop.wait("error")["reason"] == "no_webgl"


def test_what_takes_too_long_is_given_up_and_may_be_tried_again(shop: ShopPage) -> None:
    shop.page.clock.install()
    held: list[Any] = []
    shop.page.route("**/stage.js*", lambda route: held.append(route))
    shop.open()
    shop.wait("ready")
    button(shop.cards.first).click()
    expect(button(shop.cards.first)).to_have_text("Loading…")
    shop.page.clock.fast_forward(29_000)
    expect(button(shop.cards.first)).to_have_text("Loading…")
    shop.page.clock.fast_forward(2_000)
    expect(button(shop.cards.first)).to_have_text(FAILED)
    assert reasons(shop) == ["timed_out"]
    button(shop.cards.first).click()
    for route in held:
        route.fulfill(body=STAGE, content_type="text/javascript")
    expect(shop.cards.first.locator("canvas")).to_have_count(1)
    expect(button(shop.cards.first)).to_have_text("Close 3D")


@pytest.mark.parametrize(("opens", "ends"), [(2, "Close 3D"), (1, FAILED)])
def test_a_view_that_is_taken_away_is_told_only_if_it_does_not_come_back(shop: ShopPage, opens: int, ends: str) -> None:
    stage(shop, TAKEN_AWAY)
    shop.open()
    shop.wait("ready")
    shop.page.evaluate("opens => { window.opens = opens; }", opens)
    button(shop.cards.first).click()
    expect(button(shop.cards.first)).to_have_text("Close 3D")
    shop.page.evaluate("window.takeAway()")
    expect(button(shop.cards.first)).to_have_text(ends)
    assert reasons(shop) == ([] if opens == 2 else ["context_lost"])
    if opens == 2:
        shop.page.evaluate("window.takeAway()")
    expect(button(shop.cards.first)).to_have_text(FAILED)
    leave(shop)
    until(lambda: [reason for _, reason in told()] == ["context_lost"])
    assert Interaction.objects.filter(kind="view_3d").count() == 1


def test_a_view_that_was_taken_in_the_background_comes_back_when_somebody_looks(shop: ShopPage) -> None:
    stage(shop, TAKEN_AWAY)
    shop.open()
    shop.wait("ready")
    shop.page.evaluate("window.opens = 2")
    button(shop.cards.first).click()
    expect(button(shop.cards.first)).to_have_text("Close 3D")
    look = """hidden => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      if (hidden) window.takeAway();
      else document.dispatchEvent(new Event("visibilitychange"));
    }"""
    shop.page.evaluate(look, True)
    expect(button(shop.cards.first)).to_have_text("View in 3D")
    shop.page.evaluate(look, False)
    expect(button(shop.cards.first)).to_have_text("Close 3D")
    assert reasons(shop) == []


def test_a_shops_own_product_page_tells_it_of_its_product(shop: ShopPage) -> None:
    shop.page.route("**/stage.js*", missing)
    said = {"look": DIGEST, "shape": "tote", "label": "Pebbled Tote", "product": "TOTE-1", "key": shop.key}
    shop.open(body=shop.tag("woorec-material", said, ""))
    material = shop.page.locator("woorec-material")
    button(material).click()
    expect(button(material)).to_have_text(FAILED)
    leave(shop)
    until(lambda: told() == [("TOTE-1", "stage_missing")])


def test_every_reason_that_the_files_send_is_one_that_events_know() -> None:
    sources = [
        *Path(settings.BASE_DIR, "frontend").glob("stage/*.js"),
        *Path(settings.BASE_DIR, "frontend").glob("widget/*.js"),
    ]
    text = "".join(path.read_text() for path in sources)
    assert {word for word in REASONS if f'"{word}"' in text} == set(REASONS)
