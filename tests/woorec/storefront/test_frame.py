"""What every page of a demo shop has, whoever looks at it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from catalog.models import Store
from tests.woorec.storefront.shopping import (
    ADDRESS,
    SHOP,
    buy,
    html_of,
    put_in_cart,
)
from woorec.demo_keys import browser_key, server_key
from woorec.holder import SNAPSHOTS


def test_the_page_hands_the_widget_what_it_needs_to_ask(shop: Client) -> None:
    html = html_of(shop)
    assert f'key="{browser_key("leather")}"' in html
    assert 'placement="home"' in html
    assert 'api="/api/v1"' in html
    assert 'region="eu"' in html
    assert 'product-url="/shop/leather/p/{sku}/"' in html
    assert "shopper-token" not in html


@pytest.mark.parametrize("address", [SHOP, f"{SHOP}list/", f"{SHOP}p/TOTE-1/", f"{SHOP}cart/", f"{SHOP}you/"])
def test_the_secret_of_the_shops_server_never_reaches_a_page(shop: Client, address: str) -> None:
    assert server_key("leather") not in html_of(shop, address)


def test_a_shop_without_a_key_says_how_to_get_one_and_still_sells(leather: Store, keys_file: Path) -> None:
    visitor = Client()
    assert "manage.py demo" in html_of(visitor)
    put_in_cart(visitor, "TOTE-1")
    answer = visitor.post(f"{SHOP}checkout/", ADDRESS, follow=True)
    assert "WooRec could not be told" in answer.content.decode()


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"leather": "wr_x"}', '{"other": {"browser": "wr_x"}}'])
def test_a_file_of_keys_that_cannot_be_used_counts_as_none(keys_file: Path, content: str) -> None:
    keys_file.write_text(content)
    assert (browser_key("leather"), server_key("leather")) == ("", "")


@pytest.mark.parametrize(
    "address", [SHOP, f"{SHOP}list/", f"{SHOP}p/TOTE-1/", f"{SHOP}cart/", f"{SHOP}orders/", f"{SHOP}you/"]
)
def test_nothing_of_the_shop_is_inline_or_from_elsewhere(shop: Client, address: str) -> None:
    html = html_of(shop, address)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*(?:src=|application/ld\+json))", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


@pytest.mark.parametrize("address", [SHOP, f"{SHOP}list/", f"{SHOP}p/TOTE-1/", f"{SHOP}cart/"])
def test_where_no_list_comes_the_shop_shows_its_own(shop: Client, address: str) -> None:
    html = html_of(shop, address)
    for tag in re.findall(r"<woorec-recommendations.*?</woorec-recommendations>", html, re.DOTALL):
        assert "<h2>" in tag
        assert 'class="piece"' in tag or "/p/" in address
    assert "<woorec-recommendations" in html or "/list/" in address


@pytest.mark.parametrize("address", ["/shop/elsewhere/", f"{SHOP}swatch/NOTHING.svg", f"{SHOP}thanks/LEA-1/"])
def test_what_is_not_in_the_shop_is_not_found(shop: Client, address: str) -> None:
    assert shop.get(address).status_code == 404


def test_the_pages_are_their_visitors_alone_but_the_pictures_may_be_kept(shop: Client) -> None:
    assert {"private", "no-store"} <= set(shop.get(SHOP)["Cache-Control"].split(", "))
    drawing = shop.get(f"{SHOP}swatch/TOTE-1.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "max-age=86400" in drawing["Cache-Control"]
    assert not drawing.cookies


def test_the_demo_shop_needs_no_django_session(shop: Client) -> None:
    buy(shop, "TOTE-1")
    assert settings.SESSION_COOKIE_NAME not in shop.cookies


def test_a_leather_shop_looks_warm_and_a_jeweller_cool(shop: Client, leather: Store) -> None:
    assert 'data-look="warm"' in html_of(shop)
    leather.materials.filter(family="leather").update(family="metal")
    leather.catalogue_revision += 1
    leather.save()
    SNAPSHOTS.clear()
    assert 'data-look="cool"' in html_of(shop)
