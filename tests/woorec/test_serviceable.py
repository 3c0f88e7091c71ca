"""Settings of a placement that cannot be served: refused where they are written, replaced where they stand."""

from dataclasses import replace

import pytest
from django.db import IntegrityError
from django.test import Client
from rest_framework.test import APIClient

from rules.engine.names import NO_NAMES
from rules.models import Placement
from rules.queries import live_placements
from woorec.serviceable import is_mix, serviceable

MIXES = [({"hot": 2, "vector": 0}, True), ({"hot": 0.5}, True)] + [
    (mix, False)
    for mix in ({}, {"hot": 0}, {"hot": "two"}, {"hot": -1, "vector": 2}, {"hot": True}, {"hot": None}, [1], "hot", 3)
]


@pytest.mark.parametrize(("mix", "fits"), MIXES)
def test_the_code_and_the_database_agree_on_what_a_mix_is(home_page: Placement, mix: object, fits: bool) -> None:
    assert is_mix(mix) is fits
    home_page.recall_mix = mix
    if fits:
        home_page.save()
    else:
        with pytest.raises(IntegrityError, match="recall_mix_of_shares"):
            home_page.save()


def test_an_unknown_goal_is_replaced_and_named(storefront: APIClient, home_page: Placement) -> None:
    Placement.objects.update(objective="profit")
    answer = storefront.post("/api/v1/recommendations", {"placement": "home"}, format="json")
    assert (answer.status_code, len(answer.json()["items"])) == (200, 6)
    assert "objective_unknown" in answer.json()["fallback"]


def test_a_mix_that_cannot_be_read_is_replaced_and_named(home_page: Placement) -> None:
    stored = live_placements(home_page.store, names=NO_NAMES)["home"]
    served = serviceable(replace(stored, facts=replace(stored.facts, recall_mix={"hot": "two"})))
    assert served.facts.recall_mix == home_page.recall_mix
    assert served.problems == ("recall_mix_unreadable",)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"objective": "profit"}, "profit is not one of the available choices"),
        ({"ranker": "magic"}, "magic is not one of the available choices"),
        ({"recall_mix": '{"hot": "two"}'}, "Give each channel a number"),
        ({"recall_mix": '{"warm": 2}'}, "There is no channel warm."),
        ({}, ""),
    ],
)
def test_the_admin_takes_only_what_can_be_served(
    admin_client: Client, home_page: Placement, wrong: dict[str, str], says: str
) -> None:
    row = {
        "store": home_page.store_id, "code": "home", "name": "Home", "surface": "home", "length": 6, "candidates": 300,
        "ranker": "logistic", "objective": "click", "recall_mix": '{"hot": 2}', "exploration_share": "0",
    }  # fmt: skip
    answer = admin_client.post(f"/admin/rules/placement/{home_page.pk}/change/", row | wrong)
    home_page.refresh_from_db()
    assert answer.status_code == (200 if says else 302)
    assert home_page.objective == ("conversion" if says else "click")
    assert says in answer.content.decode()
