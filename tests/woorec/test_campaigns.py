"""The pages of campaigns: Mia sees what is behind and why, a partner gets a statement that says how it was counted."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from catalog.models import Store
from rules.campaigns import Day
from rules.engine.pacing import Forecast
from rules.models import CampaignCount, CampaignHour, Placement, Rule
from rules.services import ensure_draft, publish, save_rule
from tests.conftest import StudioDoor
from tests.woorec.test_campaign_counts import campaign, put_live
from woorec.campaigns.reading import bars, ending, lines_of, make_good

LIST = "/studio/leather/campaigns/"
DAY = timedelta(days=1)


def counted(
    store: Store, rule: Rule, *, delivered: int, lists_per_day: float | None = 100.0, age: timedelta = DAY * 0
) -> None:
    figures = {"delivered": delivered, "lists_per_day": lists_per_day, "counted_at": timezone.now() - age}
    CampaignCount.objects.update_or_create(store=store, rule_key=rule.key, defaults=figures)


def hour(
    store: Store, rule: Rule, *, days_ago: float, lists: int = 10, owed: int = 5, served: int = 5, seen: int = 0
) -> None:
    at = (timezone.now() - days_ago * DAY).replace(minute=0, second=0, microsecond=0)
    CampaignHour.objects.create(
        store=store, rule_key=rule.key, hour=at, lists=lists, owed=owed, served=served, seen=seen
    )


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_without_a_campaign_the_page_says_what_one_is(leather: Store, vera: User, studio: StudioDoor) -> None:
    page = text(studio(vera).get(LIST))
    assert "No campaign yet" in page
    assert "New campaign" not in page


def test_mia_begins_a_campaign_on_a_placement(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    door = studio(mia)
    opened = door.get(f"{LIST}new/", {"placement": "home"}, follow=True)
    assert opened.redirect_chain[-1][0] == "/studio/leather/placements/home/rules/new/campaign/"
    assert 'value="Mia"' in text(opened)
    assert door.get(f"{LIST}new/", {"placement": "nowhere"}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "delivered", "label"),
    [
        ({"starts_at": timezone.now() + DAY, "ends_at": timezone.now() + 9 * DAY}, 0, "Planned"),
        ({}, 500, "Running"),
        ({}, 100, "Behind"),
        ({}, 1000, "Made"),
        ({"starts_at": timezone.now() - 9 * DAY, "ends_at": timezone.now() - DAY}, 900, "Ended short"),
        ({"enabled": False}, 500, "Switched off"),
    ],
)
def test_each_campaign_says_where_it_stands(
    home_page: Placement, vera: User, studio: StudioDoor, changed: dict, delivered: int, label: str
) -> None:
    counted(home_page.store, put_live(home_page, campaign(**changed)), delivered=delivered)
    page = text(studio(vera).get(LIST))
    assert f"{label}</span>" in page
    assert "Marchetti in spring" in page


def test_a_draft_is_called_a_draft(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    save_rule(ensure_draft(home_page, by=None), campaign(), by=None)
    assert "Draft</span>" in text(studio(vera).get(LIST))


def test_a_campaign_that_left_the_rules_keeps_its_page(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    rule = put_live(home_page, campaign())
    counted(home_page.store, rule, delivered=400)
    draft = ensure_draft(home_page, by=None)
    draft.rules.all().delete()
    publish(draft, by=None)
    page = text(studio(vera).get(f"{LIST}{rule.key}/"))
    assert "Taken off" in page
    assert "It was taken off 600 short." in page


def test_a_shortfall_is_foreseen_with_what_would_make_it_good(home_page: Placement) -> None:
    store, rule = home_page.store, put_live(home_page, campaign())
    counted(store, rule, delivered=115, lists_per_day=10.0)
    [line] = lines_of(store, now=timezone.now())
    assert isinstance(line.found, Forecast)
    assert line.found.expected == pytest.approx(115 + 10 * 10 * 3, abs=3)
    assert "short." in ending(line)
    share, days, lists = make_good(line)
    assert share == "No share of this page is enough: even all of its places would not make it good."
    assert days.startswith("Let it run 20 days longer, until ")
    assert lists.startswith("Promise it on further placements with 2")


def test_places_that_were_not_filled_lower_the_forecast(home_page: Placement) -> None:
    store, rule = home_page.store, put_live(home_page, campaign())
    counted(store, rule, delivered=100)
    hour(store, rule, days_ago=4, lists=400, owed=100, served=25)
    [line] = lines_of(store, now=timezone.now())
    assert line.recent is not None
    assert line.recent.fill == 0.25
    assert line.delivery is not None
    assert line.delivery.lists_per_day == pytest.approx(100, rel=0.05)


def test_without_a_day_of_traffic_nothing_is_foretold(home_page: Placement) -> None:
    counted(home_page.store, put_live(home_page, campaign()), delivered=0, lists_per_day=None)
    [line] = lines_of(home_page.store, now=timezone.now())
    assert ending(line) == "There is less than a day of traffic to go by, so how it ends is not known yet."
    assert make_good(line) == []


def test_counts_that_stopped_are_pointed_out(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    rule = put_live(home_page, campaign())
    counted(home_page.store, rule, delivered=500, age=timedelta(hours=1))
    door = studio(vera)
    assert "The counts are old" in text(door.get(LIST))
    assert "The count is old" in text(door.get(f"{LIST}{rule.key}/"))


def test_days_without_a_list_keep_their_place_in_the_chart(home_page: Placement) -> None:
    counted(home_page.store, put_live(home_page, campaign()), delivered=30)
    [line] = lines_of(home_page.store, now=timezone.now())
    days = [Day(date(2026, 3, 1), 10, 5, 20, 0), Day(date(2026, 3, 4), 10, 5, 10, 0)]
    drawn, top = bars(line, days)
    assert [bar.day.served for bar in drawn] == [20, 0, 0, 10]
    assert [bar.total for bar in drawn] == [20, 20, 20, 30]
    assert top == max(20, line.today)


def test_the_page_shows_each_day_and_the_products_of_the_promise(
    home_page: Placement, vera: User, studio: StudioDoor
) -> None:
    rule = put_live(home_page, campaign())
    counted(home_page.store, rule, delivered=12)
    hour(home_page.store, rule, days_ago=2, served=7, seen=3)
    hour(home_page.store, rule, days_ago=1, served=5)
    page = text(studio(vera).get(f"{LIST}{rule.key}/"))
    assert "4 products of Marchetti" in page
    assert page.count("campaign-chart__bar") == 2
    assert "Brand is partner brand" in page


def test_the_statement_proves_every_day_and_says_how_it_was_counted(
    home_page: Placement, vera: User, studio: StudioDoor
) -> None:
    rule = put_live(home_page, campaign(label="=cmd|calc"))
    counted(home_page.store, rule, delivered=12)
    hour(home_page.store, rule, days_ago=2, lists=9, owed=6, served=7, seen=3)
    hour(home_page.store, rule, days_ago=1, served=5)
    answer = studio(vera).get(f"{LIST}{rule.key}/statement.csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(answer.content.decode().splitlines()))
    said = dict(row for row in rows if len(row) == 2)
    assert said["campaign"] == "'=cmd|calc"
    assert (said["promised"], said["delivered"]) == ("1000", "12")
    assert said["method"].startswith("An impression is one place of a list served to a shopper")
    first, second = rows[-2:]
    assert first[1:6] == ["9", "6", "7", "3", "7"]
    assert second[3] == "5"
    assert second[5] == "12"
    assert datetime.fromisoformat(first[0]).date() < datetime.now(UTC).date()


def test_a_campaign_that_can_no_longer_be_read_is_named_and_hides_nothing(
    home_page: Placement, vera: User, studio: StudioDoor
) -> None:
    rule = put_live(home_page, campaign(), campaign(label="The other one"))
    Rule.objects.filter(pk=rule.pk).update(params={"impressions": "many"})
    page = text(studio(vera).get(LIST))
    assert "Cannot be read" in page
    assert "The other one" in page
    assert studio(vera).get(f"{LIST}{rule.key}/").status_code == 200
    assert studio(vera).get(f"{LIST}{rule.key}/statement.csv").status_code == 200


def test_one_shop_never_sees_the_campaign_of_another(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    rule = put_live(home_page, campaign())
    Store.objects.create(code="other", name="Other", currency="EUR")
    assert studio(vera).get(f"/studio/other/campaigns/{rule.key}/").status_code == 404
