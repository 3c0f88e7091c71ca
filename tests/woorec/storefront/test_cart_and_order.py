"""From the cart to the order, told to the API as any shop tells it."""

import json
from pathlib import Path

import pytest
from django.test import Client

from catalog.models import StockLevel
from events.models import Interaction, Order
from tests.woorec.storefront.shopping import (
    ADDRESS,
    LIST,
    SHOP,
    buy,
    html_of,
    put_in_cart,
)


def test_the_cart_counts_and_prices_what_is_in_it(shop: Client) -> None:
    for _ in range(2):
        put_in_cart(shop, "TOTE-1")
    put_in_cart(shop, "BELT-1")
    answer = shop.get(f"{SHOP}cart/")
    assert answer.context["cart"].total_words == "€935.00"
    assert answer.context["cart_count"] == 3
    assert (
        'placement="cart" heading="Goes well with your cart" limit="4" cart="TOTE-1,BELT-1"' in answer.content.decode()
    )


@pytest.mark.parametrize(("quantity", "left"), [("3", "3"), ("0", "-"), ("", "-"), ("99", "9"), ("many", "1")])
def test_a_line_is_changed_or_taken_out(shop: Client, quantity: str, left: str) -> None:
    put_in_cart(shop, "TOTE-1")
    shop.post(f"{SHOP}cart/change/", {"sku": "TOTE-1", "quantity": quantity})
    lines = shop.get(f"{SHOP}cart/").context["cart"].lines
    assert [str(each.line.quantity) for each in lines] == ([] if left == "-" else [left])


def test_a_script_is_answered_with_the_new_count(shop: Client) -> None:
    answer = shop.post(f"{SHOP}cart/add/", {"sku": "TOTE-1"}, headers={"Accept": "application/json"})
    assert answer.json() == {"count": 1, "said": "Pebbled Tote is in your cart."}
    assert shop.post(f"{SHOP}cart/add/", {"sku": "NO"}, headers={"Accept": "application/json"}).status_code == 422


def test_a_cart_that_was_tampered_with_is_empty(shop: Client) -> None:
    put_in_cart(shop, "TOTE-1")
    shop.cookies["shop_cart"] = "x" + shop.cookies["shop_cart"].value
    assert "nothing in your cart" in html_of(shop, f"{SHOP}cart/")


def test_what_is_gone_meanwhile_is_named_and_not_counted(shop: Client) -> None:
    put_in_cart(shop, "TOTE-1")
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=0)
    answer = shop.get(f"{SHOP}cart/")
    assert not answer.context["cart"].lines
    assert "Pebbled Tote: not to be had in Europe now" in answer.content.decode()


def test_adding_is_told_once_whoever_tells_it(shop: Client) -> None:
    put_in_cart(shop, "TOTE-1", request_id=LIST, index="2")
    put_in_cart(shop, "TOTE-2", told="on")
    told = Interaction.objects.get(kind="add_to_cart")
    assert (told.product.sku, str(told.request_id), told.position) == ("TOTE-1", LIST, 3)
    assert told.session == shop.cookies["shop_session"].value
    shop.post(f"{SHOP}cart/change/", {"sku": "TOTE-1", "quantity": "0"})
    assert Interaction.objects.get(kind="remove_from_cart").product.sku == "TOTE-1"


def test_an_order_is_told_with_the_list_that_led_to_each_piece(shop: Client) -> None:
    put_in_cart(shop, "TOTE-1", request_id=LIST, index="0")
    put_in_cart(shop, "BELT-1")
    number = buy(shop, "WALLET-1")
    order = Order.objects.get(number=number)
    lines = {line.product.sku: str(line.request_id or "") for line in order.lines.all()}
    assert lines == {"TOTE-1": LIST, "BELT-1": "", "WALLET-1": ""}
    assert (order.currency, order.session) == ("EUR", shop.cookies["shop_session"].value)
    assert order.lines.get(product__sku="TOTE-1").unit_price == 420
    html = html_of(shop, f"{SHOP}thanks/{number}/")
    assert 'placement="thanks"' in html
    assert "nothing in your cart" in html_of(shop, f"{SHOP}cart/")


def test_a_members_order_is_theirs_at_their_price(shop: Client, gold: str) -> None:
    shop.post(f"{SHOP}you/become/", {"customer": gold})
    order = Order.objects.get(number=buy(shop, "TOTE-1"))
    assert order.customer is not None
    assert order.lines.get().unit_price == 378


@pytest.mark.parametrize("missing", ["name", "street", "city", "delivery"])
def test_an_order_that_lacks_something_is_not_made_and_keeps_what_was_typed(shop: Client, missing: str) -> None:
    put_in_cart(shop, "TOTE-1")
    answer = shop.post(f"{SHOP}checkout/", {name: value for name, value in ADDRESS.items() if name != missing})
    assert answer.status_code == 422
    assert not Order.objects.exists()
    assert ("Via Roma 1" in answer.content.decode()) is (missing != "street")


def test_there_is_no_checkout_without_a_cart(shop: Client) -> None:
    assert shop.get(f"{SHOP}checkout/").url == f"{SHOP}cart/"
    assert shop.post(f"{SHOP}checkout/", ADDRESS).url == f"{SHOP}cart/"
    assert not Order.objects.exists()


def test_an_order_stands_even_if_woorec_cannot_be_told(shop: Client, keys_file: Path) -> None:
    keys_file.write_text(json.dumps({"leather": {"browser": "wr_x", "server": "wr_revoked"}}))
    number = buy(shop, "TOTE-1")
    assert "WooRec could not be told" in html_of(shop, f"{SHOP}thanks/{number}/?untold=1")
    assert number in html_of(shop, f"{SHOP}orders/")
