"""The months of the logs: made in time, filled from what lay elsewhere, and let go when they are too old."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from catalog.models import Store
from events.models import EventReceipt, Interaction, RejectedEvent, UnknownField, Visit
from events.partitions import ensure_months, keep_coming_months, months, months_before, partitions
from events.retention import leaving, oldest_kept, retain

NOW = datetime(2031, 3, 15, 12, tzinfo=UTC)
TABLE = "events_interaction"


def happened(store: Store, at: datetime, **fields: object) -> Interaction:
    return Interaction.objects.create(store=store, event_id=uuid4(), kind="search", at=at, **fields)


def lies_in(row: Interaction) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM events_interaction WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def test_months_are_counted_over_the_end_of_a_year() -> None:
    found = list(months(date(2030, 11, 30), date(2031, 1, 1)))
    assert found == [date(2030, 11, 1), date(2030, 12, 1), date(2031, 1, 1)]
    assert months_before(date(2031, 3, 31), count=3) == date(2030, 12, 1)
    assert months_before(date(2031, 3, 1), count=36) == date(2028, 3, 1)


def test_an_event_of_a_month_that_was_not_made_is_kept_and_moves_when_it_is(leather: Store) -> None:
    early, late = happened(leather, NOW - timedelta(days=14, hours=12)), happened(leather, NOW + timedelta(days=17))
    assert {lies_in(early), lies_in(late)} == {"events_interaction_other"}

    assert ensure_months(TABLE, NOW.date(), NOW.date()) == ["events_interaction_2031_03"]

    assert lies_in(early) == "events_interaction_2031_03"
    assert lies_in(late) == "events_interaction_other"
    assert Interaction.objects.count() == 2
    assert lies_in(happened(leather, NOW)) == "events_interaction_2031_03"


def test_a_month_is_made_once(leather: Store) -> None:
    ensure_months(TABLE, NOW.date(), NOW.date())
    assert ensure_months(TABLE, NOW.date(), NOW.date()) == []


def test_a_new_month_has_every_index_of_the_log(leather: Store) -> None:
    ensure_months(TABLE, NOW.date(), NOW.date())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, count(*) FROM pg_indexes WHERE tablename = ANY(%s) GROUP BY tablename",
            [[TABLE, f"{TABLE}_2031_03", f"{TABLE}_other"]],
        )
        counts = dict(cursor.fetchall())
    assert len(set(counts.values())) == 1
    assert len(counts) == 3


def test_the_current_month_and_the_next_two_are_made_for_both_logs(db: None) -> None:
    keep_coming_months(today=date(2030, 12, 31))
    for table in ("events_interaction", "events_rankedlist"):
        assert {date(2030, 12, 1), date(2031, 1, 1), date(2031, 2, 1)} <= {each.first for each in partitions(table)}


def test_ids_go_on_over_the_months(leather: Store) -> None:
    ensure_months(TABLE, date(2031, 1, 1), date(2031, 3, 1))
    ids = [happened(leather, NOW - timedelta(days=30 * back)).pk for back in range(3)]
    assert len(set(ids)) == 3


@pytest.fixture
def three_years(leather: Store, settings) -> Store:
    """A shop with an event a year for four years, the oldest beyond what is kept."""
    settings.EVENT_RETENTION_MONTHS = 24
    for year in (2028, 2029, 2030, 2031):
        month = date(year, 3, 1)
        ensure_months(TABLE, month, month)
        happened(leather, datetime(year, 3, 2, tzinfo=UTC), session=f"v-{year}")
        Visit.objects.create(store=leather, session=f"v-{year}", started_at=datetime(year, 3, 2, tzinfo=UTC))
    happened(leather, datetime(2027, 6, 1, tzinfo=UTC))  # lies in the default partition
    return leather


def test_whole_months_that_are_too_old_go(three_years: Store) -> None:
    assert oldest_kept(NOW) == datetime(2029, 3, 1, tzinfo=UTC)

    gone = {each.what: each.rows for each in retain(now=NOW)}

    assert gone["events_interaction_2028_03"] == 1
    assert gone["events_interaction_other"] == 1
    assert gone["events_visit"] == 1
    assert sorted(row.at.year for row in Interaction.objects.all()) == [2029, 2030, 2031]
    assert sorted(Visit.objects.values_list("session", flat=True)) == ["v-2029", "v-2030", "v-2031"]


def test_a_second_run_finds_nothing(three_years: Store) -> None:
    retain(now=NOW)
    assert leaving(now=NOW) == []
    assert retain(now=NOW) == []


def test_receipts_and_findings_go_in_their_own_time(leather: Store) -> None:
    fresh = timedelta(days=1)
    for age in (fresh, timedelta(days=40 * 31)):
        EventReceipt.objects.create(store=leather, event_id=uuid4())
        EventReceipt.objects.filter(pk=EventReceipt.objects.latest("pk").pk).update(received_at=NOW - age)
    for age in (fresh, timedelta(days=8)):
        made = RejectedEvent.objects.create(store=leather, name=str(age))
        RejectedEvent.objects.filter(pk=made.pk).update(at=NOW - age)
    for age in (fresh, timedelta(days=91)):
        UnknownField.objects.create(store=leather, event="view_item", field=str(age), last_seen=NOW - age)

    gone = {each.what: each.rows for each in retain(now=NOW) if each.rows}  # months that others left are empty

    assert gone == {"events_eventreceipt": 1, "events_rejectedevent": 1, "events_unknownfield": 1}


def test_a_dry_run_says_what_would_go_and_lets_it_be(three_years: Store) -> None:
    said = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("retention", "--dry-run", stdout=said)
    assert "events_interaction_2028_03" in said.getvalue()
    assert "dry run" in said.getvalue()
    assert Interaction.objects.count() == 5


def test_the_command_lets_go(three_years: Store) -> None:
    said = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("retention", stdout=said)
        call_command("retention", stdout=said)
    assert "events_interaction_2028_03" in said.getvalue()
    assert "Nothing is too old." in said.getvalue()
    assert Interaction.objects.count() == 3
