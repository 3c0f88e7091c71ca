"""A merchandiser has a list go by the material of the product in view, and by nothing that the shopper did before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.feeds.rows import StockRow
from catalog.models import Product, ProductComponent, StockLevel, Store
from catalog.services import load_store, touch_catalogue
from events.models import Interaction
from ranking.models import ModelVersion
from rules.models import Placement
from tests.conftest import StudioDoor
from tests.factories import PRODUCTS, small_shop
from tests.woorec.product_page import SETTINGS, ask, reasons
from woorec.board.words import say_fallback
from woorec.holder import SNAPSHOTS

SUEDE = ("TOTE-2", "CLUTCH-1", "WALLET-3")


@pytest.fixture
def page(leather: Store) -> Placement:
    """The product page, whose list goes by material alone."""
    placement = leather.placements.get(code="product")
    placement.recall_mix, placement.objective, placement.formula = {"feel": 1}, "formula", {"feel": 97, "purchase": 3}
    placement.save()
    SNAPSHOTS.refresh(leather)
    return placement


def test_petra_sets_it_and_the_next_list_follows(
    leather: Store, petra: User, studio: StudioDoor, storefront: APIClient
) -> None:
    form = studio(petra).get(SETTINGS).content.decode()
    assert "Made of the material of the product in view, or of one like it, whoever is looking." in form
    asked = {
        "name": "Feels like this", "length": "6", "candidates": "50", "ranker": "logistic", "objective": "formula",
        "exploration": "0", "recall_feel": "1", "weight_feel": "97", "weight_purchase": "3",
    }  # fmt: skip
    assert studio(petra).post(SETTINGS, asked).status_code == 302
    placement = leather.placements.get(code="product")
    assert (placement.recall_mix, placement.formula) == ({"feel": 1}, {"feel": 97, "purchase": 3})
    answer = ask(storefront, "TOTE-2")
    assert [item["sku"] for item in answer["items"]][:2] == ["CLUTCH-1", "WALLET-3"]
    assert reasons(answer)["CLUTCH-1"] == "Feels like Suede Tote"


def test_a_lover_of_suede_in_front_of_a_pebbled_tote_gets_pebbled(
    leather: Store, page: Placement, storefront: APIClient
) -> None:
    now = timezone.now()
    for hours, sku in enumerate(SUEDE * 4, start=1):
        product, at = Product.objects.get(sku=sku), now - timedelta(hours=hours)
        Interaction.objects.create(store=leather, session="suede-1", product=product, kind="view_item", at=at)
    known = ask(storefront, "TOTE-1", session="suede-1")
    assert known["personalised"]
    assert known["items"][0]["sku"] == "CLUTCH-2"
    stranger = ask(storefront, "TOTE-1", session="new-1")
    assert [item["sku"] for item in known["items"]] == [item["sku"] for item in stranger["items"]]


def test_only_what_feels_alike_is_said_to(page: Placement, storefront: APIClient) -> None:
    """Two pieces are of the same suede. The page is longer: the rest of the shop fills it, and says no such thing."""
    answer = ask(storefront, "TOTE-2")
    alike = {sku for sku, reason in reasons(answer).items() if reason.startswith("Feels like")}
    assert alike == {"CLUTCH-1", "WALLET-3"}
    assert len(answer["items"]) == 6
    assert "wider_recall" in answer["fallback"]


def test_of_two_products_in_view_each_piece_names_the_one_it_feels_like(page: Placement, storefront: APIClient) -> None:
    said = reasons(ask(storefront, "TOTE-1", "TOTE-2"))
    assert (said["CLUTCH-2"], said["WALLET-3"]) == ("Feels like Pebbled Tote", "Feels like Suede Tote")


def test_a_cart_is_in_view_where_no_product_is(page: Placement, storefront: APIClient) -> None:
    assert reasons(ask(storefront, cart=["TOTE-1"]))["CLUTCH-2"] == "Feels like Pebbled Tote"
    assert "CLUTCH-2" not in {
        sku for sku, why in reasons(ask(storefront, "TOTE-2", cart=["TOTE-1"])).items() if "Feels" in why
    }


@pytest.mark.parametrize("seeds", [(), ("NO-SUCH",)], ids=["nothing in view", "an unknown product"])
def test_with_nothing_in_view_nothing_feels_alike_and_the_answer_says_so(
    page: Placement, storefront: APIClient, seeds: tuple[str, ...]
) -> None:
    answer = ask(storefront, *seeds)
    assert "recall_feel_empty" in answer["fallback"]
    assert len(answer["items"]) == 6
    assert not any(reason.startswith("Feels") for reason in reasons(answer).values())
    assert say_fallback("recall_feel_empty").startswith(
        "Feels like it found nothing: no product of known material is in view"
    )


def test_a_product_without_material_feels_like_nothing(leather: Store, page: Placement, storefront: APIClient) -> None:
    ProductComponent.objects.filter(product__sku="CLUTCH-1").delete()
    touch_catalogue(leather)
    SNAPSHOTS.refresh(leather)
    said = reasons(ask(storefront, "TOTE-2"))
    assert [sku for sku, reason in said.items() if reason.startswith("Feels")] == ["WALLET-3"]
    assert "recall_feel_empty" in ask(storefront, "CLUTCH-1")["fallback"]


def test_who_avoids_nickel_never_gets_what_is_not_proven_however_alike(page: Placement, storefront: APIClient) -> None:
    """All three belts are of steel; one released next to nothing, one too much, and one was never tested."""
    everybody = reasons(ask(storefront, "BELT-2"))
    assert everybody["BELT-1"] == everybody["BELT-3"] == "Feels like Untested Belt"
    nora = ask(storefront, "BELT-2", avoid=["nickel"])
    assert "BELT-1" in reasons(nora)
    assert not {"BELT-2", "BELT-3"} & {item["sku"] for item in nora["items"]}


def test_what_is_not_sold_here_or_is_gone_is_not_brought_back(
    leather: Store, page: Placement, storefront: APIClient
) -> None:
    StockLevel.objects.filter(product__sku="CLUTCH-1").update(quantity=0)
    Product.objects.filter(sku="WALLET-3").update(visible=False)
    assert not {"CLUTCH-1", "WALLET-3"} & {*reasons(ask(storefront, "TOTE-2"))}


def test_a_colour_that_stands_in_for_one_that_is_gone_feels_alike_as_well(
    leather: Store, page: Placement, storefront: APIClient
) -> None:
    leather.products.filter(sku__in=["CLUTCH-1", "WALLET-3"]).update(item_group="SMALL")
    touch_catalogue(leather)
    StockLevel.objects.filter(product__sku="CLUTCH-1").update(quantity=0)
    SNAPSHOTS.refresh(leather)
    assert reasons(ask(storefront, "TOTE-2"))["WALLET-3"] == "Feels like Suede Tote"


def test_a_new_product_counts_from_the_next_snapshot_on(leather: Store, page: Placement, storefront: APIClient) -> None:
    ask(storefront, "TOTE-2")
    new = replace(PRODUCTS[1], sku="NEW-1", item_group="NEW-1", name="Suede Folio")
    shop = small_shop()
    stock, prices = (
        [StockRow("NEW-1", "florence", 5)],
        [replace(p, sku="NEW-1") for p in shop.prices if p.sku == "TOTE-2"],
    )
    load_store(replace(shop, products=(*PRODUCTS, new), stock=(*shop.stock, *stock), prices=(*shop.prices, *prices)))
    SNAPSHOTS.refresh(leather)
    assert reasons(ask(storefront, "TOTE-2"))["NEW-1"] == "Feels like Suede Tote"
    assert not ModelVersion.objects.exists()


def test_the_ladder_tells_which_place_it_had_and_the_board_says_it_in_words(
    leather: Store, page: Placement, backend: APIClient, vera: User, studio: StudioDoor
) -> None:
    first = ask(backend, "TOTE-2", debug=True)["items"][0]
    assert first["ladder"]["channels"] == {"feel": 1}
    tote = Product.objects.get(sku=first["sku"])
    why = studio(vera).get(f"/studio/leather/placements/product/why/live/{tote.pk}/?seed=TOTE-2").content.decode()
    assert "Feels like it rank 1" in why
    assert "Feels like Suede Tote" in why


def test_the_explanation_says_that_the_material_decides_and_not_the_shopper(
    page: Placement, storefront: APIClient
) -> None:
    rows = storefront.get("/api/v1/explanation", {"placement": "product"}).json()["parameters"]
    found, ordered = rows[0], rows[1]
    assert (found["code"], found["share"], found["personal"]) == ("feel", 1.0, False)
    assert found["text"] == "What is made of the same material as the piece in front of you, or of one like it."
    assert (ordered["code"], ordered["share"]) == ("feel", 0.97)


def test_a_product_that_nobody_may_see_yet_is_not_named(leather: Store, page: Placement, storefront: APIClient) -> None:
    leather.products.filter(sku="TOTE-2").update(name="Secret Spring Bag", visible=False, status="draft")
    touch_catalogue(leather)
    SNAPSHOTS.refresh(leather)

    assert reasons(ask(storefront, "TOTE-2"))["CLUTCH-1"] == "Feels like what you looked at"
