"""How a study is coming along, in plain words, for templates/components/study_progress.html."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.urls import reverse

from rules.models import RuleSet, Study
from rules.studies import request_study
from woorec.board.words import say_day
from woorec.dispatch import hand_out_study

State = Study.State
SILENT = timedelta(seconds=40)  # the clock hands waiting studies out every 15 seconds
QUIET = timedelta(seconds=30)
PAGES = {Study.Kind.FEASIBILITY: "feasibility", Study.Kind.RULE_TESTS: "rule-tests", Study.Kind.REPLAY: "replay"}
OPEN = ("waiting", "behind", "unreachable", "running", "quiet", "stopping")
UNREACHABLE = (
    "Nothing takes it up. The analyst is not running or cannot reach the broker: start everything with “manage.py up”, "
    "or ask whoever looks after the server. It begins by itself once the analyst is back."
)
GONE_QUIET = "Nothing was heard of it for a while. After two minutes another worker begins it again."


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """A study as its component shows it. Without a percent nobody knows yet how long it takes."""

    label: str
    state: str
    title: str
    note: str = ""
    warning: str = ""
    percent: int | None = None
    counted: str = ""
    element: str = "study-progress"
    poll_url: str = ""
    stop_url: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def start_study(ruleset: RuleSet, kind: str, *, by: User | None, params: Mapping[str, object] | None = None) -> Study:
    """This will ask for a study and hand it to the analyst; raises StudyRefused and RuleError of request_study."""
    study = request_study(ruleset, kind, by=by, params=params)
    hand_out_study(study.pk)
    return study


def progress_of(study: Study, *, now: datetime) -> StudyProgress:
    """This will say how a study is coming along."""
    label = study.get_kind_display()
    where = [study.placement.store.code, study.placement.code, study.pk]
    words = (
        _open_words(study, label, now=now) if study.state in (State.WAITING, State.RUNNING) else _ended(study, label)
    )
    return StudyProgress(
        label=label, poll_url=reverse("study-progress", args=where), stop_url=reverse("study-stop", args=where), **words
    )


def page_of(study: Study) -> str:
    """This will address the page that shows what a study found."""
    return reverse(PAGES[study.kind], args=[study.placement.store.code, study.placement.code])


def _open_words(study: Study, label: str, *, now: datetime) -> dict:
    if study.state == State.WAITING:
        return _waiting(study, label, now=now)
    counted = f"{study.done:,} of {study.total:,}" if study.total else ""
    words = {"title": study.message or label, "percent": _percent(study), "counted": counted}
    if study.stop_requested:
        return words | {"state": "stopping", "note": "Stopping after what is at hand."}
    if study.heartbeat_at and now - study.heartbeat_at > QUIET:
        return words | {"state": "quiet", "warning": GONE_QUIET}
    return words | {"state": "running"}


def _waiting(study: Study, label: str, *, now: datetime) -> dict:
    other = Study.objects.filter(state=State.RUNNING).exclude(pk=study.pk).select_related("placement").first()
    if other is not None:
        busy = f"The analyst works on another one first: {other.get_kind_display().lower()} of {other.placement.name}."
        return {"state": "behind", "title": f"{label}: waiting", "note": busy}
    if now - study.created_at > SILENT:
        return {"state": "unreachable", "title": f"{label}: waiting", "warning": UNREACHABLE}
    return {"state": "waiting", "title": f"{label}: waiting", "note": "The analyst takes it up in a moment."}


def _ended(study: Study, label: str) -> dict:
    when = say_day(study.finished_at) if study.finished_at else ""
    if study.state == State.FAILED:
        return {"state": "failed", "title": f"{label}: not made", "note": study.message}
    if study.state == State.STOPPED:
        return {
            "state": "stopped",
            "title": f"{label}: stopped",
            "note": "Nothing of it is kept. You can begin again.",
        }
    return {"state": "done", "title": f"{label}: done", "note": when}


def _percent(study: Study) -> int | None:
    return min(100, 100 * study.done // study.total) if study.total else None
