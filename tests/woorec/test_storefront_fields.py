"""What a list tells a page beyond names and prices: pages, looks, shapes, notices, what may be struck through."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from catalog.models import Brand, Category, Material, PriceHistory, Product, ProductComponent, Store
from catalog.services import touch_catalogue
from tests.woorec.test_api import ask
from woorec.holder import SNAPSHOTS

DIGEST = "4f1d2c0a9b8e7d6c5b4a39281706f5e4"
MOST_BYTES = 6 * 1024


@pytest.fixture(autouse=True)
def _whole_shop(leather: Store) -> None:
    """A home page on which everything has a place."""
    leather.placements.update(length=12)


def items(client: APIClient, **wish: object) -> dict[str, dict]:
    return {item["sku"]: item for item in ask(client, **wish).json()["items"]}


def renewed(store: Store) -> None:
    touch_catalogue(store)
    SNAPSHOTS.refresh(store)


def test_a_product_is_shown_as_what_it_is_mostly_made_of(storefront: APIClient, leather: Store) -> None:
    Material.objects.filter(code="pebbled").update(look_digest=DIGEST)
    tote, buckle = leather.products.get(sku="TOTE-1"), leather.materials.get(code="steel-low")
    ProductComponent.objects.filter(product=tote).update(share_percent=80)
    ProductComponent.objects.create(product=tote, part="buckle", material=buckle, share_percent=20)
    item = items(storefront)["TOTE-1"]
    assert (item["look"], item["shape"]) == (DIGEST, "tote")
    assert item["image_url"] == f"/looks/{DIGEST}/poster-tote.webp"


def test_the_shops_own_picture_goes_before_the_poster(storefront: APIClient, leather: Store) -> None:
    Material.objects.update(look_digest=DIGEST)
    Product.objects.filter(sku="TOTE-1").update(image_url="https://shop.example.com/tote.jpg")
    assert items(storefront)["TOTE-1"]["image_url"] == "https://shop.example.com/tote.jpg"


def test_a_material_without_a_look_gives_neither_look_nor_poster(storefront: APIClient, leather: Store) -> None:
    Material.objects.filter(code="pebbled").update(look_digest="")
    renewed(leather)
    item = items(storefront)["TOTE-1"]
    assert (item["look"], item["image_url"]) == (None, "")


def test_a_look_that_was_baked_later_reaches_the_next_list(storefront: APIClient, leather: Store) -> None:
    assert items(storefront)["TOTE-1"]["look"] != DIGEST
    Material.objects.filter(code="pebbled").update(look_digest=DIGEST)
    renewed(leather)
    assert items(storefront)["TOTE-1"]["look"] == DIGEST


@pytest.mark.parametrize(
    ("link", "url"),
    [("https://shop.example.com/tote", "https://shop.example.com/tote"), ("javascript:alert(1)", ""), ("/tote", "")],
)
def test_the_page_of_a_product_is_the_one_that_a_feed_told(
    storefront: APIClient, leather: Store, link: str, url: str
) -> None:
    Product.objects.filter(sku="TOTE-1").update(attributes={"link": link})
    assert items(storefront)["TOTE-1"]["url"] == url


def test_what_may_be_struck_through_is_the_lowest_of_thirty_days(
    storefront: APIClient, backend: APIClient, leather: Store
) -> None:
    tote = leather.products.get(sku="TOTE-1")
    own = PriceHistory.objects.filter(product=tote, region__code="eu", tier__code="guest")
    assert items(storefront)["TOTE-1"]["lowest_price_30_days"] is None
    own.update(since=datetime.now(UTC) - timedelta(days=40))
    point = own.get()
    point.pk, point.amount, point.since = None, Decimal("430"), point.since - timedelta(days=35)
    point.save()
    renewed(leather)
    assert items(storefront)["TOTE-1"]["lowest_price_30_days"] == 430
    member = items(backend, tier="gold")["TOTE-1"]
    assert (member["price"], member["lowest_price_30_days"]) == (378, 420)


def test_visitors_read_what_is_known_of_nickel_and_nora_is_shown_nothing_else(
    storefront: APIClient, leather: Store
) -> None:
    no_bags = ["TOTE-1", "TOTE-2", "TOTE-3", "TOTE-4", "CLUTCH-1", "CLUTCH-2"]
    shown = items(storefront, exclude=no_bags)
    grades = {sku: [each["grade"] for each in item["notices"]] for sku, item in shown.items() if "BELT" in sku}
    assert grades == {"BELT-1": ["B"], "BELT-2": ["D"], "BELT-3": ["X"]}
    noras = items(storefront, exclude=no_bags, avoid=["nickel"])
    assert {each["grade"] for item in noras.values() for each in item["notices"]} == {"B"}


def test_four_items_with_everything_fit_into_six_kilobytes(storefront: APIClient, leather: Store) -> None:
    Material.objects.update(look_digest=DIGEST)
    Brand.objects.update(name="Manifattura Fiorentina dei Fratelli Marchetti")
    Category.objects.filter(code="belts").update(path="Accessories > Belts and suspenders > Casual belts")
    Product.objects.update(
        name="Hand-burnished vegetable-tanned belt with a solid buckle, 35 mm, cognac",
        attributes={"link": "https://shop.example.com/accessories/belts/hand-burnished-vegetable-tanned-belt-cognac"},
        image_url="https://shop.example.com/media/catalog/product/h/a/hand-burnished-vegetable-tanned-belt-35-cognac.webp",
    )
    answer = ask(storefront, limit=4)
    assert len(answer.json()["items"]) == 4
    assert len(answer.content) <= MOST_BYTES
