"""A pool that no product of the shop can fill holds a draft back, with the same words on the board and at the gate."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone

from rules.gate import CannotPublish
from rules.models import Placement
from rules.queries import live_version
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.conftest import StudioDoor
from tests.woorec.boards import HOME, HOUSE, HTMX, slot
from woorec.holder import SNAPSHOTS
from woorec.pools import can_be_filled


@pytest.fixture(autouse=True)
def _no_kept_samples() -> None:
    cache.clear()


def test_the_board_and_the_gate_say_the_same_of_a_pool_that_no_product_fills(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    nobody = {"fact": "brand", "op": "is", "value": "sold-nowhere"}
    draft = ensure_draft(home_page, by=mia)
    row = save_rule(draft, slot(2, nobody, owner="Mia"), by=mia)
    snapshot = SNAPSHOTS.refresh(home_page.store)

    with pytest.raises(CannotPublish) as refused:
        publish(draft, by=petra, can_fill=partial(can_be_filled, snapshot=snapshot))
    said = f"“{row.label}” can never be filled. The shop has none of these: products where brand is sold-nowhere."
    assert str(refused.value).startswith(said)
    assert str(refused.value).endswith("Owner: Mia.")

    client = studio(petra)
    page = unescape(client.get(HOME).content.decode())
    title, _, text = said.partition(". ")
    assert title in page
    assert text in page
    assert client.post(f"{HOME}publish/", {"revision": draft.revision}, **HTMX).status_code == 422
    assert live_version(home_page) is None
    waived = {"revision": draft.revision, "waive": f"empty:{row.key}", "reason": "They arrive tonight."}
    assert client.post(f"{HOME}publish/", waived, **HTMX).status_code != 422
    assert live_version(home_page).waivers.get().reason == "They arrive tonight."


@pytest.mark.parametrize(
    "condition",
    [HOUSE, {"fact": "stock", "op": "at_least", "value": 10_000}, {"fact": "price", "op": "at_most", "value": 1}],
)
def test_a_pool_that_may_be_filled_for_somebody_holds_nothing_back(
    home_page: Placement, petra: User, condition: dict
) -> None:
    draft = ensure_draft(home_page, by=petra)
    save_rule(draft, slot(2, condition, owner="Mia"), by=petra)
    snapshot = SNAPSHOTS.refresh(home_page.store)
    assert publish(draft, by=petra, can_fill=partial(can_be_filled, snapshot=snapshot))


def test_a_rule_that_begins_later_may_wait_for_its_products(home_page: Placement, petra: User) -> None:
    draft, snapshot = ensure_draft(home_page, by=petra), SNAPSHOTS.refresh(home_page.store)
    nobody = {"fact": "brand", "op": "is", "value": "sold-nowhere"}
    later = replace(slot(2, nobody, owner="Mia"), starts_at=timezone.now() + timedelta(days=7))
    save_rule(draft, later, by=petra)
    assert publish(draft, by=petra, can_fill=partial(can_be_filled, snapshot=snapshot))


def test_a_next_pool_that_has_products_is_enough(home_page: Placement, petra: User) -> None:
    draft, snapshot = ensure_draft(home_page, by=petra), SNAPSHOTS.refresh(home_page.store)
    params = {"positions": [2], "skus": ["GONE"], "fallback": "next", "next_pools": [{"condition": HOUSE}]}
    save_rule(draft, RuleFields("slot", "", params, "Mia", "Try."), by=petra)
    assert publish(draft, by=petra, can_fill=partial(can_be_filled, snapshot=snapshot))
