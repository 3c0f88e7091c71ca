"""The model folders on disk: where they lie, and which of them are deleted."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from catalog.models import Store
from ranking.models import ModelVersion, TrainingRun

KEPT_VERSIONS = 5


def artefact_folder(name: str) -> Path:
    return settings.ARTEFACTS / name


def prune_artefacts(store: Store) -> None:
    """This will delete the files of the store's old versions and leftovers of its broken runs, never the champion's."""
    old = list(store.model_versions.exclude(name__in=_kept(store)).values_list("name", flat=True))
    for folder in [*map(artefact_folder, old), *_leftovers(store)]:
        shutil.rmtree(folder, ignore_errors=True)
    store.model_versions.filter(name__in=old).exclude(state=ModelVersion.State.REFUSED).delete()


def _kept(store: Store) -> set[str]:
    usable = store.model_versions.exclude(state=ModelVersion.State.REFUSED)
    champion = usable.filter(state=ModelVersion.State.CHAMPION)
    return {*usable.values_list("name", flat=True)[:KEPT_VERSIONS], *champion.values_list("name", flat=True)}


def _leftovers(store: Store) -> Iterator[Path]:
    """Folders that a run of this store began and no version owns. Another store's code may begin with this one's."""
    named = re.compile(rf"\.?({re.escape(store.code)}-\d{{8}}-\d{{6}}-(\d+))(\.[0-9a-f]+\.tmp)?")
    owned = set(store.model_versions.values_list("name", flat=True))
    working = set(store.training_runs.filter(state=TrainingRun.State.RUNNING).values_list("pk", flat=True))
    for folder in settings.ARTEFACTS.glob("*"):
        match = named.fullmatch(folder.name)
        if match and match[1] not in owned and int(match[2]) not in working:
            yield folder
