"""What needs a look in traffic control, as the home page and the doctor say it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from catalog.models import Store
from rules.models import CampaignCount, Placement, Publication, Rule, RuleSet, Study
from rules.services import ensure_draft, save_rule, submit_draft
from rules.studies import request_study
from tests.conftest import StudioDoor
from tests.woorec.test_campaign_counts import NOW, campaign, put_live
from tests.woorec.test_home import page, published_boost
from woorec.checkup import check_up
from woorec.traffic_watch import concerns, drafts_for

MINUTE = timedelta(minutes=1)


def titles(store: Store) -> list[str]:
    return [each.title for each in concerns(store, now=timezone.now())]


def test_a_quiet_shop_has_nothing_to_say_and_the_doctor_finds_it_fine(home_page: Placement) -> None:
    published_boost(home_page)
    assert titles(home_page.store) == []
    finding = next(each for each in check_up() if each.subject == "leather: traffic control")
    assert finding.fine


def test_a_campaign_that_is_behind_says_what_makes_it_good(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    rule = put_live(home_page, campaign())
    figures = {"delivered": 10, "lists_per_day": 20.0, "counted_at": NOW}
    count = CampaignCount.objects.update_or_create(store=home_page.store, rule_key=rule.key, defaults=figures)[0]
    (found,) = concerns(home_page.store, now=NOW)
    assert found.title == "“Marchetti in spring” is behind"
    assert found.text.startswith("10 impressions; an even pace makes 500. Raise its share")
    assert found.url == reverse("campaign", args=["leather", rule.key])
    CampaignCount.objects.filter(pk=count.pk).update(counted_at=timezone.now())
    assert found.title in page(studio, mia, home_page.store)


def test_a_count_that_stopped_is_named_with_what_to_start(home_page: Placement) -> None:
    rule = put_live(home_page, campaign())
    figures = {"delivered": 500, "lists_per_day": 20.0, "counted_at": timezone.now() - 20 * MINUTE}
    CampaignCount.objects.update_or_create(store=home_page.store, rule_key=rule.key, defaults=figures)
    (found,) = concerns(home_page.store, now=timezone.now())
    assert found.title == "Campaigns were not counted for a while"
    assert "manage.py up" in found.text


def test_a_live_rule_that_ended_is_named(home_page: Placement) -> None:
    published_boost(home_page)
    Rule.objects.update(ends_at=timezone.now() - MINUTE)
    assert titles(home_page.store) == ["A live rule has ended"]


@pytest.fixture
def handed_in(home_page: Placement, mia: User) -> RuleSet:
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, campaign(), by=mia)
    submit_draft(draft, by=mia)
    return draft


def test_a_draft_that_was_handed_in_waits_for_petra_alone(
    handed_in: RuleSet, mia: User, petra: User, vera: User, studio: StudioDoor
) -> None:
    store = handed_in.placement.store
    (found,) = drafts_for(petra, store)
    assert (found.title, found.text[:3]) == ("Home: a draft waits for you", "Mia")
    assert drafts_for(mia, store) == drafts_for(vera, store) == []
    assert found.title in page(studio, petra, store)
    assert found.title not in page(studio, mia, store)


def test_who_changed_the_draft_last_is_not_asked_where_four_eyes_are(handed_in: RuleSet, petra: User) -> None:
    store = handed_in.placement.store
    Store.objects.update(four_eyes=True)
    RuleSet.objects.update(edited_by=petra)
    assert drafts_for(petra, Store.objects.get(pk=store.pk)) == []


def test_a_study_is_named_when_nobody_takes_it_up(home_page: Placement, mia: User) -> None:
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, campaign(), by=mia)
    study = request_study(draft, Study.Kind.FEASIBILITY, by=mia)
    assert titles(home_page.store) == []
    Study.objects.filter(pk=study.pk).update(created_at=timezone.now() - 3 * MINUTE)
    (found,) = concerns(home_page.store, now=timezone.now())
    assert found.title == "Home: nothing takes up the feasibility report"
    assert found.url == reverse("feasibility", args=["leather", "home"])


def test_a_study_that_waits_behind_another_is_no_trouble(home_page: Placement, mia: User) -> None:
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, campaign(), by=mia)
    study = request_study(draft, Study.Kind.FEASIBILITY, by=mia)
    Study.objects.filter(pk=study.pk).update(created_at=timezone.now() - 3 * MINUTE)
    other = request_study(draft, Study.Kind.REPLAY, by=mia)
    Study.objects.filter(pk=other.pk).update(state=Study.State.RUNNING, heartbeat_at=timezone.now())
    assert titles(home_page.store) == []


def test_the_doctor_says_that_preview_and_shop_differ(home_page: Placement) -> None:
    published_boost(home_page)
    differences = [{"who": "New visitor, Europe", "what": "Place 1: the board has A, the shop B."}]
    Publication.objects.update(canary={"asked": 6, "agree": 5, "differences": differences})
    finding = next(each for each in check_up() if each.subject == "leather: traffic control")
    assert finding.state == "Home: preview and shop differ in 1 of 6 lists"
    assert "New visitor, Europe" in finding.remedy
