"""Which models stay on disk after a training, and whose."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.models import Store
from catalog.services import load_store
from ranking.model_folders import KEPT_CHAMPIONS, KEPT_VERSIONS, prune_artefacts
from ranking.models import ModelVersion, TrainingRun
from tests.factories import small_shop


@pytest.fixture(autouse=True)
def artefacts(settings, tmp_path: Path) -> Path:
    settings.ARTEFACTS = tmp_path
    return tmp_path


def folder(artefacts: Path, store: Store, number: int, *, temporary: bool = False) -> Path:
    name = f"{store.code}-20260101-000000-{number}"
    made = artefacts / (f".{name}.0a1b2c3d.tmp" if temporary else name)
    made.mkdir()
    return made


def version(store: Store, made: Path, state: str, *, age: int = 0, promoted: int | None = None) -> ModelVersion:
    """A version so many days old, and live since so many days."""
    found = ModelVersion.objects.create(
        store=store,
        name=made.name,
        state=state,
        manifest_digest="d",
        promoted_at=None if promoted is None else timezone.now() - timedelta(days=promoted),
    )
    ModelVersion.objects.filter(pk=found.pk).update(created_at=timezone.now() - timedelta(days=age))
    return found


def test_old_versions_go_and_the_champion_stays_however_old(leather: Store, artefacts: Path) -> None:
    folders = [folder(artefacts, leather, number) for number in range(KEPT_VERSIONS + 2)]
    for age, made in enumerate(folders):
        version(leather, made, "champion" if made == folders[-1] else "challenger", age=age)
    prune_artefacts(leather)
    kept = {*folders[:KEPT_VERSIONS], folders[-1]}
    assert set(artefacts.iterdir()) == kept
    assert set(leather.model_versions.values_list("name", flat=True)) == {made.name for made in kept}


def test_the_last_champions_can_be_rolled_back_to_whatever_the_nights_brought(leather: Store, artefacts: Path) -> None:
    champions = [folder(artefacts, leather, number) for number in range(KEPT_CHAMPIONS + 1)]
    # The one that was live last was trained first: what counts is when it served.
    for number, made in enumerate(champions):
        version(leather, made, "retired", age=40 - number, promoted=20 + number)
    version(leather, folder(artefacts, leather, 10), "champion", age=15, promoted=10)
    for number in range(KEPT_VERSIONS):
        version(leather, folder(artefacts, leather, 20 + number), "challenger", age=number)
    prune_artefacts(leather)
    assert [made.exists() for made in champions] == [True] * KEPT_CHAMPIONS + [False]
    assert leather.model_versions.filter(state="retired").count() == KEPT_CHAMPIONS


def test_a_store_whose_name_begins_alike_keeps_its_models_and_its_training(leather: Store, artefacts: Path) -> None:
    outlet = load_store(small_shop("leather-outlet"))
    live, begun = folder(artefacts, outlet, 1), folder(artefacts, outlet, 2, temporary=True)
    version(outlet, live, "champion")
    prune_artefacts(leather)
    assert (live.exists(), begun.exists()) == (True, True)


def test_what_a_broken_run_left_goes_and_what_a_run_is_writing_stays(leather: Store, artefacts: Path) -> None:
    running = TrainingRun.objects.create(store=leather, state="running")
    broken = TrainingRun.objects.create(store=leather, state="failed")
    left = [folder(artefacts, leather, broken.pk), folder(artefacts, leather, broken.pk, temporary=True)]
    written = folder(artefacts, leather, running.pk, temporary=True)
    prune_artefacts(leather)
    assert not any(made.exists() for made in left)
    assert written.exists()


def test_a_folder_that_no_training_made_is_left_alone(leather: Store, artefacts: Path) -> None:
    (artefacts / "leather-notes").mkdir()
    prune_artefacts(leather)
    assert (artefacts / "leather-notes").exists()
