"""What a draft has to pass before shoppers see it, asked where nobody gets around it: in `publish` itself."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from psycopg.types.range import Range

from rules.gate import CannotPublish, Waived, obstacles, run_of_tests
from rules.models import AuditEntry, Placement, Rule, RuleSet, RuleTest, SlotReservation, Study, Waiver
from rules.queries import engine_ruleset, live_version
from rules.segments import SegmentFields, save_segment
from rules.services import (
    Stale,
    changes_of,
    discard_draft,
    ensure_draft,
    publish,
    roll_back,
    save_placement,
    save_rule,
    submit_draft,
    switch_rule,
    withdraw_draft,
)
from tests.rules.test_audit import slot


@pytest.fixture
def draft(home_page: Placement, mia: User) -> RuleSet:
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, slot(4), by=mia)
    return draft


@pytest.fixture
def nickel(home_page: Placement) -> RuleTest:
    return RuleTest.objects.create(placement=home_page, name="No nickel for Nora", owner="Mia")


def ran(draft: RuleSet, *tests: RuleTest, passed: bool, state: str = Study.State.DONE) -> Study:
    """What the analyst leaves behind after the rule tests of a draft as it is now."""
    said = "50 of 50 lists are fine." if passed else "2 of 50 lists show nickel."
    found = [{"id": test.pk, "name": test.name, "passed": passed, "said": said, "lists": 50} for test in tests]
    return Study.objects.create(
        placement=draft.placement, ruleset=draft, revision=draft.revision, kind=Study.Kind.RULE_TESTS, state=state,
        digest=engine_ruleset(draft).ruleset_hash, result={"tests": found},
    )  # fmt: skip


def test_a_merchandiser_publishes_nothing_whatever_way_they_take(draft: RuleSet, mia: User) -> None:
    with pytest.raises(CannotPublish, match="Your role may not publish"):
        publish(draft, by=mia)


def test_a_draft_without_rule_tests_goes_live(draft: RuleSet, petra: User) -> None:
    assert publish(draft, by=petra).ruleset == live_version(draft.placement)


def test_tests_that_never_ran_hold_a_draft_back(draft: RuleSet, petra: User, nickel: RuleTest) -> None:
    with pytest.raises(CannotPublish, match="have not run"):
        publish(draft, by=petra)
    assert live_version(draft.placement) is None


def test_tests_of_an_earlier_state_of_the_draft_count_for_nothing(
    draft: RuleSet, mia: User, petra: User, nickel: RuleTest
) -> None:
    ran(draft, nickel, passed=True)
    save_rule(draft, slot(5), by=mia)

    with pytest.raises(CannotPublish, match="have not run"):
        publish(draft, by=petra)


def test_a_test_that_was_written_after_the_run_has_to_run(draft: RuleSet, petra: User, nickel: RuleTest) -> None:
    ran(draft, nickel, passed=True)
    assert run_of_tests(draft, digest=engine_ruleset(draft).ruleset_hash).state == "done"
    RuleTest.objects.create(placement=draft.placement, name="Two house brands", owner="Mia")

    with pytest.raises(CannotPublish, match="have not run"):
        publish(draft, by=petra)


@pytest.mark.parametrize(
    ("state", "words"), [(Study.State.FAILED, "did not come to an end"), (Study.State.RUNNING, "are running")]
)
def test_a_run_that_is_not_done_holds_a_draft_back(
    draft: RuleSet, petra: User, nickel: RuleTest, state: str, words: str
) -> None:
    ran(draft, nickel, passed=True, state=state)

    with pytest.raises(CannotPublish, match=words):
        publish(draft, by=petra)


def test_a_failing_test_stops_the_draft_until_a_publisher_waives_it_by_name(
    draft: RuleSet, petra: User, nickel: RuleTest
) -> None:
    ran(draft, nickel, passed=False)
    with pytest.raises(CannotPublish, match="No nickel for Nora.*2 of 50 lists show nickel"):
        publish(draft, by=petra)
    (obstacle,) = obstacles(draft)

    publish(draft, by=petra, waived=[Waived(obstacle.code, obstacle.text, "The report arrives on Monday.")])

    waiver = Waiver.objects.get()
    assert (waiver.ruleset, waiver.code, waiver.by) == (draft, f"rule_test:{nickel.pk}", petra)
    assert AuditEntry.objects.get(action="ruleset.waived").after["reason"] == "The report arrives on Monday."


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_waiver_without_a_reason_is_none(draft: RuleSet, petra: User, nickel: RuleTest, reason: str) -> None:
    ran(draft, nickel, passed=False)
    (obstacle,) = obstacles(draft)

    with pytest.raises(CannotPublish, match="say why"):
        publish(draft, by=petra, waived=[Waived(obstacle.code, obstacle.text, reason)])
    assert not Waiver.objects.exists()


def test_a_waiver_for_another_test_does_not_count(draft: RuleSet, petra: User, nickel: RuleTest) -> None:
    ran(draft, nickel, passed=False)

    with pytest.raises(CannotPublish, match="No nickel"):
        publish(draft, by=petra, waived=[Waived("rule_test:0", "Another", "Because.")])


def test_what_cannot_be_read_is_never_waived(draft: RuleSet, petra: User) -> None:
    Rule.objects.filter(ruleset=draft).update(params={"positions": "four"})
    code = f"unreadable:{draft.rules.get().key}"

    with pytest.raises(CannotPublish, match="does not fit"):
        publish(draft, by=petra, waived=[Waived(code, "It does not fit.", "Because.")])


def test_rolling_back_asks_for_no_test(draft: RuleSet, petra: User, mia: User, nickel: RuleTest) -> None:
    nickel.delete()
    publish(draft, by=petra)
    publish(ensure_draft(draft.placement, by=mia), by=petra)
    RuleTest.objects.create(placement=draft.placement, name="Later", owner="Mia")
    draft.refresh_from_db()

    roll_back(draft, by=petra)

    assert live_version(draft.placement) == draft


def test_a_merchandiser_rolls_nothing_back(draft: RuleSet, petra: User, mia: User) -> None:
    publish(draft, by=petra)
    publish(ensure_draft(draft.placement, by=mia), by=petra)
    draft.refresh_from_db()

    with pytest.raises(CannotPublish, match="may not roll back"):
        roll_back(draft, by=mia)


# ---- four eyes


@pytest.fixture
def watched(draft: RuleSet) -> RuleSet:
    """Mia's draft in a shop that asks for a second person."""
    draft.placement.store.four_eyes = True
    draft.placement.store.save()
    return draft


@pytest.fixture
def paul(petra: User) -> User:
    """Paul publishes as well."""
    person = User.objects.create_user("paul", first_name="Paul")
    person.groups.set(petra.groups.all())
    return person


def test_a_draft_that_nobody_handed_in_is_not_published(watched: RuleSet, petra: User) -> None:
    with pytest.raises(CannotPublish, match="Hand the draft in"):
        publish(watched, by=petra)


def test_a_draft_that_mia_handed_in_is_published_by_petra(watched: RuleSet, mia: User, petra: User) -> None:
    submit_draft(watched, by=mia)
    publish(watched, by=petra)

    assert live_version(watched.placement) == watched
    approved = AuditEntry.objects.get(action="draft.approved")
    assert (approved.who, approved.after["submitted_by"]) == ("Petra", "Mia")


def test_who_handed_it_in_does_not_approve_it(watched: RuleSet, petra: User) -> None:
    submit_draft(watched, by=petra)

    with pytest.raises(CannotPublish, match="You handed it in"):
        publish(watched, by=petra)


def test_who_changed_it_last_does_not_approve_it(watched: RuleSet, mia: User, petra: User, paul: User) -> None:
    save_rule(watched, slot(5), by=petra)
    submit_draft(watched, by=mia)

    with pytest.raises(CannotPublish, match="You changed it last"):
        publish(watched, by=petra)
    publish(watched, by=paul)


def test_no_program_approves(watched: RuleSet, mia: User) -> None:
    submit_draft(watched, by=mia)

    with pytest.raises(CannotPublish, match="nobody approves by a program"):
        publish(watched, by=None)


def test_an_edit_takes_a_draft_back_that_was_handed_in(watched: RuleSet, mia: User, petra: User) -> None:
    submit_draft(watched, by=mia)
    switch_rule(watched, key=watched.rules.get().key, on=False, by=petra)

    assert (watched.submitted_by, watched.submitted_at) == (None, None)
    entry = AuditEntry.objects.get(action="draft.withdrawn")
    assert (entry.who, entry.before["submitted_by"]) == ("Petra", "Mia")


def test_mia_takes_her_draft_back_once(watched: RuleSet, mia: User) -> None:
    submit_draft(watched, by=mia)
    withdraw_draft(watched, by=mia)
    withdraw_draft(watched, by=mia)

    assert watched.submitted_at is None
    assert AuditEntry.objects.filter(action="draft.withdrawn").count() == 1


def test_what_moved_meanwhile_is_not_handed_in(watched: RuleSet, mia: User) -> None:
    with pytest.raises(Stale):
        submit_draft(watched, by=mia, revision=watched.revision - 1)
    assert not AuditEntry.objects.filter(action="draft.submitted").exists()


# ---- positions


def test_the_database_keeps_categories_apart_on_product_pages_and_together_elsewhere(
    home_page: Placement, mia: User, petra: User
) -> None:
    product_page = home_page.store.placements.get(code="product")
    for category, position in (("totes", 4), ("belts", 4)):
        save_rule(
            ensure_draft(product_page, by=mia), slot(position, label=category, scope={"categories": [category]}), by=mia
        )
    publish(ensure_draft(product_page, by=mia), by=petra)
    assert SlotReservation.objects.filter(placement=product_page, position=4).count() == 2

    home = ensure_draft(home_page, by=mia)
    save_rule(home, slot(4, scope={"categories": ["totes"]}), by=mia)
    Rule.objects.create(
        ruleset=home, kind="slot", label="Belts", params=slot(4).params, owner="Petra", reason="Agreed.",
        scope={"categories": ["belts"]}, order=9,
    )  # fmt: skip
    with pytest.raises(CannotPublish, match="House.*Mia.*Belts.*Petra.*category Belts and Totes"):
        publish(home, by=petra)


def test_the_database_refuses_a_second_rule_for_a_held_position(draft: RuleSet, petra: User) -> None:
    publish(draft, by=petra)
    held = SlotReservation.objects.get()
    held.pk, held.tiers = None, Range(7, 8, "[)")

    with pytest.raises(IntegrityError, match="one_live_rule_per_slot"):
        held.save(force_insert=True)


def test_a_draft_of_a_thousand_rules_is_read_and_published(home_page: Placement, mia: User, petra: User) -> None:
    draft = ensure_draft(home_page, by=mia)
    fields = slot(1)
    Rule.objects.bulk_create(
        Rule(
            ruleset=draft, kind="slot", label=f"Rule {number}", params=fields.params | {"positions": [1 + number % 6]},
            owner="Mia", reason="Agreed.", order=number, enabled=number < 6,
        )
        for number in range(1000)
    )  # fmt: skip

    assert len(changes_of(draft)) == 1000
    publish(draft, by=petra)
    assert SlotReservation.objects.filter(placement=home_page).count() == 6


@pytest.mark.parametrize("moved", ["segment", "placement"])
def test_a_run_of_tests_says_nothing_once_what_it_saw_was_changed(
    draft: RuleSet, mia: User, nickel: RuleTest, moved: str
) -> None:
    ran(draft, nickel, passed=True)
    assert run_of_tests(draft, digest=engine_ruleset(draft).ruleset_hash).state == "done"

    if moved == "segment":
        two = {"fact": "orders", "op": "at_least", "value": 2}
        save_segment(draft.placement.store, SegmentFields("Loyal", two, "Mia", "Try"), by=mia)
    else:
        draft.placement.length = 5
        save_placement(draft.placement, by=mia)

    assert run_of_tests(draft, digest=engine_ruleset(draft).ruleset_hash).state == "missing"


def test_a_way_back_that_was_decided_before_another_version_went_live_is_asked_anew(
    home_page: Placement, petra: User
) -> None:
    for position in (4, 5, 6):
        draft = ensure_draft(home_page, by=petra)
        save_rule(draft, slot(position), by=petra)
        publish(draft, by=petra)
    first = home_page.rulesets.get(version=1)

    with pytest.raises(Stale, match="Another version was put live meanwhile"):
        roll_back(first, by=petra, live=2)
    with pytest.raises(CannotPublish, match="not an earlier version"):
        roll_back(live_version(home_page), by=petra, live=3)
    assert roll_back(first, by=petra, live=3).ruleset == live_version(home_page)


def test_a_draft_that_moved_is_not_thrown_away(draft: RuleSet, mia: User, petra: User) -> None:
    seen = draft.revision
    save_rule(draft, slot(5), by=petra)

    with pytest.raises(Stale):
        discard_draft(draft.placement, by=mia, revision=seen)
    assert draft.rules.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_is_told_that_the_other_did(home_page: Placement, petra: User) -> None:
    draft = ensure_draft(home_page, by=petra)
    save_rule(draft, slot(4), by=petra)
    ready, told = threading.Barrier(2), []

    def go() -> None:
        mine = RuleSet.objects.get(pk=draft.pk)
        ready.wait(10)
        try:
            told.append(publish(mine, by=petra, revision=mine.revision).action)
        except Stale:
            told.append("stale")
        finally:
            connection.close()

    both = [threading.Thread(target=go, daemon=True) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(20)

    assert sorted(told) == ["publish", "stale"]
    assert home_page.publications.count() == 1
