"""The life of a study: asked for, claimed by one worker, moved on, stopped, ended. Every change is a guarded update.

A study belongs to one state of a version: when the draft moves on, its answer is still true of the rules it names by
hash, and says so.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from rules.models import RuleSet, Study
from rules.queries import engine_ruleset

State = Study.State
OPEN = (State.WAITING, State.RUNNING)
STALE_AFTER = timedelta(seconds=120)
MOST_RESTARTS = 3
SIGN_OF_LIFE = 1.0  # seconds between two looks at the row
GAVE_UP = "The worker died {} times while it worked on this. Look into its log, then ask again."
Each = TypeVar("Each")
log = logging.getLogger(__name__)


class StudyRefused(ValueError):
    """The study cannot be asked for. The message says what to do."""


class StudyFailed(RuntimeError):
    """The study cannot go on. The message is for the person who asked."""


class Stopped(Exception):
    """Somebody asked for it."""


class Lost(Exception):
    """Another worker has the study, because this one was silent for too long."""


def request_study(ruleset: RuleSet, kind: str, *, by: User | None, params: Mapping[str, object] | None = None) -> Study:
    """This will put a study of a version, as it is now, in the queue.

    Raises StudyRefused while one of its kind is open, and rules.engine.errors.RuleError when a rule cannot be read.
    """
    digest = engine_ruleset(ruleset).ruleset_hash
    try:
        with transaction.atomic():
            return Study.objects.create(
                placement_id=ruleset.placement_id,
                ruleset=ruleset,
                revision=ruleset.revision,
                digest=digest,
                kind=kind,
                params=dict(params or {}),
                requested_by=by,
            )
    except IntegrityError as error:
        label = Study.Kind(kind).label.lower()
        raise StudyRefused(
            f"The {label} of this version is being made. Wait for it to end, or stop it first."
        ) from error


def request_stop(study: Study) -> None:
    """This will end a study: at once while it waits, at the next step while it runs."""
    waiting = Study.objects.filter(pk=study.pk, state=State.WAITING)
    if not waiting.update(state=State.STOPPED, finished_at=timezone.now(), message="Stopped before it began."):
        Study.objects.filter(pk=study.pk, state=State.RUNNING).update(stop_requested=True)


def waiting_studies() -> list[int]:
    """This will name the studies that wait, oldest first; a beat job hands them out again."""
    return list(Study.objects.filter(state=State.WAITING).order_by("created_at").values_list("pk", flat=True))


def recover_silent_studies(*, now: datetime) -> int:
    """This will put studies back into the queue whose worker has not been heard of; they begin again."""
    silent = Study.objects.filter(state=State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    return sum(_recover(study, now=now) for study in silent)


def latest_study(ruleset: RuleSet, kind: str) -> Study | None:
    """This will find the newest study of a version; whether it is of today's draft, its digest says."""
    return Study.objects.filter(ruleset=ruleset, kind=kind).first()


def carry_out(study_id: int, work: Callable[["Progress"], Mapping[str, object]]) -> bool:
    """This will claim a waiting study, do the work and store its result; returns whether it was taken.

    An unexpected error ends the study and is raised again; a database that went away leaves it to be taken up anew.
    """
    taken = Study.objects.filter(pk=study_id, state=State.WAITING).update(
        state=State.RUNNING, started_at=timezone.now(), heartbeat_at=timezone.now(), done=0, total=0, message=""
    )
    if not taken:
        return False
    progress = Progress(Study.objects.select_related("placement__store", "ruleset").get(pk=study_id))
    try:
        result = work(progress)
        progress.finish(State.DONE, result=dict(result))
    except Lost:
        log.warning("Study %s was taken over by another worker", study_id)
    except Stopped:
        progress.finish(State.STOPPED, message="Stopped on request.")
    except StudyFailed as error:
        progress.finish(State.FAILED, message=str(error)[:300])
    except OperationalError:
        raise
    except Exception:
        progress.finish(State.FAILED, message="Something unexpected happened. The worker's log says what.")
        raise
    return True


class Progress:
    """A claimed study. The claim is the last sign of life: whoever wrote it last holds the study."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._looked_at = 0.0

    def steps(self, sample: Sequence[Each], *, message: str = "") -> Iterator[Each]:
        """This will hand out a sample one by one, count it and show it; raises Stopped and Lost between two."""
        self.study.done, self.study.total, self.study.message = 0, len(sample), message
        self._write()
        for number, each in enumerate(sample, 1):
            yield each
            self.study.done = number
            if time.monotonic() - self._looked_at >= SIGN_OF_LIFE:
                self._write()
        self._write()

    def keep_sample(self, sample: Iterable[object]) -> None:
        """This will store what is asked (as JSON), so that it can be asked again."""
        self._update(sample=list(sample))

    def finish(self, state: str, **fields: object) -> None:
        fields.setdefault("message", "")
        try:
            self._update(state=state, finished_at=timezone.now(), done=self.study.done, **fields)
        except Lost:
            log.warning("Study %s was ended by somebody else meanwhile", self.study.pk)

    def _write(self) -> None:
        self._looked_at = time.monotonic()
        self._update(done=self.study.done, total=self.study.total, message=self.study.message)
        if Study.objects.filter(pk=self.study.pk, stop_requested=True).exists():
            raise Stopped

    def _update(self, **fields: object) -> None:
        now = max(timezone.now(), self.study.heartbeat_at + timedelta(microseconds=1))
        if not self._mine().update(heartbeat_at=now, **fields):
            raise Lost
        self.study.heartbeat_at = now

    def _mine(self) -> QuerySet[Study]:
        return Study.objects.filter(pk=self.study.pk, state=State.RUNNING, heartbeat_at=self.study.heartbeat_at)


def _recover(study: Study, *, now: datetime) -> int:
    change: dict[str, object] = {"state": State.WAITING, "restarts": study.restarts + 1, "heartbeat_at": None}
    if study.stop_requested:
        change |= {"state": State.STOPPED, "finished_at": now}
    elif study.restarts >= MOST_RESTARTS:
        change |= {"state": State.FAILED, "finished_at": now, "message": GAVE_UP.format(study.restarts + 1)}
    same = Study.objects.filter(pk=study.pk, state=State.RUNNING, heartbeat_at=study.heartbeat_at)
    return same.update(**change)
