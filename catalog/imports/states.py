"""What an import may become next. Every change is one guarded update, so that two people cannot both win."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from catalog.models import FeedImport

State = FeedImport.State
STALE_AFTER = timedelta(seconds=120)
MOST_RESTARTS = 5
MAY_BE_CHECKED = (State.UPLOADED, State.CHECKED, State.STOPPED, State.FAILED)
MAY_BE_APPLIED = (State.CHECKED, State.STOPPED, State.FAILED)
# A check that no worker has taken yet has no heartbeat.
WAITS = Q(state=State.QUEUED) | Q(state=State.CHECKING, heartbeat_at=None)
RUNS = Q(state=State.APPLYING) | Q(state=State.CHECKING, heartbeat_at__isnull=False)
GAVE_UP = "The worker died {} times while it worked on this file. Look into its log, then go on."


class ImportRefused(ValueError):
    """The import is not in a state for that. The message says what to do."""


def request_check(feed_import: FeedImport) -> None:
    """This will put a dry run in the queue. What was applied of the file so far is looked at again.

    Raises ImportRefused while it runs, and when it is applied.
    """
    _move(
        feed_import,
        MAY_BE_CHECKED,
        state=State.CHECKING,
        format=feed_import.format,
        columns=feed_import.columns,
        mapping=feed_import.mapping,
        options=feed_import.options,
        **{"rows_done": 0, "rows_total": 0, "counts": {}},
    )


def request_apply(feed_import: FeedImport, *, unchecked: bool = False) -> None:
    """This will put the import in the queue; one that was stopped or failed goes on where it was.

    Raises ImportRefused while it runs, when it is applied, and when it was not checked unless that is wanted.
    """
    _move(feed_import, (State.UPLOADED, *MAY_BE_APPLIED) if unchecked else MAY_BE_APPLIED, state=State.QUEUED)


def request_stop(feed_import: FeedImport) -> None:
    """This will end an import: at once while it waits, after the chunk at hand while it works."""
    rows = FeedImport.objects.filter(pk=feed_import.pk)
    if rows.filter(state=State.QUEUED).update(state=State.STOPPED):
        return
    if rows.filter(WAITS).update(state=State.UPLOADED):
        return
    rows.filter(RUNS).update(stop_requested=True)


def waiting_imports() -> list[int]:
    """This will name the imports that wait, oldest first; a beat job hands them out again."""
    return list(FeedImport.objects.filter(WAITS).order_by("created_at").values_list("pk", flat=True))


def running_imports(*, now: datetime) -> QuerySet[FeedImport]:
    """This will find the imports that a living worker has in hand."""
    return FeedImport.objects.filter(RUNS, heartbeat_at__gte=now - STALE_AFTER)


def recover_silent_imports(*, now: datetime) -> int:
    """This will put imports back into the queue whose worker has not been heard of; they go on where they were."""
    silent = FeedImport.objects.filter(RUNS, heartbeat_at__lt=now - STALE_AFTER)
    return sum(_recover(feed_import, now=now) for feed_import in silent)


def _recover(feed_import: FeedImport, *, now: datetime) -> int:
    restarts = feed_import.counts.get("restarts", 0) + 1
    is_check = feed_import.state == State.CHECKING
    change: dict[str, object] = {"counts": {**feed_import.counts, "restarts": restarts}, "heartbeat_at": None}
    if feed_import.stop_requested:
        change["state"] = State.UPLOADED if is_check else State.STOPPED
    elif restarts > MOST_RESTARTS:
        change["state"] = State.UPLOADED if is_check else State.FAILED
        change |= {"error": GAVE_UP.format(restarts), "finished_at": now}
    else:
        change["state"] = State.CHECKING if is_check else State.QUEUED
    same = FeedImport.objects.filter(pk=feed_import.pk, state=feed_import.state, heartbeat_at=feed_import.heartbeat_at)
    return same.update(**change)


def _move(feed_import: FeedImport, allowed: tuple[str, ...], **change: object) -> None:
    change |= {"error": "", "stop_requested": False, "heartbeat_at": None, "finished_at": None}
    moved = FeedImport.objects.filter(pk=feed_import.pk, state__in=allowed).update(**change)
    feed_import.refresh_from_db()
    if not moved:
        label = feed_import.get_state_display().lower()
        raise ImportRefused(f"{feed_import.file_name} is {label}. Wait for it to end, or upload the file again.")
