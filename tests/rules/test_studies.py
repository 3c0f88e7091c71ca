"""Studies of a draft: asked for once, taken once, shown while they run, stopped, and never lost with their worker."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from rules.models import Placement, RuleSet, Study
from rules.services import RuleFields, ensure_draft, save_rule
from rules.studies import (
    MOST_RESTARTS,
    STALE_AFTER,
    Progress,
    StudyFailed,
    StudyRefused,
    carry_out,
    latest_study,
    recover_silent_studies,
    request_stop,
    request_study,
    waiting_studies,
)

Kind, State = Study.Kind, Study.State


@pytest.fixture
def draft(home_page: Placement, mia: User) -> RuleSet:
    return ensure_draft(home_page, by=mia)


@pytest.fixture
def study(draft: RuleSet, mia: User) -> Study:
    return request_study(draft, Kind.FEASIBILITY, by=mia)


def count_to_three(progress: Progress) -> Mapping[str, object]:
    return {"seen": list(progress.steps([1, 2, 3], message="Counting"))}


def test_a_study_is_asked_for_carried_out_and_read(draft: RuleSet, study: Study) -> None:
    assert waiting_studies() == [study.pk]
    assert carry_out(study.pk, count_to_three)
    study.refresh_from_db()
    assert (study.state, study.result, study.done, study.total) == (State.DONE, {"seen": [1, 2, 3]}, 3, 3)
    assert study.finished_at is not None
    assert latest_study(draft, Kind.FEASIBILITY) == study
    assert waiting_studies() == []


def test_a_message_that_arrives_twice_is_done_once(study: Study) -> None:
    assert carry_out(study.pk, count_to_three)
    assert not carry_out(study.pk, count_to_three)


def test_two_of_a_kind_do_not_run_at_once_and_two_kinds_do(draft: RuleSet, study: Study, mia: User) -> None:
    with pytest.raises(StudyRefused, match="feasibility report"):
        request_study(draft, Kind.FEASIBILITY, by=mia)
    assert request_study(draft, Kind.REPLAY, by=mia).state == State.WAITING


def test_a_study_names_the_rules_it_was_asked_of(draft: RuleSet, study: Study, mia: User) -> None:
    fields = RuleFields(
        kind="scatter", label="Apart", params={"fact": "category", "limit": 2, "window": 3}, owner="Mia", reason="Calm"
    )
    save_rule(draft, fields, by=None)
    carry_out(study.pk, count_to_three)
    later = request_study(draft, Kind.FEASIBILITY, by=mia)
    assert later.digest != study.digest
    assert later.revision > study.revision


def test_one_that_waits_is_stopped_at_once(study: Study) -> None:
    request_stop(study)
    study.refresh_from_db()
    assert study.state == State.STOPPED
    assert not carry_out(study.pk, count_to_three)


def test_one_that_runs_is_stopped_between_two_steps(study: Study) -> None:
    def stopped_in_the_middle(progress: Progress) -> Mapping[str, object]:
        for each in progress.steps([1, 2, 3]):
            if each == 2:
                request_stop(progress.study)
                progress._looked_at = 0.0  # a second has passed
        return {"never": "stored"}

    carry_out(study.pk, stopped_in_the_middle)
    study.refresh_from_db()
    assert (study.state, study.done, study.result) == (State.STOPPED, 2, {})


def test_a_study_that_cannot_go_on_says_why(study: Study) -> None:
    def refuse(_progress: Progress) -> Mapping[str, object]:
        raise StudyFailed("No list was served in this period. Choose a longer one.")

    carry_out(study.pk, refuse)
    study.refresh_from_db()
    assert (study.state, study.message) == (State.FAILED, "No list was served in this period. Choose a longer one.")


def test_an_unexpected_error_ends_the_study_and_reaches_the_log(study: Study) -> None:
    def break_down(_progress: Progress) -> Mapping[str, object]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        carry_out(study.pk, break_down)
    study.refresh_from_db()
    assert study.state == State.FAILED


def test_a_study_whose_worker_died_begins_again_and_gives_up_in_the_end(study: Study) -> None:
    for restart in range(MOST_RESTARTS + 1):
        Study.objects.filter(pk=study.pk).update(state=State.RUNNING, heartbeat_at=timezone.now() - 2 * STALE_AFTER)
        study.refresh_from_db()
        assert study.restarts == restart
        assert recover_silent_studies(now=timezone.now()) == 1
    study.refresh_from_db()
    assert study.state == State.FAILED
    assert "died" in study.message


def test_a_living_worker_keeps_its_study(study: Study) -> None:
    Study.objects.filter(pk=study.pk).update(state=State.RUNNING, heartbeat_at=timezone.now())
    assert recover_silent_studies(now=timezone.now() + timedelta(seconds=1)) == 0


def test_a_worker_that_was_taken_for_dead_writes_nothing_any_more(study: Study) -> None:
    def taken_over(progress: Progress) -> Mapping[str, object]:
        Study.objects.filter(pk=progress.study.pk).update(heartbeat_at=timezone.now())
        return {"late": True}

    carry_out(study.pk, taken_over)
    study.refresh_from_db()
    assert (study.state, study.result) == (State.RUNNING, {})
