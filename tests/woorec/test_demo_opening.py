"""A demo shop opens as its people would open it: drafted, tested, published, and left alone afterwards."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from catalog.models import Brand, Store
from ranking.objectives import is_formula
from rules.kept_tests import TestFields
from rules.models import AuditEntry, CampaignCount, Publication, RuleTest, Study
from rules.queries import draft_of, live_version
from rules.services import ensure_draft, save_rule
from tests.conftest import StudioDoor
from woorec import first_rules
from woorec.campaigns.reading import lines_of
from woorec.demo_opening import open_demo_store
from woorec.holder import SNAPSHOTS
from woorec.pools import pool_mask
from woorec.shops import set_up_placements


@pytest.fixture
def shop(leather: Store, mia: User, petra: User) -> Store:
    """The small shop on twelve places, with a second partner and enough of the house."""
    leather.placements.update(length=12)
    Brand.objects.create(store=leather, code="veyrac", name="Veyrac", kind="partner")
    return leather


def opened(store: Store) -> list[str]:
    return open_demo_store(store, now=timezone.now(), progress=lambda *stage: None)


def test_every_page_of_a_demo_shop_goes_live_and_petra_is_who_published_it(shop: Store, petra: User) -> None:
    assert opened(shop) == []
    assert set(Publication.objects.filter(placement__store=shop).values_list("placement__code", "by")) == {
        ("home", petra.pk), ("product", petra.pk), ("cart", petra.pk),
    }  # fmt: skip
    assert set(AuditEntry.objects.filter(store=shop).values_list("who", flat=True)) == {"Mia", "Petra"}


def test_the_first_rules_pass_their_tests_before_they_are_live(shop: Store) -> None:
    opened(shop)
    version = live_version(shop.placements.get(code="home"))
    study = Study.objects.get(ruleset=version, kind=Study.Kind.RULE_TESTS)
    assert study.digest == version.digest
    assert [each["passed"] for each in study.result["tests"]] == [True, True]
    assert all(each["lists"] for each in study.result["tests"])


def test_one_campaign_runs_and_one_is_planned_and_neither_claims_a_past(shop: Store) -> None:
    opened(shop)
    lines = lines_of(shop, now=timezone.now())
    assert sorted(line.state for line in lines) == ["planned", "running"]
    assert not any(CampaignCount.objects.filter(store=shop).values_list("delivered", flat=True))


def test_the_running_campaign_names_products_that_the_shop_has(shop: Store) -> None:
    opened(shop)
    rule = next(line.campaign.rule for line in lines_of(shop, now=timezone.now()) if line.state == "running")
    assert pool_mask(rule.body.chain[0], SNAPSHOTS.refresh(shop)).any()


def test_opening_a_shop_again_changes_nothing(shop: Store) -> None:
    opened(shop)
    before = AuditEntry.objects.count(), Study.objects.count(), RuleTest.objects.count()
    assert opened(shop) == []
    assert (AuditEntry.objects.count(), Study.objects.count(), RuleTest.objects.count()) == before


def test_rules_that_fail_a_test_stay_a_draft_and_say_which(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    house_never = replace(first_rules.HOUSE, quantity="none", count=0)
    never = TestFields("No house brand", "Mia", 5, house_never)
    monkeypatch.setattr("woorec.demo_opening.DEMO_TESTS", {"home": (never,)})
    (said,) = opened(shop)
    home = shop.placements.get(code="home")
    assert "No house brand" in said
    assert live_version(home) is None
    assert draft_of(home) is not None


def test_a_page_that_mia_changes_keeps_her_draft(shop: Store, mia: User) -> None:
    opened(shop)
    draft = ensure_draft(shop.placements.get(code="home"), by=mia)
    save_rule(draft, replace(first_rules.MARGIN, label="Margins in autumn"), by=mia)
    opened(shop)
    assert draft_of(draft.placement) == draft


def test_the_segments_of_the_demo_are_used_by_its_rules(shop: Store, mia: User, studio: StudioDoor) -> None:
    opened(shop)
    page = studio(mia).get(f"/studio/{shop.code}/segments/").content.decode()
    assert "New visitors" in page
    assert "Gold, no returns" in page


@pytest.mark.parametrize(
    ("avoidable", "is_shown"),
    [
        ({"nickel": "A"}, True),
        ({"nickel": "B", "cobalt": "X"}, True),
        ({"nickel": "C"}, False),
        ({"nickel": "D"}, False),
        ({"nickel": "X"}, False),
        ({"cobalt": "A"}, False),
        ({}, False),
        (None, False),
    ],
)
def test_the_promise_to_nora_fails_for_whatever_is_not_proven(avoidable: object, is_shown: bool) -> None:
    assert first_rules.UNPROVEN.holds({"avoidable": avoidable}) is not is_shown


def test_lists_of_companions_in_the_demo_shops_hold_no_other_channel(leather: Store) -> None:
    """What is close in taste, looked at together or popular is mostly an alternative to what is in view."""
    leather.placements.all().delete()
    set_up_placements(leather)
    of_companions = leather.placements.filter(code__in=["product", "cart", "thanks"])
    assert [placement.recall_mix for placement in of_companions] == [{"complement": 1}] * 3
    assert {placement.objective for placement in of_companions} == {"formula"}
    assert all(is_formula(placement.formula) for placement in leather.placements.exclude(formula={}))
