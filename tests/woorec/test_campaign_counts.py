"""Campaigns: what a list owes, what counts, and what is labelled as paid."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from rest_framework.test import APIClient

from catalog.models import Store
from events.models import Interaction, RankedList, Visit
from rules.campaign_counts import count_campaigns
from rules.models import CampaignCount, CampaignHour, Placement, Rule
from rules.services import RuleFields, ensure_draft, publish, save_rule
from woorec.answers import Answer, Request
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend

HOUR = timedelta(hours=1)
NOW = datetime.now(UTC).replace(minute=30)
PARTNER = {"fact": "brand_kind", "op": "is", "value": "partner"}


def campaign(**changed: object) -> RuleFields:
    params = {"condition": PARTNER, "impressions": 1000, "share_limit": 0.5} | changed.pop("params", {})
    first = {"kind": "campaign", "label": "Marchetti in spring", "params": params, "owner": "Mia", "reason": "Agreed."}
    dates = {"starts_at": NOW - timedelta(days=10), "ends_at": NOW + timedelta(days=10), "severity": "contract"}
    return RuleFields(**(first | dates | changed))


def put_live(placement: Placement, *rules: RuleFields) -> Rule:
    draft = ensure_draft(placement, by=None)
    saved = [save_rule(draft, fields, by=None) for fields in rules]
    publish(draft, by=None)
    return saved[0]


def ask(store: Store, *, number: int = 1, at: datetime | None = None, **wish: object) -> Answer:
    request = Request(request_id=UUID(int=number), placement="home", at=at or NOW, explore=False, **wish)
    return recommend(request, SNAPSHOTS.refresh(store), DatabaseLive(store))


def served(
    store: Store, key: object, *, at: datetime | None = None, places: list[int], owed: int = 1, **fields: object
):
    products = list(store.products.order_by("pk").values_list("pk", flat=True)[:6])
    blank = [""] * 6
    values = {
        "request_id": uuid4(), "store": store, "at": at or NOW - HOUR, "placement": "home", "product_ids": products,
        "scores": [1.0] * 6, "propensities": [1.0] * 6, "slots": blank, "reasons": blank, "prices": [1.0] * 6,
        "stocks": [1] * 6, "margins": [1.0] * 6, "campaigns": {str(key): {"owed": owed, "at": places}},
    }  # fmt: skip
    return RankedList.objects.create(**(values | fields))


def set_count(store: Store, key: UUID, **figures: object) -> None:
    first = {"delivered": 0, "lists_per_day": 50.0, "counted_at": NOW}
    CampaignCount.objects.update_or_create(store=store, rule_key=key, defaults=first | figures)
    SNAPSHOTS.refresh(store).deliveries.read()


def partners(answer: Answer) -> list[int]:
    return [item.position for item in answer.items if item.brand_kind == "partner"]


def test_a_list_owes_a_campaign_that_is_behind_and_not_one_that_is_made(home_page: Placement) -> None:
    rule = put_live(home_page, campaign())
    set_count(home_page.store, rule.key, delivered=0)
    behind = ask(home_page.store)
    assert behind.campaigns[str(rule.key)].owed == 3
    assert len(partners(behind)) == 3
    set_count(home_page.store, rule.key, delivered=1000)
    assert ask(home_page.store).campaigns[str(rule.key)].owed == 0


def test_its_own_places_are_held_for_it_when_they_are_owed(home_page: Placement) -> None:
    rule = put_live(home_page, campaign(params={"positions": [2, 5]}))
    set_count(home_page.store, rule.key, delivered=0)
    answer = ask(home_page.store)
    assert answer.campaigns[str(rule.key)].owed == 2
    assert {2, 5} <= set(partners(answer))


def test_every_place_that_counts_is_labelled_as_paid(home_page: Placement, storefront: APIClient) -> None:
    rule = put_live(home_page, campaign(params={"positions": [2]}))
    set_count(home_page.store, rule.key, delivered=0)
    page = storefront.post("/api/v1/recommendations", {"placement": "home"}, format="json").json()
    kept = RankedList.objects.get(request_id=page["request_id"]).campaigns[str(rule.key)]
    assert kept["owed"] == 1
    assert kept["at"] == [item["position"] for item in page["items"] if item["sponsored"]]
    assert 2 in kept["at"]


def test_a_place_is_sold_once(home_page: Placement) -> None:
    first = put_live(home_page, campaign(), campaign(label="The same again"))
    answer = ask(home_page.store)
    assert len(answer.campaigns) == 2
    counted = [position for part in answer.campaigns.values() for position in part.positions]
    assert sorted(counted) == partners(answer)
    assert answer.campaigns[str(first.key)].positions == tuple(partners(answer))


def test_without_a_campaign_nothing_is_paid(home_page: Placement) -> None:
    answer = ask(home_page.store)
    assert answer.campaigns == {}
    assert all(item.campaign is None for item in answer.items)


def test_counting_twice_gives_the_same(home_page: Placement) -> None:
    store, rule = home_page.store, put_live(home_page, campaign())
    served(store, rule.key, places=[2, 4])
    served(store, rule.key, places=[])
    for _ in range(2):
        count_campaigns(store, now=NOW)
    hour = CampaignHour.objects.get()
    assert (hour.lists, hour.owed, hour.served, hour.seen) == (2, 2, 2, 0)
    assert CampaignCount.objects.get().delivered == 2


def test_an_edited_campaign_keeps_its_count(home_page: Placement) -> None:
    store, rule = home_page.store, put_live(home_page, campaign())
    served(store, rule.key, places=[2])
    draft = ensure_draft(home_page, by=None)
    save_rule(draft, campaign(params={"impressions": 2000}), key=rule.key, by=None)
    publish(draft, by=None)
    count_campaigns(store, now=NOW)
    assert CampaignCount.objects.get(rule_key=rule.key).delivered == 1


def test_lists_of_bots_and_previews_do_not_count(home_page: Placement, backend: APIClient) -> None:
    store, rule = home_page.store, put_live(home_page, campaign())
    Visit.objects.create(store=store, session="crawler", started_at=NOW, is_bot=True)
    served(store, rule.key, places=[1], session="crawler")
    backend.post("/api/v1/recommendations", {"placement": "home", "debug": True}, format="json")
    count_campaigns(store, now=NOW)
    assert CampaignCount.objects.get().delivered == 0


def test_what_the_storefront_saw_is_counted_beside_even_when_it_is_told_late(home_page: Placement) -> None:
    store, rule = home_page.store, put_live(home_page, campaign())
    shown = served(store, rule.key, at=NOW - 20 * HOUR, places=[2, 4])
    count_campaigns(store, now=NOW)
    Interaction.objects.create(
        store=store,
        kind="view_item_list",
        at=NOW - 20 * HOUR,
        request_id=shown.request_id,
        product_id=shown.product_ids[1],
    )
    count_campaigns(store, now=NOW + HOUR)
    assert CampaignHour.objects.get().seen == 1
    assert (CampaignCount.objects.get().delivered, CampaignCount.objects.get().seen) == (2, 1)


def test_what_leaves_the_log_later_takes_nothing_back(home_page: Placement) -> None:
    store, rule = home_page.store, put_live(home_page, campaign())
    served(store, rule.key, at=NOW - timedelta(days=2), places=[2, 4])
    count_campaigns(store, now=NOW)
    RankedList.objects.all().delete()
    count_campaigns(store, now=NOW + timedelta(days=1, hours=4))
    assert CampaignCount.objects.get().delivered == 2


def test_the_expected_traffic_is_that_of_the_placement_until_the_campaign_has_a_day_of_its_own(
    home_page: Placement,
) -> None:
    store = home_page.store
    for hours in range(48):
        served(store, uuid4(), at=NOW - (hours + 1) * HOUR, places=[], campaigns={}, region="eu")
    rule = put_live(home_page, campaign(scope={"regions": ["eu"]}))
    SNAPSHOTS.refresh(store)
    assert CampaignCount.objects.get(rule_key=rule.key).lists_per_day == pytest.approx(24, rel=0.05)


def test_a_count_that_stopped_is_named_and_the_pace_goes_on(home_page: Placement) -> None:
    rule = put_live(home_page, campaign())
    set_count(home_page.store, rule.key, delivered=500, counted_at=NOW - 2 * HOUR, lists_per_day=30.0)
    answer = ask(home_page.store)
    assert "campaign_count_stale" in answer.fallback
    assert answer.campaigns[str(rule.key)].owed in (1, 2)


def test_the_count_moves_without_a_new_snapshot(home_page: Placement) -> None:
    store, rule = home_page.store, put_live(home_page, campaign())
    before = SNAPSHOTS.refresh(store)
    set_count(store, rule.key, delivered=1000)
    assert SNAPSHOTS.refresh(store) is before
    assert ask(store).campaigns[str(rule.key)].owed == 0
