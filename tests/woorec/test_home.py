"""The Studio's home as a merchandiser reads it in the morning."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils import timezone

from catalog.models import Product, StockLevel, Store
from events.models import Interaction, Order, OrderLine, RankedList
from ranking.models import ModelVersion, TrainingRun
from rules.models import Placement
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.conftest import StudioDoor
from woorec import urls, views
from woorec.attention import notes
from woorec.home_data import home_data

urlpatterns = [
    path("activity/<slug:store_code>/<int:product_id>/", views.product_activity, name="product-activity"),
    *urls.urlpatterns,
]


def served(store: Store, *, days_ago: float = 0.1, **fields: object) -> RankedList:
    values = {
        "placement": "home", "model": "leather-1", "product_ids": [], "scores": [], "propensities": [], "slots": [],
        "reasons": [], "prices": [], "stocks": [], "margins": [],
    }  # fmt: skip
    at = timezone.now() - timedelta(days=days_ago)
    return RankedList.objects.create(request_id=uuid4(), store=store, at=at, **(values | fields))


def did(store: Store, kind: str, *, sku: str = "TOTE-1", days_ago: float = 0.1, **fields: object) -> None:
    product = store.products.get(sku=sku)
    at = timezone.now() - timedelta(days=days_ago)
    Interaction.objects.create(store=store, kind=kind, product=product, at=at, **fields)


def sold(store: Store, sku: str, *, quantity: int = 1) -> None:
    order = Order.objects.create(store=store, number=str(uuid4()), at=timezone.now(), currency="EUR")
    product = store.products.get(sku=sku)
    OrderLine.objects.create(order=order, product=product, quantity=quantity, unit_price=product.price)


def published_boost(placement: Placement, **fields: object) -> None:
    draft = ensure_draft(placement, by=None)
    condition = {"all": [{"fact": "category", "op": "is", "value": "belts"}]}
    params = {"condition": condition, "points": 5}
    save_rule(
        draft, RuleFields(kind="boost", label="Belts", params=params, owner="Mia", reason="Season", **fields), by=None
    )
    publish(draft, by=None)


def titles(store: Store) -> list[str]:
    return [note.title for note in notes(home_data(store, now=timezone.now()), store)]


def page(studio: StudioDoor, person: User, store: Store) -> str:
    return studio(person).get(reverse("home", args=[store.code])).content.decode()


def test_the_home_of_a_new_shop_says_what_is_still_missing(studio: StudioDoor, mia: User, leather: Store) -> None:
    html = page(studio, mia, leather)
    assert "No shopper has been here yet" in html
    assert "No model has been trained" in html
    assert "no rules live" in html
    assert "Demo data" not in html


def test_nobody_sees_the_home_without_signing_in(client, leather: Store) -> None:
    assert client.get("/studio/leather/").url.startswith("/login/")


def test_a_store_that_does_not_exist_is_not_found(studio: StudioDoor, mia: User, leather: Store) -> None:
    assert studio(mia).get("/studio/elsewhere/").status_code == 404


def test_without_any_store_the_front_door_says_what_to_run(studio: StudioDoor, mia: User) -> None:
    assert b"manage.py demo" in studio(mia).get("/studio/").content


def test_figures_compare_a_week_with_the_week_before(leather: Store) -> None:
    for days_ago in (1, 2, 3, 9):
        served(leather, days_ago=days_ago)
    lists = home_data(leather, now=timezone.now()).kpis[0]
    assert (lists.week, lists.week_change) == (3, "+200 % on the 7 days before")
    assert lists.month == 4
    assert lists.days[-3:] == (1, 1, 0)  # today's 24 hours come last


def test_a_first_week_has_nothing_to_be_compared_with(leather: Store) -> None:
    did(leather, "select_item", days_ago=1)
    clicks = home_data(leather, now=timezone.now()).kpis[1]
    assert clicks.week == 1
    assert clicks.week_change == "nothing before to compare with"


def test_a_purchase_counts_for_a_list_only_when_it_answers_one(leather: Store) -> None:
    did(leather, "purchase", days_ago=1)
    did(leather, "purchase", sku="TOTE-2", days_ago=1, request_id=uuid4())
    bought, from_list = home_data(leather, now=timezone.now()).kpis[2:]
    assert (bought.week, from_list.week) == (2, 1)


def test_simulated_shoppers_are_named_as_such(studio: StudioDoor, mia: User, leather: Store) -> None:
    served(leather, model="simulated-popularity-v1")
    assert "Demo data: simulated shoppers" in page(studio, mia, leather)


def test_a_simulated_list_never_counts_as_trouble_of_the_live_shop(leather: Store) -> None:
    served(leather, model="simulated-popularity-v1", short=True, fallback=["untrained"])
    assert not [title for title in titles(leather) if title.startswith("Home:")]


def test_a_rule_that_gave_way_is_named_with_how_often(leather: Store) -> None:
    served(leather, relaxed=[{"rule": "r", "label": "House brand in slot 4", "reason": "none", "positions": [4]}])
    served(leather)
    found = notes(home_data(leather, now=timezone.now()), leather)
    note = next(note for note in found if "gave way" in note.title)
    assert note.title == "Home: “House brand in slot 4” gave way"
    assert "1 of 2 lists" in note.text
    assert note.action_url == "/studio/leather/placements/home/"


def test_yesterdays_trouble_is_forgotten_after_a_day(leather: Store) -> None:
    served(leather, days_ago=1.5, short=True)
    assert "Home: short pages" not in titles(leather)
    served(leather, short=True)
    assert "Home: short pages" in titles(leather)


def test_a_channel_without_an_answer_is_no_trouble_but_a_damaged_model_is(leather: Store) -> None:
    served(leather, fallback=["recall_again_empty"])
    assert "Home: not served as planned" not in titles(leather)
    served(leather, fallback=["model_damaged"])
    assert "Home: not served as planned" in titles(leather)


def test_unpublished_changes_are_counted(leather: Store, home_page: Placement) -> None:
    published_boost(home_page)
    draft = ensure_draft(home_page, by=None)
    save_rule(
        draft,
        RuleFields(
            kind="scatter", label="", params={"fact": "category", "limit": 2, "window": 3}, owner="Mia", reason="x"
        ),
        by=None,
    )
    line = next(line for line in home_data(leather, now=timezone.now()).placements if line.code == "home")
    assert (line.live_version, line.draft_label) == (1, "1 unpublished change")


def test_a_draft_that_cannot_be_read_is_the_first_thing_to_look_at(leather: Store, home_page: Placement) -> None:
    draft = ensure_draft(home_page, by=None)
    draft.rules.create(kind="boost", label="Old", params={"gone": 1}, owner="Mia", reason="x")
    assert titles(leather)[0] == "Home: a rule of the draft cannot be read"


def test_a_live_rule_that_ends_soon_is_announced(leather: Store, home_page: Placement) -> None:
    published_boost(home_page, ends_at=timezone.now() + timedelta(days=3, hours=1))
    assert "“Belts” ends in 3\xa0days" in titles(leather)


def test_a_live_rule_that_ends_next_month_is_not(leather: Store, home_page: Placement) -> None:
    published_boost(home_page, ends_at=timezone.now() + timedelta(days=30))
    assert not [title for title in titles(leather) if "ends in" in title]


def test_a_best_seller_that_is_gone_in_one_region_is_named_with_the_region(leather: Store) -> None:
    sold(leather, "TOTE-1", quantity=9)
    sold(leather, "TOTE-2")
    StockLevel.objects.filter(product__sku="TOTE-1", warehouse__code="newark").update(quantity=0)
    gone = home_data(leather, now=timezone.now()).sold_out
    assert [(each.sku, each.sold, each.regions) for each in gone] == [("TOTE-1", 9, ("United States",))]


def test_a_product_that_is_not_counted_is_never_sold_out(leather: Store) -> None:
    sold(leather, "TOTE-1")
    StockLevel.objects.filter(product__sku="TOTE-1").delete()
    assert home_data(leather, now=timezone.now()).sold_out == ()


def test_products_without_a_nickel_figure_are_counted_and_can_be_listed(
    studio: StudioDoor, mia: User, leather: Store
) -> None:
    data = home_data(leather, now=timezone.now())
    note = next(note for note in notes(data, leather) if "nickel" in note.title)
    listed = studio(mia).get(note.action_url).context["cards"]
    assert len(listed) == data.without_evidence > 0
    assert {card.nickel.grade for card in listed} == {"D"}


def test_an_old_champion_and_a_failed_training_ask_for_a_look(leather: Store) -> None:
    version = ModelVersion.objects.create(store=leather, name="leather-1", state="champion", manifest_digest="d")
    ModelVersion.objects.filter(pk=version.pk).update(created_at=timezone.now() - timedelta(days=20))
    TrainingRun.objects.create(store=leather, state="failed", error="No events.", finished_at=timezone.now())
    assert {"The model is old", "The last training failed"} <= set(titles(leather))


def test_the_home_asks_the_database_no_more_when_there_is_more_to_show(
    studio: StudioDoor, mia: User, leather: Store, home_page: Placement
) -> None:
    client = studio(mia)
    published_boost(home_page)
    served(leather)
    sold(leather, "TOTE-1")
    client.get("/studio/leather/")
    with CaptureQueriesContext(connection) as few:
        client.get("/studio/leather/")
    for placement in leather.placements.exclude(pk=home_page.pk):
        published_boost(placement)
    for sku in Product.objects.values_list("sku", flat=True):
        sold(leather, sku)
        served(leather, short=True, fallback=["untrained"])
    with CaptureQueriesContext(connection) as many:
        client.get("/studio/leather/")
    assert len(many) <= len(few)


def test_the_error_page_stands_without_the_database(rf) -> None:
    request = rf.get("/studio/leather/")
    request.user = User(username="mia")  # the frame of a signed-in person's page would ask for the stores
    answer = views.server_error(request)
    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content


def test_an_error_of_the_api_is_a_problem_document(rf) -> None:
    assert views.server_error(rf.get("/api/v1/events"))["Content-Type"] == "application/problem+json"


@pytest.mark.urls(__name__)
def test_what_shoppers_did_with_a_product_is_told_on_its_page(studio: StudioDoor, vera: User, leather: Store) -> None:
    did(leather, "view_item", days_ago=1)
    did(leather, "view_item", days_ago=20)
    product = leather.products.get(sku="TOTE-1")
    address = reverse("product-activity", args=["leather", product.pk])
    assert address in studio(vera).get(reverse("product", args=["leather", product.pk])).content.decode()
    assert studio(vera).get(address).context["lines"] == [("Viewed the product", 1, 2)]
    part = studio(vera).get(address, headers={"HX-Request": "true"}).content
    assert part.strip().startswith(b"<section")
