"""The model folders on disk: where they lie, and which of them are deleted."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from catalog.models import Store
from ranking.models import ModelVersion, TrainingRun

SCRATCH_KEPT = timedelta(days=2)  # of a failed training, with the events it read
KEPT_VERSIONS = 5
KEPT_CHAMPIONS = 2  # earlier ones, to roll back to, however many challengers came since


def artefact_folder(name: str) -> Path:
    return settings.ARTEFACTS / name


def scratch_folder(run: TrainingRun) -> Path:
    """This will name the folder of what a run has read and finished, beside the models, so that any worker finds it."""
    return settings.ARTEFACTS / f".training-{run.pk}"


def can_be_taken_up(run: TrainingRun) -> bool:
    return run.state == TrainingRun.State.FAILED and scratch_folder(run).is_dir()


def drop_scratch(run: TrainingRun) -> None:
    shutil.rmtree(scratch_folder(run), ignore_errors=True)


def drop_old_scratch() -> None:
    """This will delete what trainings left behind that ended well, were stopped, or failed some days ago."""
    working = TrainingRun.objects.filter(state__in=["queued", "running"])
    failed = TrainingRun.objects.filter(state="failed", finished_at__gt=timezone.now() - SCRATCH_KEPT)
    wanted = {f".training-{pk}" for rows in (working, failed) for pk in rows.values_list("pk", flat=True)}
    for folder in settings.ARTEFACTS.glob(".training-*"):
        if folder.name not in wanted:
            shutil.rmtree(folder, ignore_errors=True)


def prune_artefacts(store: Store) -> None:
    """This will delete old versions of the store with their files, and leftovers of its broken runs.

    The newest versions, the champion and the last champions before it are kept.
    """
    old = list(store.model_versions.exclude(name__in=_kept(store)).values_list("name", flat=True))
    for folder in [*map(artefact_folder, old), *_leftovers(store)]:
        shutil.rmtree(folder, ignore_errors=True)
    store.model_versions.filter(name__in=old).exclude(state=ModelVersion.State.REFUSED).delete()


def _kept(store: Store) -> set[str]:
    usable = store.model_versions.exclude(state=ModelVersion.State.REFUSED)
    champion = usable.filter(state=ModelVersion.State.CHAMPION)
    earlier = usable.filter(state=ModelVersion.State.RETIRED).order_by("-promoted_at", "-id")[:KEPT_CHAMPIONS]
    return {version.name for versions in (usable[:KEPT_VERSIONS], champion, earlier) for version in versions}


def _leftovers(store: Store) -> Iterator[Path]:
    """Folders that a run of this store began and no version owns. Another store's code may begin with this one's."""
    named = re.compile(rf"\.?({re.escape(store.code)}-\d{{8}}-\d{{6}}-(\d+))(\.[0-9a-f]+\.tmp)?")
    owned = set(store.model_versions.values_list("name", flat=True))
    working = set(store.training_runs.filter(state=TrainingRun.State.RUNNING).values_list("pk", flat=True))
    for folder in settings.ARTEFACTS.glob("*"):
        match = named.fullmatch(folder.name)
        if match and match[1] not in owned and int(match[2]) not in working:
            yield folder
