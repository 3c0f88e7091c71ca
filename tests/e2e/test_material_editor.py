"""Mia makes a leather softer and glossier and watches it; Petra puts it live."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from catalog.models import Material, Store
from tests.e2e.test_first_publish import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
DRAWN = "Drawn from these figures"


def opened(page: Page, address: str, person: User) -> None:
    sign_in(page, address, person)
    page.goto(f"{address}/studio/leather/materials/pebbled/")


def test_mia_sees_what_she_types_and_takes_its_poster(live_server, page: Page, leather: Store, mia: User) -> None:
    opened(page, live_server.url, mia)
    said = page.locator("[data-state]")
    expect(said).to_contain_text(DRAWN, timeout=60_000)
    expect(page.locator("[data-material-view] canvas")).to_have_count(1)

    with page.expect_response("**/materials/pebbled/look/") as answered:
        page.get_by_role("spinbutton", name="Softness").fill("7.5")
    assert answered.value.json()["sheet"]["softness_mm"] == 7.5

    page.get_by_role("spinbutton", name="Softness").fill("900")
    expect(said).to_contain_text("Softness", timeout=30_000)
    page.get_by_role("spinbutton", name="Softness").fill("7.5")
    page.get_by_role("button", name="Use this view as poster").click()
    expect(said).to_contain_text("Save the draft first")

    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("is saved as a draft")).to_be_visible()
    expect(page.get_by_role("heading", name="Old and new")).to_be_visible()
    expect(said).to_contain_text(DRAWN, timeout=60_000)
    page.get_by_role("button", name="Use this view as poster").click()
    expect(said).to_contain_text("is the poster", timeout=60_000)
    assert Material.objects.get(code="pebbled", state="draft").leather.softness_mm == 7.5


def picture(page: Page) -> bytes:
    """This will look at the canvas once its frame is drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator("[data-material-view] canvas").screenshot()


@pytest.mark.parametrize(("label", "value"), [("Gloss", "62"), ("Colour", "#203a6b")])
def test_colour_and_gloss_change_before_the_server_has_answered(
    live_server, page: Page, leather: Store, mia: User, label: str, value: str
) -> None:
    opened(page, live_server.url, mia)
    expect(page.locator("[data-state]")).to_contain_text(DRAWN, timeout=60_000)
    before = picture(page)
    page.route("**/materials/pebbled/look/", lambda route: None)  # the answer never comes

    page.get_by_label(label, exact=True).first.fill(value)

    assert picture(page) != before


def test_petra_publishes_with_a_laboratory_figure_more(live_server, page: Page, leather: Store, petra: User) -> None:
    opened(page, live_server.url, petra)
    expect(page.locator("[data-state]")).to_contain_text(DRAWN, timeout=60_000)
    page.get_by_role("button", name="Add a figure").click()
    line = page.locator("[data-lines=evidence] .material-line").last
    line.get_by_label("Allergen").select_option("nickel")
    line.get_by_label("Measure").select_option("content")
    line.get_by_label("Value").fill("0.4")
    line.get_by_label("Method").fill("ISO 17072-1:2019")
    line.get_by_label("Tested on").fill("2026-06-01")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("is live as version 2")).to_be_visible()
    figure = Material.objects.get(code="pebbled", state="published").evidence.get()
    assert (figure.allergen, figure.value, figure.method) == ("nickel", 0.4, "ISO 17072-1:2019")
