"""Mia begins a calf in navy from the one she has, and a cloth from its data sheet."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from catalog.models import Material, Store
from tests.e2e.test_first_publish import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
DRAWN = "Drawn from these figures"


def test_mia_begins_a_calf_in_navy_from_the_one_she_has(live_server, page: Page, leather: Store, mia: User) -> None:
    sign_in(page, live_server.url, mia)
    page.goto(f"{live_server.url}/studio/leather/materials/pebbled/")
    page.get_by_role("link", name="Begin from this one").click()
    page.get_by_label("Name", exact=True).fill("Pebbled Calf, Été")
    expect(page.get_by_label("Code")).to_have_value("pebbled-calf-ete")

    page.get_by_label("Code").fill("pebbled")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("pebbled is the code of")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Pebbled Calf, Été")

    page.get_by_label("Code").fill("calf-ete")
    page.locator("#id_colour_hex").fill("#1f2a44")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("is begun. It is a draft")).to_be_visible()
    expect(page.locator("[data-state]")).to_contain_text(DRAWN, timeout=60_000)

    page.get_by_role("button", name="Throw it away").click()
    page.get_by_role("dialog").get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("is thrown away")).to_be_visible()
    assert not Material.objects.filter(code="calf-ete").exists()


def test_mia_begins_a_cloth_and_sees_it_before_every_figure_is_there(
    live_server, page: Page, leather: Store, mia: User
) -> None:
    sign_in(page, live_server.url, mia)
    page.goto(f"{live_server.url}/studio/leather/materials/")
    page.get_by_role("link", name="New material").click()
    page.get_by_label("Family").select_option("textile")
    page.get_by_label("Name", exact=True).fill("Silk Twill")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("[data-state]")).to_contain_text(DRAWN, timeout=60_000)

    page.get_by_label("Weave").select_option("twill")
    for number, (fibre, percent) in enumerate((("silk", "70"), ("cotton", "30"))):
        if number:
            page.get_by_role("button", name="Add a fibre").click()
        line = page.locator("[data-lines=fibres] .material-line").nth(number)
        line.get_by_label("Fibre").select_option(fibre)
        line.get_by_label("Percent").fill(percent)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("is saved as a draft")).to_be_visible()
    fibres = Material.objects.get(code="silk-twill").fibres.values_list("fibre", "percent")
    assert list(fibres) == [("silk", 70.0), ("cotton", 30.0)]
