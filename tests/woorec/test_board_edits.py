"""Edits of a draft taken back, told to the other editor, and found again: the board in the hands of two people."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from catalog.models import Product, Store
from rules.models import Placement
from rules.queries import draft_of
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.conftest import StudioDoor
from tests.woorec.boards import PARTNER, slot_form
from woorec.holder import SNAPSHOTS

HOME = "/studio/leather/placements/home/"
PRODUCT = "/studio/leather/placements/product/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _no_kept_samples() -> None:
    cache.clear()


def product_id(sku: str) -> int:
    return Product.objects.get(sku=sku).pk


def pin(client: Client, sku: str, position: int, *, board: str = HOME, query: str = "", revision: str = ""):
    data = {"product": product_id(sku), "position": position, "action": "pin"} | (
        {"revision": revision} if revision else {}
    )
    return client.post(f"{board}act/{query}", data, **HTMX)


def pins(placement: Placement) -> dict[str, int]:
    rows = draft_of(placement).rules.filter(kind="pin")
    return {row.params["sku"]: row.params["position"] for row in rows}


def test_mia_takes_back_her_last_pin_and_does_it_again(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    client = studio(mia)
    pin(client, "WALLET-3", 1)
    pin(client, "WALLET-3", 5)

    page = client.post(f"{HOME}undo/", **HTMX)
    assert pins(home_page) == {"WALLET-3": 1}
    assert "Taken back" in page.headers["HX-Trigger"]
    client.post(f"{HOME}undo/", **HTMX)
    assert pins(home_page) == {}
    client.post(f"{HOME}redo/", **HTMX)
    assert pins(home_page) == {"WALLET-3": 1}


def test_a_new_edit_ends_what_could_be_done_again(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    client = studio(mia)
    pin(client, "WALLET-3", 1)
    client.post(f"{HOME}undo/", **HTMX)
    pin(client, "TOTE-1", 2)

    assert client.post(f"{HOME}redo/", **HTMX).status_code == 422
    assert pins(home_page) == {"TOTE-1": 2}


def test_undo_takes_back_ones_own_edit_and_leaves_a_colleagues(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    pin(studio(mia), "WALLET-3", 1)
    pin(studio(petra), "TOTE-1", 2)

    studio(mia).post(f"{HOME}undo/", **HTMX)

    assert pins(home_page) == {"TOTE-1": 2}


def test_undo_is_refused_where_a_colleague_changed_the_rule_since(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    pin(studio(mia), "WALLET-3", 1)
    pin(studio(petra), "WALLET-3", 4)

    page = studio(mia).post(f"{HOME}undo/", **HTMX)

    assert page.status_code == 422
    assert "Somebody changed this rule after you" in page.content.decode()
    assert pins(home_page) == {"WALLET-3": 4}


def test_a_deleted_rule_comes_back_with_all_it_said(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    client = studio(mia)
    pin(client, "WALLET-3", 1)
    before = draft_of(home_page).rules.get()
    client.post(f"{HOME}rules/{before.key}/delete/", **HTMX)
    assert not draft_of(home_page).rules.exists()

    client.post(f"{HOME}undo/", **HTMX)

    after = draft_of(home_page).rules.get()
    assert (after.key, after.params, after.owner, after.order) == (before.key, before.params, "Mia", before.order)


def test_the_second_editor_reads_what_the_first_did_and_repeats_in_one_click(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    pin(studio(mia), "WALLET-3", 1)
    seen = str(draft_of(home_page).revision)
    pin(studio(petra), "TOTE-1", 2)

    late = pin(studio(mia), "WALLET-3", 4, revision=seen)
    page = late.content.decode()

    assert late.status_code == 409
    assert "Petra, " in page
    assert "is pinned to place 2" in page
    assert pins(home_page)["WALLET-3"] == 1
    now = str(draft_of(home_page).revision)
    assert f'name="revision" value="{now}"' in page[page.index("board-alert") :]
    pin(studio(mia), "WALLET-3", 4, revision=now)
    assert pins(home_page)["WALLET-3"] == 4


def test_a_pin_on_a_product_page_can_hold_there_alone(leather: Store, mia: User, studio: StudioDoor) -> None:
    placement = leather.placements.get(code="product")
    page = pin(studio(mia), "WALLET-3", 1, board=PRODUCT, query="?seed=TOTE-1&here=1")

    assert "on the page of Pebbled Tote alone" in page.headers["HX-Trigger"]
    assert draft_of(placement).rules.get().scope == {"seeds": ["TOTE-1"]}
    there = studio(mia).get(f"{PRODUCT}?seed=TOTE-1&here=1&show=draft").context["lists"]["draft"].tiles
    elsewhere = studio(mia).get(f"{PRODUCT}?seed=BELT-1&here=1&show=draft").context["lists"]["draft"].tiles
    assert there[0].slot == "Pinned"
    assert not any(tile.slot for tile in elsewhere)


def test_a_place_is_reserved_in_one_form(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    asked = studio(mia).get(f"{HOME}reserve/4/", **HTMX).content.decode()
    assert "House brand" in asked

    chosen = {"pool": "house", "severity": "taste", "until": "", "reason": "Above the fold."}
    studio(mia).post(f"{HOME}reserve/4/", chosen, **HTMX)

    rule = draft_of(home_page).rules.get()
    assert rule.params["positions"] == [4]
    assert rule.params["condition"] == {"fact": "brand_kind", "op": "is", "value": "house"}
    studio(mia).post(f"{HOME}reserve/4/", chosen | {"pool": "partner"}, **HTMX)
    assert draft_of(home_page).rules.get().params["condition"]["value"] == "partner", "the place keeps one rule"


def test_a_place_held_by_a_rule_of_the_editor_opens_with_its_pool_chosen(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    line = {"fact": "brand_kind", "op": "is", "value": "partner"}
    params = {"positions": [4], "condition": {"all": [line]}}
    save_rule(
        ensure_draft(home_page, by=mia),
        RuleFields(kind="slot", label="Partner brand in slot 4", params=params, owner="Petra", reason="Agreed."),
        by=None,
    )

    asked = studio(mia).get(f"{HOME}reserve/4/", **HTMX)
    tiles = studio(mia).get(f"{HOME}?show=draft").context["lists"]["draft"].tiles

    assert asked.context["form"]["pool"].initial == "partner"
    assert tiles[3].slot == "Partner brand", "the number stands in the corner of the tile"


def test_a_reservation_without_a_pool_says_what_is_missing(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    page = studio(mia).post(f"{HOME}reserve/4/", {"reason": "Because."}, **HTMX)

    assert page.status_code == 422
    assert "Choose which products the place is for." in page.content.decode()
    assert draft_of(home_page) is None


def test_what_the_few_questions_do_not_ask_of_a_held_place_stays(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    start, end = datetime(2030, 1, 7, 9, tzinfo=UTC), datetime(2030, 3, 1, 9, tzinfo=UTC)
    fields = RuleFields(
        kind="slot",
        label="House in 4",
        params={
            "positions": [4],
            "condition": {"fact": "brand_kind", "op": "is", "value": "house"},
            "exploration_share": 0.1,
        },
        owner="Petra",
        reason="Agreed.",
        starts_at=start,
        ends_at=end,
    )
    save_rule(ensure_draft(home_page, by=mia), fields, by=mia)
    asked = studio(mia).get(f"{HOME}reserve/4/", **HTMX).content.decode()
    assert "As it is, until 1 March 2030" in asked
    chosen = {"pool": "partner", "severity": "taste", "until": "kept", "reason": "Agreed."}
    studio(mia).post(f"{HOME}reserve/4/", chosen, **HTMX)
    held = draft_of(home_page).rules.get()
    assert (held.owner, held.starts_at, held.ends_at) == ("Petra", start, end)
    assert held.params["exploration_share"] == 0.1
    assert held.params["condition"]["value"] == "partner"


@pytest.mark.parametrize("path", ["reserve/4/", "undo/", "redo/"])
def test_vera_neither_reserves_nor_takes_back(home_page: Placement, vera: User, studio: StudioDoor, path: str) -> None:
    assert studio(vera).post(f"{HOME}{path}", **HTMX).status_code == 403


# ---- the search and the explanations


def test_the_search_says_where_each_product_stands(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    page = studio(mia).get(f"{HOME}find/?q=wallet", **HTMX).content.decode()

    assert "On the page, place" in page or "May be shown" in page
    assert 'value="pin"' in page


def test_a_sold_out_product_is_found_with_its_reason(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    product = Product.objects.get(sku="WALLET-3")
    product.visible = False
    product.save(update_fields=["visible"])

    found = studio(mia).get(f"{HOME}find/?q=WALLET-3", **HTMX).content.decode()
    why = studio(mia).get(f"{HOME}why/draft/{product.pk}/", **HTMX).content.decode()

    assert "switched off in the catalogue" in found
    assert "Why is it not here?" in why
    assert "switched off in the catalogue" in why


def test_a_product_that_a_rule_pushed_out_names_the_rule(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    client = studio(mia)
    first = client.get(f"{HOME}find/?q=", **HTMX)
    assert first.status_code == 200
    home_page.length = 1
    home_page.save(update_fields=["length"])
    SNAPSHOTS.clear()
    best = client.get(f"{HOME}?show=draft").context["lists"]["draft"].tiles[0]
    other = "TOTE-1" if best.sku != "TOTE-1" else "WALLET-3"
    pin(client, other, 1)

    why = client.get(f"{HOME}why/draft/{best.product_id}/", **HTMX).content.decode()

    assert f"Pushed out by Pin {Product.objects.get(sku=other).name}" in why
    assert "Without this rule it would stand at place 1" in why


# ---- looks


def test_an_earlier_version_is_compared_with_the_draft(home_page: Placement, petra: User, studio: StudioDoor) -> None:
    client = studio(petra)
    pin(client, "TOTE-1", 1)
    publish(draft_of(home_page), by=petra)
    client.post(f"{HOME}act/", {"product": product_id("TOTE-1"), "action": "unpin"}, **HTMX)
    publish(draft_of(home_page), by=petra)
    ensure_draft(home_page, by=petra)

    earlier = client.get(f"{HOME}?version=1")

    assert earlier.context["desk"].base_title == "Version 1"
    assert earlier.context["lists"]["live"].tiles[0].sku == "TOTE-1"
    assert client.get(HOME).context["desk"].base_title == "Live"


def test_the_matrix_shows_every_tier_in_every_region(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    page = studio(mia).get(f"{HOME}matrix/?rows=all")
    store = home_page.store

    rows = page.context["rows"]
    assert [row.tier.code for row in rows] == [tier.code for tier in store.tiers.order_by("rank")]
    assert all(len(row.cells) == store.regions.count() for row in rows)
    assert sum(cell.is_base for row in rows for cell in row.cells) == 1


def test_a_pin_for_one_tier_is_marked_in_the_matrix(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    tier = home_page.store.tiers.order_by("rank").last()
    fields = RuleFields(
        kind="pin",
        label="For members",
        params={"position": 1, "sku": "TOTE-1"},
        owner="Mia",
        reason="Members first.",
        scope={"tiers": [tier.code]},
    )
    save_rule(ensure_draft(home_page, by=mia), fields, by=None)

    assert studio(mia).get(f"{HOME}matrix/{tier.code}/", **HTMX).status_code == 200
    rows = studio(mia).get(f"{HOME}matrix/?rows=all").context["rows"]
    row = next(each for each in rows if each.tier.code == tier.code)

    assert all(cell.minis[0].name == "Pebbled Tote" and cell.minis[0].state == "new" for cell in row.cells)
    assert all(cell.differences for cell in row.cells)


# ---- signed out


def test_a_signed_out_edit_answers_401_so_that_the_page_keeps_it(home_page: Placement, client: Client) -> None:
    answer = client.post(f"{HOME}act/", {"product": 1, "position": 1, "action": "pin"}, **HTMX)

    assert answer.status_code == 401
    assert client.get(HOME).status_code == 302


def test_a_token_of_before_the_sign_in_is_named_as_expired(home_page: Placement, mia: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mia)

    answer = client.post(f"{HOME}act/", {"product": 1, "position": 1, "action": "pin"}, **HTMX)

    assert answer.status_code == 403
    assert answer.headers["X-Page-Expired"] == "1"


def test_a_campaign_with_places_and_a_slot_meet_when_the_second_is_saved(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    draft, now = ensure_draft(home_page, by=mia), timezone.now()
    promise = {"condition": PARTNER, "impressions": 100, "positions": [2]}
    save_rule(
        draft,
        RuleFields(
            "campaign", "Partner week", promise, "Petra", "Agreed", starts_at=now, ends_at=now + timedelta(days=7)
        ),
        by=None,
    )
    client = studio(mia)

    refused = client.post(f"{HOME}rules/new/slot/", slot_form(positions="2"), **HTMX)

    assert refused.status_code == 422
    assert "Partner week (Petra)" in refused.content.decode()
    assert "Partner week (Petra)" in client.get(f"{HOME}rules/new/slot/").content.decode()
    assert pin(client, "TOTE-1", 2).status_code == 422
    assert draft.rules.count() == 1
