"""Goals of a placement: set by Petra on a form, followed by the next list, explained on the board, kept in the log."""

from decimal import Decimal

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from rest_framework.test import APIClient

from catalog.models import Product, Store
from catalog.services import touch_catalogue
from rules.audit_words import sentences
from rules.models import AuditEntry, Placement
from tests.conftest import StudioDoor
from tests.woorec.test_pipeline import ask, skus
from woorec.candidates import exchange_rate, return_cost
from woorec.holder import SNAPSHOTS
from woorec.past_requests import _net

SETTINGS = "/studio/leather/placements/home/settings/"
COMES_BACK = "Suede"


@pytest.fixture
def taught(leather: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The house with a model that gives every product the same chances, but foretells that suede comes back."""
    snapshot = SNAPSHOTS.refresh(leather)
    back = np.array([0.9 if COMES_BACK in each.name else 0.05 for each in snapshot.facts.products], dtype=np.float32)

    def chances(ranker: str, shopper: object, rows: np.ndarray) -> dict[str, np.ndarray]:
        same = np.ones(len(rows), dtype=np.float32)
        return {"pctr": 0.1 * same, "pcvr": 0.2 * same, "preturn": back[rows]}

    monkeypatch.setattr(snapshot.model, "_rankers", {"logistic": None})
    monkeypatch.setattr(type(snapshot.model), "score", lambda self, *wish: chances(*wish))
    monkeypatch.setattr(type(snapshot.model), "rankers", property(lambda self: ("logistic",)))
    return leather


def aim(placement: Placement, objective: str, **formula: float) -> None:
    Placement.objects.filter(pk=placement.pk).update(objective=objective, formula=formula)


def form(**changes: object) -> dict[str, object]:
    usual = {
        "name": "Home", "length": "6", "candidates": "50", "ranker": "logistic", "objective": "conversion",
        "exploration": "0", "recall_hot": "1",
    }  # fmt: skip
    return usual | changes


def test_margin_is_net_of_what_is_expected_to_come_back(taught: Store, home_page: Placement) -> None:
    aim(home_page, "revenue")
    assert skus(ask(taught))[:2] == ["TOTE-4", "TOTE-2"]
    aim(home_page, "margin")
    assert "TOTE-2" not in skus(ask(taught))[:3]


def test_a_cost_of_returns_that_was_just_set_is_followed_by_the_next_list(taught: Store, home_page: Placement) -> None:
    """Nine of ten suede pieces come back. As long as that costs nothing the dearest earns most, then it loses most."""
    Placement.objects.filter(pk=home_page.pk).update(objective="margin", length=12)
    free = skus(ask(taught))
    Store.objects.filter(pk=taught.pk).update(return_lost_percent=60)
    touch_catalogue(taught)
    dear = skus(ask(taught))
    assert free.index("TOTE-2") < free.index("CLUTCH-1")
    assert dear[-2:] == ["CLUTCH-1", "TOTE-2"]


def test_a_parcel_costs_the_regions_money(leather: Store, home_page: Placement) -> None:
    """In the United States the shop's prices are 1.2 times those at home, so ten euros are twelve dollars."""
    Store.objects.filter(pk=leather.pk).update(return_parcel_cost=Decimal(10), return_lost_percent=Decimal(5))
    touch_catalogue(leather)
    snapshot = SNAPSHOTS.refresh(leather)
    rows = np.arange(3, dtype=np.int32)
    abroad = snapshot.catalogue.prices[rows].astype(np.float64) * 1.2
    rate = exchange_rate(rows, abroad, snapshot, region="us")
    assert rate == pytest.approx(1.2)
    assert exchange_rate(rows, abroad, snapshot, region="eu") == 1.0
    assert return_cost(np.array([100], dtype=np.float32), snapshot.store, rate=rate) == pytest.approx([12 + 5])


def test_a_list_says_when_returns_could_not_be_foretold(
    taught: Store, home_page: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    aim(home_page, "margin")
    assert "return_chance_missing" not in ask(taught).fallback
    same = np.ones(300, dtype=np.float32)
    monkeypatch.setattr(
        type(SNAPSHOTS.current(taught).model),
        "score",
        lambda self, ranker, shopper, rows: {"pctr": 0.1 * same[: len(rows)], "pcvr": 0.1 * same[: len(rows)]},
    )
    assert "return_chance_missing" in ask(taught).fallback
    aim(home_page, "conversion")
    assert "return_chance_missing" not in ask(taught).fallback


def test_a_formula_mixes_goals_and_the_ladder_shows_each(taught: Store, home_page: Placement) -> None:
    aim(home_page, "formula", kept=1, revenue=1)
    first = ask(taught).items[0]
    assert first.sku == "TOTE-4"
    assert first.ladder.terms == {"kept": pytest.approx(50.0), "revenue": pytest.approx(50.0)}
    assert first.ladder.heads["preturn"] == pytest.approx(0.05)


def test_the_board_says_how_likely_a_return_is_and_what_each_term_gave(
    taught: Store, home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    aim(home_page, "formula", kept=1, revenue=3)
    tote = Product.objects.get(sku="TOTE-4")
    page = studio(mia).get(f"/studio/leather/placements/home/why/live/{tote.pk}/").content.decode()
    assert "return once bought 5 %" in page
    assert "Not returned in the formula" in page
    assert "Revenue in the formula" in page
    assert "100.0 of 100 in the formula, stretched" in page


def test_the_board_says_of_a_product_that_is_not_shown_what_each_term_gave(
    taught: Store, home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    aim(home_page, "formula", kept=1, revenue=3)
    clutch = Product.objects.get(sku="CLUTCH-1")
    page = studio(mia).get(f"/studio/leather/placements/home/why/live/{clutch.pk}/").content.decode()
    assert "Why is it not here?" in page
    assert "return once bought 90 %" in page
    assert "Not returned in the formula" in page


def test_debug_answers_carry_the_terms(taught: Store, home_page: Placement, backend: APIClient) -> None:
    aim(home_page, "formula", kept=1, revenue=1)
    SNAPSHOTS.refresh(taught)
    answer = backend.post("/api/v1/recommendations", {"placement": "home", "debug": True}, format="json").json()
    assert set(answer["items"][0]["ladder"]["terms"]) == {"kept", "revenue"}


def test_petra_writes_a_formula_and_the_log_keeps_it(
    taught: Store, home_page: Placement, petra: User, studio: StudioDoor
) -> None:
    asked = form(objective="formula", weight_revenue="60", weight_kept="20", weight_newness="0")
    assert studio(petra).post(SETTINGS, asked).status_code == 302
    home_page.refresh_from_db()
    assert (home_page.objective, home_page.formula) == ("formula", {"revenue": 60, "kept": 20})
    said = sentences(AuditEntry.objects.get(action="placement.changed"))
    assert "Formula: now kept 20, revenue 60 (was nothing)" in said
    page = studio(petra).get("/studio/leather/placements/").content.decode()
    assert "75 % revenue, 25 % not returned" in page


def test_a_formula_is_kept_while_another_goal_is_chosen(home_page: Placement, petra: User, studio: StudioDoor) -> None:
    studio(petra).post(SETTINGS, form(objective="click", weight_material="5"))
    home_page.refresh_from_db()
    assert (home_page.objective, home_page.formula) == ("click", {"material": 5})
    assert 'value="5"' in studio(petra).get(SETTINGS).content.decode()


@pytest.mark.parametrize(
    ("weights", "field", "says"),
    [
        ({}, "weight_click", "Give at least one term a weight above 0, or choose another goal."),
        ({"weight_margin": "-3"}, "weight_margin", "Write a number from 0 to 100."),
        ({"weight_margin": "101"}, "weight_margin", "Write a number from 0 to 100."),
        ({"weight_margin": "price * 2"}, "weight_margin", "number"),
    ],
)
def test_a_formula_that_is_none_comes_back_with_the_error_at_its_field(
    home_page: Placement, petra: User, studio: StudioDoor, weights: dict[str, str], field: str, says: str
) -> None:
    answer = studio(petra).post(SETTINGS, form(objective="formula", **weights))
    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    home_page.refresh_from_db()
    assert home_page.objective == "conversion"


def test_the_cost_of_a_rule_reckons_with_what_comes_back(taught: Store, home_page: Placement) -> None:
    """Of ten suede totes for 450, 180 of it cost, nine come back at 10 and a twentieth of the price each."""
    Store.objects.filter(pk=taught.pk).update(return_parcel_cost=10, return_lost_percent=5)
    touch_catalogue(taught)
    Placement.objects.filter(pk=home_page.pk).update(length=12)
    items = {item.sku: item for item in ask(taught).items}
    snapshot = SNAPSHOTS.current(taught)
    assert _net(270.0, 0.9, items["TOTE-2"], snapshot) == pytest.approx(270 * 0.1 - 0.9 * (10 + 22.5))
    assert _net(270.0, None, items["TOTE-2"], snapshot) == pytest.approx(270)


def test_the_form_says_that_a_return_costs_nothing_and_where_to_say_what_it_costs(
    home_page: Placement, petra: User, studio: StudioDoor
) -> None:
    assert "A return costs the margin of its sale here" in studio(petra).get(SETTINGS).content.decode()
    Store.objects.update(return_parcel_cost=8)
    assert "A return costs the margin" not in studio(petra).get(SETTINGS).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("return_parcel_cost", "8.50", True),
        ("return_lost_percent", "15", True),
        ("return_lost_percent", "", True),
        ("return_parcel_cost", "-1", False),
        ("return_lost_percent", "101", False),
        ("return_lost_percent", "much", False),
    ],
)
def test_petra_says_what_a_return_costs(
    leather: Store, petra: User, studio: StudioDoor, field: str, value: str, fits: bool
) -> None:
    shop = {"name": "Leather", "currency": "EUR", "stock_trusted_minutes": "", "low_stock_quantity": 2, field: value}
    answer = studio(petra).post("/studio/leather/settings/", shop)
    leather.refresh_from_db()
    assert answer.status_code == (302 if fits else 422)
    assert float(getattr(leather, field)) == (float(value or 0) if fits else 0)


@pytest.mark.parametrize("formula", [{"margin": 0}, {"margin": "much"}, {"margin": -1, "click": 2}, [1], "margin"])
def test_the_database_refuses_what_is_no_formula(home_page: Placement, formula: object) -> None:
    home_page.formula = formula
    with pytest.raises(IntegrityError, match="formula_of_weights"):
        home_page.save()


def test_a_formula_that_names_a_term_of_another_release_is_replaced_and_named(
    storefront: APIClient, home_page: Placement
) -> None:
    aim(home_page, "formula", profit=3)
    answer = storefront.post("/api/v1/recommendations", {"placement": "home"}, format="json").json()
    assert "formula_unreadable" in answer["fallback"]
    assert len(answer["items"]) == 6


def test_the_admin_refuses_a_goal_without_its_formula(admin_client: Client, home_page: Placement) -> None:
    row = {
        "store": home_page.store_id, "code": "home", "name": "Home", "surface": "home", "length": 6, "candidates": 300,
        "ranker": "logistic", "objective": "formula", "recall_mix": '{"hot": 2}', "exploration_share": "0",
    }  # fmt: skip
    door = f"/admin/rules/placement/{home_page.pk}/change/"
    refused = admin_client.post(door, row | {"formula": "{}"})
    assert "Give terms weights from 0 to 100" in refused.content.decode()
    assert admin_client.post(door, row | {"formula": '{"kept": 1}'}).status_code == 302
