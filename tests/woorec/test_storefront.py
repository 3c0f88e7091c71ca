"""The demo shop: pages around lists that the browser asks the public API for."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from catalog.cards import Picture
from catalog.models import Product, StockLevel, Store
from woorec import demo_keys
from woorec.demo_keys import browser_key
from woorec.holder import SNAPSHOTS
from woorec.storefront import AVOIDS_COOKIE
from woorec.swatch_image import swatch_svg

SHOP = "/shop/leather/"
TOTE = Picture(family="leather", colour="#9a5226", grain="pebbled", silhouette="tote")


@pytest.fixture
def keys_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the demo leaves its keys, empty so far."""
    file = tmp_path / "demo_keys.json"
    monkeypatch.setattr(demo_keys, "demo_keys_file", lambda: file)
    return file


@pytest.fixture
def shop(leather: Store, keys_file: Path) -> Client:
    """A shopper's browser in front of a shop that has its key."""
    keys_file.write_text(json.dumps({"leather": {"browser": "wr_browser", "server": "wr_server"}}))
    return Client()


def avoid_nickel(shop: Client, **fields: str):
    return shop.post(f"{SHOP}who/", {"avoid": "nickel", "region": "eu", "next": SHOP, **fields})


def test_the_page_hands_the_browser_what_it_needs_to_ask(shop: Client) -> None:
    html = shop.get(SHOP).content.decode()
    assert 'data-key="wr_browser"' in html
    assert f'data-recommendations="{reverse("recommendations")}"' in html
    assert 'data-list="home"' in html
    assert 'data-region="eu"' in html


def test_the_secret_of_the_shops_server_never_reaches_a_page(shop: Client) -> None:
    for address in (SHOP, f"{SHOP}p/TOTE-1/", f"{SHOP}cart/"):
        assert b"wr_server" not in shop.get(address).content


def test_a_shop_without_a_key_says_how_to_get_one(leather: Store, keys_file: Path, client: Client) -> None:
    html = client.get(SHOP).content.decode()
    assert "manage.py demo" in html
    assert "aria-busy" not in html


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"leather": "wr_x"}', '{"other": {"browser": "wr_x"}}'])
def test_a_file_of_keys_that_cannot_be_used_counts_as_none(keys_file: Path, content: str) -> None:
    keys_file.write_text(content)
    assert browser_key("leather") == ""


def test_nothing_of_the_shop_is_inline_or_from_elsewhere(shop: Client) -> None:
    html = shop.get(f"{SHOP}p/TOTE-1/").content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


@pytest.mark.parametrize("address", ["/shop/elsewhere/", f"{SHOP}p/NOTHING/", f"{SHOP}swatch/NOTHING.svg"])
def test_what_is_not_in_the_shop_is_not_found(shop: Client, address: str) -> None:
    assert shop.get(address).status_code == 404


def test_a_hidden_product_has_no_page_from_the_next_request_on(shop: Client) -> None:
    assert shop.get(f"{SHOP}p/TOTE-1/").status_code == 200
    Product.objects.filter(sku="TOTE-1").update(visible=False)
    assert shop.get(f"{SHOP}p/TOTE-1/").status_code == 404


def test_a_product_asks_for_what_completes_the_look(shop: Client) -> None:
    html = shop.get(f"{SHOP}p/TOTE-1/").content.decode()
    assert 'data-list="product" data-seeds="TOTE-1"' in html
    assert 'data-price="420.0"' in html
    assert "data-add" in html


def test_a_sold_out_product_cannot_be_put_in_the_cart(shop: Client) -> None:
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=0)
    html = shop.get(f"{SHOP}p/TOTE-1/").content.decode()
    assert "Sold out in Europe" in html
    assert "data-add" not in html


def test_the_region_a_visitor_chooses_sets_currency_and_price(shop: Client) -> None:
    answer = shop.post(f"{SHOP}who/", {"region": "us", "next": f"{SHOP}p/TOTE-1/"})
    assert answer.url == f"{SHOP}p/TOTE-1/"
    html = shop.get(answer.url).content.decode()
    assert "USD 504.00" in html
    assert 'data-region="us"' in html


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example", "/studio/", "javascript:x"])
def test_the_switch_leads_nowhere_but_back_into_the_shop(shop: Client, where: str) -> None:
    assert shop.post(f"{SHOP}who/", {"next": where}).url == SHOP


def test_who_avoids_nickel_is_remembered_in_a_cookie_that_scripts_cannot_read(shop: Client) -> None:
    cookie = avoid_nickel(shop).cookies[AVOIDS_COOKIE]
    assert cookie["httponly"]
    assert cookie["path"] == SHOP
    assert 'data-avoids="nickel"' in shop.get(SHOP).content.decode()


def test_a_cookie_that_cannot_be_read_counts_as_avoiding(shop: Client) -> None:
    shop.cookies[AVOIDS_COOKIE] = "forged"
    assert 'data-avoids="nickel"' in shop.get(SHOP).content.decode()


def test_a_cookie_that_was_tampered_with_cannot_lift_an_avoidance(shop: Client) -> None:
    avoid_nickel(shop)
    own = shop.cookies[AVOIDS_COOKIE].value
    shop.cookies[AVOIDS_COOKIE] = own.replace("nickel", "")
    assert 'data-avoids="nickel"' in shop.get(SHOP).content.decode()


def test_an_avoidance_is_taken_back_the_same_way(shop: Client) -> None:
    avoid_nickel(shop)
    shop.post(f"{SHOP}who/", {"region": "eu"})
    assert 'data-avoids=""' in shop.get(SHOP).content.decode()


@pytest.mark.parametrize(("sku", "warned"), [("BELT-1", False), ("BELT-2", True), ("BELT-3", True)])
def test_nora_is_told_when_a_page_shows_what_no_list_would(shop: Client, sku: str, warned: bool) -> None:
    avoid_nickel(shop)
    assert (b"You avoid nickel." in shop.get(f"{SHOP}p/{sku}/").content) is warned


def test_the_pictures_of_the_home_page_keep_the_allergy_promise(shop: Client) -> None:
    Product.objects.exclude(sku__startswith="BELT").update(visible=False)
    Product.objects.update(brand=Product.objects.get(sku="BELT-1").brand)
    assert len(shop.get(SHOP).context["hero"]) == 1
    Product.objects.filter(sku="BELT-1").update(visible=False)
    avoid_nickel(shop)
    assert shop.get(SHOP).context["hero"] == []


def test_variants_leave_out_what_nora_avoids(shop: Client) -> None:
    Product.objects.filter(sku__startswith="BELT").update(item_group="BELT")
    assert len(shop.get(f"{SHOP}p/BELT-1/").context["variants"]) == 3
    avoid_nickel(shop)
    assert shop.get(f"{SHOP}p/BELT-1/").context["variants"] == []


def test_the_pages_depend_on_the_visitor_but_the_pictures_may_be_kept(shop: Client) -> None:
    assert "private" in shop.get(SHOP)["Cache-Control"]
    drawing = shop.get(f"{SHOP}swatch/TOTE-1.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "max-age=86400" in drawing["Cache-Control"]
    assert not drawing.cookies


def test_a_picture_stands_by_itself() -> None:
    drawing = ElementTree.fromstring(swatch_svg(TOTE, plate="#ece1d2"))
    text = ElementTree.tostring(drawing, encoding="unicode")
    ids = {element.attrib["id"] for element in drawing.iter() if "id" in element.attrib}
    shapes = set(re.findall(r'href="#([\w-]+)"', text))
    assert "sw-tote" in ids
    assert "#9a5226" in text
    assert not re.search(r"class=|style=|<script", text)
    # A shape or grain that is not drawn for this picture falls back to nothing, as in the Studio.
    assert {"sw-tote", "sw-tote-detail"} <= shapes & ids


def test_one_picture_does_not_change_the_next() -> None:
    first = swatch_svg(TOTE, plate="#ece1d2")
    swatch_svg.cache_clear()
    swatch_svg(Picture("metal", "#cccccc", "brushed", "ring"), plate="#ffffff")
    assert swatch_svg(TOTE, plate="#ece1d2") == first


def test_a_leather_shop_looks_warm_and_a_jeweller_cool(shop: Client, leather: Store) -> None:
    assert 'data-look="warm"' in shop.get(SHOP).content.decode()
    leather.materials.filter(family="leather").update(family="metal")
    leather.catalogue_revision += 1
    leather.save()
    SNAPSHOTS.clear()
    assert 'data-look="cool"' in shop.get(SHOP).content.decode()


def test_the_browsers_script_sends_what_the_api_understands(storefront, leather: Store) -> None:
    """The shapes that storefront.js sends, as the API answers them."""
    script = Path(finders.find("js/storefront.js")).read_text()
    page = storefront.post(
        reverse("recommendations"),
        {"placement": "home", "session": "v-1", "region": "eu", "avoid": ["nickel"], "seed_products": ["TOTE-1"]},
        format="json",
    ).json()
    used = set(re.findall(r"\bitem\.(\w+)", script)) | {"chips"}
    assert used <= {*page["items"][0], "sku"}
    assert set(re.findall(r"\bpage\.(\w+)", script)) <= set(page)
    names = set(re.findall(r'tell\("(\w+)"', script))
    events = [
        {
            "event_id": f"00000000-0000-4000-8000-00000000000{number}",
            "name": name,
            "at": datetime.now(UTC).isoformat(),
            "session": "v-1",
            "request_id": page["request_id"],
            "items": [{"item_id": "TOTE-1", "index": 0, "price": "420.00"}],
        }
        for number, name in enumerate(sorted(names))
    ]
    answer = storefront.post(reverse("events"), {"events": events}, format="json").json()
    assert names >= {"view_item_list", "select_item", "view_item", "add_to_cart"}
    assert (answer["stored"], answer["rejected"]) == (len(names), 0)


def test_the_demo_shop_needs_no_django_session(shop: Client) -> None:
    shop.get(SHOP)
    assert settings.SESSION_COOKIE_NAME not in shop.cookies
