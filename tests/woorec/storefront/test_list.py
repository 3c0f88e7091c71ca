"""The shop's own list: filters, order and pages."""

import pytest
from django.test import Client

from catalog.models import Product, StockLevel, Store
from tests.woorec.storefront.shopping import SHOP, html_of, skus_of


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("category=bags", {"TOTE-1", "TOTE-2", "TOTE-3", "TOTE-4", "CLUTCH-1", "CLUTCH-2"}),
        ("category=clutches", {"CLUTCH-1", "CLUTCH-2"}),
        ("material=suede", {"TOTE-2", "CLUTCH-1", "WALLET-3"}),
        ("material=suede&category=totes", {"TOTE-2"}),
        ("lowest=420", {"TOTE-1", "TOTE-2", "TOTE-4"}),
        ("lowest=100&highest=120", {"WALLET-1", "WALLET-3"}),
        ("material=unobtainium", set()),
        ("category=hats", set()),
    ],
)
def test_the_list_is_narrowed_as_the_address_says(shop: Client, query: str, found: set[str]) -> None:
    assert skus_of(shop, query) == found


def test_the_list_is_narrowed_by_colour(shop: Client, leather: Store) -> None:
    leather.materials.filter(code="suede").update(colour_name="Camel")
    assert skus_of(shop, "colour=camel") == {"TOTE-2", "CLUTCH-1", "WALLET-3"}


def test_the_list_is_put_in_order_by_what_the_visitor_pays(shop: Client) -> None:
    amounts = [piece.amount for piece in shop.get(f"{SHOP}list/?sort=price").context["listing"].pieces]
    assert amounts == sorted(amounts)
    down = [piece.amount for piece in shop.get(f"{SHOP}list/?sort=price-down").context["listing"].pieces]
    assert down == amounts[::-1]


def test_a_filter_counts_what_choosing_it_would_leave(shop: Client) -> None:
    listing = shop.get(f"{SHOP}list/?material=suede").context["listing"]
    assert {each.value: each.count for each in listing.categories} == {
        "bags": 2, "totes": 1, "clutches": 1, "wallets": 1,
    }  # fmt: skip
    assert {each.label: each.count for each in listing.materials}["Saffiano"] == 2
    assert [each.label for each in listing.chosen] == ["Suede"]


def test_a_list_that_nothing_fits_says_so_and_offers_the_way_back(shop: Client) -> None:
    html = html_of(shop, f"{SHOP}list/?lowest=90000")
    assert "Nothing fits all of this" in html
    assert "Show everything" in html
    assert 'placement="home"' in html


@pytest.mark.parametrize("query", ["lowest=cheap", "highest=-1", "sort=random", "category=%00", "page=none", "page=99"])
def test_what_cannot_be_read_in_an_address_is_left_aside(shop: Client, query: str) -> None:
    answer = shop.get(f"{SHOP}list/?{query}")
    assert answer.status_code == 200
    assert len(answer.context["listing"].pieces) == 12


def test_a_long_list_comes_in_pages(shop: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("woorec.storefront.listing.A_PAGE", 5)
    first, last = (shop.get(f"{SHOP}list/?sort=price&page={number}").context["listing"] for number in (1, 3))
    assert (len(first.pieces), len(last.pieces)) == (5, 2)
    assert [number for number, _ in first.pages] == [1, 2, 3]
    assert first.after == "?sort=price&page=2"


def test_hidden_products_and_those_of_other_regions_are_in_no_list(shop: Client, leather: Store) -> None:
    Product.objects.filter(sku="TOTE-1").update(visible=False)
    leather.products.get(sku="TOTE-2").not_sold_in.add(leather.regions.get(code="eu"))
    assert skus_of(shop, "category=totes") == {"TOTE-3", "TOTE-4"}


@pytest.mark.parametrize("sort", ["selection", "price", "price-down", "new"])
def test_what_is_sold_out_where_the_visitor_is_comes_last(shop: Client, leather: Store, sort: str) -> None:
    StockLevel.objects.filter(product__sku__in=["TOTE-1", "WALLET-3"]).update(quantity=0)
    pieces = shop.get(f"{SHOP}list/?sort={sort}").context["listing"].pieces
    assert {piece.sku for piece in pieces if piece.sold_out} == {"TOTE-1", "WALLET-3"}
    assert {piece.sku for piece in pieces[-2:]} == {"TOTE-1", "WALLET-3"}
