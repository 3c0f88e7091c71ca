"""Trainings whose worker or trainer is killed, or that run away: nothing is half put live, and the work is not lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from catalog.models import Store
from events.backfill import load_history
from ranking import services, trainer
from ranking.artifacts import verify
from ranking.model_folders import artefact_folder, can_be_taken_up, scratch_folder
from ranking.models import ModelVersion, TrainingRun
from tests.ranking.test_training_runs import QUICK, past

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[2]
# Held-out events that are foretold worse again would end the towers after a few epochs: none are held out.
LONG = {"evaluate": False, "threads": 1, "vector": {"epochs": 100_000, "max_seconds": 600.0, "held_out": 0.0}}
WORKER = """
import sys
import django
django.setup()
from django.conf import settings
from pathlib import Path
settings.ARTEFACTS = Path(sys.argv[2])
from ranking.trainer import train
train(int(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def artefacts(settings, tmp_path: Path) -> Path:
    settings.ARTEFACTS = tmp_path / "artefacts"
    return settings.ARTEFACTS


@pytest.fixture
def champion(leather: Store) -> ModelVersion:
    load_history(leather, past(lists=60))
    trainer.train(services.request_training(leather, config=QUICK).pk)
    return leather.model_versions.get(state="champion")


@pytest.fixture
def workers() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for worker in started:
        worker.kill()
        worker.wait()


def start_worker(run: TrainingRun) -> subprocess.Popen[bytes]:
    name = connection.settings_dict["NAME"]
    base = django_settings.DATABASE_URL
    path, _, rest = base.partition("?")
    url = path.rsplit("/", 1)[0] + f"/{name}" + (f"?{rest}" if rest else "")
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "woorec.settings"}
    command = [sys.executable, "-c", WORKER, str(run.pk), str(django_settings.ARTEFACTS)]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def wait_for(run: TrainingRun, stage: str, *, seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        run.refresh_from_db()
        if run.stage == stage:
            return
        assert run.state in ("queued", "running"), run.error
        time.sleep(0.05)
    raise AssertionError(f"The run never came to {stage}; it stands at {run.stage}.")


def trainers_of(worker: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(worker.pid).children(recursive=True)


def test_a_killed_worker_takes_its_trainer_along_and_another_goes_on_where_it_stopped(
    champion: ModelVersion, leather: Store, workers: list[subprocess.Popen[bytes]]
) -> None:
    run = services.request_training(leather, config=LONG)
    workers.append(start_worker(run))
    wait_for(run, "vector")
    trainers = trainers_of(workers[0])
    assert trainers
    workers[0].send_signal(signal.SIGKILL)
    workers[0].wait()
    _, alive = psutil.wait_procs(trainers, timeout=10)
    assert alive == []

    assert services.recover_silent_runs(now=timezone.now() + 2 * services.STALE_AFTER) == 1
    kept = {path.name: path.stat().st_mtime_ns for path in (scratch_folder(run) / "finished").iterdir()}
    assert {"hot", "again", "graph", "complement"} <= set(kept)
    workers.append(start_worker(run))
    wait_for(run, "vector")
    assert {path.name: path.stat().st_mtime_ns for path in (scratch_folder(run) / "finished").iterdir()} == kept
    services.request_stop(run)
    workers[1].wait(timeout=60)
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("cancelled", 2)
    assert not scratch_folder(run).exists()
    assert_only(champion, leather)


def test_a_trainer_that_the_system_kills_is_told_as_want_of_memory_and_can_be_taken_up(
    champion: ModelVersion, leather: Store
) -> None:
    run = services.request_training(leather, config=LONG)

    def run_out_of_memory(stage: str, percent: int) -> None:
        if stage == "vector":
            for child in psutil.Process().children():
                if "ranking.training" in child.cmdline():
                    child.kill()

    ended = trainer.train(run.pk, watch=run_out_of_memory)
    assert ended.state == TrainingRun.State.FAILED
    assert "most often because memory ran out" in ended.error
    assert can_be_taken_up(ended)
    assert_only(champion, leather)


def test_a_training_that_runs_away_is_named_and_leaves_nothing(champion: ModelVersion, leather: Store) -> None:
    wild = QUICK | {"vector": {"epochs": 1, "max_seconds": 3.0, "learning_rate": 1e30}}
    ended = trainer.train(services.request_training(leather, config=wild).pk)
    assert ended.state == TrainingRun.State.FAILED
    assert "not finite" in ended.error
    assert "lower the learning rate" in ended.error
    assert not scratch_folder(ended).exists()
    assert_only(champion, leather)


def test_a_full_disk_is_told_and_the_training_can_be_taken_up_once_there_is_room(
    champion: ModelVersion, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = services.request_training(leather, config=QUICK)
    with monkeypatch.context() as full:
        full.setattr("ranking.dataset.np.savez", no_room)
        ended = trainer.train(run.pk)
    assert ended.state == TrainingRun.State.FAILED
    assert "The disk is full" in ended.error
    assert_only(champion, leather)
    services.take_up_again(ended)
    assert trainer.train(run.pk).state == TrainingRun.State.SUCCEEDED


def no_room(*_arguments: object, **_more: object) -> None:
    raise OSError(28, "No space left on device")


def assert_only(champion: ModelVersion, store: Store) -> None:
    """Nothing was half put live: the champion is whole, it serves, and no other model is there."""
    assert list(store.model_versions.values_list("name", "state")) == [(champion.name, "champion")]
    verify(artefact_folder(champion.name))
    folders = {path.name for path in django_settings.ARTEFACTS.iterdir() if not path.name.startswith(".training-")}
    assert folders == {champion.name}
