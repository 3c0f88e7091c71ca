"""The demo shops: pages around lists that the browser asks the public API for, and a backend that does the same."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import signing
from django.test import Client
from django.urls import reverse

from catalog.cards import Picture
from catalog.models import Material, Product, StockLevel, Store
from events.customers import write_customers
from events.models import Avoidance, Interaction, Order, Return
from events.rows import CustomerRow
from woorec import demo_keys
from woorec.demo_keys import browser_key, server_key
from woorec.holder import SNAPSHOTS
from woorec.storefront import pictures, shoppers
from woorec.storefront.product_page import json_ld
from woorec.swatch_image import swatch_svg

SHOP = "/shop/leather/"
TOTE = Picture(family="leather", colour="#9a5226", grain="pebbled", silhouette="tote")
LIST = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
ADDRESS = {"name": "Nora", "street": "Via Roma 1", "city": "50123 Firenze", "delivery": "post"}
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def keys_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the demo leaves its keys, empty so far."""
    file = tmp_path / "demo_keys.json"
    monkeypatch.setattr(demo_keys, "demo_keys_file", lambda: file)
    return file


@pytest.fixture
def shop(leather: Store, keys_file: Path, browser_key: str, server_key: str) -> Client:
    """A shopper's browser in front of a shop that has its keys."""
    keys_file.write_text(json.dumps({"leather": {"browser": browser_key, "server": server_key}}))
    return Client()


@pytest.fixture
def gold(leather: Store) -> str:
    """A gold member of the shop's own customers, by the shop's id."""
    rows = [CustomerRow("sim-000001", tier="gold", region="eu"), CustomerRow("sim-000002", tier="guest", region="us")]
    write_customers(leather, rows, now=NOW, source="test")
    return "sim-000001"


def html_of(shop: Client, address: str = SHOP) -> str:
    return shop.get(address).content.decode()


def avoid_nickel(shop: Client, **fields: str):
    return shop.post(f"{SHOP}you/avoids/", {"allergens": ["nickel"], "consent": "on", **fields})


def put_forward(shop: Client) -> set[str]:
    """What the home page shows of the shop's own choice."""
    context = shop.get(SHOP).context
    return {piece.sku for part in ("hero", "arrivals", "fallback") for piece in context[part]}


def put_in_cart(shop: Client, sku: str, **fields: str):
    return shop.post(f"{SHOP}cart/add/", {"sku": sku, **fields})


def buy(shop: Client, *skus: str) -> str:
    """Buys one of each and returns the order's number."""
    for sku in skus:
        put_in_cart(shop, sku)
    answer = shop.post(f"{SHOP}checkout/", ADDRESS)
    return answer.url.split("/thanks/")[1].split("/")[0]


# The frame


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


# The list


def skus_of(shop: Client, query: str) -> set[str]:
    return {piece.sku for piece in shop.get(f"{SHOP}list/?{query}").context["listing"].pieces}


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


# A product


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


# Pictures


def test_a_picture_is_the_poster_where_there_is_one_and_the_drawing_where_not(
    shop: Client, leather: Store, tmp_path: Path, settings
) -> None:
    settings.HOME = tmp_path
    digest = "0" * 32
    leather.materials.filter(code="pebbled").update(look_digest=digest)
    drawn = html_of(shop, f"{SHOP}list/?material=pebbled-calf")
    assert f"/looks/{digest}/" not in drawn
    assert "/shop/leather/swatch/TOTE-1.svg" in drawn
    (tmp_path / "looks" / digest).mkdir(parents=True)
    (tmp_path / "looks" / digest / "poster-tote.webp").touch()
    assert f'src="/looks/{digest}/poster-tote.webp"' in html_of(shop, f"{SHOP}list/?material=pebbled-calf")


def test_a_product_with_a_look_can_be_turned_in_3d(shop: Client, leather: Store) -> None:
    leather.materials.update(look_digest="")
    assert "<woorec-material" not in html_of(shop, f"{SHOP}p/TOTE-1/")
    leather.materials.filter(code="pebbled").update(look_digest="2" * 32)
    html = html_of(shop, f"{SHOP}p/TOTE-1/")
    assert f'<woorec-material class="gallery__main" look="{"2" * 32}" shape="tote"' in html
    assert f"/looks/{'2' * 32}/chip.webp" in html


def test_the_largest_published_part_gives_the_picture(leather: Store) -> None:
    leather.materials.filter(code="pebbled").update(state=Material.State.RETIRED)
    product = leather.products.get(sku="TOTE-1")
    product.components.create(part="lining", material=leather.materials.get(code="suede"), share_percent=10)
    found = pictures.made_of([product.pk], among=pictures.published(leather))
    assert found[product.pk].code == "suede"


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


# Who somebody is


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


# What the skin avoids


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


# Cart and order


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


# What comes back


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


# What scripts send


def test_the_shops_own_script_sends_what_the_api_understands(shop: Client, storefront) -> None:
    put_in_cart(shop, "TOTE-1")
    pages = [html_of(shop, address) for address in (f"{SHOP}p/TOTE-1/", f"{SHOP}cart/", f"{SHOP}checkout/")]
    told = [re.search(r'data-tells="(\w+)" data-items="([^"]+)"', html).groups() for html in pages]
    events = [
        {"event_id": f"page-{name}", "name": name, "items": json.loads(items.replace("&quot;", '"'))}
        for name, items in told
    ]
    body = {"key": browser_key("leather"), "session": "v-1", "region": "eu", "events": events}
    answer = Client().post(reverse("events"), json.dumps(body), content_type="text/plain").json()
    assert [name for name, _ in told] == ["view_item", "view_cart", "begin_checkout"]
    assert (answer["stored"], answer["rejected"]) == (3, 0)


def test_the_shops_script_leaves_lists_to_the_widget() -> None:
    script = Path(finders.find("js/storefront.js")).read_text()
    assert "recommendations" not in script.replace("woorec-recommendations", "")
    assert "view_item_list" not in script
