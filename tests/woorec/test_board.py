"""The placement board as Mia, Petra and Vera use it: through its pages, down to what the storefront answers."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from catalog.models import Product, Store
from catalog.services import load_store
from events.avoidances import keep_avoidances
from events.customers import ensure_customer
from events.models import Customer
from rules.models import Placement
from rules.queries import draft_of, live_version
from rules.services import RuleFields, ensure_draft, save_rule
from tests.conftest import StudioDoor
from tests.factories import small_shop
from tests.woorec.boards import (
    HOME,
    HOUSE,
    HTMX,
    PARTNER,
    pin,
    product_id,
    put_live,
    shop_answers,
    skus,
    slot,
    slot_form,
)


@pytest.fixture(autouse=True)
def _no_kept_samples() -> None:
    cache.clear()


# ---- editing


def test_a_draft_never_reaches_the_storefront(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    before = skus(shop_answers(home_page.store))
    assert "TOTE-1" not in before

    response = pin(studio(mia), "TOTE-1", 1)

    assert response.status_code == 200
    assert "Pebbled Tote is pinned to place 1" in response.headers["HX-Trigger"]
    assert 'aria-label="1, Pebbled Tote, Pinned"' in response.content.decode()
    assert skus(shop_answers(home_page.store)) == before


def test_a_product_that_is_pinned_again_moves_and_keeps_one_pin(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    pin(studio(mia), "WALLET-3", 1)
    pin(studio(mia), "WALLET-3", 5)

    rules = draft_of(home_page).rules.all()
    assert [rule.params for rule in rules] == [{"position": 5, "sku": "WALLET-3"}]


def test_a_pin_can_be_taken_off_again(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    pin(studio(mia), "WALLET-3", 1)
    studio(mia).post(f"{HOME}act/", {"product": product_id("WALLET-3"), "action": "unpin"}, **HTMX)

    assert not draft_of(home_page).rules.exists()


def test_a_product_that_is_never_shown_leaves_the_draft_list(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    first = shop_answers(home_page.store).items[0]

    page = studio(mia).post(f"{HOME}act/", {"product": first.product_id, "action": "hide"}, **HTMX).content.decode()

    assert f"<strong>Left the page:</strong> {first.name}" in page


def test_two_rules_for_one_slot_are_stopped_naming_both_owners(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    put_live(home_page, slot(4, HOUSE, owner="Petra"))

    response = studio(mia).post(f"{HOME}rules/new/slot/", slot_form(pool="partner"), **HTMX)

    assert response.status_code == 422
    error = re.search(r'id="id_positions_error">.*?<p>(.*?)</p>', response.content.decode(), re.DOTALL)
    assert error
    assert "Petra" in error.group(1)
    assert "Mia" in error.group(1)
    assert draft_of(home_page) is None


def test_a_refused_pin_says_whose_slot_it_is(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(4, HOUSE, owner="Petra"))

    response = pin(studio(mia), "WALLET-3", 4)

    assert response.status_code == 422
    alert = re.search(r'<div class="board-alert.*?</div>', response.content.decode(), re.DOTALL)
    assert alert
    assert "Petra" in alert.group()


def test_an_edit_of_a_draft_that_moved_is_refused_and_keeps_what_was_typed(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    pin(studio(petra), "TOTE-1", 1)
    seen = draft_of(home_page).revision
    pin(studio(petra), "TOTE-2", 2)

    typed = slot_form(positions="3", reason="Because Mia says so", revision=seen)
    response = studio(mia).post(f"{HOME}rules/new/slot/", typed, **HTMX)

    assert response.status_code == 409
    page = response.content.decode()
    assert "Because Mia says so" in page
    assert f'name="revision" value="{draft_of(home_page).revision}"' in page
    assert draft_of(home_page).rules.count() == 2


def test_a_gesture_on_a_draft_that_moved_shows_the_board_as_it_is_now(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    pin(studio(petra), "TOTE-1", 1)

    response = studio(mia).post(
        f"{HOME}act/?revision=0", {"product": product_id("WALLET-3"), "position": 2, "action": "pin"}, **HTMX
    )

    assert response.status_code == 409
    page = response.content.decode()
    assert "Somebody changed this draft meanwhile" in page
    assert 'aria-label="1, Pebbled Tote, Pinned"' in page


def test_an_edit_that_fails_begins_no_draft(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(1, HOUSE, owner="Petra"))

    pin(studio(mia), "WALLET-3", 1)

    assert draft_of(home_page) is None


def test_switching_a_rule_off_changes_the_draft_alone(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    live = put_live(home_page, slot(1, PARTNER, owner="Petra"))
    key = live.rules.get().key

    studio(mia).post(f"{HOME}rules/{key}/switch/", {"on": "0"}, **HTMX)

    assert not draft_of(home_page).rules.get(key=key).enabled
    assert live_version(home_page).rules.get(key=key).enabled


def test_forms_work_without_scripts(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    client = studio(mia)

    saved = client.post(f"{HOME}rules/new/slot/?shopper=nora", slot_form())
    acted = client.post(f"{HOME}act/", {"product": product_id("TOTE-1"), "position": 1, "action": "pin"})

    assert saved.headers["Location"] == f"{HOME}?shopper=nora"
    assert acted.headers["Location"] == HOME
    assert draft_of(home_page).rules.count() == 2


def test_a_preview_shows_the_rule_and_saves_nothing(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    response = studio(mia).post(
        f"{HOME}rules/preview/slot/", slot_form(positions="2", pool="skus", skus="WALLET-3"), **HTMX
    )

    page = response.content.decode()
    assert "Slot 2 reserved for SKU WALLET-3" in page
    assert draft_of(home_page) is None


# ---- who may do what


@pytest.mark.parametrize(
    "path", ["act/", "discard/", "publish/", "settings/", "rules/new/slot/", "versions/1/restore/"]
)
def test_vera_may_look_and_change_nothing(home_page: Placement, vera: User, studio: StudioDoor, path: str) -> None:
    put_live(home_page, slot(4, HOUSE, owner="Petra"))
    key = live_version(home_page).rules.get().key
    client = studio(vera)

    assert client.get(HOME).status_code == 200
    assert client.get(f"{HOME}rules/{key}/").status_code == 200
    assert client.post(f"{HOME}{path}", slot_form()).status_code == 403
    assert client.post(f"{HOME}rules/{key}/", slot_form()).status_code == 403
    assert client.post(f"{HOME}rules/{key}/switch/", {"on": "0"}).status_code == 403
    assert client.post(f"{HOME}rules/{key}/delete/").status_code == 403


def test_mia_cannot_publish_and_reads_who_can(home_page: Placement, mia: User, petra: User, studio: StudioDoor) -> None:
    pin(studio(mia), "WALLET-3", 1)

    assert studio(mia).post(f"{HOME}publish/").status_code == 403
    assert "Petra can publish" in studio(mia).get(HOME).content.decode()
    assert live_version(home_page) is None


def test_a_stranger_is_asked_to_sign_in(home_page: Placement, client: Client) -> None:
    assert client.get(HOME).headers["Location"].startswith("/login/")


def test_another_stores_placement_is_not_found(leather: Store, mia: User, studio: StudioDoor) -> None:
    other = load_store(small_shop("jewel"))
    hidden = Placement.objects.create(store=other, code="rings", name="Rings", length=6)
    draft = put_live(hidden, slot(1, HOUSE, owner="Petra"))
    client = studio(mia)

    assert client.get("/studio/leather/placements/rings/").status_code == 404
    assert client.get(f"{HOME}rules/{draft.rules.get().key}/").status_code == 404
    assert client.post(f"{HOME}rules/{draft.rules.get().key}/switch/", {"on": "0"}).status_code == 404
    other_product = Product.objects.get(store=other, sku="TOTE-1").pk
    act = {"product": other_product, "position": 1, "action": "pin"}
    assert client.post(f"{HOME}act/", act).status_code == 404
    assert "Rings" not in client.get("/studio/leather/placements/").content.decode()


def test_another_stores_shopper_is_a_new_visitor(leather: Store, mia: User, studio: StudioDoor) -> None:
    other = load_store(small_shop("jewel"))
    stranger = ensure_customer(other, external_id="7")

    page = studio(mia).get(f"{HOME}?shopper=c{stranger}").content.decode()

    assert "This store has no such shopper" in page


@pytest.mark.parametrize(
    "page", ["", "checks/", "products/", "why/live/{product}/", "rules/{rule}/", "rules/condition-row/"]
)
def test_only_who_may_see_customers_looks_through_a_real_shoppers_eyes(
    home_page: Placement, vera: User, studio: StudioDoor, caplog: pytest.LogCaptureFixture, page: str
) -> None:
    rule = put_live(home_page, slot(1, HOUSE, owner="Mia")).rules.get()
    shopper = ensure_customer(home_page.store, external_id="42")
    address = HOME + page.format(product=Product.objects.first().pk, rule=rule.key)
    nobody = User.objects.create_user("nobody", password="a long enough word")

    assert studio(nobody).get(f"{address}?shopper=c{shopper}", **HTMX).status_code == 403
    assert studio(vera).get(f"{address}?shopper=c{shopper}", **HTMX).status_code == 200

    assert [record.message for record in caplog.records if "looked at the list" in record.message] == [
        f"vera looked at the list of {Customer.objects.get(pk=shopper)}"
    ]


# ---- publishing


def test_publishing_changes_the_very_next_answer(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    assert "TOTE-1" not in skus(shop_answers(home_page.store))
    pin(studio(mia), "TOTE-1", 1)
    client = studio(petra)
    client.get(f"{HOME}publish/")

    response = client.post(f"{HOME}publish/", {"revision": draft_of(home_page).revision, "note": "For Mia"}, **HTMX)

    assert response.headers["HX-Redirect"] == HOME
    assert skus(shop_answers(home_page.store))[0] == "TOTE-1"
    assert home_page.publications.get().by == petra
    assert home_page.publications.get().note == "For Mia"


def test_publishing_a_draft_that_moved_is_refused(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    pin(studio(mia), "WALLET-3", 1)
    seen = draft_of(home_page).revision
    pin(studio(mia), "WALLET-2", 2)

    response = studio(petra).post(f"{HOME}publish/", {"revision": seen}, **HTMX)

    assert response.status_code == 409
    assert live_version(home_page) is None


def test_a_broken_contract_needs_a_name_and_a_note(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    nobody = {"fact": "sku", "op": "is", "value": "SOLD-NOWHERE"}
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, slot(2, nobody, owner="Mia", severity="contract"), by=None)
    client, asked = studio(petra), {"revision": draft.revision}

    page = client.get(f"{HOME}publish/", **HTMX).content.decode()
    ticked = {"waive": re.findall(r'name="waive" value="([^"]+)"', page)}
    assert ticked["waive"]
    assert "Publish anyway" in page

    assert client.post(f"{HOME}publish/", asked, **HTMX).status_code == 422
    assert client.post(f"{HOME}publish/", asked | {"reason": "The pool arrives tonight"}, **HTMX).status_code == 422
    assert client.post(f"{HOME}publish/", asked | ticked, **HTMX).status_code == 422
    assert live_version(home_page) is None

    client.post(f"{HOME}publish/", asked | ticked | {"reason": "The pool arrives tonight"}, **HTMX)

    waivers = live_version(home_page).waivers.all()
    assert {waiver.code for waiver in waivers} == {*ticked["waive"]}
    assert {(waiver.by, waiver.reason) for waiver in waivers} == {(petra, "The pool arrives tonight")}


def test_a_rule_that_makes_pages_short_fails_the_sample(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    condition = {"fact": "price", "op": "at_least", "value": 100}
    never = RuleFields(
        kind="eligibility", label="Cheap only", params={"condition": condition}, owner="Mia", reason="Try"
    )
    save_rule(ensure_draft(home_page, by=mia), never, by=None)

    page = studio(mia).get(f"{HOME}checks/", **HTMX).content.decode()

    assert "sampled pages become short" in page


def test_rolling_back_restores_what_shoppers_saw(home_page: Placement, petra: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(1, PARTNER, owner="Petra"))
    first = skus(shop_answers(home_page.store))
    client = studio(petra)
    pin(client, "TOTE-2", 2)
    client.post(f"{HOME}publish/", {"revision": draft_of(home_page).revision})
    assert skus(shop_answers(home_page.store)) != first

    asked = client.get(f"{HOME}versions/1/restore/", **HTMX)
    client.post(f"{HOME}versions/1/restore/", {"live": 2})

    assert "Put this earlier version live again?" in asked.content.decode()
    assert skus(shop_answers(home_page.store)) == first


def test_a_discarded_draft_is_gone_and_the_shop_stays(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    pin(studio(mia), "TOTE-1", 1)
    before = skus(shop_answers(home_page.store))

    studio(mia).post(f"{HOME}discard/", {"revision": draft_of(home_page).revision})

    assert draft_of(home_page) is None
    assert skus(shop_answers(home_page.store)) == before


# ---- looking


def test_nora_sees_no_product_without_evidence_even_when_it_is_pinned(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    pin(studio(mia), "BELT-2", 1)

    page = studio(mia).get(f"{HOME}?shopper=nora&show=draft").content.decode()

    tiles = page[page.index('id="draft-list"') : page.index("</ol>", page.index('id="draft-list"'))]
    assert "Untested Belt" not in tiles
    assert "Nickel: class" in tiles
    assert "gives way here" in page


def test_a_gold_member_sees_gold_prices(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    guest = studio(mia).get(f"{HOME}?show=live").content.decode()
    gold = studio(mia).get(f"{HOME}?show=live&shopper=member").content.decode()

    prices = re.compile(r'product-tile__price">€([\d.,]+)')
    assert len(prices.findall(guest)) == 6
    assert [float(price) for price in prices.findall(gold)] == [
        pytest.approx(float(price) * 0.9) for price in prices.findall(guest)
    ]


@pytest.mark.parametrize(
    "page", ["?show=draft&why=1", "checks/", "find/?q=belt", "matrix/?rows=all", "why/draft/{pk}/"]
)
def test_what_a_real_shopper_avoids_follows_from_no_page_of_the_board(
    leather: Store, mia: User, studio: StudioDoor, page: str
) -> None:
    row = Customer.objects.get(pk=ensure_customer(leather, external_id="42"))
    path, _, query = page.format(pk=product_id("BELT-2")).partition("?")
    address = f"{HOME}{path}?shopper=c{row.pk}&at=2026-03-02T12:00&{query}"
    before = words_of(studio(mia).get(address, **HTMX))
    keep_avoidances(row, allergens=["nickel"], at=timezone.now(), source="test")
    cache.clear()

    assert words_of(studio(mia).get(address, **HTMX)) == before


def words_of(page: HttpResponse) -> str:
    """What a page says, without the tokens and the times in milliseconds that are new each time."""
    said = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())
    return re.sub(r"\d+(\.\d+)? ms|X-CSRFToken[^}]*", "", said)


def test_a_look_at_a_real_shopper_says_that_it_is_logged_and_what_it_leaves_out(
    leather: Store, mia: User, studio: StudioDoor
) -> None:
    customer = ensure_customer(leather, external_id="42")
    page = studio(mia).get(f"{HOME}?shopper=c{customer}&show=draft").content.decode()
    assert "this look is logged" in page
    assert "as if they avoided nothing" in page


def test_a_store_that_sells_nowhere_says_so(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    page = studio(mia).get(f"{HOME}?region=moon").content.decode()

    assert "The store does not sell in “moon”" in page


def test_a_rule_that_no_longer_fits_is_named_and_left_out(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    draft = ensure_draft(home_page, by=mia)
    row = save_rule(draft, slot(4, HOUSE, owner="Petra"), by=None)
    draft.rules.filter(pk=row.pk).update(params={"positions": [4]})

    response = studio(mia).get(HOME)

    assert response.status_code == 200
    assert "does not fit any more" in response.content.decode()


def test_the_ladder_tells_the_way_to_a_place(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(1, PARTNER, owner="Petra"))
    first = shop_answers(home_page.store).items[0]

    page = studio(mia).get(f"{HOME}why/live/{first.product_id}/", **HTMX).content.decode()

    assert "Place 1 is reserved" in page
    assert "Popular rank" in page


# ---- the list of placements and their settings


def test_the_list_says_what_is_not_published_yet(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    pin(studio(mia), "WALLET-3", 1)

    page = studio(mia).get("/studio/leather/placements/").content.decode()

    assert "1 unpublished change<" in page


def test_settings_are_live_on_the_next_request(home_page: Placement, petra: User, studio: StudioDoor) -> None:
    settings = {
        "name": "Home", "length": "4", "candidates": "50", "ranker": home_page.ranker, "objective": "margin",
        "exploration": "0", "recall_hot": "1",
    }  # fmt: skip

    response = studio(petra).post(f"{HOME}settings/", settings)

    assert response.status_code == 302
    assert len(shop_answers(home_page.store).items) == 4
    home_page.refresh_from_db()
    assert home_page.recall_mix == {"hot": 1}


def test_a_setting_out_of_bounds_says_the_bounds(home_page: Placement, petra: User, studio: StudioDoor) -> None:
    response = studio(petra).post(f"{HOME}settings/", {"name": "Home", "length": "0", "candidates": "50"})

    assert response.status_code == 422
    assert "Write a whole number from 1 to 100." in response.content.decode()


@pytest.mark.parametrize(
    "query",
    ["at=0001-01-01T00:00", "at=tomorrow", "shopper=c%C2%B2", "shopper=c99999999999999999999", "seed=%00", "tier=%00"],
)
def test_an_address_that_makes_no_sense_still_shows_a_board(
    home_page: Placement, mia: User, studio: StudioDoor, query: str
) -> None:
    assert studio(mia).get(f"{HOME}?{query}").status_code == 200


def test_a_store_without_products_says_what_is_missing(leather: Store, mia: User, studio: StudioDoor) -> None:
    bare = Store.objects.create(code="bare", name="Bare", currency="EUR")
    Placement.objects.create(store=bare, code="home", name="Home")

    page = studio(mia).get("/studio/bare/placements/home/").content.decode()

    assert "This store has no products." in page


def test_taking_off_a_pin_that_is_not_there_is_refused_and_starts_no_draft(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    gesture = {"action": "unpin", "product": product_id("TOTE-1"), "position": 1}
    response = studio(mia).post(f"{HOME}act/", gesture, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "is not pinned here" in response.content.decode()
    assert draft_of(home_page) is None


def test_a_contract_behind_the_end_of_the_page_fails_the_checks(
    home_page: Placement, petra: User, studio: StudioDoor
) -> None:
    params = {"positions": [9], "condition": {"all": [{"fact": "brand_kind", "op": "is", "value": "house"}]}}
    draft = ensure_draft(home_page, by=petra)
    save_rule(
        draft,
        RuleFields(kind="slot", label="", params=params, owner="Petra", reason="Deal", severity="contract"),
        by=None,
    )
    page = studio(petra).get(HOME).content.decode()
    assert "holds place 9, which the page does not have" in page


def test_a_place_from_the_address_never_makes_more_boxes_than_the_page_has(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    page = studio(mia).get(f"{HOME}rules/new/slot/?position=20000").content.decode()
    assert page.count('name="positions"') == home_page.length


def test_rules_of_another_day_are_named_because_the_sample_is_of_now(
    home_page: Placement, petra: User, studio: StudioDoor
) -> None:
    params = {"fact": "category", "limit": 1, "window": 2}
    draft, now = ensure_draft(home_page, by=petra), timezone.now()
    for label, days in (("Gone", -9), ("Coming", 9)):
        start = now + timedelta(days=days)
        fields = RuleFields(kind="scatter", label=label, params=params, owner="Petra", reason="Variety")
        save_rule(draft, replace(fields, starts_at=start, ends_at=start + timedelta(days=1)), by=None)
    page = studio(petra).get(HOME).content.decode()
    assert "“Gone” is over" in page
    assert "“Coming” begins on" in page
