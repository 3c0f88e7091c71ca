"""Shoppers who asked for a product in 3D and kept its picture: what is kept of it, and that nothing learns from it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from rest_framework.test import APIClient

from catalog.models import Store
from catalog.shown_materials import shown_materials
from events.failed_views import REASONS
from events.models import Interaction
from events.queries import interaction_rows, shopper
from events.views_3d import Views, total, views_by_material, views_by_product
from tests.events.test_ingest import event, only, send

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def asked(store: Store, kind: str, *, session: str, sku: str = "TOTE-1", days: int = 0, **fields: object) -> None:
    Interaction.objects.create(
        store=store, kind=kind, session=session, product=store.products.get(sku=sku),
        at=NOW - timedelta(days=days, hours=1), **fields,
    )  # fmt: skip


def failed(store: Store, session: str, reason: str, **fields: object) -> None:
    asked(store, "view_3d_failed", session=session, extra={"reason": reason}, **fields)


def all_views(store: Store) -> Views:
    return total(views_by_product(store, now=NOW).values())


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_that_is_known_is_kept_with_the_list_that_was_looked_at(storefront: APIClient, reason: str) -> None:
    request_id = uuid4()
    send(storefront, event("view_3d_failed", reason=reason, request_id=str(request_id), item_list_id="home"))
    assert (only().product.sku, only().request_id) == ("TOTE-1", request_id)
    assert only().extra == {"reason": reason, "placement": "home"}


@pytest.mark.parametrize("said", ["Mia’s phone", "", None, "no_webgl2", "ANGLE (Apple, Apple M1, OpenGL 4.1)"])
def test_any_other_reason_is_kept_as_other(storefront: APIClient, said: str | None) -> None:
    send(storefront, event("view_3d_failed", reason=said))
    assert only().extra == {"reason": "other"}


def test_nothing_that_tells_whose_browser_it_was_is_kept(storefront: APIClient) -> None:
    items = [{"item_id": "TOTE-1", "gpu": "Mali-G78"}, {"item_id": "WALLET-1", "reason": "Mali-G78"}]
    words = {"error": "at Nora’s phone", "message": "x", "user_agent": "Mozilla/5.0 (Linux)", "load_ms": 12}
    send(storefront, event("view_3d_failed", reason="no_webgl", items=items, **words))
    assert [each.extra for each in Interaction.objects.all()] == [{"reason": "no_webgl"}] * 2


def test_a_view_that_failed_is_no_sign_of_taste(leather: Store) -> None:
    failed(leather, "v-1", "no_webgl")
    assert interaction_rows(leather, since=None, until=NOW) == []
    assert shopper(leather, customer_id=None, session="v-1", at=NOW).history == ()


def test_a_product_counts_once_for_each_visit_however_often_somebody_tried(leather: Store) -> None:
    for reason in ("timed_out", "no_webgl"):
        failed(leather, "v-1", reason, days=int(reason == "timed_out"))
    asked(leather, "view_3d", session="v-1", days=2)
    asked(leather, "view_3d", session="v-2")
    asked(leather, "view_3d", session="v-2")
    counted = all_views(leather).month
    assert (counted.asked, counted.failed, dict(counted.reasons)) == (2, 1, {"no_webgl": 1})


def test_visits_that_nobody_may_follow_count_each_for_itself(leather: Store) -> None:
    for _ in range(3):
        failed(leather, "", "context_lost")
    assert (all_views(leather).month.asked, all_views(leather).month.failed) == (3, 3)


def test_bots_and_what_is_older_than_28_days_ask_for_nothing(leather: Store) -> None:
    failed(leather, "v-1", "no_webgl", is_bot=True)
    failed(leather, "v-2", "no_webgl", days=28)
    assert views_by_product(leather, now=NOW) == {}


def test_the_week_counts_only_what_failed_within_it(leather: Store) -> None:
    failed(leather, "v-1", "no_webgl", days=10)
    asked(leather, "view_3d", session="v-1")
    failed(leather, "v-2", "timed_out")
    views = all_views(leather)
    assert (views.month.asked, views.month.failed) == (2, 2)
    assert (views.week.asked, dict(views.week.reasons)) == (2, {"timed_out": 1})


def test_five_failures_need_a_look_unless_they_are_few_among_many(leather: Store) -> None:
    for number in range(4):
        failed(leather, f"v-{number}", "no_webgl")
    assert not all_views(leather).needs_a_look
    failed(leather, "v-5", "no_webgl")
    assert all_views(leather).needs_a_look
    for number in range(95):
        asked(leather, "view_3d", session=f"w-{number}")
    assert not all_views(leather).needs_a_look


def test_products_are_counted_under_the_material_that_shows_them(leather: Store) -> None:
    failed(leather, "v-1", "no_webgl", sku="TOTE-1")
    asked(leather, "view_3d", session="v-1", sku="BELT-1")
    views = views_by_product(leather, now=NOW)
    shown_in = shown_materials(leather, products=views)
    found = views_by_material(views, shown_in=shown_in)
    codes = {each.sku: shown_in[each.pk] for each in leather.products.filter(sku__in=("TOTE-1", "BELT-1"))}
    assert codes == {"TOTE-1": "pebbled", "BELT-1": "steel-low"}
    assert (found["pebbled"].month.failed, found["steel-low"].month.failed) == (1, 0)


def test_the_largest_part_decides_in_which_material_a_product_is_shown(leather: Store) -> None:
    tote, suede = leather.products.get(sku="TOTE-1"), leather.materials.get(code="suede")
    lining = tote.components.create(material=suede, part="lining", share_percent=40)
    tote.components.exclude(pk=lining.pk).update(share_percent=60)
    assert shown_materials(leather, products=[tote.pk]) == {tote.pk: "pebbled"}
    tote.components.exclude(pk=lining.pk).update(share_percent=30)
    assert shown_materials(leather, products=[tote.pk]) == {tote.pk: "suede"}
