"""Nobody saves what can never hold: the field says which lines exclude each other, and nothing typed is lost."""

from html import unescape

import pytest
from django.contrib.auth.models import User

from catalog.models import Store
from rules.engine.errors import RuleError
from rules.models import Placement, RuleTest, Segment
from rules.queries import draft_of
from rules.segments import SegmentFields, save_segment
from rules.services import RuleFields, ensure_draft, save_rule
from tests.conftest import StudioDoor

STUDIO = "/studio/leather/"
HOME = f"{STUDIO}placements/home/"
DEAR_AND_CHEAP = {
    "condition-join": "all",
    "condition-0-fact": "price", "condition-0-op": "at_least", "condition-0-value": "500",
    "condition-1-fact": "price", "condition-1-op": "at_most", "condition-1-value": "100",
}  # fmt: skip
EXCLUDE = "price at least 500 in local currency and price at most 100 in local currency exclude each other"
SHARED = {"owner": "Mia", "reason": "Because the shop asked.", "severity": "taste", "enabled": "on", "open_ended": "on"}
BOOST = SHARED | {"grows": "fixed", "points": "7"}
SUEDE = {"condition-0-fact": "grain", "condition-0-op": "is", "condition-0-value": "suede"}


@pytest.fixture
def gold_only(leather: Store) -> Segment:
    condition = {"fact": "tier", "op": "is", "value": "gold"}
    return save_segment(leather, SegmentFields("Gold only", condition, "Mia", "Try.", code="gold-only"), by=None)


def test_a_condition_that_nothing_fulfils_is_told_at_its_rows(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    answer = studio(mia).post(f"{HOME}rules/new/boost/", BOOST | DEAR_AND_CHEAP)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert EXCLUDE in page
    assert all(typed in page for typed in ('value="500"', 'value="100"', 'value="7"', SHARED["reason"]))
    assert draft_of(home_page) is None


def test_a_segment_and_a_tier_that_exclude_each_other_are_told_at_the_segments(
    gold_only: Segment, home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    fields = BOOST | SUEDE | {"segments": ["gold-only"], "tiers": ["guest"]}
    answer = studio(mia).post(f"{HOME}rules/new/boost/", fields)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Nobody in “Gold only” is in the tier Guest, so the rule is on for nobody." in page
    assert page.count("checked") >= 2
    assert studio(mia).post(f"{HOME}rules/new/boost/", fields | {"tiers": ["guest", "gold"]}).status_code == 302


def test_one_segment_that_fits_is_enough(gold_only: Segment, home_page: Placement, mia: User) -> None:
    visitors = {"fact": "signed_in", "op": "is", "value": False}
    save_segment(home_page.store, SegmentFields("Visitors", visitors, "Mia", "Try.", code="visitors"), by=mia)
    points = {"points": 7, "condition": {"fact": "grain", "op": "is", "value": "suede"}}
    scope = {"segments": ["gold-only", "visitors"], "tiers": ["guest"], "regions": ["eu"]}
    row = save_rule(
        ensure_draft(home_page, by=mia), RuleFields("boost", "", points, "Mia", "Try.", scope=scope), by=mia
    )
    assert row.scope == scope


def test_a_rule_that_starts_after_it_ends_is_told_at_the_end(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    fields = {name: value for name, value in (BOOST | SUEDE).items() if name != "open_ended"}
    fields |= {"starts_at": "2026-04-02T09:00", "ends_at": "2026-04-01T09:00"}
    answer = studio(mia).post(f"{HOME}rules/new/boost/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This must be later than the start." in page
    assert all(typed in page for typed in ("2026-04-02T09:00", "2026-04-01T09:00", 'value="7"'))


def test_a_next_pool_that_nothing_fulfils_is_refused(home_page: Placement, mia: User) -> None:
    never = {"all": [{"fact": "grain", "op": "is", "value": "suede"}, {"fact": "grain", "op": "is_missing"}]}
    params = {"positions": [4], "skus": ["TOTE-1"], "fallback": "next", "next_pools": [{"condition": never}]}
    with pytest.raises(RuleError, match="next_pools: Nothing can fulfil this: grain is suede and grain is missing"):
        save_rule(ensure_draft(home_page, by=mia), RuleFields("slot", "", params, "Mia", "Try."), by=mia)


def test_a_segment_that_nobody_can_be_in_is_told_at_its_rows(leather: Store, petra: User, studio: StudioDoor) -> None:
    fields = {"name": "Nobody", "owner": "Mia", "reason": "Try.", "condition-join": "all",
              "condition-0-fact": "tier", "condition-0-op": "is", "condition-0-value": "gold",
              "condition-1-fact": "tier", "condition-1-op": "is", "condition-1-value": "guest"}  # fmt: skip
    answer = studio(petra).post(f"{STUDIO}segments/new/", fields)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "tier is Gold and tier is Guest exclude each other" in page
    assert 'value="Nobody"' in page
    assert not Segment.objects.exists()


def test_a_test_of_products_that_cannot_be_is_told_at_its_rows(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    fields = {"name": "Never", "owner": "Mia", "lists": "10", "quantity": "none"} | DEAR_AND_CHEAP
    answer = studio(mia).post(f"{HOME}tests/new/", fields)
    assert answer.status_code == 422
    assert EXCLUDE in unescape(answer.content.decode())
    assert not RuleTest.objects.exists()
