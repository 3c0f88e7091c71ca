"""What comes back, and why."""

import pytest
from django.core import signing
from django.test import Client

from events.models import Return
from tests.woorec.storefront.shopping import (
    SHOP,
    buy,
    html_of,
)


def test_a_return_is_told_with_its_reason(shop: Client) -> None:
    number = buy(shop, "TOTE-1", "BELT-1")
    answer = shop.post(f"{SHOP}orders/{number}/return/", {"sku": "BELT-1", "reason": "skin"}, follow=True)
    assert "Your return is noted" in answer.content.decode()
    told = Return.objects.get()
    assert (told.line.product.sku, told.reason, told.is_about_material) == ("BELT-1", "skin", True)


@pytest.mark.parametrize(
    ("reason", "ticked", "blamed"),
    [("feel", False, True), ("skin", False, True), ("size", False, False), ("colour", True, True)],
)
def test_the_material_is_blamed_where_the_shopper_blames_it(
    shop: Client, reason: str, ticked: bool, blamed: bool
) -> None:
    number = buy(shop, "TOTE-1")
    fields = {"sku": "TOTE-1", "reason": reason} | ({"is_about_material": "on"} if ticked else {})
    shop.post(f"{SHOP}orders/{number}/return/", fields)
    assert Return.objects.get().is_about_material is blamed


@pytest.mark.parametrize("fields", [{}, {"sku": "TOTE-1"}, {"reason": "feel"}, {"sku": "TOTE-2", "reason": "feel"}])
def test_a_return_that_lacks_something_is_asked_again(shop: Client, fields: dict[str, str]) -> None:
    number = buy(shop, "TOTE-1")
    assert shop.post(f"{SHOP}orders/{number}/return/", fields).status_code == 422
    assert not Return.objects.exists()


def test_a_piece_comes_back_once(shop: Client) -> None:
    number = buy(shop, "TOTE-1")
    for _ in range(2):
        shop.post(f"{SHOP}orders/{number}/return/", {"sku": "TOTE-1", "reason": "feel"})
    assert Return.objects.count() == 1
    assert "Came back" in html_of(shop, f"{SHOP}orders/")
    assert shop.get(f"{SHOP}orders/{number}/return/").url == f"{SHOP}orders/"


def test_the_browser_keeps_that_a_piece_came_back_and_not_that_the_skin_was_the_reason(shop: Client) -> None:
    number = buy(shop, "BELT-1")
    shop.post(f"{SHOP}orders/{number}/return/", {"sku": "BELT-1", "reason": "skin"})
    assert Return.objects.get().reason == "skin"
    kept = signing.loads(shop.cookies["shop_orders"].value, salt="shop_orders:leather")
    assert kept[0][-1] == [["BELT-1", "Tested Belt", 1, "95.0", True]]


def test_nobody_sends_back_what_somebody_else_bought(shop: Client) -> None:
    number = buy(shop, "TOTE-1")
    other = Client()
    assert other.get(f"{SHOP}orders/{number}/return/").status_code == 404
    shop.cookies["shop_orders"] = shop.cookies["shop_orders"].value[:-3] + "xyz"
    assert shop.get(f"{SHOP}orders/{number}/return/").status_code == 404


def test_a_browser_keeps_as_many_orders_as_it_can_hold(shop: Client) -> None:
    numbers = [buy(shop, *(f"TOTE-{each}" for each in range(1, 5)), "BELT-1", "BELT-2") for _ in range(14)]
    html = html_of(shop, f"{SHOP}orders/")
    assert len(shop.cookies["shop_orders"].value) < 4000
    assert numbers[-1] in html
    assert numbers[0] not in html
