"""The board by hand: slot 4 for the house brand, slot 10 for a partner, publish; with the mouse or keys alone."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from catalog.models import Store
from rules.models import Placement
from rules.queries import draft_of, live_version
from tests.e2e.test_first_publish import sign_in
from woorec.holder import SNAPSHOTS

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MOST_INTERACTIONS = 12
HOME = "/studio/leather/placements/home/"


class Hand:
    """A hand that counts what it does: each click, each key pressed, each text typed is one interaction."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, locator) -> None:
        self.count += 1
        locator.click()

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)


@pytest.fixture
def long_page(leather: Store) -> Placement:
    """A home page with a place 10."""
    Placement.objects.filter(store=leather, code="home").update(length=10)
    SNAPSHOTS.clear()
    return Placement.objects.get(store=leather, code="home")


def reserved(placement: Placement) -> dict[int, str]:
    rows = live_version(placement).rules.filter(kind="slot")
    return {row.params["positions"][0]: row.params["condition"]["value"] for row in rows}


def test_petra_reserves_slots_4_and_10_and_publishes_in_twelve_interactions(
    live_server, page: Page, long_page: Placement, petra: User
) -> None:
    sign_in(page, live_server.url, petra)
    page.goto(f"{live_server.url}{HOME}")
    hand = Hand(page)
    for position, pool in ((4, "House brand"), (10, "Any partner brand")):
        hand.click(page.get_by_role("link", name=f"Reserve place {position}", exact=True))
        hand.click(page.locator("#reserve-dialog").get_by_text(pool, exact=True))
        hand.click(page.get_by_role("button", name=f"Reserve place {position}"))
        expect(page.locator("#reserve-dialog")).to_be_hidden()
        expect(page.locator(f"#draft-list [data-position='{position}'] .product-tile__slot")).to_be_visible()
    hand.click(page.get_by_role("link", name="Publish…"))
    hand.click(page.get_by_role("button", name="Publish version"))
    expect(page.get_by_role("button", name="Publish version")).to_have_count(0)

    assert reserved(long_page) == {4: "house", 10: "partner"}
    assert hand.count <= MOST_INTERACTIONS, hand.count


def test_petra_does_the_same_with_the_keyboard_alone(
    live_server, page: Page, long_page: Placement, petra: User
) -> None:
    sign_in(page, live_server.url, petra)
    page.goto(f"{live_server.url}{HOME}")
    hand = Hand(page)
    hand.press("d")  # to the draft list
    for position, steps_down, choices in ((4, 3, 0), (10, 9, 1)):
        for _ in range(steps_down):
            hand.press("ArrowDown")
        hand.press("r")
        expect(page.locator("#reserve-dialog")).to_be_visible()
        hand.press("Space")
        for _ in range(choices):
            hand.press("ArrowDown")
        hand.press("Enter")
        expect(page.locator(f"#draft-list [data-position='{position}'] .product-tile__slot")).to_be_visible()
        hand.press("d")
    expect(page.get_by_role("link", name="Publish…")).to_be_visible()
    hand.press("Shift+P")
    expect(page.get_by_role("button", name="Publish version")).to_be_visible()
    hand.press("Enter")
    expect(page.get_by_role("button", name="Publish version")).to_have_count(0)

    assert reserved(long_page) == {4: "house", 10: "partner"}


def test_a_dragged_product_is_pinned_and_ctrl_z_takes_it_back(
    live_server, page: Page, home_page: Placement, mia: User
) -> None:
    sign_in(page, live_server.url, mia)
    page.goto(f"{live_server.url}{HOME}")
    tile = page.locator("#draft-list [data-tile]").nth(3)
    name = tile.locator(".product-tile__name").inner_text()
    first = page.locator("#draft-list [data-tile]").first
    box, goal = tile.bounding_box(), first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + 40, steps=12)
    page.mouse.up()
    expect(page.locator("#draft-list [data-tile]").first.locator(".product-tile__slot")).to_contain_text("Pinned")

    rule = draft_of(home_page).rules.get()
    assert (rule.kind, rule.params["position"], rule.label) == ("pin", 1, f"Pin {name}")
    expect(page.locator("#board-undo")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("#board-redo")).to_be_visible()
    assert not draft_of(home_page).rules.exists()


def test_a_product_off_the_page_is_found_and_pinned(live_server, page: Page, home_page: Placement, mia: User) -> None:
    sign_in(page, live_server.url, mia)
    page.goto(f"{live_server.url}{HOME}")
    page.keyboard.press("f")
    page.locator("#find-q").fill("patent tote")
    expect(page.locator(".find__hit")).to_have_count(1)
    page.get_by_label("Place for Patent Tote").fill("2")
    page.get_by_role("button", name="Pin Patent Tote").click()

    expect(page.locator("#draft-list [data-position='2'] .product-tile__name")).to_have_text("Patent Tote")


def test_the_shopper_is_found_by_typing(live_server, page: Page, home_page: Placement, mia: User) -> None:
    sign_in(page, live_server.url, mia)
    page.goto(f"{live_server.url}{HOME}")
    box = page.get_by_role("combobox", name="Shopper")
    box.fill("avoids nic")
    expect(page.locator(".combobox").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")

    expect(page.locator(".board-scene")).to_contain_text("Nora, avoids nickel")
    assert "shopper=nora" in page.url


def test_an_edit_after_the_session_ended_is_kept_and_done_after_signing_in_again(
    live_server, page: Page, home_page: Placement, mia: User
) -> None:
    sign_in(page, live_server.url, mia)
    page.goto(f"{live_server.url}{HOME}")
    page.context.clear_cookies(name="sessionid")
    page.locator("#draft-list [data-tile]").nth(2).focus()
    page.keyboard.press("p")
    expect(page.get_by_role("dialog", name="You were signed out")).to_be_visible()
    assert draft_of(home_page) is None

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in").click()
    tab = opened.value
    tab.get_by_label("Username").fill(mia.username)
    tab.get_by_label("Password", exact=True).fill("a long enough word")
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/studio/**")
    tab.close()
    page.get_by_role("button", name="Try again").click()

    expect(page.locator("#draft-list [data-position='3'] .product-tile__slot")).to_contain_text("Pinned")
    assert draft_of(home_page).rules.get().params["position"] == 3


def test_an_edit_while_offline_is_kept_and_sent_later(live_server, page: Page, home_page: Placement, mia: User) -> None:
    sign_in(page, live_server.url, mia)
    page.goto(f"{live_server.url}{HOME}")
    page.context.set_offline(True)
    page.locator("#draft-list [data-tile]").nth(2).focus()
    page.keyboard.press("p")
    expect(page.get_by_role("dialog", name="You are offline")).to_be_visible()
    page.context.set_offline(False)

    expect(page.locator("#draft-list [data-position='3'] .product-tile__slot")).to_contain_text("Pinned")
