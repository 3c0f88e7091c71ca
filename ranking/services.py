"""Training runs as people and the clock ask for them, and which model serves.

The TrainingRun row is the truth; a queue only says which row.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from catalog.models import Store
from catalog.told import tell
from events.models import Interaction
from ranking.artifacts import verify
from ranking.model_folders import artefact_folder, can_be_taken_up, drop_scratch
from ranking.models import ModelPolicy, ModelVersion, TrainingRun

STALE_AFTER = timedelta(seconds=120)
MOST_ATTEMPTS = 3
GONE = (
    "The worker that trained it went away {count} times. Nothing was put live. Look whether the machine has memory to "
    "spare, then take the training up again."
)


class TrainingError(RuntimeError):
    """A run that cannot start or go on. The message is for the person who asked."""


class CannotPromote(RuntimeError):
    """A version that may not serve, or not without a reason. The message is for the person who asked."""


def request_training(store: Store, *, by: User | None = None, config: dict | None = None) -> TrainingRun:
    """This will put a run in the queue; the worker finds the row even if the message is lost.

    Raises TrainingError when the store has a run that has not ended.
    """
    try:
        with transaction.atomic():
            return TrainingRun.objects.create(store=store, requested_by=by, config=config or {})
    except IntegrityError as error:
        raise TrainingError(f"{store.name} is already training. Wait for it to end, or stop it first.") from error


def request_nightly_trainings() -> list[TrainingRun]:
    """This will put a run in the queue for each store that has events and no open run."""
    stores = Store.objects.exclude(training_runs__state__in=["queued", "running"]).filter(
        pk__in=Interaction.objects.values("store_id").distinct()
    )
    return list(_requested(stores))


def _requested(stores: Iterable[Store]) -> Iterable[TrainingRun]:
    for store in stores:
        try:
            yield request_training(store)
        except TrainingError:  # somebody was quicker: what is wanted is on its way
            continue


def request_stop(run: TrainingRun) -> None:
    """This will end a run: at once while it waits, at the next sign of life while it works."""
    waiting = TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.QUEUED)
    if waiting.update(state=TrainingRun.State.CANCELLED, finished_at=timezone.now(), message="Stopped while it waited"):
        drop_scratch(run)
    else:
        TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.RUNNING).update(cancel_requested=True)


def take_up_again(run: TrainingRun, *, by: User | None = None) -> None:
    """This will put a failed run back in the queue: same events, and what it had finished is not trained again.

    Raises TrainingError when nothing of it is left, or when the store trains already.
    """
    if not can_be_taken_up(run):
        raise TrainingError("Nothing of this training is left to go on with. Start a new one.")
    try:
        with transaction.atomic():
            taken = TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.FAILED).update(
                state=TrainingRun.State.QUEUED,
                attempts=0,
                error="",
                stage="",
                percent=0,
                finished_at=None,
                heartbeat_at=None,
                requested_by=by or run.requested_by,
                message="Waits to be taken up again",
            )
    except IntegrityError as error:
        raise TrainingError("The shop is already training. Wait for it to end, or stop it first.") from error
    if not taken:
        raise TrainingError("Only a training that failed can be taken up again.")


def queued_runs() -> list[int]:
    """This will name the runs that wait, oldest first; a beat job hands them out again."""
    return list(
        TrainingRun.objects.filter(state=TrainingRun.State.QUEUED).order_by("created_at").values_list("pk", flat=True)
    )


def recover_silent_runs(*, now: datetime) -> int:
    """This will put runs back whose worker is silent; one that was asked to stop, or died too often, ends."""
    silent = TrainingRun.objects.filter(
        Q(heartbeat_at__lt=now - STALE_AFTER) | Q(heartbeat_at=None, started_at__lt=now - STALE_AFTER),
        state=TrainingRun.State.RUNNING,
    )
    stopped = silent.filter(cancel_requested=True).update(
        state=TrainingRun.State.CANCELLED, finished_at=now, error="Stopped on request."
    )
    failed = silent.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=TrainingRun.State.FAILED, finished_at=now, error=GONE.format(count=MOST_ATTEMPTS)
    )
    back = silent.update(
        state=TrainingRun.State.QUEUED,
        heartbeat_at=None,
        stage="",
        percent=0,
        message="Its worker went away. Another one goes on where it stopped.",
    )
    return stopped + failed + back


def may_promote(version: ModelVersion, *, reason: str) -> None:
    """This will raise CannotPromote for a refused version, and for one that failed a check while no reason is given."""
    if version.state == ModelVersion.State.REFUSED:
        raise CannotPromote(f"{version.name} was refused: {version.refused_because}")
    if version.state == ModelVersion.State.CHALLENGER and version.failed_checks and not reason.strip():
        raise CannotPromote("It did not pass every check. Say why it may serve all the same.")


def promote(version: ModelVersion, *, by: User | None = None, reason: str = "") -> None:
    """This will make a version the one that serves. Promoting an earlier champion is the roll-back.

    Raises CannotPromote, and ArtifactError when its files are missing or damaged; the champion stays as it is then.
    """
    may_promote(version, reason=reason)
    verify(artefact_folder(version.name))
    with transaction.atomic():
        store_versions = ModelVersion.objects.select_for_update().filter(store=version.store)
        now = store_versions.get(pk=version.pk)
        may_promote(now, reason=reason)
        served = store_versions.filter(state=ModelVersion.State.CHAMPION).values_list("name", flat=True).first()
        store_versions.filter(state=ModelVersion.State.CHAMPION).exclude(pk=version.pk).update(
            state=ModelVersion.State.RETIRED
        )
        version.state, version.promoted_at, version.promoted_by = ModelVersion.State.CHAMPION, timezone.now(), by
        version.promotion_reason, version.shadow_since = reason.strip()[:300], None
        version.save(update_fields=["state", "promoted_at", "promoted_by", "promotion_reason", "shadow_since"])
        after = {"champion": version.name} | ({"reason": version.promotion_reason} if version.promotion_reason else {})
        tell("model.promoted", version, by=by, store=version.store, before={"champion": served}, after=after)


def promotes_itself(store: Store) -> bool:
    """This will say whether a new model that passes every check goes live without a person."""
    return ModelPolicy.objects.filter(store=store, promotes_itself=True).exists()


def set_policy(store: Store, *, promotes_itself: bool, by: User | None) -> None:
    """This will say whether a model that passes every check goes live by itself."""
    with transaction.atomic():
        policy, _ = ModelPolicy.objects.select_for_update().get_or_create(store=store)
        before = {"promotes_itself": policy.promotes_itself}
        policy.promotes_itself, policy.changed_by = promotes_itself, by
        policy.save()
        tell("model.policy", policy, by=by, store=store, before=before, after={"promotes_itself": promotes_itself})


def put_in_shadow(version: ModelVersion, *, by: User | None) -> None:
    """This will have live requests asked of a challenger as well, out of sight; it takes the place of another one."""
    with transaction.atomic():
        ModelVersion.objects.filter(store=version.store, shadow_since__isnull=False).exclude(pk=version.pk).update(
            shadow_since=None
        )
        ModelVersion.objects.filter(
            pk=version.pk, state__in=[ModelVersion.State.CHALLENGER, ModelVersion.State.RETIRED], shadow_since=None
        ).update(shadow_since=timezone.now(), shadow={})
        tell("model.shadowed", version, by=by, store=version.store, before=None, after={"version": version.name})


def take_out_of_shadow(version: ModelVersion, *, by: User | None) -> None:
    """This will let a version rest; what its shadow showed is kept."""
    with transaction.atomic():
        ModelVersion.objects.filter(pk=version.pk).update(shadow_since=None)
        tell("model.unshadowed", version, by=by, store=version.store, before={"version": version.name}, after=None)


def note_attempt(run_id: int, *, lease: str, now: datetime) -> bool:
    """This will take a waiting run for a worker; no second worker gets it."""
    return bool(
        TrainingRun.objects.filter(pk=run_id, state=TrainingRun.State.QUEUED).update(
            state=TrainingRun.State.RUNNING,
            lease=lease,
            attempts=F("attempts") + 1,
            started_at=now,
            heartbeat_at=now,
            stage="export",
            percent=1,
            message="Reading the shop’s events",
        )
    )
