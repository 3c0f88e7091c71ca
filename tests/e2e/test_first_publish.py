"""Petra's first minute: sign in, reserve slot 4, publish, and see the shop change."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from rest_framework.test import APIClient

from catalog.models import Store
from rules.models import Placement

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, address: str, person: User) -> None:
    page.goto(f"{address}/login/")
    page.get_by_label("Username").fill(person.username)
    page.get_by_label("Password", exact=True).fill("a long enough word")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/studio/**")


def reserve_slot_4(page: Page, *, kind: str) -> None:
    page.locator("input[name=positions][value='4']").check(force=True)
    page.locator("input[name=pool][value=condition]").check(force=True)
    page.locator("#condition-0-fact").select_option("brand_kind")
    value = page.locator("select#condition-0-value")  # the choice of a fact brings the values it can have
    expect(value).to_be_visible()
    expect(page.locator("#condition-0-op")).to_have_value("is")
    value.select_option(kind)
    page.get_by_label("Reason").fill("The partner campaign begins")
    page.get_by_role("button", name="Save to the draft").click()


def fourth_badge(storefront: APIClient) -> str | None:
    answer = storefront.post("/api/v1/recommendations", {"placement": "home"}, format="json")
    return answer.json()["items"][3]["badge"]


def test_petra_sets_slot_4_and_the_storefront_answers_differently(
    live_server, page: Page, leather: Store, home_page: Placement, petra: User, storefront: APIClient
) -> None:
    before = fourth_badge(storefront)
    wanted = "house" if before == "partner" else "partner"
    sign_in(page, live_server.url, petra)
    page.goto(f"{live_server.url}/studio/leather/placements/home/rules/new/slot/")
    reserve_slot_4(page, kind=wanted)

    page.wait_for_url("**/placements/home/**")
    expect(page.get_by_text("The partner campaign begins")).to_be_visible()
    assert fourth_badge(storefront) == before, "a draft must not reach the shop"

    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish version").click()
    expect(page.get_by_role("button", name="Publish version")).to_have_count(0)
    expect(page.locator("#placement-board")).to_contain_text("Live")
    assert fourth_badge(storefront) == wanted
    assert home_page.publications.get().by == petra


def test_vera_looks_and_finds_no_button_to_publish(
    live_server, page: Page, leather: Store, home_page: Placement, vera: User
) -> None:
    sign_in(page, live_server.url, vera)
    page.goto(f"{live_server.url}/studio/leather/placements/home/")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    expect(page.get_by_role("link", name="Publish…")).to_have_count(0)
    expect(page.get_by_role("button", name="Add rule")).to_have_count(0)
