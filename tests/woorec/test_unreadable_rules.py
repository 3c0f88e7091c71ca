"""A stored rule that no longer can be read: the shop goes on without it and says so, unless it kept somebody safe."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from rest_framework.test import APIClient

from catalog.models import Store
from rules.models import Placement, Rule, RuleSet
from rules.queries import draft_of
from rules.services import RuleFields
from tests.conftest import NOON, StudioDoor
from tests.woorec.test_pipeline import put_live
from woorec.checkup import check_up
from woorec.holder import SNAPSHOTS

HOUSE = {"all": [{"fact": "brand_kind", "op": "is", "value": "house"}]}
BELTS = {"all": [{"fact": "category", "op": "is", "value": "belts"}]}
BOARD = "/studio/leather/placements/home/"
BROKEN = [{"positions": [4]}, {"condition": {"fact": "mood", "op": "is", "value": "good"}}, {}, [], "text"]


@pytest.fixture(autouse=True)
def _no_kept_samples() -> None:
    cache.clear()


def rule(kind: str, label: str, *, severity: str = "taste", **params: object) -> RuleFields:
    return RuleFields(kind=kind, label=label, params=params, owner="Mia", reason="Season", severity=severity)


def ask(client: APIClient, placement: str = "home", **wish: object):
    return client.post("/api/v1/recommendations", {"placement": placement, **wish}, format="json")


def break_rules(**changes: object) -> None:
    Rule.objects.filter(**changes.pop("only", {})).update(**changes)
    SNAPSHOTS.clear()


@pytest.fixture
def two_rules(home_page: Placement) -> Placement:
    """A house brand slot that will break, and a rule that keeps belts away."""
    put_live(
        home_page,
        rule("slot", "House first", positions=[1], condition=HOUSE),
        rule("eligibility", "No belts", condition=BELTS),
    )
    return home_page


@pytest.mark.parametrize("params", BROKEN)
def test_it_is_left_out_and_named_and_the_others_hold(
    storefront: APIClient, two_rules: Placement, caplog: pytest.LogCaptureFixture, params: object
) -> None:
    break_rules(only={"kind": "slot"}, params=params)
    page = ask(storefront, limit=6).json()
    assert len(page["items"]) == 6
    assert not any(item["sku"].startswith("BELT") for item in page["items"])
    assert "rule_unreadable" in page["fallback"]
    assert [each["rule"] for each in page["relaxed"]] == ["House first"]
    assert "the rule 'House first' on home cannot be read" in caplog.text


def test_other_placements_do_not_notice(storefront: APIClient, two_rules: Placement) -> None:
    break_rules(params={})
    page = ask(storefront, "product").json()
    assert len(page["items"]) == 6
    assert "rule_unreadable" not in page["fallback"]


def test_a_kind_that_is_gone_is_a_rule_that_cannot_be_read(storefront: APIClient, two_rules: Placement) -> None:
    break_rules(only={"kind": "slot"}, kind="carousel")
    assert "rule_unreadable" in ask(storefront).json()["fallback"]


def test_without_a_safety_rule_there_is_no_list_and_elsewhere_there_is(
    storefront: APIClient, home_page: Placement
) -> None:
    put_live(home_page, rule("eligibility", "No belts", severity="safety", condition=BELTS))
    break_rules(params={})
    answer = ask(storefront)
    assert (answer.status_code, answer.json()["type"]) == (503, "/api/v1/problems#unavailable")
    assert ask(storefront, "product").status_code == 200


@pytest.mark.parametrize("off", [{"enabled": False}, {"ends_at": NOON - timedelta(days=1)}])
def test_a_safety_rule_that_would_be_off_closes_nothing(
    storefront: APIClient, home_page: Placement, off: dict[str, object]
) -> None:
    put_live(home_page, rule("eligibility", "No belts", severity="safety", condition=BELTS))
    break_rules(params={}, **off)
    page = ask(storefront).json()
    assert "rule_unreadable" not in page["fallback"]


def test_the_board_says_which_rule_and_mia_and_petra_can_mend_it(
    studio: StudioDoor, mia: User, petra: User, two_rules: Placement
) -> None:
    break_rules(only={"kind": "slot"}, params=[])
    key = Rule.objects.get(kind="slot").key
    assert "“House first” does not fit any more" in studio(mia).get(BOARD).content.decode()
    form = {
        "positions": ["1"],
        "pool": "house",
        "severity": "taste",
        "owner": "Mia",
        "reason": "Season",
        "enabled": "on",
        "open_ended": "on",
    }
    assert studio(mia).get(f"{BOARD}rules/{key}/").status_code == 200
    assert studio(mia).post(f"{BOARD}rules/{key}/", form | {"label": "House first"}).status_code == 302
    revision = draft_of(two_rules).revision
    assert studio(petra).post(f"{BOARD}publish/", {"revision": revision}).status_code == 302
    assert two_rules.rulesets.get(state=RuleSet.State.PUBLISHED).version == 2


def test_two_rules_that_cannot_be_read_are_mended_one_after_the_other(
    studio: StudioDoor, mia: User, two_rules: Placement
) -> None:
    break_rules(params={})
    key = Rule.objects.get(kind="slot").key
    form = {
        "positions": ["1"],
        "pool": "house",
        "severity": "taste",
        "owner": "Mia",
        "reason": "Season",
        "enabled": "on",
        "open_ended": "on",
    }
    assert studio(mia).post(f"{BOARD}rules/{key}/", form | {"label": "House first"}).status_code == 302


def test_an_earlier_version_that_cannot_be_read_is_not_offered_to_roll_back_to(
    studio: StudioDoor, petra: User, two_rules: Placement
) -> None:
    put_live(two_rules, rule("boost", "Belts up", points=5, condition=BELTS))
    Rule.objects.filter(ruleset__version=1).update(params={})
    page = studio(petra).get(f"{BOARD}versions/1/restore/")
    assert page.status_code == 200
    assert "cannot be read any more" in page.content.decode()
    assert "Roll back to version 1" not in page.content.decode()
    assert studio(petra).post(f"{BOARD}versions/1/restore/", {"live": 2}).status_code == 422


def test_the_doctor_names_it(leather: Store, two_rules: Placement) -> None:
    break_rules(only={"kind": "slot"}, params={})
    finding = next(each for each in check_up() if each.subject == "leather: rules")
    assert "House first" in str(finding)
