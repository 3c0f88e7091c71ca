"""What a shopper's skin must avoid, kept by the API and nowhere else."""

from pathlib import Path

import pytest
from django.test import Client

from catalog.models import Product
from events.models import Avoidance
from tests.woorec.storefront.shopping import (
    SHOP,
    avoid_nickel,
    html_of,
    put_forward,
)


def test_a_visitors_avoidances_are_kept_sealed_in_their_browser_alone(shop: Client) -> None:
    avoid_nickel(shop)
    cookie = shop.cookies["woorec_avoids_leather"]
    assert "nickel" not in cookie.value
    assert "avoiding nickel" in html_of(shop)
    assert not Avoidance.objects.exists()


def test_a_customers_avoidances_are_kept_by_the_api_with_their_consent(shop: Client, gold: str) -> None:
    shop.post(f"{SHOP}you/become/", {"customer": gold})
    avoid_nickel(shop)
    assert Avoidance.objects.count() == 1
    assert "avoiding nickel" in html_of(shop)
    shop.post(f"{SHOP}you/avoids/", {})
    assert not Avoidance.objects.exists()
    assert "avoiding" not in html_of(shop)


def test_nothing_is_kept_without_consent(shop: Client) -> None:
    answer = shop.post(f"{SHOP}you/avoids/", {"allergens": ["nickel"]})
    assert answer.status_code == 422
    assert "Nothing is kept without your consent" in answer.content.decode()
    assert "avoiding" not in html_of(shop)


def test_an_avoidance_is_taken_back_the_same_way(shop: Client) -> None:
    avoid_nickel(shop)
    shop.post(f"{SHOP}you/avoids/", {})
    assert "avoiding" not in html_of(shop)


@pytest.mark.parametrize("value", ["forged", "gAAAAA%3D%3D"])
def test_avoidances_that_cannot_be_read_count_as_all_of_them(shop: Client, value: str) -> None:
    shop.cookies["woorec_avoids_leather"] = value
    assert "only what is proven for nickel and cobalt and chromium and copper and lead" in html_of(shop)


def test_who_avoids_something_is_not_told_it_was_kept_when_it_was_not(shop: Client, keys_file: Path) -> None:
    keys_file.write_text("{}")
    answer = avoid_nickel(shop)
    assert answer.status_code == 503
    assert "cannot be kept now" in answer.content.decode()


def test_what_the_pages_put_forward_keeps_the_allergy_promise(shop: Client) -> None:
    Product.objects.exclude(sku__startswith="BELT").update(visible=False)
    Product.objects.update(brand=Product.objects.get(sku="BELT-1").brand)
    avoid_nickel(shop)
    assert put_forward(shop) == {"BELT-1"}
    listing = shop.get(f"{SHOP}list/").context["listing"]
    assert [piece.sku for piece in listing.pieces] == ["BELT-1"]
    assert listing.left_out == 2
