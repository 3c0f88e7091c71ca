"""Whether what a shop should send arrives: stock, files, webhooks and events, and who is told when it does not."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from catalog.models import FeedImport, FeedRowError, Product, Store
from events.models import Interaction, RankedList, RejectedEvent, WebhookDelivery, WebhookSource
from events.rhythm import rhythms, silence, usual_day
from ranking.models import ModelVersion
from tests.conftest import StudioDoor
from woorec.attention import notes
from woorec.data_health import data_health
from woorec.feed_health import Finding
from woorec.home_data import home_data

NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


def happened(store: Store, kind: str, *times: datetime, **fields: object) -> None:
    Interaction.objects.bulk_create(
        Interaction(store=store, kind=kind, product=store.products.get(sku="TOTE-1"), at=at, **fields) for at in times
    )


def every_hour(store: Store, kind: str, *, of_day: range, each: int, until: datetime, days: int = 10) -> None:
    """Events at some hours of each day, the last of them before `until`."""
    midnight = NOW.replace(hour=0, minute=0)
    times = [
        midnight - timedelta(days=day) + timedelta(hours=hour, minutes=number)
        for day in range(days)
        for hour in of_day
        for number in range(each)
    ]
    happened(store, kind, *(at for at in times if at <= until))


def health(store: Store, *, now: datetime = NOW) -> dict[str, Finding]:
    return {finding.title: finding for finding in data_health(store, now=now).findings}


def test_an_average_day_is_learned_hour_by_hour_and_not_from_the_day_that_is_judged() -> None:
    by_hour = {0: 900, 24: 4, 25: 2, 48: 6}
    usual = usual_day(by_hour)
    assert usual[0] == pytest.approx(5.0)  # the 24 hours before yesterday's count as a second day
    assert usual[1] == pytest.approx(1.0)
    assert sum(usual[2:]) == 0


def test_a_shop_of_less_than_a_day_has_nothing_usual_yet() -> None:
    assert sum(usual_day({0: 50, 23: 50})) == 0
    assert sum(usual_day({})) == 0


def test_silence_adds_up_what_usually_comes_and_a_part_of_an_hour_counts_in_part() -> None:
    usual = (4.0, 2.0, 0.0, *(8.0,) * 21)
    assert silence(usual, quiet_hours=0.5).missing == pytest.approx(2.0)
    assert silence(usual, quiet_hours=1.5).missing == pytest.approx(5.0)
    assert silence(usual, quiet_hours=3).missing == pytest.approx(6.0)
    assert silence(usual, quiet_hours=0).missing == 0
    assert silence(usual, quiet_hours=48).missing == pytest.approx(2 * sum(usual))


def test_purchases_that_stopped_are_named_with_since_when_and_how_many_are_usual(leather: Store) -> None:
    every_hour(leather, "purchase", of_day=range(24), each=4, until=NOW - timedelta(hours=6, minutes=26))
    finding = health(leather)["No purchase events since 03:03; usually 4 an hour"]
    assert finding.state == "failed"
    assert "About 26 should have come" in finding.text


def test_a_quiet_night_is_no_fault(leather: Store) -> None:
    every_hour(leather, "purchase", of_day=range(10, 22), each=4, until=NOW)
    assert rhythms(leather, now=NOW)["purchase"].silence.state == "passed"
    assert health(leather)["Events come as usual, the last 12 hours ago"].state == "passed"


def test_a_kind_that_is_rare_is_not_missed(leather: Store) -> None:
    every_hour(leather, "purchase", of_day=range(12, 13), each=2, until=NOW - timedelta(days=1))
    assert [finding.title for finding in health(leather).values() if finding.state == "failed"] == []


def test_bots_neither_teach_what_is_usual_nor_break_a_silence(leather: Store) -> None:
    every_hour(leather, "view_item", of_day=range(24), each=3, until=NOW - timedelta(hours=6))
    happened(leather, "view_item", NOW - timedelta(minutes=1), is_bot=True)
    assert rhythms(leather, now=NOW)["view_item"].silence.state == "failed"


def test_the_end_of_a_simulated_past_is_no_alarm(leather: Store) -> None:
    every_hour(leather, "view_item", of_day=range(24), each=3, until=NOW - timedelta(hours=6))
    RankedList.objects.create(
        request_id=uuid4(), store=leather, at=NOW - timedelta(days=1), placement="home", model="simulated-v1",
        product_ids=[], scores=[], propensities=[], slots=[], reasons=[], prices=[], stocks=[], margins=[],
    )  # fmt: skip
    found = health(leather)
    assert {found[title].state for title in found if title.startswith("No view_item")} == {"waiting"}


def test_a_shop_that_never_sent_an_event_is_told_what_that_means(leather: Store) -> None:
    assert health(leather)["No event within 15 days"].state == "waiting"


def test_rejected_events_weigh_by_their_share(leather: Store) -> None:
    happened(leather, "view_item", *(NOW - timedelta(minutes=n) for n in range(60)))
    rejected = RejectedEvent.objects.create(store=leather, name="purchse", errors=["unknown"])
    RejectedEvent.objects.filter(pk=rejected.pk).update(at=NOW - timedelta(hours=1))
    assert health(leather)["1 event was rejected in 24 hours"].state == "warning"
    more = RejectedEvent.objects.bulk_create(RejectedEvent(store=leather, errors=[]) for _ in range(9))
    RejectedEvent.objects.filter(pk__in=[each.pk for each in more]).update(at=NOW - timedelta(hours=2))
    assert health(leather)["10 events were rejected in 24 hours"].state == "failed"
    assert health(leather, now=NOW + timedelta(days=2))["No event was rejected in 24 hours"].state == "passed"


def test_a_silent_warehouse_says_what_that_does_to_the_shop(leather: Store) -> None:
    leather.warehouses.filter(code="florence").update(heard_at=NOW - timedelta(minutes=5))
    leather.warehouses.filter(code="newark").update(heard_at=NOW - timedelta(hours=3))
    leather.warehouses.filter(code="singapore").update(heard_at=None)
    assert health(leather)["Newark: heard 3 hours ago"].state == "passed"
    Store.objects.filter(pk=leather.pk).update(stock_trusted_minutes=60)
    leather.refresh_from_db()
    found = health(leather)
    assert found["Florence: heard 5 minutes ago"].state == "passed"
    silent = found["Newark: nothing heard for 3 hours"]
    assert (silent.state, silent.text) == ("failed", "12 products counted there. They count as at most 2 in stock.")
    assert silent.action_url == reverse("settings-shop", args=["leather"])
    assert found["Singapore: no stock was ever sent"].state == "waiting"


def test_the_newest_import_of_each_format_is_judged_and_leads_to_its_page(leather: Store) -> None:
    def imported(state: str, *, days: int, **fields: object) -> FeedImport:
        row = FeedImport.objects.create(
            store=leather, file_name="range.csv", path="x", size=1, format="own_csv", state=state, **fields
        )
        at = NOW - timedelta(days=days)
        FeedImport.objects.filter(pk=row.pk).update(created_at=at, finished_at=at)
        return row

    imported("failed", days=3, error="The file ended in the middle.")
    failed = health(leather)["range.csv, own_csv: failed 3 days ago"]
    assert (failed.state, failed.text) == ("failed", "The file ended in the middle.")
    newer = imported("applied", days=1, rows_done=40)
    assert health(leather)["range.csv, own_csv: applied 1 day ago"].state == "passed"
    assert "range.csv, own_csv: failed 3 days ago" not in health(leather)
    FeedRowError.objects.create(feed_import=newer, row=3, column="price", value="x", reason="no number", remedy="fix")
    errors = health(leather)["range.csv, own_csv: applied 1 day ago"]
    assert (errors.state, errors.text) == ("warning", "1 row could not be read; the others are in.")
    assert errors.action_url == reverse("import", args=["leather", newer.pk])


def webhook(store: Store, *states: str, hours_ago: int = 1, waits: bool = False) -> WebhookSource:
    source = WebhookSource.objects.create(
        store=store, system="woocommerce", name="Shop", token=uuid4().hex, sealed_secret=b"x"
    )
    for number, state in enumerate(states):
        row = WebhookDelivery.objects.create(source=source, delivery_id=str(number), topic="order.updated", state=state)
        at = NOW - timedelta(hours=hours_ago)
        WebhookDelivery.objects.filter(pk=row.pk).update(received_at=at, finished_at=None if waits else at)
    return source


def test_failed_deliveries_of_today_are_counted(leather: Store) -> None:
    webhook(leather, "done", "failed", "done")
    assert health(leather)["Shop (WooCommerce): 1 of 3 deliveries failed in 24 hours"].state == "failed"


def test_failed_deliveries_lead_to_exactly_these(leather: Store) -> None:
    source = webhook(leather, "done", "failed")
    finding = health(leather)["Shop (WooCommerce): 1 of 2 deliveries failed in 24 hours"]
    assert finding.action_url == f"/studio/leather/data/integrations/{source.pk}/?state=failed"


def test_a_delivery_that_waits_for_another_one_has_not_failed(leather: Store) -> None:
    webhook(leather, "failed", waits=True)
    assert health(leather)["Shop (WooCommerce): 1 delivery waits"].state == "warning"


def test_yesterdays_failures_are_over(leather: Store) -> None:
    webhook(leather, "failed", hours_ago=30)
    assert health(leather)["Shop (WooCommerce): last delivery 1 day ago"].state == "passed"


def test_a_source_that_never_called_waits(leather: Store) -> None:
    webhook(leather)
    assert health(leather)["Shop (WooCommerce): no delivery yet"].state == "waiting"


def test_an_old_model_asks_to_be_trained_again(leather: Store) -> None:
    version = ModelVersion.objects.create(store=leather, name="leather-1", state="champion")
    ModelVersion.objects.filter(pk=version.pk).update(created_at=NOW - timedelta(days=21))
    assert health(leather)["The model is 3 weeks old"].state == "warning"


def test_the_page_shows_each_finding_with_its_place_to_act(studio: StudioDoor, vera: User, leather: Store) -> None:
    now = timezone.now()
    Store.objects.filter(pk=leather.pk).update(stock_trusted_minutes=60)
    leather.warehouses.update(heard_at=now - timedelta(hours=5))
    happened(leather, "view_item", now - timedelta(minutes=5))
    html = studio(vera).get("/studio/leather/data/").content.decode()
    assert "Newark: nothing heard for 5 hours" in html
    assert "Something stopped" in html
    assert "Viewed the product" in html
    assert 'hx-get="/studio/leather/products/missing/"' in html
    assert html.index(">Health<") < html.index(">Imports<")


def test_the_page_of_an_empty_store_says_what_to_send(studio: StudioDoor, vera: User) -> None:
    Store.objects.create(code="new", name="New shop", currency="EUR")
    html = studio(vera).get("/studio/new/data/").content.decode()
    for said in ("No warehouse", "Nothing was imported yet", "No event within 15 days", "No model has been trained"):
        assert said in html


def test_nobody_sees_data_health_without_signing_in(client, leather: Store) -> None:
    assert client.get("/studio/leather/data/").status_code == 302


def test_the_home_page_passes_on_what_hurts(leather: Store) -> None:
    now = timezone.now()
    Store.objects.filter(pk=leather.pk).update(stock_trusted_minutes=60)
    leather.refresh_from_db()
    leather.warehouses.update(heard_at=now - timedelta(hours=5))
    note = next(note for note in notes(home_data(leather, now=now), leather) if note.title.startswith("Newark"))
    assert (note.state, note.action_url) == ("failed", "/studio/leather/data/")


def test_the_home_page_leads_to_the_products_without_a_figure(studio: StudioDoor, vera: User, leather: Store) -> None:
    found = notes(home_data(leather, now=timezone.now()), leather)
    note = next(note for note in found if "nickel figure" in note.title)
    assert note.title == "10 products have no valid nickel figure"
    assert studio(vera).get(note.action_url).context["found"].count == 10
    Product.objects.update(visible=False)
    assert not [each for each in notes(home_data(leather, now=timezone.now()), leather) if "nickel" in each.title]
