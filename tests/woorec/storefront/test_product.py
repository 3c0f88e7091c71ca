"""The page of one product."""

import json
import re

import pytest
from django.test import Client

from catalog.models import Product, StockLevel
from tests.woorec.storefront.shopping import (
    SHOP,
    avoid_nickel,
    html_of,
    put_in_cart,
)
from woorec.storefront.product_page import json_ld


def test_a_product_asks_for_what_goes_with_it_and_for_what_feels_alike(shop: Client) -> None:
    html = html_of(shop, f"{SHOP}p/TOTE-1/")
    for placement, heading in (("product", "Pairs with"), ("feel", "Feels like this")):
        assert re.search(rf'placement="{placement}" heading="{heading}" limit="4" product="TOTE-1"', html)


def test_a_hidden_product_has_no_page_from_the_next_request_on(shop: Client) -> None:
    assert shop.get(f"{SHOP}p/TOTE-1/").status_code == 200
    Product.objects.filter(sku="TOTE-1").update(visible=False)
    answer = shop.get(f"{SHOP}p/TOTE-1/")
    assert answer.status_code == 404
    assert "This piece is not here" in answer.content.decode()


def test_an_unknown_product_is_answered_by_the_shop(shop: Client) -> None:
    answer = shop.get(f"{SHOP}p/NOTHING/")
    assert answer.status_code == 404
    assert "Small Leather House" in answer.content.decode()


def test_a_sold_out_product_says_so_and_cannot_be_bought(shop: Client) -> None:
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=0)
    html = html_of(shop, f"{SHOP}p/TOTE-1/")
    assert "Sold out in Europe" in html
    assert "https://schema.org/OutOfStock" in html
    answer = put_in_cart(shop, "TOTE-1")
    assert answer.status_code == 422
    assert "cannot be put in the cart" in answer.content.decode()


def test_the_last_pieces_are_counted(shop: Client) -> None:
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=1)
    assert "Only 2 left" in html_of(shop, f"{SHOP}p/TOTE-1/")


def test_a_product_tells_search_engines_what_it_is_made_of(shop: Client) -> None:
    html = html_of(shop, f"{SHOP}p/TOTE-1/")
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))
    assert (said["@type"], said["material"], said["sku"]) == ("Product", "Pebbled calf", "TOTE-1")
    assert (said["offers"]["price"], said["offers"]["priceCurrency"]) == ("420.0", "EUR")


def test_no_text_of_a_product_ends_the_element_that_describes_it() -> None:
    said = {"name": "</script><script>alert(1)</script>&\u2028"}
    written = json_ld(said)
    assert "<" not in written
    assert json.loads(written) == said


def test_a_members_price_is_shown_to_them_and_to_no_search_engine(shop: Client, gold: str) -> None:
    shop.post(f"{SHOP}you/become/", {"customer": gold})
    html = html_of(shop, f"{SHOP}p/TOTE-1/")
    assert "€378.00" in html
    assert "gold price" in html.lower()
    assert '"offers"' not in html


@pytest.mark.parametrize(("sku", "warned"), [("BELT-1", False), ("BELT-2", True), ("BELT-3", True)])
def test_nora_is_told_when_a_page_shows_what_no_list_would(shop: Client, sku: str, warned: bool) -> None:
    avoid_nickel(shop)
    assert ("You avoid nickel." in html_of(shop, f"{SHOP}p/{sku}/")) is warned


def test_variants_leave_out_what_nora_avoids(shop: Client) -> None:
    Product.objects.filter(sku__startswith="BELT").update(item_group="BELT")
    assert len(shop.get(f"{SHOP}p/BELT-1/").context["page"].variants) == 3
    avoid_nickel(shop)
    assert shop.get(f"{SHOP}p/BELT-1/").context["page"].variants == ()
