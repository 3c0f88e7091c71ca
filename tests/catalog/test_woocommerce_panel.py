"""The panel of the connected WooCommerce shop: connecting it, pulling now, reading what went wrong."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from catalog import pull_views
from catalog.models import Store, WooCommerceShop
from catalog.pulls.shops import add_shop, keys_of
from tests.conftest import StudioDoor

HTMX = {"HX-Request": "true"}
ANSWERS = {
    **{"name": "Atelier", "url": "https://shop.example.com/", "key": "ck_1", "secret": "cs_1"},
    **{"warehouse_code": "florence", "every_minutes": "60", "full_every_hours": "24"},
}


@pytest.fixture(autouse=True)
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    monkeypatch.setattr(pull_views, "hand_out", lambda task, row: found.append((task, row)) or True)
    return found


@pytest.fixture
def shop(leather: Store) -> WooCommerceShop:
    return add_shop(leather, name="Atelier", url="https://shop.example.com", key="ck_1", secret="cs_1")


def page(name: str, *args: Any) -> str:
    return reverse(name, args=["leather", *args])


def test_a_shop_is_connected_and_pulled_at_once(
    studio: StudioDoor, petra: User, leather: Store, handed: list[tuple[str, int]]
) -> None:
    door = studio(petra)
    assert page("pull-new") in door.get(page("pulls")).content.decode()
    answer = door.post(page("pull-new"), ANSWERS)

    shop = WooCommerceShop.objects.get(store=leather)
    assert (answer.status_code, answer["Location"]) == (302, page("pulls"))
    assert (shop.url, shop.state, keys_of(shop)) == ("https://shop.example.com", "queued", ("ck_1", "cs_1"))
    assert handed == [("catalog.pull", shop.pk)]
    shown = door.get(page("pulls")).content.decode()
    assert "ck_1" not in shown
    assert "cs_1" not in shown


def test_a_store_has_one_shop(studio: StudioDoor, petra: User, shop: WooCommerceShop) -> None:
    assert studio(petra).post(page("pull-new"), ANSWERS)["Location"] == page("pulls")
    assert WooCommerceShop.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"url": "http://"}, "name of a machine"),
        ({"url": "https://u:p@shop.example.com"}, "Leave name and password out"),
        ({"key": "cs_1", "secret": "ck_1"}, "Swap the two"),
        ({"key": ""}, "required"),
        ({"every_minutes": "1"}, "valid choice"),
        ({"warehouse_code": "mars"}, "valid choice"),
    ],
)
def test_what_cannot_be_right_is_said_beside_the_field(
    studio: StudioDoor, petra: User, leather: Store, typed: dict[str, str], words: str
) -> None:
    answer = studio(petra).post(page("pull-new"), {**ANSWERS, **typed}, headers=HTMX)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert not WooCommerceShop.objects.exists()


def test_plain_http_is_refused_in_production(studio: StudioDoor, petra: User, leather: Store, settings: Any) -> None:
    typed = {**ANSWERS, "url": "http://shop.example.com"}
    settings.PRODUCTION = True
    assert "https://" in studio(petra).post(page("pull-new"), typed).content.decode()
    settings.PRODUCTION = False
    assert studio(petra).post(page("pull-new"), typed).status_code == 302


def test_kept_keys_are_not_sent_to_another_address(studio: StudioDoor, petra: User, shop: WooCommerceShop) -> None:
    typed = {**ANSWERS, "key": "", "secret": "", "url": "https://other.example.com"}
    answer = studio(petra).post(page("pull-edit", shop.pk), typed)
    assert "Enter both keys again" in answer.content.decode()

    assert studio(petra).post(page("pull-edit", shop.pk), {**typed, "url": shop.url, "name": "New"}).status_code == 302
    shop.refresh_from_db()
    assert (shop.name, keys_of(shop)) == ("New", ("ck_1", "cs_1"))


def test_a_shop_that_is_pulled_is_not_moved(studio: StudioDoor, petra: User, shop: WooCommerceShop) -> None:
    WooCommerceShop.objects.update(state="running", heartbeat_at=timezone.now())
    answer = studio(petra).post(page("pull-edit", shop.pk), ANSWERS)
    assert "Stop it first" in answer.content.decode()


def test_opened_directly_it_is_a_page_and_for_htmx_a_fragment(
    studio: StudioDoor, vera: User, shop: WooCommerceShop
) -> None:
    whole, part = (studio(vera).get(page("pulls"), headers=head).content.decode() for head in ({}, HTMX))
    assert "<html" in whole
    assert "<html" not in part
    assert 'id="pulls"' in whole
    assert part.strip().startswith('<section class="panel pulls" id="pulls"')


def test_pulling_now_stopping_and_switching_off(
    studio: StudioDoor, petra: User, shop: WooCommerceShop, handed: list[tuple[str, int]]
) -> None:
    door = studio(petra)
    WooCommerceShop.objects.update(modified_after=timezone.now(), last_full_at=timezone.now(), state="done")
    assert "Waiting" in door.post(page("pull-run", shop.pk), headers=HTMX).content.decode()
    shop.refresh_from_db()
    assert (shop.state, shop.is_full, len(handed)) == ("queued", False, 1)

    assert "Stopped" in door.post(page("pull-stop", shop.pk), headers=HTMX).content.decode()
    door.post(page("pull-run", shop.pk), {"scope": "full"})
    shop.refresh_from_db()
    assert (shop.state, shop.is_full, shop.may_shrink) == ("queued", True, False)

    off = door.post(page("pull-switch", shop.pk), {"is_active": "off"}, headers=HTMX).content.decode()
    shop.refresh_from_db()
    assert (shop.is_active, shop.state) == (False, "stopped")
    assert "Switch on" in off
    door.post(page("pull-run", shop.pk))
    shop.refresh_from_db()
    assert shop.state == "stopped"


def test_somebody_agrees_that_products_are_gone(studio: StudioDoor, petra: User, shop: WooCommerceShop) -> None:
    WooCommerceShop.objects.update(counts={"missing": 40}, state="done", last_started_at=timezone.now())
    assert "far fewer products" in studio(petra).get(page("pulls")).content.decode()
    studio(petra).post(page("pull-run", shop.pk), {"scope": "agree"})
    shop.refresh_from_db()
    assert (shop.is_full, shop.may_shrink) == (True, True)


def test_progress_is_polled_until_the_pull_has_ended(studio: StudioDoor, vera: User, shop: WooCommerceShop) -> None:
    WooCommerceShop.objects.update(
        **{"state": "running", "heartbeat_at": timezone.now(), "pages_done": 3, "pages_total": 4},
        **{"products_done": 300, "stage": "products"},
    )
    going = studio(vera).get(page("pull-progress", shop.pk), headers=HTMX)
    assert 'hx-trigger="every 2s"' in going.content.decode()
    assert "75 %" in going.content.decode()

    WooCommerceShop.objects.update(state="failed", heartbeat_at=None, error="It answers 401.")
    ended = studio(vera).get(page("pull-progress", shop.pk), headers=HTMX)
    assert (ended["HX-Retarget"], ended["HX-Reswap"]) == ("#pulls", "outerHTML")
    assert "It answers 401." in ended.content.decode()
    assert "every 2s" not in ended.content.decode()


def test_a_worker_that_is_not_there_is_said(
    studio: StudioDoor, petra: User, shop: WooCommerceShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull_views, "hand_out", lambda _task, _row: False)
    answer = studio(petra).post(page("pull-run", shop.pk), follow=True)
    assert "The worker is not reachable" in answer.content.decode()
    again = studio(petra).post(page("pull-run", shop.pk), headers=HTMX)
    assert "is being pulled" in again["HX-Trigger"]


@pytest.mark.parametrize("name", ["pull-run", "pull-stop", "pull-switch", "pull-edit"])
def test_who_may_not_publish_may_only_look(
    studio: StudioDoor, vera: User, mia: User, shop: WooCommerceShop, name: str
) -> None:
    for person in (vera, mia):
        assert studio(person).post(page(name, shop.pk), ANSWERS).status_code == 403
        shown = studio(person).get(page("pulls")).content.decode()
        assert "Pull everything" not in shown
        assert "shop.example.com" in shown
    assert studio(vera).post(page("pull-new"), ANSWERS).status_code == 403


def test_the_shop_of_another_store_is_not_found(studio: StudioDoor, petra: User, shop: WooCommerceShop) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    for name in ("pull-edit", "pull-progress"):
        assert studio(petra).get(reverse(name, args=[other.code, shop.pk])).status_code == 404
    assert studio(petra).post(reverse("pull-run", args=[other.code, shop.pk])).status_code == 404


def test_the_admin_shows_no_keys(client: Any, admin_user: User, shop: WooCommerceShop) -> None:
    client.force_login(admin_user)
    answer = client.get(reverse("admin:catalog_woocommerceshop_change", args=[shop.pk]))
    assert answer.status_code == 200
    assert "sealed" not in answer.content.decode().lower().replace("keys stay sealed", "")
