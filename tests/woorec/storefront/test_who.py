"""Somebody is a visitor of a region, or a customer whom the shop's backend vouches for."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Product
from events.models import Avoidance
from tests.woorec.storefront.shopping import (
    SHOP,
    avoid_nickel,
    buy,
    html_of,
    put_forward,
    skus_of,
)
from woorec.demo_keys import browser_key
from woorec.storefront import shoppers


def test_the_region_a_visitor_chooses_sets_currency_and_price(shop: Client) -> None:
    answer = shop.post(f"{SHOP}you/region/", {"region": "us", "next": f"{SHOP}p/TOTE-1/"})
    assert answer.url == f"{SHOP}p/TOTE-1/"
    html = html_of(shop, answer.url)
    assert "$504.00" in html
    assert 'region="us"' in html


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example", "/studio/", "javascript:x"])
def test_the_switch_leads_nowhere_but_back_into_the_shop(shop: Client, where: str) -> None:
    assert shop.post(f"{SHOP}you/become/", {"next": where}).url == SHOP
    assert where not in re.findall(r'href="([^"]*)"', html_of(shop, f"{SHOP}you/?back={where}"))


def test_a_customer_comes_with_a_token_that_the_api_accepts(shop: Client, gold: str, storefront) -> None:
    assert "Gold, Europe" in html_of(shop, f"{SHOP}you/")
    shop.post(f"{SHOP}you/become/", {"customer": gold})
    html = html_of(shop)
    token, session = re.search(r'shopper-token="([^"]+)"', html), re.search(r'\ssession="([^"]+)"', html)
    page = storefront.post(
        reverse("recommendations"),
        {"placement": "home", "session": session.group(1), "shopper_token": token.group(1)},
        format="json",
    ).json()
    assert page["tier"] == "gold"


@pytest.mark.parametrize("customer", ["10027", "sim-000099", "", "sim-999999"])
def test_nobody_becomes_a_customer_that_the_shop_does_not_offer(shop: Client, gold: str, customer: str) -> None:
    shop.post(f"{SHOP}you/become/", {"customer": customer})
    assert "shopper-token" not in html_of(shop)


def test_no_two_customers_of_the_shop_have_one_name() -> None:
    assert len({shoppers._name(number) for number in shoppers.MADE_UP.values()}) == shoppers.LOOKED_AT


def test_a_forged_sign_in_is_none(shop: Client, gold: str) -> None:
    shop.post(f"{SHOP}you/become/", {"customer": gold})
    shop.cookies["shop_shopper"] = shop.cookies["shop_shopper"].value[:-2] + "xx"
    assert "shopper-token" not in html_of(shop)


def test_who_becomes_somebody_else_begins_a_visit_of_their_own(shop: Client, gold: str) -> None:
    avoid_nickel(shop)
    buy(shop, "TOTE-1")
    before = shop.cookies["shop_session"].value
    shop.post(f"{SHOP}you/become/", {"customer": gold})
    assert shop.cookies["shop_session"].value != before
    assert "avoiding" not in html_of(shop)
    assert "TOTE-1" not in html_of(shop, f"{SHOP}orders/")


@pytest.mark.parametrize("server", ["wr_revoked", ""])
def test_while_nobody_vouches_for_a_customer_they_see_only_what_is_proven_for_everybody(
    shop: Client, gold: str, keys_file: Path, server: str
) -> None:
    """Nora's account says what she avoids, and the shop cannot ask for it now."""
    Product.objects.filter(sku__startswith="BELT").update(item_group="BELT")
    usual = put_forward(shop)
    shop.post(f"{SHOP}you/become/", {"customer": gold})
    avoid_nickel(shop)
    keys_file.write_text(json.dumps({"leather": {"browser": browser_key("leather"), "server": server}}))
    answer = shop.get(SHOP)
    assert "<woorec-recommendations" not in answer.content.decode()
    assert "What you avoid cannot be read now" in answer.content.decode()
    known = answer.context["shop"]
    proven = {facts.sku for facts in known.snapshot.facts.products if known.may_recommend(facts)}
    assert put_forward(shop) == usual & proven != usual
    assert skus_of(shop, "") == proven
    page = shop.get(f"{SHOP}p/BELT-2/")
    assert page.context["page"].warnings
    assert {piece.sku for piece in page.context["page"].variants} <= proven


def test_a_visitor_is_asked_for_no_token_and_keeps_their_lists_without_it(shop: Client, keys_file: Path) -> None:
    keys_file.write_text(json.dumps({"leather": {"browser": browser_key("leather"), "server": "wr_revoked"}}))
    assert 'placement="home"' in html_of(shop)


def test_what_a_customer_avoids_is_not_changed_while_it_cannot_be_read(
    shop: Client, gold: str, keys_file: Path
) -> None:
    shop.post(f"{SHOP}you/become/", {"customer": gold})
    avoid_nickel(shop)
    keys_file.write_text(json.dumps({"leather": {"browser": browser_key("leather"), "server": "wr_revoked"}}))
    html = html_of(shop, f"{SHOP}you/?kept=1")
    assert "cannot be changed either" in html
    assert 'name="allergens"' not in html
    assert "Kept." not in html
    assert avoid_nickel(shop).status_code == 503
    assert Avoidance.objects.count() == 1
