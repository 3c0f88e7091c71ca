"""Rule tests as Mia writes them and Petra relies on them: they pass when they should, never when nobody was asked."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from catalog.models import MembershipTier
from events.avoidances import keep_avoidances
from events.customers import ensure_customer
from events.models import Customer
from rules.asked import Asked
from rules.audit_words import sentences
from rules.models import AuditEntry, Placement, RuleSet, RuleTest, Segment, Study
from rules.queries import LivePlacement, engine_ruleset, placement_facts
from rules.services import RuleFields, ensure_draft, save_rule
from rules.studies import request_study
from tests.conftest import StudioDoor
from woorec.board.look import Look, viewpoint
from woorec.holder import SNAPSHOTS
from woorec.pipeline import recommend
from woorec.serviceable import serviceable
from woorec.studies import run_study
from woorec.study_lists import AudienceShop

PAGE = "/studio/leather/placements/home/tests/"
NICKEL = {"fact": "avoidable", "op": "in", "value": ["nickel:C", "nickel:D", "nickel:X"]}
NOBODY = {"fact": "tier", "op": "is", "value": "platinum"}
BELTS = {"fact": "category", "op": "is", "value": "belts"}


@pytest.fixture
def draft(home_page: Placement) -> RuleSet:
    draft = ensure_draft(home_page, by=None)
    params = {"positions": [1], "condition": BELTS}
    save_rule(draft, RuleFields("slot", "Belts first", params, owner="Mia", reason="Season."), by=None)
    return draft


def written(placement: Placement, lists: int = 12, **said: object) -> RuleTest:
    expectation = {"quantity": "none", "condition": NICKEL} | said
    return RuleTest.objects.create(
        placement=placement, name="Nickel", expectation=expectation, lists=lists, owner="Mia"
    )


def outcome(draft: RuleSet) -> dict[str, Any]:
    study = run(draft)
    assert study.state == Study.State.DONE, study.message
    return study.result["tests"][0]


def run(draft: RuleSet) -> Study:
    study = request_study(draft, Study.Kind.RULE_TESTS, by=None)
    assert run_study(study.pk)
    study.refresh_from_db()
    return study


def test_nora_sees_no_nickel_in_any_of_her_lists(home_page: Placement, draft: RuleSet) -> None:
    written(home_page, shopper="nora")
    found = outcome(draft)
    assert (found["passed"], found["lists"]) == (True, 12)
    assert found["said"].startswith("For Nora, avoids nickel on Home: no product where")


def test_a_failing_test_names_list_place_and_product(home_page: Placement, draft: RuleSet) -> None:
    written(home_page, shopper="nora", condition=BELTS, region="eu", tier="gold")
    found = outcome(draft)
    assert not found["passed"]
    first = found["failing"][0]
    assert first["products"][0]["position"] == 1
    assert first["asked"] == {"shopper": "nora", "tier": "gold", "region": "eu"}
    assert first["who"] == "Nora, avoids nickel, Gold, Europe"


def test_the_board_shows_the_very_list_that_failed(home_page: Placement, draft: RuleSet) -> None:
    written(home_page, shopper="visitor", condition=BELTS, tier="gold", region="eu", lists=1)
    asked = Asked.from_json(outcome(draft)["failing"][0]["asked"])
    snapshot = SNAPSHOTS.current(home_page.store)
    rules = serviceable(LivePlacement(placement_facts(home_page), engine_ruleset(draft)))
    seen = viewpoint(Look.from_query(QueryDict(asked.query)), snapshot, home_page, now=timezone.now())
    board = recommend(seen.request, snapshot, seen.live, placement=rules)
    shown = AudienceShop(snapshot, at=timezone.now(), surface="home").shown(asked, rules)
    assert shown is not None
    assert [item.sku for item in board.items] == [each.sku for each in shown]


def test_n_lists_are_n_different_requests(home_page: Placement, draft: RuleSet) -> None:
    written(home_page, lists=30, shopper="visitor")
    sample = run(draft).sample[0]["lists"]
    assert len({str(sorted(each.items())) for each in sample}) == 30


def test_product_pages_are_asked_next_to_different_products(leather: object) -> None:
    page = Placement.objects.get(code="product")
    written(page, shopper="nora", category="totes", lists=8)
    sample = run(ensure_draft(page, by=None)).sample[0]["lists"]
    assert {each["seeds"][0] for each in sample} == {"TOTE-1", "TOTE-2", "TOTE-3", "TOTE-4"}


def test_a_condition_may_look_at_price_and_stock(home_page: Placement, draft: RuleSet) -> None:
    written(home_page, condition={"fact": "price", "op": "at_most", "value": 10_000}, quantity="at_least", count=6)
    assert outcome(draft)["passed"]


@pytest.mark.parametrize(
    "gone",
    [{"tier": "platinum"}, {"region": "moon"}, {"shopper": "otto"}, {"shopper": "c999999"}, {"seed": "TOTE-99"},
     {"category": "hats"}, {"segment": "vip"}],
)  # fmt: skip
def test_an_audience_that_is_gone_fails_and_says_what_to_do(
    home_page: Placement, draft: RuleSet, gone: dict[str, str]
) -> None:
    written(home_page, **gone)
    found = outcome(draft)
    assert (found["passed"], found["lists"]) == (False, 0)
    assert "Open the test" in found["said"]


def test_a_segment_is_asked_for_through_its_members(home_page: Placement, draft: RuleSet) -> None:
    condition = {"fact": "tier", "op": "is", "value": "gold"}
    Segment.objects.create(
        store=home_page.store, code="golden", name="Golden", owner="Mia", reason="Spring.", condition=condition
    )
    gold = MembershipTier.objects.get(store=home_page.store, code="gold")
    inside, outside = (ensure_customer(home_page.store, external_id=name) for name in ("ines", "otto"))
    Customer.objects.filter(pk=inside).update(tier=gold)
    written(home_page, segment="golden", condition=BELTS, quantity="at_least", count=1)
    study = run(draft)
    asked = {each.get("shopper", "visitor") for each in study.sample[0]["lists"]}
    assert f"c{inside}" in asked
    assert f"c{outside}" not in asked
    assert study.result["tests"][0]["passed"]


def test_a_segment_without_members_fails(home_page: Placement, draft: RuleSet) -> None:
    Segment.objects.create(
        store=home_page.store, code="nobody", name="Nobody", owner="Mia", reason="None.", condition=NOBODY
    )
    written(home_page, segment="nobody")
    found = outcome(draft)
    assert not found["passed"]
    assert "in the segment Nobody" in found["said"]


def test_a_test_that_cannot_be_read_fails(home_page: Placement, draft: RuleSet) -> None:
    RuleTest.objects.create(placement=home_page, name="Broken", expectation={"quantity": "lots"}, lists=5, owner="Mia")
    found = outcome(draft)
    assert not found["passed"]
    assert "mend it" in found["said"]


def test_a_tier_that_leaves_the_store_turns_a_pass_into_a_failure(home_page: Placement, draft: RuleSet) -> None:
    written(home_page, tier="gold", shopper="nora")
    assert outcome(draft)["passed"]
    MembershipTier.objects.filter(code="gold").delete()
    SNAPSHOTS.clear()
    assert not outcome(draft)["passed"]


def test_the_outcome_for_a_real_shopper_says_nothing_of_what_they_avoid(home_page: Placement, draft: RuleSet) -> None:
    customer = ensure_customer(home_page.store, external_id="ines")
    written(home_page, shopper=f"c{customer}", lists=20)
    before = outcome(draft)
    row = Customer.objects.get(pk=customer)
    keep_avoidances(row, allergens=["nickel"], at=timezone.now(), source="test")
    assert outcome(draft) == before


# ---- the page


def form(**changes: str) -> dict[str, str]:
    usual = {
        "shopper": "nora", "quantity": "none", "name": "No nickel for Nora", "owner": "Mia", "lists": "10",
        "condition-join": "any", "condition-0-fact": "avoidable", "condition-0-op": "in",
        "condition-0-value": "nickel:X",
    }  # fmt: skip
    return usual | changes


def test_mia_writes_a_test_runs_it_and_reads_that_it_passed(
    home_page: Placement, draft: RuleSet, mia: User, studio: StudioDoor
) -> None:
    page = studio(mia)
    assert "No test yet" in page.get(PAGE).content.decode()
    assert page.post(f"{PAGE}new/", form()).status_code == 302
    assert "Not asked yet." in page.get(PAGE).content.decode()
    assert page.post(f"{PAGE}run/").status_code == 302
    run_study(Study.objects.get(kind=Study.Kind.RULE_TESTS).pk)
    shown = page.get(PAGE).content.decode()
    assert "Passed in all 10 lists" in shown
    assert "For Nora, avoids nickel on Home" in shown


def test_an_incomplete_test_is_refused_at_the_field(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    wrong = {
        "name": "",
        "owner": "",
        "lists": "0",
        "quantity": "at_least",
        "condition-0-fact": "",
        "condition-0-value": "",
    }
    answer = studio(mia).post(f"{PAGE}new/", form(**wrong))
    said = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Give the test a name.", "Say who answers", "from 1 to 500", "Say which products are meant."):
        assert words in said
    assert not RuleTest.objects.exists()


def test_at_least_needs_a_number(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    answer = studio(mia).post(f"{PAGE}new/", form(quantity="at_least", count=""))
    assert answer.status_code == 422
    assert "Write how many." in answer.content.decode()


def test_two_editors_of_one_test_lose_nothing(home_page: Placement, mia: User, petra: User, studio: StudioDoor) -> None:
    row = written(home_page)
    url = f"{PAGE}{row.pk}/"
    assert studio(petra).post(url, form(name="Petra's", revision="1")).status_code == 302
    answer = studio(mia).post(url, form(name="Mia's", revision="1"))
    assert answer.status_code == 409
    assert "Mia&#x27;s" in answer.content.decode()
    row.refresh_from_db()
    assert row.name == "Petra's"
    assert studio(mia).post(url, form(name="Mia's", revision="2")).status_code == 302


def test_a_test_changed_since_its_run_is_not_shown_as_passed(
    home_page: Placement, draft: RuleSet, mia: User, studio: StudioDoor
) -> None:
    row = written(home_page, shopper="nora")
    outcome(draft)
    studio(mia).post(f"{PAGE}{row.pk}/", form(revision="1"))
    assert "the test was changed since" in studio(mia).get(PAGE).content.decode()


def test_vera_reads_tests_and_changes_none(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    row = written(home_page)
    page = studio(vera)
    assert page.get(PAGE).status_code == page.get(f"{PAGE}{row.pk}/").status_code == 200
    assert page.post(f"{PAGE}{row.pk}/", form(revision="1")).status_code == 403
    assert page.get(f"{PAGE}new/").status_code == 403
    assert page.post(f"{PAGE}{row.pk}/delete/", {"revision": "1"}).status_code == 403


def test_mia_deletes_a_test_after_being_asked(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    row = written(home_page)
    assert "Delete this test?" in studio(mia).get(f"{PAGE}{row.pk}/delete/").content.decode()
    assert studio(mia).post(f"{PAGE}{row.pk}/delete/", {"revision": "7"}).status_code == 409
    assert studio(mia).post(f"{PAGE}{row.pk}/delete/", {"revision": "1"}).status_code == 302
    assert not RuleTest.objects.exists()


def test_who_wrote_changed_and_deleted_a_test_is_in_the_log(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    page = studio(mia)
    page.post(f"{PAGE}new/", form())
    row = RuleTest.objects.get()
    page.post(f"{PAGE}{row.pk}/", form(name="Still none", revision="1"))
    page.post(f"{PAGE}{row.pk}/delete/", {"revision": "2"})
    entries = AuditEntry.objects.filter(subject="rule_test").order_by("pk")
    assert [each.action for each in entries] == ["rule_test.added", "rule_test.changed", "rule_test.deleted"]
    assert {each.who for each in entries} == {"Mia"}
    assert (entries[1].before["name"], entries[1].after["name"]) == ("No nickel for Nora", "Still none")
    told = [line for line in sentences(entries[0]) if line.startswith("Expectation")]
    assert len(told) == 1
    assert told[0].startswith("Expectation: For nora: no product where allergen class is one of nickel:X")
