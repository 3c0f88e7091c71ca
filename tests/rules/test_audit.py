"""Every write to the rules leaves an entry that nobody can change afterwards."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from catalog.models import Store
from rules.audit import record
from rules.engine.errors import RuleError
from rules.models import AuditEntry, Placement
from rules.queries import draft_of
from rules.services import (
    RuleFields,
    Stale,
    delete_rule,
    discard_draft,
    ensure_draft,
    publish,
    roll_back,
    save_placement,
    save_rule,
    switch_rule,
)

HOUSE = {"fact": "brand_kind", "op": "is", "value": "house"}


def slot(position: int, **changes: object) -> RuleFields:
    usual = {"label": "House", "owner": "Mia", "reason": "Above the fold.", "severity": "contract"}
    return RuleFields(kind="slot", params={"positions": [position], "condition": HOUSE}, **(usual | changes))


def actions() -> list[str]:
    return [entry.action for entry in AuditEntry.objects.order_by("id")]


def settle() -> None:
    """A deferred check waits for the end of the transaction; this is the end."""
    connection.check_constraints()


def test_each_edit_of_a_draft_says_who_when_before_and_after(home_page: Placement, mia: User) -> None:
    began = timezone.now()
    draft = ensure_draft(home_page, by=mia)
    row = save_rule(draft, slot(4), by=mia)
    save_rule(draft, slot(5), by=mia, key=row.key)
    switch_rule(draft, key=row.key, on=False, by=mia)
    delete_rule(draft, key=row.key, by=mia)

    assert actions() == ["draft.begun", "rule.added", "rule.changed", "rule.switched", "rule.deleted"]
    entries = list(AuditEntry.objects.order_by("id"))
    assert {(entry.by, entry.who, entry.placement, entry.store) for entry in entries} == {
        (mia, "Mia", "home", home_page.store)
    }
    assert all(timedelta(0) <= entry.at - began < timedelta(minutes=5) for entry in entries)
    added, changed, switched, deleted = entries[1:]
    assert added.before is None
    assert (changed.before["params"]["positions"], changed.after["params"]["positions"]) == ([4], [5])
    assert (switched.before["enabled"], switched.after["enabled"]) == (True, False)
    assert deleted.after is None
    assert deleted.subject_id == str(row.key)


def test_a_discarded_draft_is_kept_in_the_log_with_all_its_rules(home_page: Placement, mia: User) -> None:
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, slot(4), by=mia)
    discard_draft(home_page, by=mia)

    entry = AuditEntry.objects.get(action="draft.discarded")
    assert draft_of(home_page) is None
    assert [rule["label"] for rule in entry.before["rules"]] == ["House"]


def test_publishing_and_rolling_back_are_logged_with_the_versions(home_page: Placement, mia: User, petra: User) -> None:
    first = ensure_draft(home_page, by=mia)
    save_rule(first, slot(4), by=mia)
    publish(first, by=petra, note="Season")
    second = ensure_draft(home_page, by=mia)
    publish(second, by=petra)
    first.refresh_from_db()
    roll_back(first, by=petra, note="Wrong week")

    published, again, back = AuditEntry.objects.filter(subject="ruleset").order_by("id")
    assert (published.who, published.before, published.after["version"]) == ("Petra", None, 1)
    assert published.after["note"] == "Season"
    assert (again.before["version"], again.after["version"]) == (1, 2)
    assert (back.action, back.before["version"], back.after["version"]) == ("ruleset.rolled_back", 2, 1)
    assert back.after["digest"] == first.digest


def test_settings_of_a_placement_are_logged_once_they_change(home_page: Placement, petra: User) -> None:
    save_placement(home_page, by=petra)
    home_page.length = 8
    save_placement(home_page, by=petra)

    (entry,) = AuditEntry.objects.all()
    assert (entry.before["length"], entry.after["length"]) == (6, 8)


def test_what_was_refused_leaves_no_entry(home_page: Placement, mia: User) -> None:
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, slot(4), by=mia)
    known = actions()

    with pytest.raises(RuleError):
        save_rule(draft, slot(4, label="Another"), by=mia)
    with pytest.raises(Stale):
        save_rule(draft, slot(5), by=mia, revision=0)

    assert actions() == known


@pytest.fixture
def entry(home_page: Placement, mia: User) -> AuditEntry:
    with transaction.atomic():
        return record("placement.changed", home_page, by=mia, store=home_page.store, after={"length": 6})


@pytest.mark.parametrize("change", [{"who": "Petra"}, {"after": {}}, {"action": "rule.added"}, {"by": None}])
def test_the_database_refuses_to_change_an_entry(entry: AuditEntry, change: dict[str, object]) -> None:
    AuditEntry.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(IntegrityError, match="only ever added"):
        settle()


def test_the_database_refuses_to_delete_an_entry(entry: AuditEntry) -> None:
    entry.delete()
    with pytest.raises(IntegrityError, match="only ever added"):
        settle()


@pytest.mark.parametrize("whole", [False, True])
def test_an_entry_outlives_the_account_of_who_made_it_and_goes_with_its_shop(mia: User, whole: bool) -> None:
    shop = Store.objects.create(code="small", name="Small", currency="EUR")
    with transaction.atomic():
        record("store.changed", shop, by=mia, store=shop)
    gone: Model = shop if whole else mia
    gone.delete()
    settle()

    assert [(each.by, each.who) for each in AuditEntry.objects.all()] == ([] if whole else [(None, "Mia")])


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_never_written_apart_from_the_write(mia: User) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("person.added", mia, by=None, store=None)
    assert not AuditEntry.objects.exists()


def test_an_action_without_words_is_not_logged(home_page: Placement, mia: User) -> None:
    with pytest.raises(ValueError, match="ACTIONS"):
        record("rule.vanished", home_page, by=mia, store=home_page.store)
