"""A merchandiser has a list complete what is in view: companions, no alternatives, each with a true reason."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from catalog.models import Product, StockLevel, Store
from catalog.services import touch_catalogue
from ranking.recall.base import ShopperState
from ranking.recall.complement import Complement
from rules.models import Placement
from tests.conftest import StudioDoor
from tests.woorec.product_page import SETTINGS, ask, reasons
from woorec.board.words import say_fallback
from woorec.holder import SNAPSHOTS


@pytest.fixture
def page(leather: Store) -> Placement:
    """The product page, whose list goes by what goes with the product."""
    placement = leather.placements.get(code="product")
    placement.recall_mix, placement.objective = {"complement": 1}, "formula"
    placement.formula = {"complement": 90, "purchase": 10}
    placement.save()
    SNAPSHOTS.refresh(leather)
    return placement


def test_petra_sets_it_and_the_next_list_follows(
    leather: Store, petra: User, studio: StudioDoor, storefront: APIClient
) -> None:
    assert "How strongly it goes with the product in view or the cart." in (
        studio(petra).get(SETTINGS).content.decode()
    )
    asked = {
        "name": "Pairs with", "length": "6", "candidates": "50", "ranker": "logistic", "objective": "formula",
        "exploration": "0", "recall_complement": "1", "weight_complement": "90", "weight_purchase": "10",
    }  # fmt: skip
    assert studio(petra).post(SETTINGS, asked).status_code == 302
    placement = leather.placements.get(code="product")
    assert placement.formula == {"complement": 90, "purchase": 10}
    assert reasons(ask(storefront, "TOTE-2"))["WALLET-3"] == "Goes with Suede Tote"


def test_beside_a_tote_stand_wallets_and_belts_and_no_other_bag(page: Placement, storefront: APIClient) -> None:
    said = reasons(ask(storefront, "TOTE-2"))
    assert {sku.split("-")[0] for sku in said} == {"WALLET", "BELT"}
    assert set(said.values()) == {"Goes with Suede Tote"}


def test_a_cart_is_completed_by_what_is_not_in_it_yet(page: Placement, storefront: APIClient) -> None:
    """The wallet alone would be completed by totes; beside a tote it asks for a belt, and so does the tote."""
    alone = list(reasons(ask(storefront, cart=["WALLET-3"])))
    assert {"TOTE-2", "CLUTCH-1"} & set(alone)
    both = reasons(ask(storefront, cart=["WALLET-3", "TOTE-2"]))
    assert {sku.split("-")[0] for sku in list(both)[:3]} == {"BELT"}


def test_in_a_cart_each_piece_names_the_one_it_goes_with(page: Placement, storefront: APIClient) -> None:
    said = reasons(ask(storefront, cart=["TOTE-1", "BELT-1"]))
    assert set(said.values()) == {"Goes with Pebbled Tote", "Goes with Tested Belt"}


def test_bought_together_is_said_only_of_what_was(
    page: Placement, storefront: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_the_first(self: Complement, shopper: ShopperState, row: int) -> tuple[int, bool]:
        anchor, _ = goes_with(self, shopper, row)
        return anchor, row == wallet

    goes_with, snapshot = Complement.goes_with, SNAPSHOTS.refresh(page.store)
    wallet = snapshot.row_of_sku["WALLET-1"]
    monkeypatch.setattr(Complement, "goes_with", of_the_first)
    said = reasons(ask(storefront, "TOTE-2"))
    assert (said["WALLET-1"], said["WALLET-3"]) == ("Bought together with Suede Tote", "Goes with Suede Tote")


def test_a_colour_that_stands_in_for_one_that_is_gone_goes_with_it_as_well(
    leather: Store, page: Placement, storefront: APIClient
) -> None:
    leather.products.filter(sku__in=["WALLET-1", "WALLET-3"]).update(item_group="WALLETS")
    touch_catalogue(leather)
    StockLevel.objects.filter(product__sku="WALLET-3").update(quantity=0)
    Placement.objects.filter(pk=page.pk).update(length=8)
    SNAPSHOTS.refresh(leather)
    assert reasons(ask(storefront, "TOTE-2"))["WALLET-1"] == "Goes with Suede Tote"


def test_a_second_bag_at_the_end_of_the_list_is_not_said_to_go_with_the_first(
    page: Placement, storefront: APIClient
) -> None:
    Placement.objects.filter(pk=page.pk).update(length=8)
    SNAPSHOTS.refresh(page.store)
    said = reasons(ask(storefront, "TOTE-2"))
    assert said["CLUTCH-1"] == "From our range"
    assert said["WALLET-1"] == "Goes with Suede Tote"


def test_a_second_bag_that_stands_in_for_one_that_is_gone_is_not_said_to_either(
    leather: Store, page: Placement, storefront: APIClient
) -> None:
    leather.products.filter(sku__in=["WALLET-3", "CLUTCH-1"]).update(item_group="SUEDE")
    touch_catalogue(leather)
    StockLevel.objects.filter(product__sku="WALLET-3").update(quantity=0)
    Placement.objects.filter(pk=page.pk).update(length=8)
    SNAPSHOTS.refresh(leather)
    assert " with " not in reasons(ask(storefront, "TOTE-2"))["CLUTCH-1"]


def test_with_nothing_in_view_nothing_is_said_to_go_with_it(page: Placement, storefront: APIClient) -> None:
    answer = ask(storefront)
    assert "recall_complement_empty" in answer["fallback"]
    assert len(answer["items"]) == 6
    assert not any(" with " in reason for reason in reasons(answer).values())
    assert say_fallback("recall_complement_empty").startswith("Goes with it found nothing")


def test_what_somebody_bought_is_completed_on_a_page_about_nothing(
    page: Placement, backend: APIClient, storefront: APIClient
) -> None:
    tote = Product.objects.get(sku="TOTE-2")
    page.store.interactions.create(session="s-1", product=tote, kind="view_item", at=tote.created_at)
    said = reasons(ask(storefront, session="s-1"))
    assert said["WALLET-3"] == "Goes with Suede Tote"


def test_who_avoids_nickel_is_completed_by_what_is_proven(page: Placement, storefront: APIClient) -> None:
    found = reasons(ask(storefront, "TOTE-2", avoid=["nickel"]))
    assert "BELT-1" in found
    assert not {"BELT-2", "BELT-3"} & set(found)


def test_the_board_says_it_in_words(page: Placement, vera: User, studio: StudioDoor) -> None:
    wallet = Product.objects.get(sku="WALLET-3")
    why = studio(vera).get(f"/studio/leather/placements/product/why/live/{wallet.pk}/?seed=TOTE-2").content.decode()
    assert "Goes with it rank 1" in why
    assert "Goes with Suede Tote" in why


def test_the_explanation_says_that_the_piece_in_front_decides(page: Placement, storefront: APIClient) -> None:
    rows = storefront.get("/api/v1/explanation", {"placement": "product"}).json()["parameters"]
    assert (rows[1]["code"], rows[1]["share"], rows[1]["personal"]) == ("complement", 0.9, False)
    assert rows[1]["text"] == "How well it goes with the piece or the cart in front of you."
