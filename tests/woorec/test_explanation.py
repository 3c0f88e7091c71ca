"""Why am I seeing this? What a shopper is told follows from what is live."""

from rest_framework.test import APIClient

from ranking.objectives import TERMS
from ranking.recall import RECALLS
from rules.kinds import RULE_KINDS
from rules.models import Placement
from rules.services import RuleFields, ensure_draft, publish, save_rule
from woorec.explanation import ARRANGED, FOUND, ORDERED
from woorec.holder import SNAPSHOTS

URL = "/api/v1/explanation"


def told(client: APIClient, placement: str = "home") -> dict[str, list[tuple[str, float | None]]]:
    rows = client.get(URL, {"placement": placement}).json()["parameters"]
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return {kind: [(row["code"], row["share"]) for row in rows if row["kind"] == kind] for kind in kinds}


def test_the_main_parameters_come_by_their_weight(storefront: APIClient, home_page: Placement) -> None:
    Placement.objects.update(
        recall_mix={"hot": 1, "vector": 3, "graph": 0},
        objective="formula",
        formula={"purchase": 60, "newness": 40, "margin": 0},
    )
    said = told(storefront)
    assert said["found"] == [("vector", 0.75), ("hot", 0.25)]
    assert said["ordered"] == [("purchase", 0.6), ("newness", 0.4)]


def test_what_looks_at_the_shopper_says_so(storefront: APIClient, home_page: Placement) -> None:
    Placement.objects.update(recall_mix={"hot": 1, "vector": 1})
    rows = storefront.get(URL, {"placement": "home"}).json()["parameters"]
    assert {row["code"] for row in rows if row["personal"]} == {"vector"}


def test_rules_are_spoken_of_once_they_are_live(storefront: APIClient, home_page: Placement) -> None:
    draft = ensure_draft(home_page, by=None)
    params = {"positions": [4], "condition": {"all": [{"fact": "brand_kind", "op": "is", "value": "partner"}]}}
    save_rule(draft, RuleFields(kind="slot", label="Slot 4", params=params, owner="Mia", reason="Season"), by=None)
    assert "arranged" not in told(storefront)
    publish(draft, by=None)
    SNAPSHOTS.refresh(home_page.store)
    assert told(storefront)["arranged"] == [("places", None)]


def test_what_is_never_shown_and_what_can_be_chosen_is_always_told(storefront: APIClient, home_page: Placement) -> None:
    page = storefront.get(URL, {"placement": "home"}).json()
    assert page["parameters"][-1]["kind"] == "never"
    assert "switch personal lists off" in page["choice"]
    assert page["paid"] is False


def test_an_unknown_placement_is_none(storefront: APIClient) -> None:
    assert storefront.get(URL, {"placement": "nowhere"}).status_code == 404
    assert storefront.get(URL).status_code == 404


def test_every_channel_and_every_goal_has_words_for_shoppers() -> None:
    assert set(FOUND) == set(RECALLS)
    assert set(ORDERED) == set(TERMS)
    assert {kind for kinds, _ in ARRANGED.values() for kind in kinds} == set(RULE_KINDS) - {"eligibility"}
