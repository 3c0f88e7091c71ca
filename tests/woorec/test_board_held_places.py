"""A product dragged onto a place that another rule holds: the board says whose it is, and offers to use that rule."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from rules.models import Placement
from rules.queries import draft_of
from rules.services import ensure_draft
from tests.conftest import StudioDoor
from tests.woorec.boards import (
    HOME,
    HOUSE,
    HTMX,
    pin,
    put_live,
    slot,
)


@pytest.fixture(autouse=True)
def _no_kept_samples() -> None:
    cache.clear()


def offered(page: str) -> dict[str, str]:
    """The fields of the button in the alert; nothing when the board offers nothing."""
    alert = re.search(r'<div class="board-alert.*?instead</button>', page, re.DOTALL)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', alert.group())) if alert else {}


def test_a_product_takes_the_place_of_a_held_pool_in_one_click_and_is_taken_back(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    put_live(home_page, slot(4, HOUSE, owner="Petra", severity="contract"))
    client = studio(mia)
    pin(client, "WALLET-3", 2)
    refused = pin(client, "WALLET-3", 4)
    page = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert all(owner in page for owner in ("(Petra)", "(Mia)"))
    assert "into “Petra's place 4” instead" in page

    sent = offered(refused.content.decode())
    answer = client.post(f"{HOME}act/", sent, **HTMX)

    row = draft_of(home_page).rules.get()
    assert answer.status_code == 200
    assert (row.params["skus"], "condition" in row.params) == (["WALLET-3"], False)
    assert (row.owner, row.severity) == ("Petra", "contract")
    client.post(f"{HOME}undo/", **HTMX)
    kinds = {row.kind: row.params for row in draft_of(home_page).rules.all()}
    assert kinds["slot"]["condition"] == HOUSE
    assert kinds["pin"]["position"] == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"params": {"positions": [4, 10], "condition": HOUSE}},
        {"scope": {"tiers": ["gold"]}},
        {"starts_at": datetime(2100, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_rule_that_does_more_than_hold_the_place_here_is_not_offered(
    home_page: Placement, mia: User, studio: StudioDoor, changes: dict
) -> None:
    put_live(home_page, replace(slot(4, HOUSE, owner="Petra"), **changes))
    refused = pin(studio(mia), "WALLET-3", 4)
    assert refused.status_code == 422
    assert "Petra" in refused.content.decode()
    assert offered(refused.content.decode()) == {}


def test_an_offer_for_a_rule_that_is_gone_meanwhile_changes_nothing(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    put_live(home_page, slot(4, HOUSE, owner="Petra"))
    client = studio(mia)
    sent = offered(pin(client, "WALLET-3", 4).content.decode())
    draft = ensure_draft(home_page, by=mia)
    draft.rules.all().delete()
    assert client.post(f"{HOME}act/", sent, **HTMX).status_code == 404
    assert not draft.rules.exists()
